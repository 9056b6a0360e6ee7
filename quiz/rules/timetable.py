"""When the rounds of a contest are held, and which edition of the thể lệ this is: in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from quiz.rules.eligibility import RoundKind
from quiz.rules.wording import say_moment, say_window


@dataclass(frozen=True, slots=True)
class Held:
    """A district's round. `audience` is an audience's title, empty for everybody; `questions` in a
    paper where it has a blueprint of its own, else 0; times are UTC milliseconds."""

    district: str
    opens_at: int
    closes_at: int
    label: str = ""
    kind: RoundKind = RoundKind.OFFICIAL
    audience: str = ""
    questions: int = 0


@dataclass(frozen=True, slots=True)
class Edition:
    """The thể lệ was changed after the opening: `version` counts from 2, in force since a moment in
    UTC milliseconds."""

    version: int
    since: int


def sentences(rounds: Iterable[Held]) -> tuple[str, ...]:
    """When each round is held, in the order given; districts with one time are named together, and
    not at all where everybody has it."""
    found: dict[tuple[str, RoundKind, str], list[Held]] = {}
    for one in rounds:
        found.setdefault((one.label, one.kind, one.audience), []).append(one)
    return tuple(_said(*name, held) for name, held in found.items())


def say_edition(edition: Edition) -> str:
    """Which edition it is, in a sentence."""
    return (
        f"Thể lệ sửa đổi lần {edition.version - 1}, có hiệu lực từ {say_moment(edition.since)}, "
        "thay cho thể lệ trước đó."
    )


def _said(label: str, kind: RoundKind, audience: str, held: list[Held]) -> str:
    practice = kind is RoundKind.PRACTICE
    name = label or ("Vòng thi thử" if practice else "Thời gian thi")
    of = f" ({audience})" if audience else ""
    times: dict[tuple[int, int], list[str]] = {}
    for one in held:
        times.setdefault((one.opens_at, one.closes_at), []).append(one.district)
    parts = []
    for window, districts in times.items():
        who = f"{', '.join(districts)} " if len(times) > 1 else ""
        parts.append(f"{who}từ {say_window(*window)}")
    tail = " Vòng thi thử được làm nhiều lần, không xếp hạng." if practice else ""
    own = held[0].questions
    paper = f" Đề thi có {own} câu hỏi theo ma trận riêng." if own else ""
    return f"{name}{of}: {'; '.join(parts)}.{paper}{tail}"
