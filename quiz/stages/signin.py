"""Who is it: tickets and typed codes for contestants, passwords for staff, sessions for both."""

import hashlib
import logging
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, text
from sqlmodel import col

from quiz.rules import ticket
from quiz.rules.access import Role, Viewer
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.staffing import canonical_username, is_username
from quiz.store import revocation
from quiz.store.database import Database
from quiz.store.passwords import is_password
from quiz.store.tables import Staff
from quiz.store.writer import Writer

CONTESTANT_SESSION_MS = 7 * 24 * 3_600_000
"""A contestant signs in early and stays signed in over the round."""
STAFF_SESSION_MS = 12 * 3_600_000
TAG = 16
"""How many digits of a session's digest tell it from the person's other sessions."""
REMEMBERED_MS = 30_000
"""A contestant who was found is read anew after this, whatever happens."""

log = logging.getLogger(__name__)

_PERSON = text("SELECT id, number, ticket_version FROM person WHERE number = :number AND active")
_STAFF = text("SELECT id, username, password_hash FROM staff WHERE username = :username AND active")
_NEW_SESSION = text(
    "INSERT INTO session (digest, person_id, staff_id, ticket_version, created_at,"
    " expires_at) VALUES (:digest, :person_id, :staff_id, :ticket_version, :now, :expires)"
)
_HAND_OVER = text(
    "UPDATE attempt SET holder = :tag WHERE person_id = :person_id AND holder = :before"
    " AND ended_at IS NULL"
)
_END_SESSION = text("DELETE FROM session WHERE digest = :digest")
_EXPIRED = text("SELECT 1 FROM session WHERE expires_at <= :now LIMIT 1")
_PURGE = text("DELETE FROM session WHERE expires_at <= :now")
_SESSION = text(
    "SELECT s.person_id, s.staff_id, s.expires_at, p.name AS person_name, p.district_id,"
    " f.name AS staff_name, f.role, f.username FROM session s"
    " LEFT JOIN person p ON p.id = s.person_id AND p.active"
    " AND p.ticket_version = s.ticket_version"
    " LEFT JOIN staff f ON f.id = s.staff_id AND f.active"
    " WHERE s.digest = :digest AND s.expires_at > :now"
)
_DISTRICTS = text("SELECT district_id FROM staff_district WHERE staff_id = :staff_id")


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the staff whose password was right a moment ago."""

    staff_id: int
    username: str
    password_hash: str


async def enter_by_ticket(
    database: Database, writer: Writer, secret: bytes, token: str, now: int, before: str = ""
) -> str:
    """A new session's secret for whoever holds the ticket. Refuses an unknown or revoked one.

    `before` is the secret of the session that this browser had, also of one that has ended: what it
    sat, the new one sits.
    """
    number = ticket.number_in(token)
    row = await _person(database, number) if number else None
    if row is None or not ticket.same_ticket(secret, token, row.number, row.ticket_version):
        raise _wrong_entry("enter.ticket", row)
    return await _enter(writer, now, "enter.ticket", row, before)


async def enter_by_code(
    database: Database,
    writer: Writer,
    secret: bytes,
    number: str,
    code: str,
    now: int,
    before: str = "",
) -> str:
    """A new session's secret for a candidate number and its typed code; `before` as above."""
    row = await _person(database, ticket.clean_number(number))
    if row is None or not ticket.same_code(secret, code, row.number, row.ticket_version):
        raise _wrong_entry("enter.code", row)
    return await _enter(writer, now, "enter.code", row, before)


async def _person(database: Database, number: str) -> Any:
    """The person's id, number and ticket version, None where there is none."""
    return await database.read(
        lambda connection: connection.execute(_PERSON, {"number": number}).one_or_none()
    )


def _wrong_entry(action: str, row: Any) -> Refusal:
    actor = f"person:{row.id}" if row else "unknown"
    log.info("sign-in failed", extra={"actor": actor, "action": action})
    return Refusal(Reason.UNKNOWN_TICKET)


