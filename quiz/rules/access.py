"""Who may do what: one table of role × action × own or any district."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a signed-in person is. A stranger has no role."""

    CONTESTANT = "contestant"
    AUTHOR = "author"
    ORGANIZER = "organizer"
    PROVINCE = "province"
    ADMINISTRATOR = "administrator"


ROLE_TITLES = {
    Role.CONTESTANT: "Thí sinh",
    Role.AUTHOR: "Ban Đề thi",
    Role.ORGANIZER: "Ban Tổ chức đơn vị",
    Role.PROVINCE: "Sở Nội vụ",
    Role.ADMINISTRATOR: "Quản trị viên",
}


class Action(StrEnum):
    """What a route or a command does."""

    SIT = "sit"
    BANK_WRITE = "bank.write"
    BANK_READ = "bank.read"
    BANK_APPROVE = "bank.approve"
    PEOPLE_READ = "people.read"
    PEOPLE_WRITE = "people.write"
    CONTEST_READ = "contest.read"
    CONTEST_WRITE = "contest.write"
    UNIT_READ = "unit.read"
    UNIT_WRITE = "unit.write"
    HEADCOUNT_SIGN = "headcount.sign"
    BOARD_READ = "board.read"
    BOARD_PUBLISH = "board.publish"
    PRIZE_AWARD = "prize.award"
    TEAM_READ = "team.read"
    TEAM_CHOOSE = "team.choose"
    TEAM_LOCK = "team.lock"
    TIME_EXTEND = "time.extend"
    APPEAL_READ = "appeal.read"
    APPEAL_DECIDE = "appeal.decide"
    KEY_CORRECT = "key.correct"
    REHEARSE = "rehearse"
    STATISTICS_READ = "statistics.read"


class Scope(StrEnum):
    """Whose objects an action reaches."""

    OWN = "own"
    ANY = "any"


_DISTRICT_WORK = (
    Action.PEOPLE_READ,
    Action.PEOPLE_WRITE,
    Action.UNIT_READ,
    Action.UNIT_WRITE,
    Action.HEADCOUNT_SIGN,
    Action.CONTEST_READ,
    Action.BOARD_READ,
    Action.BOARD_PUBLISH,
    Action.PRIZE_AWARD,
    Action.TEAM_READ,
    Action.TEAM_CHOOSE,
    Action.TIME_EXTEND,
    Action.APPEAL_READ,
    Action.APPEAL_DECIDE,
    Action.STATISTICS_READ,
)
_AFTER_A_ROUND = (Action.APPEAL_READ, Action.APPEAL_DECIDE, Action.KEY_CORRECT)
"""KEY_CORRECT: sign what concerns a question, and with it every district."""

TABLE: dict[Role, dict[Action, Scope]] = {
    Role.CONTESTANT: {Action.SIT: Scope.OWN},
    Role.AUTHOR: dict.fromkeys(
        (Action.BANK_READ, Action.BANK_WRITE, Action.BANK_APPROVE, Action.STATISTICS_READ),
        Scope.ANY,
    ),
    Role.ORGANIZER: dict.fromkeys(_DISTRICT_WORK, Scope.OWN),
    Role.PROVINCE: dict.fromkeys(
        (
            Action.PEOPLE_READ,
            Action.UNIT_READ,
            Action.HEADCOUNT_SIGN,
            Action.CONTEST_READ,
            Action.CONTEST_WRITE,
            Action.BOARD_READ,
            Action.PRIZE_AWARD,
            Action.TEAM_READ,
            Action.TEAM_LOCK,
            Action.TIME_EXTEND,
            Action.REHEARSE,
            *_AFTER_A_ROUND,
            Action.STATISTICS_READ,
        ),
        Scope.ANY,
    ),
    Role.ADMINISTRATOR: dict.fromkeys(
        (
            Action.BANK_READ,
            Action.BANK_WRITE,
            Action.BANK_APPROVE,
            Action.PEOPLE_READ,
            Action.PEOPLE_WRITE,
            Action.UNIT_READ,
            Action.UNIT_WRITE,
            Action.HEADCOUNT_SIGN,
            Action.CONTEST_READ,
            Action.CONTEST_WRITE,
            Action.BOARD_READ,
            Action.BOARD_PUBLISH,
            Action.PRIZE_AWARD,
            Action.TEAM_READ,
            Action.TEAM_LOCK,
            Action.TIME_EXTEND,
            Action.REHEARSE,
            *_AFTER_A_ROUND,
            Action.STATISTICS_READ,
        ),
        Scope.ANY,
    ),
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks. `districts` are the own ones: a contestant's, an organiser's."""

    role: Role
    name: str
    actor: str
    """Who, for logs: a staff user name, or a person's id; never a person's name."""
    person_id: int | None
    staff_id: int | None
    districts: frozenset[int]
    until: int
    """When the session ends, UTC milliseconds."""
    number: str = ""
    """A contestant's candidate number."""
    unit: str = ""
    """A contestant's unit, in full."""
    session: str = ""
    """The session's tag: enough to tell it from the person's other sessions, not to enter with."""


def scope_of(role: Role | None, action: Action) -> Scope | None:
    """How far `role` may go with `action`; None where it may not at all."""
    return TABLE[role].get(action) if role else None
