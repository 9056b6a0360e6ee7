"""Who is it: passwords and sessions of staff, whoever holds a session, signing out. How contestants
enter stands in quiz.stages.entering."""

import logging
from dataclasses import dataclass

from sqlalchemy import Connection, select, text
from sqlmodel import col

from quiz.rules.access import Role, Viewer
from quiz.rules.reasons import StaffReason
from quiz.rules.refusal import Refusal
from quiz.rules.staffing import Terms, canonical_username, is_username
from quiz.store import audit, revocation, sessions, staff_sessions
from quiz.store.database import Database
from quiz.store.passwords import is_password
from quiz.store.plain import Plain, fetch_one
from quiz.store.staff_viewer import HeldSession, held_session, staff_viewer
from quiz.store.tables import Staff
from quiz.store.writer import Writer

REMEMBERED_MS = 30_000
"""A contestant who was found is read anew after this, whatever happens."""

log = logging.getLogger(__name__)

_STAFF = text(
    "SELECT id, username, role, password_hash FROM staff WHERE username = :username AND active"
)
_END_SESSION = text("DELETE FROM session WHERE digest = :digest")
_WHOSE = (
    "SELECT f.id, f.username FROM session s JOIN staff f ON f.id = s.staff_id WHERE s.digest = ?"
)
_EXPIRED = text("SELECT 1 FROM session WHERE expires_at <= :now LIMIT 1")
_PURGE = text("DELETE FROM session WHERE expires_at <= :now")
_PURGE_DEVICES = text("DELETE FROM known_device WHERE expires_at <= :now")
_CONTESTANT = (
    "SELECT p.id, p.number, p.name, p.district_id, u.full_name, s.expires_at"
    " FROM session s JOIN person p ON p.id = s.person_id JOIN unit u ON u.id = p.unit_id"
    " WHERE s.digest = ? AND s.expires_at > ? AND p.active AND p.ticket_version = s.ticket_version"
)


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the staff whose password was right a moment ago."""

    staff_id: int
    username: str
    role: Role
    password_hash: str


@dataclass(frozen=True, slots=True)
class Half:
    """Somebody of the staff whose password was right and who still has to give the app's code;
    `enrolled` where an app is tied to the account."""

    staff_id: int
    username: str
    enrolled: bool


def verify_password(database: Database, username: str, password: str) -> Known:
    """Who stands behind a user name and password. Unknown and known names take as long."""
    canonical = canonical_username(username)
    row = None
    if is_username(canonical):
        row = database.read_now(
            lambda connection: connection.execute(_STAFF, {"username": canonical}).one_or_none()
        )
    right = is_password(row.password_hash if row else None, password)
    if row is None or not right:
        actor = row.username if row else "unknown"
        log.info("sign-in failed", extra={"actor": actor, "action": "sign_in"})
        raise Refusal(StaffReason.WRONG_PASSWORD)
    return Known(row.id, row.username, Role(row.role), row.password_hash)


async def open_staff_session(
    writer: Writer, known: Known, now: int, browser: str = "", *, half: bool = False
) -> str:
    """A new session's secret for somebody whose password was right; `half` where the app's code is
    still asked for. Refuses when the account was disabled or got another password in between."""
    still = (
        select(col(Staff.id))
        .where(
            col(Staff.id) == known.staff_id,
            col(Staff.active),
            col(Staff.password_hash) == known.password_hash,
        )
        .with_for_update(read=True)
    )

    def act(connection: Connection) -> str:
        if connection.execute(still).one_or_none() is None:
            raise Refusal(StaffReason.WRONG_PASSWORD)
        if not half:
            audit.note(connection, now, known.username, "sign_in", known.username)
        return staff_sessions.store_staff_session(
            connection, known.staff_id, now, browser, passed=False, half=half
        )

    secret = await writer.run(act)
    action = "sign_in.password" if half else "sign_in"
    log.info("signed in", extra={"actor": known.username, "action": action})
    return secret


STRICT = Terms()


async def viewer(
    database: Database, session: str, now: int, terms: Terms = STRICT
) -> Viewer | None:
    """Who holds the session's secret, None when nobody does any more, and for staff who have not
    given the app's code although their role needs it.

    A contestant who was found is remembered; `forget_revoked` drops what was revoked meanwhile.
    Staff are read anew each time, so that a changed role holds on the next request.
    """
    digest = sessions.digest_of(session)
    kept = database.sessions.get(digest)
    if kept is not None and kept[1] <= now < min(kept[0].until, kept[1] + REMEMBERED_MS):
        return kept[0]
    forgotten = database.sessions.forgotten
    found = await database.look(lambda connection: _holder(connection, digest, now))
    if isinstance(found, HeldSession):
        return staff_viewer(database, found, now, terms)
    if found is not None:
        database.sessions.put_unless(digest, (found, now), forgotten)
    return found


def _holder(connection: Plain, digest: str, now: int) -> Viewer | HeldSession | None:
    row = fetch_one(connection, _CONTESTANT, (digest, now))
    if row is not None:
        return sessions.contestant(digest, *row)
    return held_session(connection, digest, now)


async def half_signed_in(database: Database, session: str, now: int, terms: Terms) -> Half | None:
    """Whoever holds the session and has to give the app's code before it opens anything."""
    digest = sessions.digest_of(session)
    held = await database.look(lambda connection: held_session(connection, digest, now))
    if held is None or held.is_idle(database, now, terms) or not held.waits(terms):
        return None
    return Half(held.staff_id, held.username, held.totp_since > 0)


async def note_seen(database: Database, writer: Writer) -> None:
    """Write down when sessions of staff were used last: once a minute, by the worker."""
    seen, database.staff_seen = database.staff_seen, {}
    if not seen:
        return
    try:
        await writer.run(lambda connection: staff_sessions.note_seen(connection, seen))
    except Refusal:
        database.staff_seen = seen | database.staff_seen  # the next beat tries again
        raise


async def forget_revoked(database: Database) -> None:
    """Drop the remembered sessions that were revoked since the last look, by whatever process."""
    await database.read(lambda connection: revocation.forget(connection, database))


async def purge_sessions(database: Database, writer: Writer, now: int) -> None:
    """Remove the rows of sessions that have ended by themselves."""
    ended = await database.read(
        lambda connection: connection.execute(_EXPIRED, {"now": now}).one_or_none()
    )
    if ended:
        await writer.run(lambda connection: _purge(connection, now))


def _purge(connection: Connection, now: int) -> None:
    connection.execute(_PURGE, {"now": now})
    connection.execute(_PURGE_DEVICES, {"now": now})


async def sign_out(database: Database, writer: Writer, session: str, now: int) -> None:
    """End the session. Ending one that is gone changes nothing."""
    digest = sessions.digest_of(session)

    def act(connection: Connection) -> None:
        staff = fetch_one(connection, _WHOSE, (digest,))
        if staff is not None:
            audit.note(connection, now, staff[1], "sign_out", staff[1])
        connection.execute(_END_SESSION, {"digest": digest})
        revocation.revoke(connection, now, digest)

    await writer.run(act)
    database.sessions.drop(digest)
