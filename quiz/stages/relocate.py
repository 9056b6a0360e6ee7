"""A wrong unit is put right: by the person until the first official start, by the organiser later,
to another district by both sides or by the province. The ledger is not touched: results belong to
the person, and boards and rankings read the unit that the person has, or had where the contest was
over before the move (quiz.store.past_units).
"""

from sqlalchemy import Connection, text
from sqlmodel import Session, col, select

from question_bank.vietnamese import squeeze
from quiz.rules.extending import refuse_reason
from quiz.rules.reasons import PeopleReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_actor, say_moment
from quiz.store import past_units, revocation, whereabouts
from quiz.store.database import Database
from quiz.store.tables import AuditLog, Person, UnitMove
from quiz.store.whereabouts import Place, Reach, place_of

_OUTCOMES = {"signed": "Đồng ý chuyển", "declined": "Không chuyển"}
_SESSIONS = text("SELECT digest FROM session WHERE person_id = :person")


def choose_own(database: Database, person_id: int, unit_id: int, now: int) -> None:
    """The person chooses another unit of the roster; the district follows. The same again changes
    nothing. Refuses whoever has begun an attempt that ranks in a contest that is not over."""
    with database.writing() as session:
        connection = session.connection()
        here, there = _both(session, person_id, unit_id)
        if here.id == there.id:
            return
        if past_units.has_begun(connection, person_id):
            raise Refusal(PeopleReason.UNIT_FIXED)
        if unit_id not in dict(whereabouts.choice(connection, person_id, there.district_id).units):
            raise Refusal(RequestReason.BAD_INPUT, field="Đơn vị")
        _move(session, person_id, here, there, f"person:{person_id}", now, "")
        session.add(_done(person_id, here, there, "", f"person:{person_id}", now))
    _forget(database, person_id)


def put(
    database: Database,
    person_id: int,
    unit_id: int,
    reason: str,
    reach: Reach,
    actor: str,
    now: int,
) -> bool:
    """Move the person, where somebody reaches both districts; else ask the other side. Returns
    whether it is done. The same again changes nothing. Refuses a move that would change what a
    contest that is not over has published, or take a result of it out of the district where it was
    made."""
    refuse_reason(reason)
    with database.writing() as session:
        here, there = _both(session, person_id, unit_id)
        if here.id == there.id:
            return True
        _refuse_corrupting(session.connection(), person_id, here, there)
        if reach is None or {here.district_id, there.district_id} <= reach:
            _move(session, person_id, here, there, actor, now, "")
            session.add(_done(person_id, here, there, squeeze(reason), actor, now))
        else:
            _ask(session, person_id, here, there, squeeze(reason), actor, now)
            return False
    _forget(database, person_id)
    return True


def end(
    database: Database, move_id: int, *, sign: bool, reach: Reach, actor: str, now: int
) -> None:
    """Sign the move, as the side that receives, or decline it, as either side. The same again
    changes nothing. A move that nobody in `reach` is concerned by is as if it were not there; one
    that was answered otherwise is refused, and so is signing for a unit that has ceased since."""
    with database.writing() as session:
        move = session.get(UnitMove, move_id, with_for_update=True)
        if move is None:
            raise Refusal(RequestReason.NOT_FOUND)
        person_id, outcome = move.person_id, "signed" if sign else "declined"
        old, new = _sides(session.connection(), move)
        if reach is not None and not {old.district_id, new.district_id} & reach:
            raise Refusal(RequestReason.NOT_FOUND)
        if move.outcome == outcome:
            return
        if move.outcome:
            raise _ended(move)
        if sign:
            if reach is not None and new.district_id not in reach:
                raise Refusal(PeopleReason.OTHER_SIDE_SIGNS)
            past_units.keep_starts_away(session.connection(), {old.district_id})
            here = place_of(session.connection(), person_id)
            if here.id != old.id:
                raise Refusal(PeopleReason.MOVE_STALE)
            if whereabouts.unit_of_any_time(session.connection(), new.id, ceased=False) is None:
                raise Refusal(PeopleReason.UNIT_CEASED, unit=new.name)
            _refuse_corrupting(session.connection(), person_id, here, new)
            _move(session, person_id, here, new, actor, now, f"move:{move_id}")
        move.outcome = outcome
        move.ended_by, move.ended_at = actor, now
        session.add(move)
        if not sign:
            _note(session, person_id, "people.unit.decline", actor, now, f"move:{move_id}")
    _forget(database, person_id)


