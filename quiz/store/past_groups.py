"""Which units a contest that is over ranked, each with its khối and cụm of then. Whoever adds a
unit or puts one elsewhere has it noted before, in the same transaction: what was published keeps
the units of its day, and nothing is written while no unit changes.
"""

from collections.abc import Container, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from quiz.store.headcounts import UnitRecord
from quiz.store.plain import Reader, execute, fetch_all

_REMEMBER = (
    "INSERT INTO past_group (contest_id, unit_id, unit_group, cluster)"
    " SELECT DISTINCT r.contest_id, u.id, u.unit_group, u.cluster"
    " FROM round r JOIN unit u ON u.district_id = r.district_id"
    " WHERE r.kind = 'official' AND NOT u.rehearsal AND u.valid_to = ''"
    " AND NOT EXISTS (SELECT 1 FROM round o WHERE o.contest_id = r.contest_id"
    " AND o.kind = 'official' AND o.published_at IS NULL)"
    " AND NOT EXISTS (SELECT 1 FROM past_group g WHERE g.contest_id = r.contest_id)"
    " ON CONFLICT (contest_id, unit_id) DO NOTHING"
)
_OF_CONTEST = "SELECT unit_id, unit_group, cluster FROM past_group WHERE contest_id = ?"
GROUPS_THEN = (
    "SELECT u.id, COALESCE(g.unit_group, u.unit_group) AS name FROM unit u"
    " LEFT JOIN past_group g ON g.contest_id = ? AND g.unit_id = u.id"
)
"""Every unit with the khối that it had in a contest, with the contest's id as its value."""


def remember(connection: Connection) -> None:
    """Note the units that are ranked in each contest that is over, since units are about to change.
    What is noted already stays."""
    execute(connection, _REMEMBER)


def as_of_then(
    connection: Reader, contest_id: int, units: Sequence[UnitRecord], sat: Container[int]
) -> list[UnitRecord]:
    """Those of the units that were there in the contest or that somebody sat for (`sat`), in the
    khối and the cụm of then."""
    then = of_contest(connection, contest_id)
    if not then:
        return list(units)
    return [
        replace(one, group=group, cluster=cluster)
        for one in units
        if one.id in then or one.id in sat
        for group, cluster in (then.get(one.id, (one.group, one.cluster)),)
    ]


def of_contest(connection: Reader, contest_id: int) -> dict[int, tuple[str, str]]:
    """The khối and cụm by unit, of the units that were there; empty where no unit has changed since
    the contest was over."""
    found = fetch_all(connection, _OF_CONTEST, (contest_id,))
    return {unit_id: (group, cluster) for unit_id, group, cluster in found}
