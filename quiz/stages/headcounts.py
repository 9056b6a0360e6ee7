"""How many people units have, their khối and clusters: typed by an organiser, signed by somebody
else, one at a time or from a table; every number is kept and every act is logged.
"""

import logging
from collections.abc import Sequence

from sqlalchemy import Connection, text

from question_bank.vietnamese import squeeze
from quiz.rules.headcounts import (
    DAY_FIELD,
    LONGEST_NAME,
    NUMBER_FIELD,
    Headcount,
    read_day,
    read_number,
    refuse_signature,
)
from quiz.rules.reasons import RequestReason, UnitReason
from quiz.rules.refusal import Refusal
from quiz.rules.unit_table import UnitPlan, UnitRow, UnitState, plan
from quiz.store import headcounts, past_groups
from quiz.store.database import Database
from quiz.store.headcounts import UnitRecord
from quiz.store.places import read_places

log = logging.getLogger(__name__)

_AUDIT = text(
    "INSERT INTO audit_log (at, actor, action, subject, detail)"
    " VALUES (:at, :actor, :action, :subject, :detail)"
)
_PLACE = text("UPDATE unit SET unit_group = :unit_group, cluster = :cluster WHERE id = :unit_id")


def read_unit(connection: Connection, unit_id: int) -> UnitRecord:
    """A unit below the province. Refuses an unknown one."""
    for unit in headcounts.read_units(connection, None):
        if unit.id == unit_id:
            return unit
    raise Refusal(RequestReason.NOT_FOUND)


def type_in(database: Database, unit_id: int, number: str, day: str, actor: str, now: int) -> None:
    """Another number of the unit, to be signed by somebody else. The same number of the same day
    as the newest changes nothing. Refuses what is no number or no day.
    """
    many, when = read_number(number), read_day(day)
    if many is None:
        raise Refusal(RequestReason.BAD_INPUT, field=NUMBER_FIELD)
    if when is None:
        raise Refusal(RequestReason.BAD_INPUT, field=DAY_FIELD)
    with database.writing() as session:
        connection = session.connection()
        headcounts.lock_units(connection, [unit_id], postgres=not database.is_sqlite)
        if _same(headcounts.of_unit(connection, unit_id), many, when):
            return
        headcounts.put(connection, unit_id, many, when, actor, now)
        _note(connection, "headcount.type", unit_id, f"number={many} day={when}", actor, now)
    _tell("headcount.type", unit_id, actor)


def sign(database: Database, headcount_ids: Sequence[int], actor: str, now: int) -> int:
    """Sign these numbers, all or none; returns how many were signed now. Signing again changes
    nothing. Refuses an unknown one, one that a newer number has taken the place of, and one that
    the signer typed.
    """
    if not headcount_ids:
        raise Refusal(UnitReason.NOTHING_TO_SIGN)
    signed = 0
    with database.writing() as session:
        connection = session.connection()
        units = [_known(connection, one).unit_id for one in headcount_ids]
        headcounts.lock_units(connection, units, postgres=not database.is_sqlite)
        for headcount_id in dict.fromkeys(headcount_ids):
            found = _known(connection, headcount_id)
            if found.signed_by is not None:
                continue
            newest = headcounts.newest_version(connection, found.unit_id)
            refuse_signature(found, newest, actor)
            headcounts.sign(connection, headcount_id, actor, now)
            detail = f"version={found.version} number={found.number} day={found.day}"
            _note(connection, "headcount.sign", found.unit_id, detail, actor, now)
            signed += 1
    return signed


def districts_of(connection: Connection, headcount_ids: Sequence[int]) -> frozenset[int]:
    """The districts whose units these numbers are of. Refuses an unknown number."""
    units = {unit.id: unit.district_id for unit in headcounts.read_units(connection, None)}
    wanted = [_known(connection, one).unit_id for one in headcount_ids]
    if not units.keys() >= set(wanted):
        raise Refusal(RequestReason.NOT_FOUND)
    return frozenset(units[one] for one in wanted)