def _sides(connection: Connection, move: UnitMove) -> tuple[Place, Place]:
    """The old unit and the new one, also where they have ceased: then the move can be declined."""
    old = whereabouts.unit_of_any_time(connection, move.from_unit_id)
    new = whereabouts.unit_of_any_time(connection, move.to_unit_id)
    if old is None or new is None:
        raise Refusal(RequestReason.NOT_FOUND)
    return old, new


def _ended(move: UnitMove) -> Refusal:
    return Refusal(
        PeopleReason.MOVE_ENDED,
        who=say_actor(move.ended_by),
        outcome=_OUTCOMES[move.outcome],
        at=say_moment(move.ended_at or 0),
    )


def _both(session: Session, person_id: int, unit_id: int) -> tuple[Place, Place]:
    """Where the person is and the unit; both stand still until the transaction ends, and nobody of
    that district starts. Rounds are locked before people, as starts do it."""
    connection = session.connection()
    here = place_of(connection, person_id)
    past_units.keep_starts_away(connection, {here.district_id})
    session.get(Person, person_id, with_for_update=True)
    if place_of(connection, person_id).district_id != here.district_id:
        raise Refusal(RequestReason.BUSY, seconds=2)
    return place_of(connection, person_id), whereabouts.unit_in_force(connection, unit_id)


def _refuse_corrupting(connection: Connection, person_id: int, here: Place, there: Place) -> None:
    if here.district_id != there.district_id:
        sat = past_units.sat_unfinished(connection, person_id)
        if sat:
            raise Refusal(PeopleReason.DISTRICT_FIXED, round=sat[person_id])
    named = past_units.named_unfinished(connection, person_id)
    if named:
        raise Refusal(PeopleReason.UNIT_PUBLISHED, round=named[person_id])


def _ask(
    session: Session, person_id: int, here: Place, there: Place, reason: str, actor: str, now: int
) -> None:
    same = select(UnitMove).where(
        col(UnitMove.person_id) == person_id,
        col(UnitMove.to_unit_id) == there.id,
        col(UnitMove.outcome) == "",
    )
    if session.exec(same).first() is not None:
        return
    session.add(
        UnitMove(
            person_id=person_id,
            from_unit_id=here.id,
            to_unit_id=there.id,
            reason=reason,
            asked_by=actor,
            asked_at=now,
        )
    )
    _note(session, person_id, "people.unit.ask", actor, now, f"unit:{here.id} -> unit:{there.id}")


def _done(person_id: int, here: Place, there: Place, reason: str, actor: str, now: int) -> UnitMove:
    """A move that needed nobody else: it holds the reason, which the audit log must not."""
    return UnitMove(
        person_id=person_id,
        from_unit_id=here.id,
        to_unit_id=there.id,
        reason=reason,
        asked_by=actor,
        asked_at=now,
        outcome="signed",
        ended_by=actor,
        ended_at=now,
    )


def _move(
    session: Session, person_id: int, here: Place, there: Place, actor: str, now: int, why: str
) -> None:
    connection = session.connection()
    past_units.remember(connection, [person_id])
    person = session.get_one(Person, person_id)
    person.unit_id, person.district_id = there.id, there.district_id
    if here.district_id != there.district_id:
        person.entered_at = now
    session.add(person)
    detail = f"unit:{here.id} -> unit:{there.id} {why}".rstrip()
    _note(session, person_id, "people.unit", actor, now, detail)
    for digest in connection.execute(_SESSIONS, {"person": person_id}).scalars().all():
        revocation.revoke(connection, now, digest)


def _note(session: Session, person_id: int, action: str, actor: str, now: int, detail: str) -> None:
    number = session.get_one(Person, person_id).number
    session.add(AuditLog(at=now, actor=actor, action=action, subject=number, detail=detail))


def _forget(database: Database, person_id: int) -> None:
    """What this process remembers of the person; others look twice a second."""
    digests = database.read_now(
        lambda connection: connection.execute(_SESSIONS, {"person": person_id}).scalars().all()
    )
    for digest in digests:
        database.sessions.drop(digest)
