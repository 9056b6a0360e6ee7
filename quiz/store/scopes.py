# ruff: noqa: S608 - the statements are put together from the constants of this file only.
"""What a board can be narrowed to, and the columns that say where somebody belongs.

AUDIENCE is an SQL expression over `p` (the person): the only place that knows where a person's
audience stands; those of a contest that is over are in `past_units`, its groups in `past_groups`.
"""

from dataclasses import dataclass, replace

from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.round import Rules
from quiz.rules.scopes import BoardScope
from quiz.store import past_groups
from quiz.store.past_groups import GROUPS_THEN
from quiz.store.past_units import AUDIENCE_THEN, UNIT_THEN
from quiz.store.plain import Reader, fetch_all, fetch_one
from quiz.store.rows import SatRound

AUDIENCE = "p.audience"

_UNITS = (
    "SELECT id, full_name FROM unit WHERE district_id = ? AND id <> district_id AND valid_to = ''"
    " ORDER BY code"
)
_UNITS_THEN = (
    "SELECT u.id, u.full_name FROM past_group g JOIN unit u ON u.id = g.unit_id"
    " WHERE g.contest_id = ? AND g.district_id = ? AND u.id <> g.district_id ORDER BY u.code"
)
_UNIT = (
    "SELECT u.full_name, COALESCE(g.district_id, u.district_id) FROM unit u"
    " LEFT JOIN past_group g ON g.contest_id = ? AND g.unit_id = u.id WHERE u.id = ?"
)
_DISTRICTS = (
    "SELECT DISTINCT u.id, u.full_name, u.code FROM round r JOIN unit u ON u.id = r.district_id"
    " WHERE r.contest_id = ? ORDER BY u.code"
)
_IN_UNIT = "p.unit_id = ?"
# By two indexes to whoever may have stood there, then exactly: the unit of everybody on the board
# would have to be looked up without the first part.
_IN_UNIT_THEN = (
    "s.person_id IN (SELECT id FROM person WHERE unit_id = ? UNION ALL"
    " SELECT person_id FROM past_unit WHERE contest_id = ? AND unit_id = ?)"
    f" AND {UNIT_THEN} = ?"
)
_IN_GROUP = "u.unit_group = ?"
_IN_GROUP_THEN = f"u.id IN (SELECT t.id FROM ({GROUPS_THEN}) t WHERE t.name = ?)"
_GROUPS = "SELECT DISTINCT unit_group FROM unit WHERE district_id IS NOT NULL ORDER BY 1"


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen: pairs (value, label); empty where there is nothing to choose between."""

    units: tuple[tuple[str, str], ...] = ()
    groups: tuple[tuple[str, str], ...] = ()
    audiences: tuple[tuple[str, str], ...] = ()


def of_round(connection: Reader, sat: SatRound) -> Choices:
    """What a district's board can be narrowed to: not to an audience where the round is for one."""
    units = fetch_all(connection, _UNITS, (sat.district_id,))
    if past_groups.is_noted(connection, sat.contest_id):
        units = fetch_all(connection, _UNITS_THEN, (sat.contest_id, sat.district_id))
    named = [(str(id_), name) for id_, name in units]
    found = _choices(connection, named, sat.contest_id, sat.rules)
    return replace(found, audiences=()) if sat.audience else found


def of_contest(connection: Reader, contest_id: int, rules: Rules) -> Choices:
    """What a whole contest's board can be narrowed to: districts stand for units."""
    districts = fetch_all(connection, _DISTRICTS, (contest_id,))
    named = [(str(id_), name) for id_, name, _ in districts]
    return _choices(connection, named, contest_id, rules)


def title_in_round(connection: Reader, scope: BoardScope, sat: SatRound) -> str:
    """Who of a round is looked at, as `title_of` says it. Refuses also another audience than the
    one that the round is for."""
    if sat.audience and scope.audience not in {"", sat.audience}:
        raise Refusal(RequestReason.NOT_FOUND)
    return title_of(connection, scope, sat.contest_id, sat.rules, sat.district_id)


def title_of(
    connection: Reader,
    scope: BoardScope,
    contest_id: int,
    rules: Rules,
    district_id: int | None = None,
) -> str:
    """Who is looked at, in words; nothing for everybody. Refuses a unit that is not there or, where
    a district is given, not in it, a group that no unit of the contest is in, and an audience that
    the rules do not know.
    """
    titles = {audience.id: audience.title for audience in rules.audiences}
    parts = []
    if scope.unit_id:
        row = fetch_one(connection, _UNIT, (contest_id, scope.unit_id))
        if row is None or row[1] is None or district_id not in {None, row[1]}:
            raise Refusal(RequestReason.NOT_FOUND)
        parts.append(str(row[0]))
    if scope.group:
        if scope.group not in _groups(connection, contest_id):
            raise Refusal(RequestReason.NOT_FOUND)
        parts.append(f"khối {scope.group}")
    if scope.audience:
        if scope.audience not in titles:
            raise Refusal(RequestReason.NOT_FOUND)
        parts.append(f"đối tượng {titles[scope.audience]}")
    return "; ".join(parts)


def condition(scope: BoardScope, contest_id: int | None = None) -> tuple[str, list[int | str]]:
    """The scope as SQL over `p` and `u`, with its values; true for everybody. With a contest it is
    about those who stood there then: over `s` and `past_units.PERSON_THEN` too."""
    parts: list[str] = ["TRUE"]
    values: list[int | str] = []
    unit_id = scope.unit_id
    if unit_id and contest_id is not None:
        parts.append(_IN_UNIT_THEN)
        values += [unit_id, contest_id, unit_id, unit_id]
    elif unit_id:
        parts.append(_IN_UNIT)
        values.append(unit_id)
    if scope.group and contest_id is not None:
        parts.append(_IN_GROUP_THEN)
        values += [contest_id, scope.group]
    elif scope.group:
        parts.append(_IN_GROUP)
        values.append(scope.group)
    if scope.audience:
        parts.append(f"{AUDIENCE if contest_id is None else AUDIENCE_THEN} = ?")
        values.append(scope.audience)
    return " AND ".join(parts), values


def _choices(
    connection: Reader, units: list[tuple[str, str]], contest_id: int, rules: Rules
) -> Choices:
    return Choices(
        tuple(units) if len(units) > 1 else (),
        tuple((name, name) for name in _groups(connection, contest_id)),
        tuple((audience.id, audience.title) for audience in rules.audiences),
    )


def _groups(connection: Reader, contest_id: int) -> list[str]:
    if past_groups.is_noted(connection, contest_id):
        return past_groups.groups(connection, contest_id)
    return [name for (name,) in fetch_all(connection, _GROUPS) if name]
