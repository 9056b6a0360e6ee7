"""Pages that anybody may read."""

from dataclasses import dataclass
from typing import ClassVar

from quiz.web.pages.common import Link, Narrowing, Pager


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A district's round on the home page."""

    district: str
    phase: str
    """before, open, closed or published."""
    phase_text: str
    window_text: str
    board_url: str
    """Empty for practice."""


@dataclass(frozen=True, slots=True)
class ContestCard:
    """A contest and its rounds on the home page."""

    name: str
    rules_url: str
    units_url: str
    board_url: str
    """Of the whole contest; empty, like that of units, where nobody is ranked."""
    rounds: tuple[RoundRow, ...]


@dataclass(frozen=True, slots=True)
class HomePage:
    """The contests that are announced."""

    template: ClassVar[str] = "public/home.html"
    title: str
    contests: tuple[ContestCard, ...]


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The printed rules (thể lệ) of a contest."""

    template: ClassVar[str] = "public/rules.html"
    title: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One place. `name` is masked on the public board."""

    place: int
    name: str
    unit: str
    score_text: str
    duration_text: str
    submitted_text: str
    tie_note: str = ""
    """Why this row stands before or beside the next."""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class BoardPage:
    """A page of a leaderboard: of a district, of a whole contest, or of a part of either."""

    template: ClassVar[str] = "public/board.html"
    title: str
    contest: str
    district: str
    official: bool
    status_text: str
    chain: tuple[str, ...]
    """The ranking criteria in their printed order."""
    rows: tuple[BoardRow, ...]
    pager: Pager
    query: str
    search_url: str
    narrowing: Narrowing
    files: tuple[Link, ...]
    """The whole board to take away."""
    together_text: str = ""
    """How several rounds give one place, where they may."""
    other: Link | None = None
    """The board that this one is a part of."""


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """Something was refused: what, and what to do."""

    template: ClassVar[str] = "public/error.html"
    title: str
    sentence: str
    code: str
    back: Link


@dataclass(frozen=True, slots=True)
class ComponentsPage:
    """The design system: each component in all its states."""

    template: ClassVar[str] = "components_page.html"
    title: str
