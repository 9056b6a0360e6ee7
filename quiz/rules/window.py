"""When a round can be sat, and until when an answer counts. All times are UTC milliseconds."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar


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


def deadline(started_at: int, limit_ms: int, window: Window, extension_ms: int = 0) -> int:
    """When an attempt that started then is over: its time is up or the round closes (as it stood at
    the start), and what it was given more since."""
    return min(started_at + limit_ms, window.closes_at) + extension_ms


def goes_on(deadline_at: int, extension_ms: int, now: int) -> bool:
    """Whether an attempt that nobody handed in can be sat at `now` when it is given so much more:
    also one that was closed by time alone."""
    return deadline_at + extension_ms > now


def in_time(arrived_at: int, deadline_at: int, grace_ms: int) -> bool:
    """Whether something whose last byte arrived then still counts."""
    return arrived_at <= deadline_at + grace_ms


class Sat(Protocol):
    """An attempt, as far as time concerns it."""

    @property
    def deadline_at(self) -> int:
        """When it is over."""
        ...

    @property
    def ended_at(self) -> int | None:
        """When it ended, None while it runs."""
        ...


SatT = TypeVar("SatT", bound=Sat)


def running(attempts: Iterable[SatT], grace_ms: int, now: int) -> SatT | None:
    """The attempt that somebody can go on with, if any."""
    for attempt in attempts:
        if attempt.ended_at is None and in_time(now, attempt.deadline_at, grace_ms):
            return attempt
    return None
