"""Who may do what: one table of role × action × own or any district, and what each route does."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a signed-in person is. A stranger has no role."""

    CONTESTANT = "contestant"
    AUTHOR = "author"
    REVIEWER = "reviewer"
    JURY = "jury"
    AUDITOR = "auditor"
    ORGANIZER = "organizer"
    PROVINCE = "province"
    ADMINISTRATOR = "administrator"


ROLE_TITLES = {
    Role.CONTESTANT: "Thí sinh",
    Role.AUTHOR: "Ban Đề thi",
    Role.REVIEWER: "Người duyệt câu hỏi",
    Role.JURY: "Ban Giám khảo",
    Role.AUDITOR: "Người giám sát",
    Role.ORGANIZER: "Ban Tổ chức đơn vị",
    Role.PROVINCE: "Sở Nội vụ",
    Role.ADMINISTRATOR: "Quản trị viên",
}


class Action(StrEnum):
    """What a route or a command does."""

    SIT = "sit"
    BANK_WRITE = "bank.write"
    BANK_READ = "bank.read"
    BANK_LOOK = "bank.look"
    BANK_APPROVE = "bank.approve"
    PEOPLE_READ = "people.read"
    PEOPLE_WRITE = "people.write"
    PEOPLE_MOVE = "people.move"
    CONTEST_READ = "contest.read"
    CONTEST_WRITE = "contest.write"
    UNIT_READ = "unit.read"
    UNIT_WRITE = "unit.write"
    HEADCOUNT_SIGN = "headcount.sign"
    UNIT_ADVANCE = "unit.advance"
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
    OWN_DATA = "own.data"
    REQUEST_READ = "request.read"
    REQUEST_ANSWER = "request.answer"
    PERSON_ERASE = "person.erase"
    AUDIT_READ = "audit.read"
    OWN_ACCOUNT = "account.own"
    STAFF_READ = "staff.read"
    STAFF_WRITE = "staff.write"


class Scope(StrEnum):
    """Whose objects an action reaches."""

    OWN = "own"
    ANY = "any"


_DISTRICT_WORK = (
    Action.PEOPLE_READ,
    Action.PEOPLE_WRITE,
    Action.PEOPLE_MOVE,
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
    Action.REQUEST_READ,
    Action.REQUEST_ANSWER,
)
_AFTER_A_ROUND = (Action.APPEAL_READ, Action.APPEAL_DECIDE, Action.KEY_CORRECT)
"""KEY_CORRECT: sign what concerns a question, and with it every district."""
_LOOKING = (
    Action.PEOPLE_READ,
    Action.UNIT_READ,
    Action.CONTEST_READ,
    Action.BOARD_READ,
    Action.TEAM_READ,
    Action.APPEAL_READ,
    Action.STATISTICS_READ,
    Action.REQUEST_READ,
    Action.AUDIT_READ,
    Action.BANK_LOOK,
)
"""Whoever looks on learns keys when everybody does: BANK_LOOK without BANK_READ is reading
published versions once every round that asks their questions has closed (`Reader.late`)."""

TABLE: dict[Role, dict[Action, Scope]] = {
    Role.CONTESTANT: {Action.SIT: Scope.OWN, Action.OWN_DATA: Scope.OWN},
    Role.AUTHOR: dict.fromkeys(
        (
            Action.BANK_LOOK,
            Action.BANK_READ,
            Action.BANK_WRITE,
            Action.BANK_APPROVE,
            Action.STATISTICS_READ,
        ),
        Scope.ANY,
    ),
    Role.REVIEWER: dict.fromkeys(
        (Action.BANK_LOOK, Action.BANK_READ, Action.BANK_APPROVE), Scope.ANY
    ),
    Role.JURY: dict.fromkeys(
        (Action.CONTEST_READ, Action.BOARD_READ, *_AFTER_A_ROUND, Action.STATISTICS_READ),
        Scope.ANY,
    ),
    Role.AUDITOR: dict.fromkeys((*_LOOKING, Action.STAFF_READ), Scope.ANY),
    Role.ORGANIZER: dict.fromkeys(_DISTRICT_WORK, Scope.OWN),
    Role.PROVINCE: dict.fromkeys(
        (
            Action.PEOPLE_READ,
            Action.PEOPLE_MOVE,
            Action.UNIT_READ,
            Action.HEADCOUNT_SIGN,
            Action.UNIT_ADVANCE,
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
            Action.REQUEST_READ,
            Action.AUDIT_READ,
        ),
        Scope.ANY,
    ),
    Role.ADMINISTRATOR: dict.fromkeys(
        (
            Action.BANK_LOOK,
            Action.BANK_READ,
            Action.BANK_WRITE,
            Action.BANK_APPROVE,
            Action.PEOPLE_READ,
            Action.PEOPLE_WRITE,
            Action.PEOPLE_MOVE,
            Action.UNIT_READ,
            Action.UNIT_WRITE,
            Action.HEADCOUNT_SIGN,
            Action.UNIT_ADVANCE,
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
            Action.REQUEST_READ,
            Action.REQUEST_ANSWER,
            Action.PERSON_ERASE,
            Action.AUDIT_READ,
            Action.STAFF_READ,
            Action.STAFF_WRITE,
        ),
        Scope.ANY,
    ),
}
for _role in set(Role) - {Role.CONTESTANT}:
    TABLE[_role][Action.OWN_ACCOUNT] = Scope.OWN


