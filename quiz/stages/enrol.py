"""Put people on the roll from a roster: first a preview, then everything in one transaction or
nothing; and issue a ticket again."""

from dataclasses import replace

from sqlalchemy import Connection, text
from sqlmodel import Session

from question_bank.vietnamese import same_key, slug
from quiz.rules.enrolling import Entry, Preview, plan
from quiz.rules.places import OFFICE
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.roll import Enrolled
from quiz.rules.roster import Roster
from quiz.store import revocation
from quiz.store.audiences import known_audiences
from quiz.store.database import Database
from quiz.store.places import read_places
from quiz.store.roll import add_people, change_people, fingerprint, lock_roll, read_roll
from quiz.store.tables import AuditLog, Person, Unit

_CODES = text("SELECT code FROM unit")


def preview(database: Database, roster: Roster, allowed: frozenset[int] | None) -> Preview:
    """What the roster would do for somebody who may write the people of the `allowed` districts,
    None for all. Writes nothing."""
    return database.read_now(lambda connection: _plan(connection, roster, allowed))


def enrol(
    database: Database, roster: Roster, allowed: frozenset[int] | None, actor: str, now: int
) -> Preview:
    """Add and change people as the preview says. The same roster twice adds nobody. Refuses one
    with any problem; then nothing is written.

    Planning is slow and writing waits for nobody but others who write, so the plan is made before
    the lock is taken, and made again under it only when the roll or the units have changed since.
    """
    seen = database.read_now(fingerprint)
    planned = preview(database, roster, allowed)
    with database.writing() as session:
        connection = session.connection()
        lock_roll(connection)
        if fingerprint(connection) != seen:
            planned = _plan(connection, roster, allowed)
        if planned.problems:
            raise Refusal(Reason.ROSTER_BLOCKED, count=planned.problem_rows)
        if planned.new or planned.changed:
            units = _make_offices(session, planned)
            add_people(connection, [_settled(entry, units) for entry in planned.new])
            change_people(connection, [_settled(entry, units) for entry in planned.changed])
            revocation.revoke(connection, now)
            detail = f"new={len(planned.new)} changed={len(planned.changed)}"
            session.add(
                AuditLog(
                    at=now, actor=actor, action="people.import", subject="roster", detail=detail
                )
            )
    database.sessions.clear()
    return planned


def reissue_ticket(database: Database, person_id: int, actor: str, now: int) -> None:
    """Revoke the person's ticket, code and sessions; a new ticket can be printed. Refuses an
    unknown person."""
    with database.writing() as session:
        person = session.get(Person, person_id, with_for_update=True)
        if person is None or not person.active:
            raise Refusal(Reason.NOT_FOUND)
        person.ticket_version += 1
        session.add(person)
        session.add(AuditLog(at=now, actor=actor, action="people.reissue", subject=person.number))
        revocation.revoke(session.connection(), now)
    database.sessions.clear()


def _plan(connection: Connection, roster: Roster, allowed: frozenset[int] | None) -> Preview:
    places, roll = read_places(connection), read_roll(connection)
    return plan(roster, places, roll, allowed, known_audiences(connection))


def _make_offices(session: Session, planned: Preview) -> dict[tuple[int, str], int]:
    """The offices that are not there yet. Key of the placing -> unit id."""
    made: dict[tuple[int, str], int] = {}
    codes = set(session.connection().execute(_CODES).scalars())
    for entry in (*planned.new, *planned.changed):
        placing = entry.placing
        if placing.unit is not None or placing.key in made:
            continue
        district, name = placing.district, placing.office
        stem = code = f"{district.code}-{slug(name)[:40]}"
        number = 1
        while code in codes:
            number += 1
            code = f"{stem}-{number}"
        codes.add(code)
        unit = Unit(
            code=code, name=name, type=OFFICE, full_name=name, key=same_key(name),
            parent_id=district.id, district_id=district.id,
        )  # fmt: skip
        session.add(unit)
        session.flush()
        assert unit.id is not None
        made[placing.key] = unit.id
    return made


def _settled(entry: Entry, units: dict[tuple[int, str], int]) -> Enrolled:
    """The person in the unit that was just made, where it was."""
    if entry.placing.unit is None:
        return replace(entry.person, unit_id=units[entry.placing.key])
    return entry.person
