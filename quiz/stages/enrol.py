"""Put people on the roll from a roster: first a preview, then everything in one transaction or
nothing; and issue a ticket again."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, insert, text
from sqlmodel import Session

from question_bank.vietnamese import same_key, slug
from quiz.rules.enrolling import plan
from quiz.rules.outlook import Entry, Preview
from quiz.rules.places import OFFICE
from quiz.rules.reasons import PeopleReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.roll import Enrolled
from quiz.rules.roster import Roster
from quiz.rules.wording import day_begins
from quiz.store import past_groups, past_units, revocation
from quiz.store.audiences import known_audiences
from quiz.store.database import Database
from quiz.store.places import read_places
from quiz.store.roll import (
    add_people,
    change_people,
    districts_of,
    enter_again,
    entered_before,
    fingerprint,
    lock_roll,
    read_roll,
)
from quiz.store.tables import AuditLog, Person, Unit

AGAIN_AT_ONCE = 200
"""People whose time begins anew in one transaction: nobody starts meanwhile."""

_CODES = text("SELECT code FROM unit")
_SAT = text("SELECT DISTINCT person_id FROM attempt")
_FORGET_DEVICES = text("DELETE FROM known_device WHERE person_id = :person")


def preview(database: Database, roster: Roster, allowed: frozenset[int] | None) -> Preview:
    """What the roster would do for somebody who may write the people of the `allowed` districts,
    None for all. Writes nothing."""
    return database.read_now(lambda connection: _plan(connection, roster, allowed))


def begins_anew(database: Database, planned: Preview, now: int) -> int:
    """For how many of those whom the roster names, and who are on the roll from an earlier day, the
    time for which they are kept would begin anew."""
    return len(database.read_now(lambda connection: _older(connection, planned, now)))


def enrol(
    database: Database,
    roster: Roster,
    allowed: frozenset[int] | None,
    actor: str,
    now: int,
    taken_off: str = "",
    shown: str | None = None,
) -> Preview:
    """Add and change people as the preview says; the time for which people are kept begins anew for
    everybody who is named. The same roster twice on a day does nothing. Refuses one
    with any problem; then nothing is written. `shown` is the code of the preview that somebody has
    seen; refuses when something else would be written by now. Where `taken_off` is the preview's
    code of the absent, they are taken off the roll and their sessions end; refuses when others are
    absent now.

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
        if _has_sat_since(connection, planned):
            planned = _plan(connection, roster, allowed)
        if planned.problems:
            raise Refusal(PeopleReason.ROSTER_BLOCKED, count=planned.problem_rows)
        removed = planned.absent if taken_off else ()
        if removed and taken_off != planned.absent_code:
            raise Refusal(PeopleReason.ROSTER_MOVED)
        writes = bool(planned.new or planned.changed)
        if writes and shown is not None and shown != planned.code:
            raise Refusal(PeopleReason.ROSTER_CHANGED)
        again = _older(connection, planned, now)
        if writes or removed:
            units = _make_offices(session, planned, now)
            add_people(connection, [_settled(entry, units) for entry in planned.new], now)
            elsewhere = (one.person.id for one in planned.changed if one.stands_elsewhere)
            past_units.remember(connection, elsewhere)
            change_people(connection, [_settled(entry, units) for entry in planned.changed])
            _note_leavers(connection, planned, units, actor, now)
            change_people(connection, [replace(person, active=False) for person in removed])
            revocation.revoke(connection, now)
        if writes or removed or again:
            detail = f"new={len(planned.new)} changed={len(planned.changed)} off={len(removed)}"
            detail += f" again={len(again)}" if again else ""
            session.add(
                AuditLog(
                    at=now, actor=actor, action="people.import", subject="roster", detail=detail
                )
            )
    _enter_again(database, again, now)
    database.sessions.clear()
    return planned


def _enter_again(database: Database, people: Sequence[int], now: int) -> None:
    """Whom the roster names again is kept anew: a few at a time, because a start writes to the same
    people, and behind the locks that starts take. What a crash leaves out comes with the same
    roster again."""
    for begin in range(0, len(people), AGAIN_AT_ONCE):
        some = people[begin : begin + AGAIN_AT_ONCE]
        with database.writing() as session:
            connection = session.connection()
            past_units.keep_starts_away(connection, districts_of(connection, some))
            enter_again(connection, some, now)


def reissue_ticket(database: Database, person_id: int, actor: str, now: int) -> None:
    """Revoke the person's ticket, code and sessions and forget the known devices; a new ticket can
    be printed. Refuses an unknown person."""
    with database.writing() as session:
        person = session.get(Person, person_id, with_for_update=True)
        if person is None or not person.active:
            raise Refusal(RequestReason.NOT_FOUND)
        person.ticket_version += 1
        session.add(person)
        session.connection().execute(_FORGET_DEVICES, {"person": person_id})
        session.add(AuditLog(at=now, actor=actor, action="people.reissue", subject=person.number))
        revocation.revoke(session.connection(), now)
    database.sessions.clear()


def _plan(connection: Connection, roster: Roster, allowed: frozenset[int] | None) -> Preview:
    places, roll = read_places(connection), read_roll(connection)
    planned = plan(roster, places, roll, allowed, known_audiences(connection))
    if not planned.absent:
        return planned
    return planned.without_sitters(frozenset(connection.execute(_SAT).scalars()))


def _older(connection: Connection, planned: Preview, now: int) -> list[int]:
    return entered_before(connection, planned.named, day_begins(now))


def _has_sat_since(connection: Connection, planned: Preview) -> bool:
    """Whether somebody who would leave a district has begun an attempt there since it was planned;
    from now on nobody does."""
    leaving = [one for one in planned.changed if one.leaves]
    if not leaving:
        return False
    past_units.keep_starts_away(connection, {one.leaves for one in leaving})
    sat = past_units.sat_unfinished(connection)
    return any(one.person.id in sat for one in leaving)


def _note_leavers(
    connection: Connection,
    planned: Preview,
    units: dict[tuple[int, str], int],
    actor: str,
    now: int,
) -> None:
    """Whoever came from another district was entered now, and is looked for in the unit that was
    left when that district's roster comes again."""
    leaving = [(one.before, one) for one in planned.changed if one.before and one.leaves]
    past_units.enter_anew(connection, [before.id for before, _ in leaving], now)
    by = {"at": now, "actor": actor, "action": "people.unit"}
    noted = [
        by
        | {
            "subject": before.number,
            "detail": f"unit:{before.unit_id} -> unit:{_settled(one, units).unit_id} roster",
        }
        for before, one in leaving
    ]
    if noted:
        connection.execute(insert(AuditLog), noted)


def _make_offices(session: Session, planned: Preview, now: int) -> dict[tuple[int, str], int]:
    """The offices that are not there yet. Key of the placing -> unit id."""
    made: dict[tuple[int, str], int] = {}
    if any(one.placing.unit is None for one in (*planned.new, *planned.changed)):
        past_groups.remember(session.connection(), now)
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
