"""Pages of a round's team: the proposal, what is changed in it, the teams of a whole contest."""

from dataclasses import dataclass
from typing import ClassVar

from quiz.web.pages.common import Link
from quiz.web.pages.skips import Errors, Skip

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class TeamCandidate:
    """Somebody at the top of the official board. `passed_text` says which quotas passed them over,
    or that they were named in writing."""

    place: int
    number: str
    unit: str
    score_text: str
    note: str
    passed_text: str
    skip: Skip


@dataclass(frozen=True, slots=True)
class ConfirmedTeam:
    """A version of a team: rows of (number, name, candidate number, unit, score, place, seat) and
    (name, place, reason)."""

    text: str
    change_text: str
    """Who left and who came, empty where the team was chosen from the board."""
    eased: tuple[str, ...]
    eased_reason: str
    members: Rows
    skips: Rows
    more_text: str
    """How many more were passed over than `skips` shows."""


@dataclass(frozen=True, slots=True)
class TeamPage:
    """The proposal for a team, what departs from it, and the confirmed team.

    Editing: POST form `url` with `do=preview`, `skip_<person id>` = 1, `reason_<person id>` and
    `eased_reason`. Confirming: POST form `url` with `do=confirm`, `captain` and what `hidden`
    holds, so that exactly what is shown is confirmed, over the board and the team that are shown.
    """

    template: ClassVar[str] = "organizer/team.html"
    title: str
    contest: str
    board_text: str
    seats_text: str
    quotas: tuple[str, ...]
    lacking_text: str
    """How many count for no quota, because the roster does not say enough."""
    url: str
    may_choose: bool
    candidates: tuple[TeamCandidate, ...]
    more_text: str
    """How many more the quotas passed over than are shown."""
    confirmable: bool
    hidden: tuple[tuple[str, str], ...]
    captains: tuple[tuple[str, str], ...]
    """Empty where the rules ask for no captain."""
    captain: str
    eased: tuple[str, ...]
    eases: bool
    """Whether no team keeps the quotas, so that a reason may be written."""
    eased_reason: str
    confirmed: ConfirmedTeam | None
    workbook_url: str
    annex_url: str
    changes_url: str
    standing_text: str
    """What is wrong with the confirmed team, or that it is locked."""
    back: Link
    errors: Errors = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamChangesPage:
    """Every version of a team, what the province did, and the form that replaces somebody.

    POST form `url` with `team` (the version seen), `left` (person id), `number`, `reason`,
    `captain` (person id, empty for the present one) and `eased_reason`.
    """

    template: ClassVar[str] = "organizer/team_changes.html"
    title: str
    contest: str
    url: str
    back: Link
    version: int
    may_change: bool
    status_texts: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    left: str
    number: str
    reason: str
    captain: str
    asks_captain: bool
    eased_reason: str
    versions: tuple[ConfirmedTeam, ...]
    locks: Rows
    problem: str = ""


@dataclass(frozen=True, slots=True)
class DistrictTeamCard:
    """A district's team as the province sees it. Addresses are empty where there is none."""

    district: str
    url: str
    version: int
    state_text: str
    state_kind: str
    """The tag's kind: success, warning or neutral."""
    team: ConfirmedTeam | None
    locks: Rows
    lock_url: str
    unlock_url: str


@dataclass(frozen=True, slots=True)
class ContestTeamsPage:
    """All teams of a contest. Locking: POST form `lock_url` with `team` (the version seen);
    unlocking: `unlock_url` with `team` and `reason`."""

    template: ClassVar[str] = "province/teams.html"
    title: str
    contest: str
    back: Link
    summary_text: str
    teams: tuple[DistrictTeamCard, ...]
    problem: str = ""
