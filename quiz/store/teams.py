"""Teams as their rows tell them: every version of a round's team, who was passed over, what was
changed, whether it is locked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text

from quiz.rules.ranking import say_score
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.round import Rules
from quiz.rules.selection import Seat
from quiz.store import rows
from quiz.store.rows import SatRound

_VERSIONS = (
    "SELECT t.id, t.version, t.board_id, t.board_digest, t.digest, t.confirmed_at, t.confirmed_by,"
    " t.act, t.eased, t.eased_reason, c.left_id, c.came_id, c.reason, l.name AS left_name,"
    " a.name AS came_name FROM team t LEFT JOIN team_change c ON c.team_id = t.id"
    " LEFT JOIN person l ON l.id = c.left_id LEFT JOIN person a ON a.id = c.came_id"
    " WHERE t.round_id = :round_id ORDER BY t.version DESC"
)
_NEWEST = text(f"{_VERSIONS} LIMIT 1")
_ALL = text(_VERSIONS)
_MEMBERS = text(
    "SELECT m.position, m.seat, m.place, m.captain, m.person_id, p.name, p.number, p.birth_year,"
    " p.gender, p.position AS job, u.full_name AS unit, e.correct_count, e.rank_key"
    " FROM team_member m JOIN team t ON t.id = m.team_id JOIN person p ON p.id = m.person_id"
    " JOIN unit u ON u.id = p.unit_id"
    " JOIN board_entry e ON e.board_id = t.board_id AND e.person_id = m.person_id"
    " WHERE m.team_id = :team_id ORDER BY m.position"
)
_SKIPS = text(
    "SELECT s.person_id, s.place, s.reason, s.by_quota, p.name, p.number FROM team_skip s"
    " JOIN person p ON p.id = s.person_id WHERE s.team_id = :team_id ORDER BY s.place, s.person_id"
)
_LOCKS = text(
    "SELECT l.locked, l.at, l.actor, l.reason, t.version FROM team_lock l"
    " JOIN team t ON t.id = l.team_id WHERE l.round_id = :round_id ORDER BY l.id DESC"
)


@dataclass(frozen=True, slots=True)
class Member:
    """A seat of a confirmed team."""

    position: int
    seat: Seat
    person_id: int
    name: str
    number: str
    birth_year: int | None
    gender: str
    job: str
    unit: str
    place: int
    correct_count: int
    score_text: str
    """As boards say it."""
    captain: bool


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Somebody whom a confirmed team passes over, with the reason that was written or, `by_quota`,
    the quotas that caused it."""

    person_id: int
    name: str
    number: str
    place: int
    reason: str
    by_quota: bool


@dataclass(frozen=True, slots=True)
class Change:
    """Who left in a substitution, who came (empty for nobody) and why."""

    left: str
    came: str
    reason: str


@dataclass(frozen=True, slots=True)
class LockEvent:
    """The province locked or unlocked the team, which was version `version` then."""

    locked: bool
    at: int
    actor: str
    reason: str
    version: int


@dataclass(frozen=True, slots=True)
class TeamView:
    """A confirmed version of a round's team. `eased` are the quotas that it does not keep."""

    round: SatRound
    id: int
    version: int
    digest: str
    board_id: int
    board_digest: str
    confirmed_at: int
    confirmed_by: str
    act: str
    change: Change | None
    eased: tuple[str, ...]
    eased_reason: str
    members: tuple[Member, ...]
    passed_over: tuple[PassedOver, ...]
    of_old_board: bool
    """Whether a newer official board has come out since."""

    @property
    def skips(self) -> tuple[PassedOver, ...]:
        """Those passed over for a written reason."""
        return tuple(one for one in self.passed_over if not one.by_quota)

    @property
    def by_quotas(self) -> tuple[PassedOver, ...]:
        """Those passed over by the printed quotas."""
        return tuple(one for one in self.passed_over if one.by_quota)

    @property
    def captain_id(self) -> int | None:
        """The captain's person id."""
        return next((one.person_id for one in self.members if one.captain), None)


def is_from_old_board(connection: Connection, round_id: int) -> bool:
    """Whether the newest team was chosen from a board that a newer version has replaced."""
    team = connection.execute(_NEWEST, {"round_id": round_id}).one_or_none()
    board = rows.read_official(connection, round_id)
    return team is not None and board is not None and team.board_digest != board.digest


def read_team(connection: Connection, round_id: int) -> TeamView | None:
    """The newest confirmed team of the round, None before there is one."""
    row = connection.execute(_NEWEST, {"round_id": round_id}).one_or_none()
    return None if row is None else next(_views(connection, round_id, [row]))


def read_versions(connection: Connection, round_id: int) -> tuple[TeamView, ...]:
    """Every version, the newest first."""
    found = connection.execute(_ALL, {"round_id": round_id}).all()
    return tuple(_views(connection, round_id, found))


def read_locks(connection: Connection, round_id: int) -> tuple[LockEvent, ...]:
    """What the province did, the newest first."""
    return tuple(
        LockEvent(bool(row.locked), row.at, row.actor, row.reason, row.version)
        for row in connection.execute(_LOCKS, {"round_id": round_id})
    )


def is_locked(connection: Connection, round_id: int) -> bool:
    """Whether the round's team may not be changed."""
    locks = read_locks(connection, round_id)
    return bool(locks) and locks[0].locked


def refuse_locked(connection: Connection, round_id: int) -> None:
    """Refuse a change of a locked team."""
    if is_locked(connection, round_id):
        raise Refusal(Reason.TEAM_LOCKED)


def _views(connection: Connection, round_id: int, found: Sequence[Row[Any]]) -> Iterator[TeamView]:
    sat = rows.read_round(connection, round_id)
    board = rows.read_official(connection, round_id)
    for row in found:
        values = {"team_id": row.id}
        yield TeamView(
            round=sat,
            id=row.id,
            version=row.version,
            digest=row.digest,
            board_id=row.board_id,
            board_digest=row.board_digest,
            confirmed_at=row.confirmed_at,
            confirmed_by=row.confirmed_by,
            act=row.act,
            change=_change(row),
            eased=tuple(filter(None, row.eased.split("\n"))),
            eased_reason=row.eased_reason,
            members=tuple(_member(one, sat.rules) for one in connection.execute(_MEMBERS, values)),
            passed_over=tuple(_passed_over(one) for one in connection.execute(_SKIPS, values)),
            of_old_board=board is not None and board.id != row.board_id,
        )


def _change(row: Row[Any]) -> Change | None:
    if row.left_id is None:
        return None
    return Change(row.left_name, row.came_name or "", row.reason)


def _member(row: Row[Any], rules: Rules) -> Member:
    return Member(
        position=row.position,
        seat=Seat(row.seat),
        person_id=row.person_id,
        name=row.name,
        number=row.number,
        birth_year=row.birth_year,
        gender=row.gender,
        job=row.job,
        unit=row.unit,
        place=row.place,
        correct_count=row.correct_count,
        score_text=say_score(row.correct_count, row.rank_key, rules),
        captain=bool(row.captain),
    )


def _passed_over(row: Row[Any]) -> PassedOver:
    return PassedOver(
        row.person_id, row.name, row.number, row.place, row.reason, bool(row.by_quota)
    )
