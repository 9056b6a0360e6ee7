"""Pages about prizes."""

from dataclasses import dataclass
from typing import ClassVar

from quiz.web.pages.common import Link


@dataclass(frozen=True, slots=True)
class GiftRow:
    """A side prize that was given by hand."""

    title: str
    person: str
    reason: str
    take_back_url: str
    """POST; empty for those who only read."""


@dataclass(frozen=True, slots=True)
class PrizesPage:
    """Who gets which prize by an official board. Giving a side prize: POST form `give_url` with
    `prize`, `number` and `reason`.
    """

    template: ClassVar[str] = "organizer/prizes.html"
    title: str
    contest: str
    crumbs: tuple[Link, ...]
    status_text: str
    official: bool
    rules: tuple[str, ...]
    """As the thể lệ says it; nothing where there are no prizes."""
    rows: tuple[tuple[str, ...], ...]
    """Prize, winner, candidate number, unit, score, why."""
    decided: tuple[str, ...]
    gifts: tuple[GiftRow, ...]
    files: tuple[Link, ...]
    give_url: str
    """Empty where there is no side prize, before the board is official, and for those who only
    read."""
    side: tuple[tuple[str, str], ...]
    prize: str = ""
    number: str = ""
    reason: str = ""
    problem: str = ""
