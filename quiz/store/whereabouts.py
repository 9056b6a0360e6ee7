"""Where people are, where they may be moved to, and which moves wait for the other side."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from quiz.rules.places import OFFICE
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal

Reach = frozenset[int] | None
"""The districts that somebody may write, None for all."""

_DISTRICTS = text(
    "SELECT id, full_name FROM unit WHERE id = district_id AND NOT rehearsal AND valid_to = ''"
    " ORDER BY code"
)
_UNITS = text(
    "SELECT u.id, u.full_name FROM unit u WHERE u.district_id = :district AND NOT u.rehearsal"
    " AND u.valid_to = '' AND (u.id = u.district_id OR :empty"
    " OR EXISTS (SELECT 1 FROM person p WHERE p.unit_id = u.id AND p.active))"
    " AND NOT (u.type = :office AND :communes)"
    " ORDER BY CASE WHEN u.id = u.district_id THEN 0 ELSE 1 END, u.key"
)
_UNIT = text(
    "SELECT id, full_name, district_id FROM unit WHERE id = :unit AND district_id IS NOT NULL"
    " AND NOT rehearsal AND (valid_to = '' OR :ceased)"
)
_OWN = text(
    "SELECT u.id, u.full_name, u.district_id FROM person p JOIN unit u ON u.id = p.unit_id"
    " WHERE p.id = :person AND p.active AND NOT u.rehearsal"
)
_REGISTERED = text("SELECT 1 FROM registration WHERE person_id = :person")
_WAITING = text(
    "SELECT m.id, m.person_id, p.name, p.number, f.full_name AS from_unit, f.district_id AS"
    " from_district, t.full_name AS to_unit, t.district_id AS to_district, m.reason, m.asked_by,"
    " m.asked_at FROM unit_move m JOIN person p ON p.id = m.person_id AND p.active"
    " JOIN unit f ON f.id = m.from_unit_id JOIN unit t ON t.id = m.to_unit_id"
    " WHERE m.outcome = '' ORDER BY m.id"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A unit and its district."""

    id: int
    name: str
    district_id: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A move that the other side has not answered yet."""

    id: int
    person_id: int
    name: str
    number: str
    from_unit: str
    from_district: int
    to_unit: str
    to_district: int
    reason: str
    asked_by: str
    asked_at: int


def districts(connection: Connection) -> tuple[tuple[int, str], ...]:
    """Id and full name of every district in force."""
    return tuple((row.id, row.full_name) for row in connection.execute(_DISTRICTS))


def units(
    connection: Connection, district_id: int, *, empty: bool, communes: bool = False
) -> tuple[tuple[int, str], ...]:
    """Id and full name of the district and its units that have people; with `empty` all others, and
    with `communes` no offices."""
    asked = {"district": district_id, "empty": empty, "communes": communes, "office": OFFICE}
    found = connection.execute(_UNITS, asked)
    return tuple((row.id, row.full_name) for row in found)


def place_of(connection: Connection, person_id: int) -> Place:
    """Where the person is. Refuses an unknown one."""
    row = connection.execute(_OWN, {"person": person_id}).one_or_none()
    if row is None:
        raise Refusal(RequestReason.NOT_FOUND)
    return Place(row.id, row.full_name, row.district_id)


@dataclass(frozen=True, slots=True)
class Choice:
    """The districts that a person may choose, and the units of one of them: id and full name."""

    districts: tuple[tuple[int, str], ...]
    units: tuple[tuple[int, str], ...]


def choice(connection: Connection, person_id: int, district_id: int) -> Choice:
    """What the person may choose. Whoever registered without a roster stays in the district whose
    rules were open, in a commune of it."""
    found = districts(connection)
    registered = connection.execute(_REGISTERED, {"person": person_id}).first() is not None
    if registered:
        own = place_of(connection, person_id).district_id
        found = tuple(one for one in found if one[0] == own)
    if district_id not in dict(found):
        return Choice(found, ())
    inside = units(connection, district_id, empty=registered, communes=registered)
    return Choice(found, inside)


def waiting(connection: Connection, reach: Reach) -> tuple[Waiting, ...]:
    """The moves from or to these districts that wait."""
    found = (Waiting(*row) for row in connection.execute(_WAITING))
    return tuple(
        one for one in found if reach is None or {one.from_district, one.to_district} & reach
    )


def unit_in_force(connection: Connection, unit_id: int) -> Place:
    """The unit. Refuses an unknown one and one that has ceased."""
    found = unit_of_any_time(connection, unit_id, ceased=False)
    if found is None:
        raise Refusal(RequestReason.BAD_INPUT, field="Đơn vị")
    return found


def unit_of_any_time(connection: Connection, unit_id: int, *, ceased: bool = True) -> Place | None:
    """The unit, also where it has ceased."""
    row = connection.execute(_UNIT, {"unit": unit_id, "ceased": ceased}).one_or_none()
    return None if row is None else Place(row.id, row.full_name, row.district_id)
