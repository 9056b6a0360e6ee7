"""Pages of whoever runs a district's round: the round, its whole board, its team."""

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


@dataclass(frozen=True, slots=True)
class TeamCandidate:
    """Somebody at the top of the official board. `seat_text` is empty for who gets no seat."""

    person_id: int
    place: int
    name: str
    number: str
    unit: str
    score_text: str
    note: str
    seat_text: str
    skipped: bool
    reason: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmedTeam:
    """The team that stands: rows of (number, name, unit, score, place, seat) and (place, name,
    reason)."""

    text: str
    members: tuple[tuple[str, ...], ...]
    skips: tuple[tuple[str, ...], ...]
    workbook_url: str
    annex_url: str


@dataclass(frozen=True, slots=True)
class TeamPage:
    """The proposal for a team, what departs from it, and the confirmed team.

    Editing: POST form `url` with `do=preview`, `skip_<person id>` = 1 and `reason_<person id>`.
    Confirming: POST form `url` with `do=confirm`, `board`, `team` and what `hidden` holds, so that
    exactly what is shown is confirmed, over the team that is shown.
    """

    template: ClassVar[str] = "organizer/team.html"
    title: str
    contest: str
    board_text: str
    seats_text: str
    url: str
    may_choose: bool
    candidates: tuple[TeamCandidate, ...]
    board_digest: str
    team_version: int
    confirmable: bool
    hidden: tuple[tuple[str, str], ...]
    confirmed: ConfirmedTeam | None
    back: Link
    problem: str = ""
    warning: str = ""
