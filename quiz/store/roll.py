"""Read and write the people on the roll."""

import hashlib
import re
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, text, update

from question_bank.vietnamese import fold, sort_key
from quiz.rules.roll import Enrolled, Roll
from quiz.store import past_units
from quiz.store.tables import Person

_PEOPLE = text(
    "SELECT id, number, staff_code, name, name_fold, birth_year, position, unit_id, district_id,"
    " active, gender, audience, duty, phone FROM person"
    " WHERE district_id NOT IN (SELECT id FROM unit WHERE rehearsal)"
)
_PEOPLE_IN_ORDER = text(f"{_PEOPLE.text} ORDER BY id")
_UNITS_IN_ORDER = text(
    "SELECT id, code, name, type, full_name, parent_id, district_id, valid_from, valid_to"
    " FROM unit WHERE NOT rehearsal ORDER BY id"
)
_MOVES = text("SELECT subject, detail FROM audit_log WHERE action = 'people.unit' ORDER BY id")
_MOVED_FROM = re.compile(r"unit:(\d+) -> ")
_BOARDS_IN_ORDER = text("SELECT id FROM board ORDER BY id")
_LOCK = text("SELECT id FROM unit WHERE id = district_id ORDER BY id FOR NO KEY UPDATE")
_ENTERED_BEFORE = text("SELECT id FROM person WHERE entered_at IS NULL OR entered_at < :moment")
_ENTER_AGAIN = text("UPDATE person SET entered_at = :now WHERE id = :which")
_DISTRICTS_OF = text("SELECT DISTINCT district_id FROM person WHERE id IN :people").bindparams(
    bindparam("people", expanding=True)
)
_CHUNK = 1_000


def read_roll(connection: Connection) -> Roll:
    """Everybody, also those who are not active; who sat and whom official boards name in contests
    that are not over, and who was moved from where. That only the log says of everybody: whoever
    chose the own unit asked nobody."""
    published = past_units.named_unfinished(connection)
    sat = past_units.sat_unfinished(connection)
    moves = [(row.subject, _MOVED_FROM.match(row.detail)) for row in connection.execute(_MOVES)]
    left = [(number, int(found[1])) for number, found in moves if found]
    people = ((_person(row), row.name_fold) for row in connection.execute(_PEOPLE))
    return Roll(people, published, left, sat)


def fingerprint(connection: Connection) -> str:
    """SHA-256 over everybody on the roll, every unit and which boards are official: another one
    when any of them changed. Reading them plainly takes a small part of the time of planning.
    """
    digest = hashlib.sha256()
    for statement in (_PEOPLE_IN_ORDER, _UNITS_IN_ORDER, _BOARDS_IN_ORDER):
        digest.update(repr([tuple(row) for row in connection.execute(statement)]).encode())
    return digest.hexdigest()


def lock_roll(connection: Connection) -> None:
    """Keep other imports away until this transaction ends. On SQLite a writer is alone anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK)


def add_people(connection: Connection, people: Sequence[Enrolled], now: int) -> None:
    """New rows, entered now."""
    for start in range(0, len(people), _CHUNK):
        chunk = people[start : start + _CHUNK]
        rows = [_values(person) | {"entered_at": now} for person in chunk]
        connection.execute(insert(Person), rows)


def entered_before(connection: Connection, people: Collection[int], moment: int) -> list[int]:
    """Those of these ids who were entered before the moment (UTC milliseconds), or nobody knows
    when."""
    if not people:
        return []
    found = frozenset(connection.execute(_ENTERED_BEFORE, {"moment": moment}).scalars())
    return [one for one in people if one in found]


def districts_of(connection: Connection, people: Sequence[int]) -> set[int]:
    """The districts of these ids."""
    return set(connection.execute(_DISTRICTS_OF, {"people": people}).scalars())


def enter_again(connection: Connection, people: Sequence[int], now: int) -> None:
    """A roster names these ids once more: the time for which they are kept begins anew."""
    if people:
        connection.execute(_ENTER_AGAIN, [{"which": one, "now": now} for one in people])


def change_people(connection: Connection, people: Sequence[Enrolled]) -> None:
    """The rows of these ids, made so."""
    if people:
        statement = update(Person).where(Person.__table__.c.id == bindparam("which"))  # type: ignore[attr-defined]  # SQLModel adds it
        rows = [
            {name: value for name, value in _values(person).items() if name != "ticket_version"}
            | {"which": person.id}
            for person in people
        ]
        connection.execute(statement, rows)


def _values(person: Enrolled) -> dict[str, Any]:
    return {
        "number": person.number,
        "staff_code": person.staff_code,
        "name": person.name,
        "name_fold": fold(person.name),
        "sort_key": sort_key(person.name),
        "birth_year": person.birth_year,
        "position": person.position,
        "unit_id": person.unit_id,
        "district_id": person.district_id,
        "ticket_version": 1,
        "active": person.active,
        "gender": person.gender,
        "audience": person.audience,
        "duty": person.duty,
        "phone": person.phone,
    }


def _person(row: Row[Any]) -> Enrolled:
    return Enrolled(
        id=row.id,
        number=row.number,
        staff_code=row.staff_code,
        name=row.name,
        birth_year=row.birth_year,
        position=row.position,
        unit_id=row.unit_id,
        district_id=row.district_id,
        active=bool(row.active),
        gender=row.gender,
        audience=row.audience,
        duty=row.duty,
        phone=row.phone,
    )