async def _enter(writer: Writer, now: int, action: str, row: Any, before: str) -> str:
    secret = secrets.token_urlsafe(32)
    session = _session(secret, now, person_id=row.id, ticket_version=row.ticket_version)

    def act(connection: Connection) -> None:
        _store_session(connection, session)
        if before:
            tags = {"tag": session["digest"][:TAG], "before": session_digest(before)[:TAG]}
            connection.execute(_HAND_OVER, tags | {"person_id": row.id})

    await writer.run(act)
    log.info("signed in", extra={"actor": f"person:{row.id}", "action": action})
    return secret


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
        raise Refusal(Reason.WRONG_PASSWORD)
    return Known(row.id, row.username, row.password_hash)


async def open_staff_session(writer: Writer, known: Known, now: int) -> str:
    """A new session's secret for somebody whose password was right. Refuses when the account was
    disabled or got another password in between."""
    secret = secrets.token_urlsafe(32)
    still = (
        select(col(Staff.id))
        .where(
            col(Staff.id) == known.staff_id,
            col(Staff.active),
            col(Staff.password_hash) == known.password_hash,
        )
        .with_for_update(read=True)
    )

    def act(connection: Connection) -> None:
        if connection.execute(still).one_or_none() is None:
            raise Refusal(Reason.WRONG_PASSWORD)
        _store_session(connection, _session(secret, now, staff_id=known.staff_id))

    await writer.run(act)
    log.info("signed in", extra={"actor": known.username, "action": "sign_in"})
    return secret


def _store_session(connection: Connection, session: dict[str, Any]) -> None:
    connection.execute(_NEW_SESSION, session)


def _session(
    secret: str,
    now: int,
    *,
    person_id: int | None = None,
    staff_id: int | None = None,
    ticket_version: int = 0,
) -> dict[str, Any]:
    return {
        "digest": session_digest(secret),
        "person_id": person_id,
        "staff_id": staff_id,
        "ticket_version": ticket_version,
        "now": now,
        "expires": now + (CONTESTANT_SESSION_MS if person_id else STAFF_SESSION_MS),
    }


async def viewer(database: Database, session: str, now: int) -> Viewer | None:
    """Who holds the session's secret, None when nobody does any more.

    A contestant who was found is remembered; `forget_revoked` drops what was revoked meanwhile.
    Staff are read anew each time, so that a changed role holds on the next request.
    """
    digest = session_digest(session)
    kept = database.sessions.get(digest)
    if kept is not None and kept[1] <= now < min(kept[0].until, kept[1] + REMEMBERED_MS):
        return kept[0]
    found = await database.read(lambda connection: _viewer(connection, digest, now))
    if found is not None and found.role is Role.CONTESTANT:
        database.sessions.put(digest, (found, now))
    return found


def _viewer(connection: Connection, digest: str, now: int) -> Viewer | None:
    row = connection.execute(_SESSION, {"digest": digest, "now": now}).one_or_none()
    if row is None:
        return None
    if row.person_name is not None:
        return Viewer(
            role=Role.CONTESTANT,
            name=row.person_name,
            actor=f"person:{row.person_id}",
            person_id=row.person_id,
            staff_id=None,
            districts=frozenset({row.district_id}),
            until=row.expires_at,
            session=digest[:TAG],
        )
    if row.staff_name is None:
        return None
    districts = connection.execute(_DISTRICTS, {"staff_id": row.staff_id}).scalars()
    return Viewer(
        role=Role(row.role),
        name=row.staff_name,
        actor=row.username,
        person_id=None,
        staff_id=row.staff_id,
        districts=frozenset(districts),
        until=row.expires_at,
    )


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


async def sign_out(database: Database, writer: Writer, session: str, now: int) -> None:
    """End the session. Ending one that is gone changes nothing."""
    digest = session_digest(session)

    def act(connection: Connection) -> None:
        connection.execute(_END_SESSION, {"digest": digest})
        revocation.revoke(connection, now, digest)

    await writer.run(act)
    database.sessions.drop(digest)


def session_digest(session: str) -> str:
    """What is kept of a session's secret."""
    return hashlib.sha256(session.encode()).hexdigest()
