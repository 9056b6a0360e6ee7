"""When a round can be sat, and until when an answer counts. All times are UTC milliseconds."""

from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """Where a round stands."""

    DRAFT = "draft"
    BEFORE = "before"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"


PHASE_TEXTS = {
    Phase.DRAFT: "Đang chuẩn bị",
    Phase.BEFORE: "Sắp mở",
    Phase.OPEN: "Đang mở",
    Phase.CLOSED: "Đã kết thúc, chờ công bố",
    Phase.PUBLISHED: "Đã công bố kết quả",
}


@dataclass(frozen=True, slots=True)
class Window:
    """A round can be started from `opens_at` until just before `closes_at`."""

    opens_at: int
    closes_at: int
    opened: bool = True
    """Whether the rules were frozen by opening the contest."""
    published: bool = False


def phase_at(window: Window, now: int) -> Phase:
    """The phase of a round at `now`."""
    if not window.opened:
        return Phase.DRAFT
    if window.published:
        return Phase.PUBLISHED
    if now < window.opens_at:
        return Phase.BEFORE
    if now < window.closes_at:
        return Phase.OPEN
    return Phase.CLOSED


def deadline(started_at: int, limit_ms: int, window: Window) -> int:
    """When an attempt that started then is over: its time is up or the round closes."""
    return min(started_at + limit_ms, window.closes_at)


def in_time(arrived_at: int, deadline_at: int, grace_ms: int) -> bool:
    """Whether something whose last byte arrived then still counts."""
    return arrived_at <= deadline_at + grace_ms
