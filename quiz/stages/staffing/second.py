"""The second step of signing in: a code of an app, or a recovery code. Every account has its own
key, derived from the server's; a code is used once, also by two who send it in the same moment.

A session that only knows the password is exchanged for another one when the code was right.
"""

from dataclasses import dataclass

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from quiz.rules import totp
from quiz.rules.reasons import EntryReason, RequestReason, StaffReason
from quiz.rules.refusal import Refusal
from quiz.stages.staffing.rows import get, get_by_id, id_of, note
from quiz.store.database import Database
from quiz.store.sessions import digest_of
from quiz.store.staff_sessions import end_sessions, store_staff_session
from quiz.store.tables import RecoveryCode, Staff
from quiz.store.tables import Session as SignedIn


@dataclass(frozen=True, slots=True)
class Passed:
    """A new session's secret; the recovery codes where the app was tied to the account just now."""

    session: str
    codes: tuple[str, ...] = ()


def key_of(database: Database, secret: bytes, staff_id: int) -> bytes:
    """The key that the account's app is given. Refuses where an app is tied to it: then nobody is
    shown the key again."""
    with database.reading() as session:
        staff = session.get(Staff, staff_id)
    if staff is None or staff.totp_since:
        raise Refusal(RequestReason.NOT_FOUND)
    return totp.totp_key(secret, staff_id, staff.totp_version)


def pass_code(database: Database, secret: bytes, half: str, typed: str, now: int) -> Passed:
    """Another session for the half one and a right code. The first code ties the app to the account
    and makes recovery codes. Refuses a wrong code and one that was used."""
    digest = digest_of(half)
    with database.writing() as session:
        held = session.exec(select(SignedIn).where(SignedIn.digest == digest)).one_or_none()
        if held is None or held.staff_id is None:
            raise Refusal(EntryReason.SIGN_IN_FIRST)
        staff = get_by_id(session, held.staff_id)
        if not staff.active:
            raise Refusal(EntryReason.SIGN_IN_FIRST)
        codes: tuple[str, ...] = ()
        _use(session, staff, secret, typed, now)
        if not staff.totp_since:
            staff.totp_since = now
            codes = _give_codes(session, staff, secret)
            note(session, staff, "staff.totp", staff.username, now)
        session.add(staff)
        browser = held.browser
        removed = session.exec(delete(SignedIn).where(col(SignedIn.digest) == digest))
        if removed.rowcount != 1:
            raise Refusal(EntryReason.SIGN_IN_FIRST)
        note(session, staff, "sign_in", staff.username, now)
        session.flush()
        fresh = store_staff_session(session.connection(), id_of(staff), now, browser, passed=True)
        return Passed(fresh, codes)


def _use(session: Session, staff: Staff, secret: bytes, typed: str, now: int) -> None:
    """Use the code up, or refuse it. Recovery codes open accounts that an app is tied to only."""
    if totp.is_code(typed):
        key = totp.totp_key(secret, id_of(staff), staff.totp_version)
        step = totp.passed_step(key, typed, now, staff.totp_step)
        if step is None:
            raise Refusal(StaffReason.WRONG_CODE)
        staff.totp_step = step
        return
    if not staff.totp_since:
        raise Refusal(StaffReason.WRONG_CODE)
    digest = totp.recovery_digest(secret, id_of(staff), typed)
    used = session.exec(
        delete(RecoveryCode).where(
            col(RecoveryCode.staff_id) == staff.id, col(RecoveryCode.digest) == digest
        )
    )
    if used.rowcount != 1:
        raise Refusal(StaffReason.WRONG_CODE)
    note(session, staff, "staff.recovery_used", staff.username, now)


def reset_totp(database: Database, username: str, actor: str, now: int) -> None:
    """Untie the app: another key at the next sign-in, no recovery codes, all sessions end."""
    with database.writing() as session:
        staff = get(session, username)
        staff.totp_version += 1
        staff.totp_since = 0
        session.exec(delete(RecoveryCode).where(col(RecoveryCode.staff_id) == id_of(staff)))
        end_sessions(session, staff)
        note(session, staff, "staff.totp_reset", actor, now)


def codes_left(database: Database, staff_id: int) -> int:
    """How many recovery codes have not been used."""
    with database.reading() as session:
        own = select(func.count()).where(RecoveryCode.staff_id == staff_id)
        return session.exec(own).one()


def make_codes(database: Database, secret: bytes, staff_id: int, now: int) -> tuple[str, ...]:
    """New recovery codes instead of those before. Refuses where no app is tied to the account."""
    with database.writing() as session:
        staff = get_by_id(session, staff_id)
        if not staff.totp_since:
            raise Refusal(RequestReason.NOT_FOUND)
        note(session, staff, "staff.recovery_codes", staff.username, now)
        return _give_codes(session, staff, secret)


def _give_codes(session: Session, staff: Staff, secret: bytes) -> tuple[str, ...]:
    codes = totp.make_recovery_codes()
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.staff_id) == id_of(staff)))
    session.add_all(
        RecoveryCode(staff_id=id_of(staff), digest=totp.recovery_digest(secret, id_of(staff), code))
        for code in codes
    )
    return codes
