# ruff: noqa: S608 - the statements are put together from the constants of this file only.
"""Teams as their rows tell them: every version of a round's team, who was passed over, what was
changed, whether it is locked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text

from quiz.rules.ranking import say_score
from quiz.rules.reasons import TeamReason
from quiz.rules.refusal import Refusal
from quiz.rules.round import Rules
from quiz.rules.selection import Named, Seat
from quiz.store import rows
from quiz.store.past_units import IN_ROUND_THEN, UNIT_THEN
from quiz.store.plain import Reader, fetch_all
from quiz.store.rows import SatRound
from quiz.store.voided import gone_of

_VERSIONS = (
    "SELECT t.id, t.version, t.board_id, t.board_digest, t.digest, t.confirmed_at, t.confirmed_by,"
    " t.act, t.eased, t.eased_reason, c.left_id, c.came_id, c.reason, l.name AS left_name,"
    " a.name AS came_name, b.published_at FROM team t JOIN board b ON b.id = t.board_id"
    " LEFT JOIN team_change c ON c.team_id = t.id"
    " LEFT JOIN person l ON l.id = c.left_id LEFT JOIN person a ON a.id = c.came_id"
    " WHERE t.round_id = :round_id ORDER BY t.version DESC"
)
_NEWEST = text(f"{_VERSIONS} LIMIT 1")
_ALL = text(_VERSIONS)
_NAMED_INTO = (
    "COALESCE((SELECT w.seat FROM team_change c JOIN team n ON n.id = c.team_id"
    " JOIN team_member w ON w.team_id = n.id AND w.person_id = c.came_id"
    " WHERE n.round_id = t.round_id AND n.version <= t.version AND c.came_id = a.person_id"
    " AND c.left_id = a.instead_of ORDER BY n.version DESC LIMIT 1), a.seat) AS named_into"
)
"""The seat of row `a` that somebody came into when `instead_of` left; they may be higher up now."""
_MEMBERS = text(
    f"SELECT a.position, a.seat, a.place, a.captain, a.instead_of, {_NAMED_INTO}, a.person_id,"
    " p.name, p.number, p.birth_year, p.gender, p.position AS job, u.full_name AS unit,"
    " e.correct_count, e.rank_key, e.attempt_id"
    " FROM team_member a JOIN team t ON t.id = a.team_id"
    f" JOIN round r ON r.id = t.round_id {IN_ROUND_THEN} JOIN unit u ON u.id = {UNIT_THEN}"
    " JOIN board_entry e ON e.board_id = t.board_id AND e.person_id = a.person_id"
    " WHERE a.team_id = :team_id ORDER BY a.position"
)
_SKIPS = text(
    "SELECT s.person_id, s.place, s.reason, s.by_quota, p.name, p.number FROM team_skip s"
    " JOIN person p ON p.id = s.person_id WHERE s.team_id = :team_id ORDER BY s.place, s.person_id"
)
_LOCKS = text(
    "SELECT l.locked, l.at, l.actor, l.reason, t.version FROM team_lock l"
    " JOIN team t ON t.id = l.team_id WHERE l.round_id = :round_id ORDER BY l.id DESC"
)
_EXCUSED = (
    "SELECT s.person_id, s.reason FROM team_skip s JOIN team t ON t.id = s.team_id"
    " WHERE t.round_id = ? AND NOT s.by_quota AND t.version ="
    " (SELECT MAX(n.version) FROM team n WHERE n.round_id = t.round_id) ORDER BY s.person_id"
)
_LEFT = (
    "SELECT c.left_id, c.reason FROM team_change c JOIN team t ON t.id = c.team_id"
    " WHERE t.round_id = ? AND t.version > (SELECT MAX(f.version) FROM team f"
    " WHERE f.round_id = t.round_id AND f.act <> 'substitute') ORDER BY t.version"
)
_NAMED = (
    "SELECT a.person_id, c.left_id, w.seat FROM team_member a JOIN team t ON t.id = a.team_id"
    " JOIN team n ON n.round_id = t.round_id AND n.version <= t.version"
    " JOIN team_change c ON c.team_id = n.id AND c.came_id = a.person_id"
    " JOIN team_member w ON w.team_id = n.id AND w.person_id = a.person_id"
    " WHERE t.round_id = ? AND a.instead_of IS NOT NULL AND t.version ="
    " (SELECT MAX(m.version) FROM team m WHERE m.round_id = t.round_id)"
    " AND NOT EXISTS (SELECT 1 FROM team g WHERE g.round_id = t.round_id AND g.version > n.version"
    " AND NOT EXISTS (SELECT 1 FROM team_member s WHERE s.team_id = g.id"
    " AND s.person_id = a.person_id)) ORDER BY n.version"
)
"""Whoever of the newest team was named in writing, with each seat that they came into since and who
left it: a reserve's, and the member's that they moved up to."""
_SEATED = (
    "SELECT m.person_id FROM team_member m JOIN team t ON t.id = m.team_id WHERE t.round_id = ?"
    " AND t.version = (SELECT MAX(n.version) FROM team n WHERE n.round_id = t.round_id)"
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
    named: Named | None
    """How they were named in writing, where they were."""


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
    def named(self) -> dict[int, Named]:
        """Who of it was named in writing, by person id."""
        return {one.person_id: one.named for one in self.members if one.named}

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


def excused(connection: Reader, round_id: int) -> dict[int, str]:
    """Whom the newest team is without for a written reason, and the reason: those passed over, and
    those who left since it was chosen and have not come back."""
    found: dict[int, str] = dict(fetch_all(connection, _LEFT, (round_id,)))
    found |= dict(fetch_all(connection, _EXCUSED, (round_id,)))
    seated = {person for (person,) in fetch_all(connection, _SEATED, (round_id,))}
    return {person: why for person, why in found.items() if person not in seated}


def read_named(connection: Reader, round_id: int) -> dict[int, tuple[Named, ...]]:
    """Who of the newest team was named in writing, by person id, with each seat that they came into
    since they are in it."""
    named: dict[int, tuple[Named, ...]] = {}
    for person, left, seat in fetch_all(connection, _NAMED, (round_id,)):
        named[person] = (*named.get(person, ()), Named(left, Seat(seat)))
    return named


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
        raise Refusal(TeamReason.TEAM_LOCKED)


def _views(connection: Connection, round_id: int, found: Sequence[Row[Any]]) -> Iterator[TeamView]:
    sat = rows.read_round(connection, round_id)
    board = rows.read_official(connection, round_id)
    for row in found:
        values = {"team_id": row.id}
        of_old_board = board is not None and board.id != row.board_id
        # of an old board as it was told then: a newer one says what was decided since
        gone = gone_of(connection, sat, row.published_at if of_old_board else None)
        members = connection.execute(_MEMBERS, values)
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
            members=tuple(_member(one, sat.rules, gone) for one in members),
            passed_over=tuple(_passed_over(one) for one in connection.execute(_SKIPS, values)),
            of_old_board=of_old_board,
        )


def _change(row: Row[Any]) -> Change | None:
    if row.left_id is None:
        return None
    return Change(row.left_name, row.came_name or "", row.reason)


def _member(row: Row[Any], rules: Rules, gone: Mapping[int, int]) -> Member:
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
        score_text=say_score(row.correct_count, row.rank_key, rules, gone.get(row.attempt_id, 0)),
        captain=bool(row.captain),
        named=None if row.instead_of is None else Named(row.instead_of, Seat(row.named_into)),
    )


def _passed_over(row: Row[Any]) -> PassedOver:
    return PassedOver(
        row.person_id, row.name, row.number, row.place, row.reason, bool(row.by_quota)
    )
