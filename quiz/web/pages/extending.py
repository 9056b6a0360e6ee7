"""Pages of whoever gives time: the forms, what waits for a second signature, who sits."""

from dataclasses import dataclass
from typing import ClassVar

from quiz.web.pages.common import Link


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """Time that was asked for and waits for a second member of staff."""

    text: str
    reason: str
    confirm_url: str
    """POST; empty for the one who asked."""


@dataclass(frozen=True, slots=True)
class ExtendPart:
    """The form for the whole round and what waits; stands on two pages.

    Asking: POST form `url` with `whom` = round or one, `number`, `minutes`, `reason` and `once`.
    """

    url: str
    once: str
    waiting: tuple[WaitingRequest, ...]
    most_minutes: int
    longest_reason: int
    minutes: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ExtendPage:
    """Give time: to one person, to the whole round; what was given."""

    template: ClassVar[str] = "organizer/extend.html"
    title: str
    contest: str
    window_text: str
    part: ExtendPart | None
    """None once the round was published."""
    whom: str
    """round or one: which form was filled."""
    number: str
    sitting: tuple[tuple[str | Link, ...], ...]
    """(number as a link that fills it in, name, unit, deadline, what became of it)."""
    query: str
    given: tuple[tuple[str, ...], ...]
    """(when, whom, minutes, attempts, reason, who asked, who confirmed)."""
    back: Link
    problem: str = ""
