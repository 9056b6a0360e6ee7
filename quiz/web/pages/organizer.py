"""Pages of whoever runs a district's round: the round and its whole board."""

from dataclasses import dataclass
from typing import ClassVar

from quiz.web.pages.common import Link, Narrowing, Pager
from quiz.web.pages.extending import ExtendPart


@dataclass(frozen=True, slots=True)
class RoundCard:
    """A round in the list of those within reach. Counts are written for people."""

    contest: str
    district: str
    phase: str
    phase_text: str
    window_text: str
    roster: str
    sat: str
    finished: str
    url: str


@dataclass(frozen=True, slots=True)
class RoundsPage:
    """The rounds within reach."""

    template: ClassVar[str] = "organizer/rounds.html"
    title: str
    rounds: tuple[RoundCard, ...]


@dataclass(frozen=True, slots=True)
class WorkRoundPage:
    """How far a round is, and what can be done with it now."""

    template: ClassVar[str] = "organizer/round.html"
    title: str
    contest: str
    phase: str
    phase_text: str
    window_text: str
    roster: str
    sat: str
    rate_text: str
    finished: str
    running: str
    steps: tuple[tuple[str, str, Link | None], ...]
    """(label, done / current / todo, where to do it)."""
    links: tuple[Link, ...]
    publish_url: str
    """POST; empty where it is not the time or not this viewer's to publish."""
    extend: ExtendPart | None
    """None once it was published, and for those who may not give time."""
    problem: str = ""
    old_team_text: str = ""
    """Said where the team was chosen from a board that a newer version has replaced."""


@dataclass(frozen=True, slots=True)
class FastRow:
    """An attempt below the rules' floor, with figures as text."""

    person: Link
    """Without an address for those who do not read the roll."""
    number: str
    unit: str
    attempt: str
    duration_text: str
    answered_text: str
    """Empty where the attempt does not count."""
    score_text: str
    ended_text: str


@dataclass(frozen=True, slots=True)
class FastPage:
    """The attempts of a round that were faster than its floor."""

    template: ClassVar[str] = "organizer/fast.html"
    title: str
    contest: str
    crumbs: tuple[Link, ...]
    floor_text: str
    count_text: str
    rows: tuple[FastRow, ...]


@dataclass(frozen=True, slots=True)
class WorkBoardRow:
    """A place with the whole name."""

    place: int
    name: str
    number: str
    unit: str
    score_text: str
    extra_text: str
    duration_text: str
    submitted_text: str
    tie_note: str
    guess_text: str = ""
    """What was predicted, where something was."""


@dataclass(frozen=True, slots=True)
class WorkBoardPage:
    """A page of a board for those who answer for it; `live_text` says that the public one stands
    still."""

    template: ClassVar[str] = "organizer/board.html"
    title: str
    contest: str
    official: bool
    status_text: str
    chain: tuple[str, ...]
    rows: tuple[WorkBoardRow, ...]
    pager: Pager
    query: str
    search_url: str
    narrowing: Narrowing
    files: tuple[Link, ...]
    crumbs: tuple[Link, ...]
    extra_label: str
    """Over the rows' `extra_text`."""
    together_text: str = ""
    live_text: str = ""
    guessed: bool = False
    """Whether the rows tell what was predicted."""
