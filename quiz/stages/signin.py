"""Who is it: tickets and typed codes for contestants, passwords for staff, sessions for both."""

import hashlib
import logging
import secrets
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select, text
from sqlmodel import col

from quiz.rules import ticket
from quiz.rules.access import Role, Viewer
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.staffing import canonical_username, is_username
from quiz.store import revocation
from quiz.store.database import Database
from quiz.store.passwords import is_password
from quiz.store.plain import Plain, execute, fetch_all, fetch_one
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

_PERSON = (
    "SELECT p.id, p.number, p.ticket_version, p.name, p.district_id, u.full_name"
    " FROM person p JOIN unit u ON u.id = p.unit_id WHERE p.number = ? AND p.active"
)
_STAFF = text("SELECT id, username, password_hash FROM staff WHERE username = :username AND active")
_NEW_SESSION = (
    "INSERT INTO session (digest, person_id, staff_id, ticket_version, created_at, expires_at)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_HAND_OVER = "UPDATE attempt SET holder = ? WHERE person_id = ? AND holder = ? AND NOT submitted"
_END_SESSION = text("DELETE FROM session WHERE digest = :digest")
_EXPIRED = text("SELECT 1 FROM session WHERE expires_at <= :now LIMIT 1")
_PURGE = text("DELETE FROM session WHERE expires_at <= :now")
_CONTESTANT = (
    "SELECT p.id, p.number, p.ticket_version, p.name, p.district_id, u.full_name, s.expires_at"
    " FROM session s JOIN person p ON p.id = s.person_id JOIN unit u ON u.id = p.unit_id"
    " WHERE s.digest = ? AND s.expires_at > ? AND p.active AND p.ticket_version = s.ticket_version"
)
_STAFF_MEMBER = (
    "SELECT f.id, f.username, f.name, f.role, s.expires_at"
    " FROM session s JOIN staff f ON f.id = s.staff_id"
    " WHERE s.digest = ? AND s.expires_at > ? AND f.active"
)
_DISTRICTS = "SELECT district_id FROM staff_district WHERE staff_id = ?"


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody on the roster, as far as entering concerns them."""

    id: int
    number: str
    ticket_version: int
    name: str
    district_id: int
    unit: str
    forgotten: int = 0
    """What `Kept.forgotten` was before this was read."""


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
    return await _enter(database, writer, now, "enter.ticket", row, before)


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
    return await _enter(database, writer, now, "enter.code", row, before)


async def _person(database: Database, number: str) -> _Person | None:
    """Whoever has the candidate number."""
    forgotten = database.sessions.forgotten
    row = await database.look(lambda connection: fetch_one(connection, _PERSON, (number,)))
    return None if row is None else replace(_Person(*row), forgotten=forgotten)


def _wrong_entry(action: str, person: _Person | None) -> Refusal:
    actor = f"person:{person.id}" if person else "unknown"
    log.info("sign-in failed", extra={"actor": actor, "action": action})
    return Refusal(Reason.UNKNOWN_TICKET)


async def _enter(
    database: Database, writer: Writer, now: int, action: str, person: _Person, before: str
) -> str:
    secret = secrets.token_urlsafe(32)
    digest, until = session_digest(secret), now + CONTESTANT_SESSION_MS
    session = (digest, person.id, None, person.ticket_version, now, until)

    def act(connection: Connection) -> None:
        _store_session(connection, session)
        if before:
            tags = (digest[:TAG], person.id, session_digest(before)[:TAG])
            execute(connection, _HAND_OVER, tags)

    await writer.run(act)
    found = _contestant(person, digest, until)
    database.sessions.put_unless(digest, (found, now), person.forgotten)
    log.info("signed in", extra={"actor": f"person:{person.id}", "action": action})
    return secret


def _contestant(person: _Person, digest: str, until: int) -> Viewer:
    return Viewer(
        role=Role.CONTESTANT,
        name=person.name,
        actor=f"person:{person.id}",
        person_id=person.id,
        staff_id=None,
        districts=frozenset({person.district_id}),
        until=until,
        number=person.number,
        unit=person.unit,
        session=digest[:TAG],
    )


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
        digest, until = session_digest(secret), now + STAFF_SESSION_MS
        _store_session(connection, (digest, None, known.staff_id, 0, now, until))

    await writer.run(act)
    log.info("signed in", extra={"actor": known.username, "action": "sign_in"})
    return secret


def _store_session(connection: Connection, session: tuple[str | int | None, ...]) -> None:
    """`session` holds the columns of _NEW_SESSION."""
    execute(connection, _NEW_SESSION, session)


async def viewer(database: Database, session: str, now: int) -> Viewer | None:
    """Who holds the session's secret, None when nobody does any more.

    A contestant who was found is remembered; `forget_revoked` drops what was revoked meanwhile.
    Staff are read anew each time, so that a changed role holds on the next request.
    """
    digest = session_digest(session)
    kept = database.sessions.get(digest)
    if kept is not None and kept[1] <= now < min(kept[0].until, kept[1] + REMEMBERED_MS):
        return kept[0]
    forgotten = database.sessions.forgotten
    found = await database.look(lambda connection: _viewer(connection, digest, now))
    if found is not None and found.role is Role.CONTESTANT:
        database.sessions.put_unless(digest, (found, now), forgotten)
    return found


def _viewer(connection: Plain, digest: str, now: int) -> Viewer | None:
    row = fetch_one(connection, _CONTESTANT, (digest, now))
    if row is not None:
        return _contestant(_Person(*row[:-1]), digest, row[-1])
    row = fetch_one(connection, _STAFF_MEMBER, (digest, now))
    if row is None:
        return None
    staff_id, username, name, role, until = row
    districts = fetch_all(connection, _DISTRICTS, (staff_id,))
    return Viewer(
        role=Role(role),
        name=name,
        actor=username,
        person_id=None,
        staff_id=staff_id,
        districts=frozenset(district_id for (district_id,) in districts),
        until=until,
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