ROUTES: dict[str, Action | None] = {
    "GET /": None,
    "GET /components": None,
    "GET /rounds/{round_id}/rules": None,
    "GET /rounds/{round_id}/board": None,
    "GET /rounds/{round_id}/board.xlsx": None,
    "GET /rounds/{round_id}/board.csv": None,
    "GET /rounds/{round_id}/board.json": None,
    "GET /contests/{contest_id}/board": None,
    "GET /contests/{contest_id}/board.xlsx": None,
    "GET /contests/{contest_id}/board.csv": None,
    "GET /contests/{contest_id}/board.json": None,
    "GET /rounds/{round_id}/boards/{board_version}": None,
    "GET /rounds/{round_id}/units": None,
    "GET /contests/{contest_id}/units": None,
    "GET /enter": None,
    "POST /enter": None,
    "GET /sso": None,
    "GET /sso/back": None,
    "POST /sso/enter": None,
    "GET /enter/by-name": None,
    "POST /enter/by-name": None,
    "GET /enter/register": None,
    "POST /enter/register": None,
    "GET /sign-in": None,
    "POST /sign-in": None,
    "POST /sign-out": None,
    "GET /sign-in/code": None,
    "POST /sign-in/code": None,
    "GET /password-link": None,
    "POST /password-link": None,
    "GET /set-up": None,
    "POST /set-up": None,
    "GET /static/{version}/{name:path}": None,
    "GET /healthz": None,
    "GET /rounds": Action.SIT,
    "GET /rounds/{round_id}": Action.SIT,
    "POST /rounds/{round_id}/notice": Action.SIT,
    "POST /rounds/{round_id}/start": Action.SIT,
    "GET /own-unit": Action.SIT,
    "POST /own-unit": Action.SIT,
    "GET /attempts/{attempt_id}": Action.SIT,
    "GET /attempts/{attempt_id}/clock": Action.SIT,
    "POST /attempts/{attempt_id}/answers": Action.SIT,
    "POST /attempts/{attempt_id}/save": Action.SIT,
    "POST /attempts/{attempt_id}/submit": Action.SIT,
    "POST /attempts/{attempt_id}/take-over": Action.SIT,
    "GET /attempts/{attempt_id}/receipt": Action.SIT,
    "GET /attempts/{attempt_id}/paper": Action.SIT,
    "POST /attempts/{attempt_id}/appeals": Action.SIT,
    "GET /banks": Action.BANK_LOOK,
    "GET /banks/{version_id}": Action.BANK_LOOK,
    "GET /banks/{version_id}/export": Action.BANK_LOOK,
    "GET /banks/upload": Action.BANK_WRITE,
    "GET /banks/template.xlsx": Action.BANK_WRITE,
    "POST /banks/upload": Action.BANK_WRITE,
    "POST /banks/mend": Action.BANK_WRITE,
    "POST /banks/confirm": Action.BANK_WRITE,
    "POST /workshop/import": Action.BANK_WRITE,
    "GET /workshop/{bank_id}/import": Action.BANK_WRITE,
    "POST /workshop/{bank_id}/import": Action.BANK_WRITE,
    "POST /workshop/{bank_id}/import/mend": Action.BANK_WRITE,
    "POST /workshop/{bank_id}/import/confirm": Action.BANK_WRITE,
    "GET /workshop/{bank_id}/import/{import_id}": Action.BANK_READ,
    "POST /workshop/{bank_id}/import/{import_id}/undo": Action.BANK_WRITE,
    "POST /workshop/{bank_id}/import/{import_id}/submit": Action.BANK_WRITE,
    "GET /laws": Action.BANK_READ,
    "GET /laws/clause": Action.BANK_READ,
    "GET /laws/{law_id}": Action.BANK_READ,
    "GET /laws/{law_id}/affected": Action.BANK_READ,
    "GET /laws/upload": Action.BANK_WRITE,
    "POST /laws/upload": Action.BANK_WRITE,
    "POST /laws/confirm": Action.BANK_WRITE,
    "POST /laws/{law_id}": Action.BANK_WRITE,
    "GET /workshop": Action.BANK_READ,
    "GET /workshop/new": Action.BANK_WRITE,
    "POST /workshop": Action.BANK_WRITE,
    "POST /workshop/from/{version_id}": Action.BANK_WRITE,
    "GET /workshop/compare": Action.BANK_LOOK,
    "GET /workshop/{bank_id}": Action.BANK_READ,
    "GET /workshop/{bank_id}/settings": Action.BANK_WRITE,
    "POST /workshop/{bank_id}/settings": Action.BANK_WRITE,
    "POST /workshop/{bank_id}/seal": Action.BANK_WRITE,
    "POST /workshop/{bank_id}/open": Action.BANK_READ,
    "GET /workshop/{bank_id}/coverage": Action.BANK_READ,
    "GET /workshop/{bank_id}/publish": Action.BANK_READ,
    "POST /workshop/{bank_id}/publish": Action.BANK_WRITE,
    "GET /workshop/{bank_id}/questions/new": Action.BANK_WRITE,
    "POST /workshop/{bank_id}/questions": Action.BANK_WRITE,
    "POST /workshop/{bank_id}/questions/move": Action.BANK_WRITE,
    "POST /workshop/{bank_id}/questions/approve": Action.BANK_APPROVE,
    "GET /workshop/{bank_id}/questions/{question_id}": Action.BANK_READ,
    "POST /workshop/{bank_id}/questions/{question_id}": Action.BANK_WRITE,
    "POST /workshop/{bank_id}/questions/{question_id}/move": Action.BANK_APPROVE,
    "POST /workshop/{bank_id}/questions/{question_id}/approve": Action.BANK_APPROVE,
    "POST /workshop/{bank_id}/questions/{question_id}/tick": Action.BANK_APPROVE,
    "GET /workshop/{bank_id}/questions/{question_id}/history": Action.BANK_READ,
    "POST /workshop/{bank_id}/questions/{question_id}/back": Action.BANK_WRITE,
    "GET /account": Action.OWN_ACCOUNT,
    "POST /account/password": Action.OWN_ACCOUNT,
    "POST /account/sessions": Action.OWN_ACCOUNT,
    "POST /account/recovery": Action.OWN_ACCOUNT,
    "GET /admin/staff": Action.STAFF_READ,
    "GET /admin/staff/new": Action.STAFF_WRITE,
    "POST /admin/staff": Action.STAFF_WRITE,
    "GET /admin/staff/{staff_id}": Action.STAFF_READ,
    "POST /admin/staff/{staff_id}": Action.STAFF_WRITE,
    "POST /admin/staff/{staff_id}/disable": Action.STAFF_WRITE,
    "POST /admin/staff/{staff_id}/enable": Action.STAFF_WRITE,
    "POST /admin/staff/{staff_id}/link": Action.STAFF_WRITE,
    "POST /admin/staff/{staff_id}/code-reset": Action.STAFF_WRITE,
    "POST /admin/staff/{staff_id}/sessions": Action.STAFF_WRITE,
    "GET /staff/rounds": Action.CONTEST_READ,
    "GET /staff/rounds/{round_id}": Action.CONTEST_READ,
    "POST /staff/rounds/{round_id}/publish": Action.BOARD_PUBLISH,
    "GET /staff/rounds/{round_id}/board": Action.BOARD_READ,
    "GET /staff/rounds/{round_id}/fast": Action.BOARD_READ,
    "GET /staff/rounds/{round_id}/board.xlsx": Action.BOARD_READ,
    "GET /staff/rounds/{round_id}/board.csv": Action.BOARD_READ,
    "GET /staff/rounds/{round_id}/board.json": Action.BOARD_READ,
    "GET /staff/rounds/{round_id}/prizes": Action.BOARD_READ,
    "POST /staff/rounds/{round_id}/prizes": Action.PRIZE_AWARD,
    "POST /staff/rounds/{round_id}/prizes/{gift_id}/take-back": Action.PRIZE_AWARD,
    "GET /staff/rounds/{round_id}/prizes.xlsx": Action.BOARD_READ,
    "GET /staff/rounds/{round_id}/prizes.docx": Action.BOARD_READ,
    "GET /staff/rounds/{round_id}/extend": Action.TIME_EXTEND,
    "POST /staff/rounds/{round_id}/extend": Action.TIME_EXTEND,
    "POST /staff/rounds/{round_id}/extensions/{extension_id}/confirm": Action.TIME_EXTEND,
    "GET /staff/rounds/{round_id}/team": Action.TEAM_READ,
    "POST /staff/rounds/{round_id}/team": Action.TEAM_CHOOSE,
    "GET /staff/rounds/{round_id}/team/changes": Action.TEAM_READ,
    "POST /staff/rounds/{round_id}/team/changes": Action.TEAM_CHOOSE,
    "GET /staff/rounds/{round_id}/team.xlsx": Action.TEAM_READ,
    "GET /staff/rounds/{round_id}/team.docx": Action.TEAM_READ,
    "GET /staff/appeals": Action.APPEAL_READ,
    "GET /staff/rounds/{round_id}/appeals": Action.APPEAL_READ,
    "GET /staff/rounds/{round_id}/log": Action.APPEAL_READ,
    "GET /staff/rounds/{round_id}/boards/{board_version}": Action.BOARD_READ,
    "GET /staff/rounds/{round_id}/decide": Action.APPEAL_DECIDE,
    "POST /staff/rounds/{round_id}/decisions": Action.APPEAL_DECIDE,
    "GET /staff/rounds/{round_id}/decisions/{decision_id}": Action.APPEAL_READ,
    "POST /staff/rounds/{round_id}/decisions/{decision_id}/sign": Action.APPEAL_DECIDE,
    "POST /staff/rounds/{round_id}/decisions/{decision_id}/decline": Action.APPEAL_DECIDE,
    "GET /province": Action.CONTEST_READ,
    "GET /province/contests/new": Action.CONTEST_WRITE,
    "POST /province/contests": Action.CONTEST_WRITE,
    "GET /province/contests/{contest_id}": Action.CONTEST_READ,
    "GET /province/contests/{contest_id}/board": Action.BOARD_READ,
    "GET /province/contests/{contest_id}/board.xlsx": Action.BOARD_READ,
    "GET /province/contests/{contest_id}/board.csv": Action.BOARD_READ,
    "GET /province/contests/{contest_id}/board.json": Action.BOARD_READ,
    "GET /province/contests/{contest_id}/prizes": Action.BOARD_READ,
    "POST /province/contests/{contest_id}/prizes": Action.PRIZE_AWARD,
    "POST /province/contests/{contest_id}/prizes/{gift_id}/take-back": Action.PRIZE_AWARD,
    "GET /province/contests/{contest_id}/prizes.xlsx": Action.BOARD_READ,
    "GET /province/contests/{contest_id}/prizes.docx": Action.BOARD_READ,
    "GET /province/contests/{contest_id}/edit": Action.CONTEST_WRITE,
    "POST /province/contests/{contest_id}": Action.CONTEST_WRITE,
    "POST /province/contests/{contest_id}/open": Action.CONTEST_WRITE,
    "GET /province/contests/{contest_id}/amend": Action.CONTEST_WRITE,
    "POST /province/contests/{contest_id}/amend": Action.CONTEST_WRITE,
    "POST /province/contests/{contest_id}/amend/{change_id}/confirm": Action.CONTEST_WRITE,
    "GET /province/contests/{contest_id}/teams": Action.TEAM_READ,
    "POST /province/teams/{round_id}/lock": Action.TEAM_LOCK,
    "POST /province/teams/{round_id}/unlock": Action.TEAM_LOCK,
    "GET /province/rehearsal": Action.REHEARSE,
    "POST /province/rehearsal": Action.REHEARSE,
    "POST /province/rehearsal/remove": Action.REHEARSE,
    "GET /statistics": Action.STATISTICS_READ,
    "GET /statistics/rounds/{round_id}": Action.STATISTICS_READ,
    "GET /statistics/rounds/{round_id}/questions.xlsx": Action.STATISTICS_READ,
    "GET /statistics/rounds/{round_id}/questions.csv": Action.STATISTICS_READ,
    "GET /statistics/rounds/{round_id}/facilities.json": Action.STATISTICS_READ,
    "GET /statistics/contests/{contest_id}": Action.STATISTICS_READ,
    "GET /statistics/contests/{contest_id}/questions.xlsx": Action.STATISTICS_READ,
    "GET /statistics/contests/{contest_id}/questions.csv": Action.STATISTICS_READ,
    "GET /staff/units": Action.UNIT_READ,
    "GET /staff/units/table.xlsx": Action.UNIT_READ,
    "GET /staff/units/import": Action.UNIT_WRITE,
    "POST /staff/units/import": Action.UNIT_WRITE,
    "POST /staff/units/import/confirm": Action.UNIT_WRITE,
    "POST /staff/units/sign": Action.HEADCOUNT_SIGN,
    "GET /staff/units/{unit_id}": Action.UNIT_READ,
    "POST /staff/units/{unit_id}/headcount": Action.UNIT_WRITE,
    "POST /staff/units/{unit_id}/place": Action.UNIT_WRITE,
    "GET /staff/rounds/{round_id}/units": Action.BOARD_READ,
    "GET /staff/rounds/{round_id}/units.{suffix}": Action.BOARD_READ,
    "GET /staff/rounds/{round_id}/participation": Action.BOARD_READ,
    "GET /staff/rounds/{round_id}/participation.docx": Action.BOARD_READ,
    "GET /province/contests/{contest_id}/units": Action.BOARD_READ,
    "GET /province/contests/{contest_id}/units.{suffix}": Action.BOARD_READ,
    "GET /province/contests/{contest_id}/participation": Action.BOARD_READ,
    "GET /province/contests/{contest_id}/participation.docx": Action.BOARD_READ,
    "GET /province/contests/{contest_id}/advancing": Action.BOARD_READ,
    "GET /province/contests/{contest_id}/advancing.{suffix}": Action.BOARD_READ,
    "POST /province/contests/{contest_id}/advancing": Action.UNIT_ADVANCE,
    "POST /province/contests/{contest_id}/advancing/lock": Action.UNIT_ADVANCE,
    "POST /province/contests/{contest_id}/advancing/unlock": Action.UNIT_ADVANCE,
    "GET /staff/people": Action.PEOPLE_READ,
    "GET /staff/people/{person_id}": Action.PEOPLE_READ,
    "GET /staff/people/template.xlsx": Action.PEOPLE_WRITE,
    "GET /staff/people/import": Action.PEOPLE_WRITE,
    "POST /staff/people/import": Action.PEOPLE_WRITE,
    "POST /staff/people/import/fix": Action.PEOPLE_WRITE,
    "POST /staff/people/import/confirm": Action.PEOPLE_WRITE,
    "GET /staff/people/tickets": Action.PEOPLE_WRITE,
    "POST /staff/people/tickets": Action.PEOPLE_WRITE,
    "POST /staff/people/{person_id}/reissue": Action.PEOPLE_WRITE,
    "POST /staff/people/{person_id}/part": Action.PEOPLE_WRITE,
    "GET /privacy": None,
    "GET /me": Action.OWN_DATA,
    "GET /me/data.json": Action.OWN_DATA,
    "POST /me/requests": Action.OWN_DATA,
    "GET /staff/requests": Action.REQUEST_READ,
    "GET /staff/requests/{request_id}": Action.REQUEST_READ,
    "POST /staff/requests/{request_id}/answer": Action.REQUEST_ANSWER,
    "POST /staff/requests/{request_id}/erase": Action.PERSON_ERASE,
    "GET /admin/audit": Action.AUDIT_READ,
    "GET /admin/audit.{suffix}": Action.AUDIT_READ,
    "GET /staff/people/{person_id}/unit": Action.PEOPLE_MOVE,
    "POST /staff/people/{person_id}/unit": Action.PEOPLE_MOVE,
    "GET /staff/people/moves": Action.PEOPLE_MOVE,
    "POST /staff/people/moves/{move_id}/sign": Action.PEOPLE_MOVE,
    "POST /staff/people/moves/{move_id}/decline": Action.PEOPLE_MOVE,
}
"""Method and path -> what it does; None where anybody may go. The doors ask here: a route that is
not in it cannot be reached."""

OF_ALL_DISTRICTS = (
    "GET /province",
    "POST /province/contests/{contest_id}/prizes",
    "GET /statistics/contests",
)
"""How routes begin that show every district at once: only for those whose scope is any."""


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


def reach(role: Role | None, route: str) -> Scope | None:
    """How far `role` may go by a route of `ROUTES`; None where it may not at all."""
    action = ROUTES[route]
    scope = scope_of(role, action) if action else Scope.ANY
    if scope is Scope.OWN and any(route.startswith(start) for start in OF_ALL_DISTRICTS):
        return None
    return scope


def may(role: Role | None, route: str) -> bool:
    """Whether `role` may go by a route of `ROUTES`, if only to the own objects."""
    return reach(role, route) is not None