def put_in(
    database: Database, unit_id: int, group: str, cluster: str, actor: str, now: int
) -> None:
    """Say in which khối and which cluster the unit is ranked; empty for none."""
    group, cluster = squeeze(group), squeeze(cluster)
    for field, value in (("Khối", group), ("Cụm", cluster)):
        if len(value) > LONGEST_NAME:
            raise Refusal(RequestReason.BAD_INPUT, field=field)
    with database.writing() as session:
        connection = session.connection()
        headcounts.lock_units(connection, [unit_id], postgres=not database.is_sqlite)
        unit = read_unit(connection, unit_id)
        if (unit.group, unit.cluster) != (group, cluster):
            past_groups.remember(connection, now)
            _put_in(connection, unit_id, group, cluster, actor, now)


def preview(
    database: Database, rows: Sequence[UnitRow], allowed: frozenset[int] | None
) -> UnitPlan:
    """What the table would do. Writes nothing."""
    return database.read_now(lambda connection: _plan(connection, rows, allowed))


def take_in(
    database: Database,
    rows: Sequence[UnitRow],
    allowed: frozenset[int] | None,
    actor: str,
    now: int,
) -> UnitPlan:
    """Write what the preview shows, all or nothing; the numbers wait for a signature. The same
    table again changes nothing. Refuses a table with any problem.
    """
    with database.writing() as session:
        connection = session.connection()
        planned = _plan(connection, rows, allowed)
        if planned.problems:
            raise Refusal(
                UnitReason.UNIT_TABLE_BLOCKED, count=len({p.row for p in planned.problems})
            )
        units = [change.unit_id for change in planned.changes]
        headcounts.lock_units(connection, units, postgres=not database.is_sqlite)
        known = {unit.id: unit for unit in headcounts.read_units(connection, None)}
        past_groups.remember(connection, now)
        for change in planned.changes:
            unit = known[change.unit_id]
            if change.headcount and not _same(unit.headcounts, *change.headcount):
                number, day = change.headcount
                headcounts.put(connection, unit.id, number, day, actor, now)
                detail = f"number={number} day={day}"
                _note(connection, "headcount.type", unit.id, detail, actor, now)
            group = unit.group if change.group is None else change.group
            cluster = unit.cluster if change.cluster is None else change.cluster
            if (group, cluster) != (unit.group, unit.cluster):
                _put_in(connection, unit.id, group, cluster, actor, now)
    return planned


def _plan(
    connection: Connection, rows: Sequence[UnitRow], allowed: frozenset[int] | None
) -> UnitPlan:
    known = {
        unit.id: UnitState(
            unit.group, unit.cluster, unit.headcounts[-1] if unit.headcounts else None
        )
        for unit in headcounts.read_units(connection, allowed)
    }
    return plan(rows, read_places(connection), known, allowed)


def _known(connection: Connection, headcount_id: int) -> Headcount:
    found = headcounts.one(connection, headcount_id)
    if found is None:
        raise Refusal(RequestReason.NOT_FOUND)
    return found


def _same(known: Sequence[Headcount], number: int, day: str) -> bool:
    return bool(known) and (known[-1].number, known[-1].day) == (number, day)


def _put_in(
    connection: Connection, unit_id: int, group: str, cluster: str, actor: str, now: int
) -> None:
    values = {"unit_id": unit_id, "unit_group": group, "cluster": cluster}
    connection.execute(_PLACE, values)
    detail = f"group={group!r} cluster={cluster!r}"
    _note(connection, "unit.group", unit_id, detail, actor, now)


def _note(
    connection: Connection, action: str, unit_id: int, detail: str, actor: str, now: int
) -> None:
    values = {"at": now, "actor": actor, "action": action, "subject": f"unit:{unit_id}"}
    connection.execute(_AUDIT, values | {"detail": detail})


def _tell(action: str, unit_id: int, actor: str) -> None:
    log.info("a headcount", extra={"actor": actor, "action": action, "object": f"unit:{unit_id}"})
