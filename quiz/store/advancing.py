"""Which units of a contest go on, as the rows tell it: every confirmed version, and the locks."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from quiz.rules.advancing import Decided, RankedUnit, Way
from quiz.store.plain import Reader, execute, execute_many, fetch_all, fetch_one, plain
from quiz.store.teams import LockEvent

_LISTS = (
    "SELECT id, version, basis, digest, confirmed_at, confirmed_by FROM advance_list"
    " WHERE contest_id = ? ORDER BY version DESC"
)
_UNITS = (
    "SELECT a.unit_id, u.full_name, a.place, a.cluster, a.way, a.reason, a.tied, a.skipped"
    " FROM advance_unit a JOIN unit u ON u.id = a.unit_id WHERE a.list_id = ? ORDER BY a.position"
)
_LOCKS = (
    "SELECT k.locked, k.at, k.actor, k.reason, l.version FROM advance_lock k"
    " JOIN advance_list l ON l.id = k.list_id WHERE k.contest_id = ? ORDER BY k.id DESC"
)
_NEW_LIST = (
    "INSERT INTO advance_list (contest_id, version, basis, digest, confirmed_at, confirmed_by)"
    " VALUES (?, ?, ?, ?, ?, ?) RETURNING id"
)
_NEW_UNIT = (
    "INSERT INTO advance_unit (list_id, position, unit_id, place, cluster, way, reason, tied,"
    " skipped) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_NEW_LOCK = (
    "INSERT INTO advance_lock (contest_id, list_id, locked, at, actor, reason)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_ALONE = "SELECT id FROM contest WHERE id = ? FOR NO KEY UPDATE"
_CONTEST = "SELECT 1 FROM contest WHERE id = ?"


@dataclass(frozen=True, slots=True)
class AdvanceList:
    """A confirmed version: what became of each unit, in the ranking's order. `basis` is the digest
    of the ranking that it was made from."""

    units: tuple[Decided, ...]
    id: int
    version: int
    basis: str
    digest: str
    confirmed_at: int
    confirmed_by: str

    @property
    def going(self) -> frozenset[int]:
        """The units that go on."""
        return frozenset(one.unit.unit_id for one in self.units if one.way is not None)

    @property
    def skips(self) -> dict[int, str]:
        """Whom it passes over by hand, with the reason."""
        return {one.unit.unit_id: one.reason for one in self.units if one.skipped}


def read_lists(connection: Reader, contest_id: int) -> tuple[AdvanceList, ...]:
    """Every version, the newest first."""
    return tuple(
        AdvanceList(_units(connection, row[0]), *row)
        for row in fetch_all(connection, _LISTS, (contest_id,))
    )


def read_locks(connection: Reader, contest_id: int) -> tuple[LockEvent, ...]:
    """What was locked and unlocked, the newest first."""
    found = fetch_all(connection, _LOCKS, (contest_id,))
    return tuple(LockEvent(bool(locked), *rest) for locked, *rest in found)


def keep_alone(connection: Connection, contest_id: int) -> None:
    """Keep others from confirming and locking until the transaction ends. On SQLite a writer is
    alone anyway."""
    if plain(connection).postgres:
        execute(connection, _ALONE, (contest_id,))


def is_contest(connection: Reader, contest_id: int) -> bool:
    """Whether there is a contest of that id."""
    return fetch_one(connection, _CONTEST, (contest_id,)) is not None


def put_list(
    connection: Reader,
    contest_id: int,
    version: int,
    basis: str,
    digest: str,
    units: Sequence[Decided],
    actor: str,
    now: int,
) -> None:
    """Another version."""
    values = (contest_id, version, basis, digest, now, actor)
    ((list_id,),) = fetch_all(connection, _NEW_LIST, values)
    rows = [
        (
            list_id,
            position,
            one.unit.unit_id,
            one.unit.place,
            one.unit.cluster,
            one.way.value if one.way else "",
            one.reason,
            one.tied,
            one.skipped,
        )
        for position, one in enumerate(units, 1)
    ]
    execute_many(connection, _NEW_UNIT, rows)


def put_lock(
    connection: Reader,
    contest_id: int,
    list_id: int,
    actor: str,
    now: int,
    *,
    locked: bool,
    reason: str,
) -> None:
    """Lock or unlock the list."""
    execute(connection, _NEW_LOCK, (contest_id, list_id, locked, now, actor, reason))


def _units(connection: Reader, list_id: int) -> tuple[Decided, ...]:
    return tuple(_decided(*row) for row in fetch_all(connection, _UNITS, (list_id,)))


def _decided(
    unit_id: int,
    name: str,
    place: int,
    cluster: str,
    way: str,
    reason: str,
    tied: bool,
    skipped: bool,
) -> Decided:
    unit = RankedUnit(unit_id, name, place, cluster)
    return Decided(unit, Way(way) if way else None, reason, tied=bool(tied), skipped=bool(skipped))
