"""Read and write the people on the roll."""

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, text, update

from question_bank.vietnamese import fold, sort_key
from quiz.rules.roll import Enrolled, Roll
from quiz.store.tables import Person

_PEOPLE = text(
    "SELECT id, number, staff_code, name, name_fold, birth_year, position, unit_id, district_id,"
    " active, gender, audience, duty FROM person"
    " WHERE district_id NOT IN (SELECT id FROM unit WHERE rehearsal)"
)
_PEOPLE_IN_ORDER = text(f"{_PEOPLE.text} ORDER BY id")
_UNITS_IN_ORDER = text(
    "SELECT id, code, name, type, full_name, parent_id, district_id, valid_from, valid_to"
    " FROM unit WHERE NOT rehearsal ORDER BY id"
)
_LOCK = text("SELECT id FROM unit WHERE id = district_id ORDER BY id FOR NO KEY UPDATE")
_CHUNK = 1_000


def read_roll(connection: Connection) -> Roll:
    """Everybody, also those who are not active."""
    return Roll((_person(row), row.name_fold) for row in connection.execute(_PEOPLE))


def fingerprint(connection: Connection) -> str:
    """SHA-256 over everybody on the roll and every unit: another one when any of them changed.
    Reading them plainly takes a small part of the time that planning takes.
    """
    digest = hashlib.sha256()
    for statement in (_PEOPLE_IN_ORDER, _UNITS_IN_ORDER):
        digest.update(repr([tuple(row) for row in connection.execute(statement)]).encode())
    return digest.hexdigest()


def lock_roll(connection: Connection) -> None:
    """Keep other imports away until this transaction ends. On SQLite a writer is alone anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK)


def add_people(connection: Connection, people: Sequence[Enrolled]) -> None:
    """New rows."""
    for start in range(0, len(people), _CHUNK):
        rows = [_values(person) for person in people[start : start + _CHUNK]]
        connection.execute(insert(Person), rows)


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
    )
