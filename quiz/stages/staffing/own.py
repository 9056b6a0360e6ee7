"""What somebody of the staff does with the own account, and what an administrator does with others'
sessions."""

from sqlalchemy import delete
from sqlmodel import col

from quiz.rules.reasons import StaffReason
from quiz.rules.refusal import Refusal
from quiz.rules.staffing import Terms
from quiz.stages.staffing.rows import get, get_by_id, look_up, note
from quiz.store.database import Database
from quiz.store.passwords import hash_password, is_password, refuse_weak
from quiz.store.sessions import digest_of
from quiz.store.staff_sessions import OpenSession, end_sessions, open_sessions
from quiz.store.tables import Session as SignedIn
from quiz.store.tables import StaffLink


def check_password(database: Database, staff_id: int, password: str) -> str:
    """What is kept of the right password. Refuses a wrong one. Slow: it hashes."""
    with database.reading() as session:
        kept = look_up(session, staff_id).password_hash
    if not is_password(kept, password):
        raise Refusal(StaffReason.WRONG_OLD_PASSWORD)
    return kept


def change_password(
    database: Database, staff_id: int, old: str, new: str, session_secret: str, now: int
) -> None:
    """Another password by whoever knows the old one; every other session of the account and every
    link that would set a password ends."""
    kept = check_password(database, staff_id, old)
    with database.reading() as session:
        username = look_up(session, staff_id).username
    database.read_now(lambda connection: refuse_weak(connection, username, new))
    hashed = hash_password(new)
    with database.writing() as session:
        staff = get_by_id(session, staff_id)
        if staff.password_hash != kept:
            raise Refusal(StaffReason.WRONG_OLD_PASSWORD)
        staff.password_hash = hashed
        end_sessions(session, staff, but=digest_of(session_secret))
        session.exec(delete(StaffLink).where(col(StaffLink.staff_id) == staff_id))
        note(session, staff, "staff.password", staff.username, now, "own")


def sessions_of(
    database: Database, staff_id: int, terms: Terms, now: int
) -> tuple[OpenSession, ...]:
    """The account's open sessions, the last one used first."""
    with database.reading() as session:
        return open_sessions(session, database, look_up(session, staff_id), terms, now)


def end_session(database: Database, staff_id: int, tag: str, actor: str, now: int) -> None:
    """End one session of the account. One that is gone changes nothing."""
    with database.writing() as session:
        staff = get_by_id(session, staff_id)
        ended = session.exec(
            delete(SignedIn).where(
                col(SignedIn.staff_id) == staff_id,
                col(SignedIn.digest).startswith(tag, autoescape=True),
            )
        )
        if ended.rowcount:
            note(session, staff, "staff.session_ended", actor, now)


def end_all(database: Database, username: str, actor: str, now: int, but: str = "") -> None:
    """End every session of the account, but the one with this secret."""
    with database.writing() as session:
        staff = get(session, username)
        end_sessions(session, staff, but=digest_of(but) if but else "")
        note(session, staff, "staff.sessions_ended", actor, now)
