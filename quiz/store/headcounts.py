"""Read the units with their groups and headcounts, and write what was typed and signed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quiz.rules.headcounts import Headcount, waiting
from quiz.store.plain import Reader, execute, fetch_all, fetch_one

_UNITS = (
    "SELECT u.id, u.code, u.full_name, u.district_id, d.full_name, u.unit_group, u.cluster"
    " FROM unit u JOIN unit d ON d.id = u.district_id"
    " WHERE NOT u.rehearsal AND u.valid_to = ''"
    " ORDER BY d.code, CASE WHEN u.id = u.district_id THEN 0 ELSE 1 END, u.code"
)
_UNITS_THEN = (
    "SELECT u.id, u.code, u.full_name, g.district_id, d.full_name, g.unit_group, g.cluster"
    " FROM past_group g JOIN unit u ON u.id = g.unit_id JOIN unit d ON d.id = g.district_id"
    " WHERE g.contest_id = ?"
    " ORDER BY d.code, CASE WHEN u.id = g.district_id THEN 0 ELSE 1 END, u.code"
)
_HEADCOUNTS = (
    "SELECT h.id, h.unit_id, h.version, h.day, h.number, h.typed_by, h.typed_at, h.signed_by,"
    " h.signed_at FROM headcount h"
)
_ALL = f"{_HEADCOUNTS} ORDER BY h.unit_id, h.version"
_OF_UNIT = f"{_HEADCOUNTS} WHERE h.unit_id = ? ORDER BY h.version"
_ONE = f"{_HEADCOUNTS} WHERE h.id = ?"
_NEWEST = "SELECT COALESCE(MAX(version), 0) FROM headcount WHERE unit_id = ?"
_NEW = (
    "INSERT INTO headcount (unit_id, version, day, number, typed_by, typed_at)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_SIGN = "UPDATE headcount SET signed_by = ?, signed_at = ? WHERE id = ?"
_LOCK = "SELECT id FROM unit WHERE id = ? FOR NO KEY UPDATE"


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A unit below the province with every number that was typed for it, the first one first."""

    id: int
    code: str
    name: str
    district_id: int
    district: str
    group: str
    cluster: str
    headcounts: tuple[Headcount, ...] = ()

    @property
    def signed(self) -> Headcount | None:
        """The newest signed number by day: what the next contest counts with."""
        signed = [one for one in self.headcounts if one.signed_by is not None]
        return max(signed, key=lambda one: (one.day, one.version), default=None)

    @property
    def waiting(self) -> Headcount | None:
        """The number that may be signed."""
        return waiting(self.headcounts)


def read_units(
    connection: Reader, districts: Iterable[int] | None, contest_id: int | None = None
) -> tuple[UnitRecord, ...]:
    """The units in force of these districts, None for all: each district itself, then its units by
    code. With a contest those that are noted for it, as they stood then."""
    within = None if districts is None else set(districts)
    found: dict[int, list[Headcount]] = {}
    for row in fetch_all(connection, _ALL):
        found.setdefault(row[1], []).append(Headcount(*row))
    if contest_id is None:
        units = fetch_all(connection, _UNITS)
    else:
        units = fetch_all(connection, _UNITS_THEN, (contest_id,))
    return tuple(
        UnitRecord(*(*row, tuple(found.get(row[0], ()))))
        for row in units
        if within is None or row[3] in within
    )


def of_unit(connection: Reader, unit_id: int) -> tuple[Headcount, ...]:
    """Every number that was typed for the unit."""
    return tuple(Headcount(*row) for row in fetch_all(connection, _OF_UNIT, (unit_id,)))


def one(connection: Reader, headcount_id: int) -> Headcount | None:
    """A number by its id."""
    row = fetch_one(connection, _ONE, (headcount_id,))
    return None if row is None else Headcount(*row)


def lock_units(connection: Reader, unit_ids: Sequence[int], *, postgres: bool) -> None:
    """Keep others from typing and signing for these units until the transaction ends. On SQLite a
    writer is alone anyway."""
    for unit_id in sorted(set(unit_ids)) if postgres else ():
        execute(connection, _LOCK, (unit_id,))


def newest_version(connection: Reader, unit_id: int) -> int:
    """How many numbers were typed for the unit."""
    row = fetch_one(connection, _NEWEST, (unit_id,))
    return int(row[0]) if row else 0


def put(connection: Reader, unit_id: int, number: int, day: str, actor: str, now: int) -> None:
    """Another number of the unit, not signed yet."""
    version = newest_version(connection, unit_id) + 1
    execute(connection, _NEW, (unit_id, version, day, number, actor, now))


def sign(connection: Reader, headcount_id: int, actor: str, now: int) -> None:
    """Let the number count."""
    execute(connection, _SIGN, (actor, now, headcount_id))
