"""Which units a contest that is long over ranked, each in its district, khối and cụm of then.
Whoever adds a unit or puts one elsewhere has it noted before, in the same transaction, behind the
locks of the units: what was published keeps the units of its day, and nothing is written while no
unit changes. A unit's name is the one of today.
"""

from collections.abc import Container, Set
from typing import NamedTuple

from sqlalchemy import Connection

from quiz.rules.starting import DAY_MS
from quiz.rules.substituting import deadline
from quiz.store import library
from quiz.store.headcounts import UnitRecord, read_units
from quiz.store.plain import Reader, execute, fetch_all, fetch_one

SETTLED_MS = 60 * DAY_MS
"""After the newest board, or when units cannot be replaced any more where the rules say later. A
wrong khối or cụm shows when the ranking does: until then it is put right in it, and in which units
go on."""
_OVER = (
    "SELECT c.id, c.rules, MAX(COALESCE(b.published_at, r.published_at)) FROM contest c"
    " JOIN round r ON r.contest_id = c.id AND r.kind = 'official'"
    " LEFT JOIN board b ON b.round_id = r.id"
    " WHERE NOT c.rehearsal"
    " AND NOT EXISTS (SELECT 1 FROM past_group n WHERE n.contest_id = c.id)"
    " AND NOT EXISTS (SELECT 1 FROM round o WHERE o.contest_id = c.id AND o.kind = 'official'"
    " AND o.published_at IS NULL)"
    " GROUP BY c.id, c.rules ORDER BY c.id"
)
_REMEMBER = (
    "INSERT INTO past_group (contest_id, unit_id, district_id, unit_group, cluster)"
    " SELECT d.contest_id, u.id, u.district_id, u.unit_group, u.cluster"
    " FROM (SELECT DISTINCT r.contest_id, r.district_id FROM round r WHERE r.kind = 'official'"
    " AND r.contest_id = ?) d"
    " JOIN unit u ON u.district_id = d.district_id"
    " WHERE NOT u.rehearsal AND u.valid_to = '' ORDER BY 1, 2"
    " ON CONFLICT (contest_id, unit_id) DO NOTHING"
)
_OF_CONTEST = (
    "SELECT unit_id, district_id, unit_group, cluster FROM past_group WHERE contest_id = ?"
)
_NOTED = "SELECT 1 FROM past_group WHERE contest_id = ? LIMIT 1"
_GROUPS = "SELECT DISTINCT unit_group FROM past_group WHERE contest_id = ?"
GROUPS_THEN = (
    "SELECT u.id, COALESCE(g.unit_group, u.unit_group) AS name FROM unit u"
    " LEFT JOIN past_group g ON g.contest_id = ? AND g.unit_id = u.id"
)
"""Every unit with the khối that it had in a contest, with the contest's id as its value."""


class Then(NamedTuple):
    """Where a unit stood."""

    district_id: int
    group: str
    cluster: str


def remember(connection: Connection, now: int) -> None:
    """Note the units that are ranked in each contest that is settled, since units are about to
    change. What is noted already stays."""
    for contest_id, dumped, published_at in fetch_all(connection, _OVER):
        days = library.rules(dumped).advancing.substitute_days
        if now >= max(published_at + SETTLED_MS, deadline(published_at, days)):
            execute(connection, _REMEMBER, (contest_id,))


def of_contest(connection: Reader, contest_id: int) -> dict[int, Then]:
    """Where the units stood that were there, by unit; empty where no unit has changed since the
    contest was settled."""
    found = fetch_all(connection, _OF_CONTEST, (contest_id,))
    return {unit_id: Then(*then) for unit_id, *then in found}


def is_noted(connection: Reader, contest_id: int) -> bool:
    """Whether the contest keeps the units of its day."""
    return fetch_one(connection, _NOTED, (contest_id,)) is not None


def groups(connection: Reader, contest_id: int) -> list[str]:
    """Every khối of the contest's day, in order; empty where none is noted."""
    return sorted(name for (name,) in fetch_all(connection, _GROUPS, (contest_id,)) if name)


def read_ranked(
    connection: Reader, contest_id: int, districts: Set[int], sat: Container[int]
) -> list[UnitRecord]:
    """The units of these districts as the contest ranks them: of one that is settled those that
    were there, in force or not by now, and whichever somebody sat for (`sat`)."""
    then = of_contest(connection, contest_id)
    if not then:
        return list(read_units(connection, districts))
    noted = read_units(connection, districts, contest_id)
    since = (one for one in read_units(connection, districts) if one.id not in then)
    return [*noted, *(one for one in since if one.id in sat)]
