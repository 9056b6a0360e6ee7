"""Rows of accounts that the verbs about staff share: found, noted, given another password."""

from sqlalchemy import delete
from sqlmodel import Session, col, select

from quiz.rules.access import Role
from quiz.rules.reasons import RequestReason, StaffReason
from quiz.rules.refusal import Refusal
from quiz.rules.staffing import canonical_username, is_username
from quiz.store.staff_sessions import end_sessions
from quiz.store.tables import AuditLog, Staff, StaffLink


def find(session: Session, username: str) -> Staff | None:
    """The account of this canonical user name, locked."""
    wanted = select(Staff).where(Staff.username == username).with_for_update()
    return session.exec(wanted).one_or_none()


def get(session: Session, username: str) -> Staff:
    """The same, however the name is typed. Refuses one that nobody has."""
    canonical = canonical_username(username)
    staff = find(session, canonical) if is_username(canonical) else None
    if staff is None:
        raise Refusal(StaffReason.UNKNOWN_STAFF)
    return staff


def get_by_id(session: Session, staff_id: int) -> Staff:
    """The account with this id, locked. Refuses one that nobody has."""
    wanted = select(Staff).where(Staff.id == staff_id).with_for_update()
    staff = session.exec(wanted).one_or_none()
    if staff is None:
        raise Refusal(RequestReason.NOT_FOUND)
    return staff


def look_up(session: Session, staff_id: int) -> Staff:
    """The account with this id, for reading. Refuses one that nobody has."""
    staff = session.get(Staff, staff_id)
    if staff is None:
        raise Refusal(RequestReason.NOT_FOUND)
    return staff


def administrators(session: Session) -> list[int]:
    """The accounts that can administer, locked, so that two who act against each other take
    turns."""
    wanted = (
        select(Staff.id)
        .where(Staff.role == Role.ADMINISTRATOR, col(Staff.active), Staff.password_hash != "")
        .order_by(col(Staff.id))
        .with_for_update()
    )
    return [found for found in session.exec(wanted) if found is not None]


def give_password(session: Session, staff: Staff, hashed: str) -> None:
    """Another password: links and sessions of the one before end. An app that was never tied to the
    account gets another key, so that who knew the old password does not know it."""
    staff.password_hash = hashed
    if not staff.totp_since:
        staff.totp_version += 1
    end_sessions(session, staff)
    session.exec(delete(StaffLink).where(col(StaffLink.staff_id) == id_of(staff)))


def note(
    session: Session, staff: Staff, action: str, actor: str, now: int, detail: str = ""
) -> None:
    """One row of the audit log, in the transaction of what it tells of; no names, no secrets."""
    session.add(AuditLog(at=now, actor=actor, action=action, subject=staff.username, detail=detail))


def id_of(staff: Staff) -> int:
    """The id of an account that was stored."""
    if staff.id is None:
        raise ValueError("the row was not stored")
    return staff.id
