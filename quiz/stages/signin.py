"""Who is it: tickets and typed codes for contestants, passwords for staff, sessions for both."""

import hashlib
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Connection, text

from quiz.rules import ticket
from quiz.rules.access import Role, Viewer
from quiz.rules.refusal import Reason, Refusal
from quiz.store import revocation
from quiz.store.database import Database
from quiz.store.writer import Writer

CONTESTANT_SESSION_MS = 7 * 24 * 3_600_000
"""A contestant signs in early and stays signed in over the round."""
STAFF_SESSION_MS = 12 * 3_600_000
REMEMBERED_MS = 30_000
"""A contestant who was found is read anew after this, whatever happens."""

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _HASHER.hash(secrets.token_urlsafe())
"""Verified when there is no such account, so that it takes as long as a wrong password."""

_PERSON = text("SELECT id, number, ticket_version FROM person WHERE number = :number AND active")
_STAFF = text("SELECT id, password_hash FROM staff WHERE username = :username AND active")
_NEW_SESSION = text(
    "INSERT INTO session (digest, person_id, staff_id, ticket_version, created_at, seen_at,"
    " expires_at) VALUES (:digest, :person_id, :staff_id, :ticket_version, :now, :now, :expires)"
)
_END_SESSION = text("DELETE FROM session WHERE digest = :digest")
_SESSION = text(
    "SELECT s.person_id, s.staff_id, s.expires_at, p.name AS person_name, p.district_id, f.name AS staff_name,"
    " f.role, f.username FROM session s"
    " LEFT JOIN person p ON p.id = s.person_id AND p.active"
    " AND p.ticket_version = s.ticket_version"
    " LEFT JOIN staff f ON f.id = s.staff_id AND f.active"
    " WHERE s.digest = :digest AND s.expires_at > :now"
)
_DISTRICTS = text("SELECT district_id FROM staff_district WHERE staff_id = :staff_id")


async def enter_by_ticket(
    database: Database, writer: Writer, secret: bytes, token: str, now: int
) -> str:
    """A new session's secret for whoever holds the ticket. Refuses an unknown or revoked one."""
    number = ticket.number_in(token)
    row = await _person(database, number) if number else None
    if row is None or not ticket.same_ticket(secret, token, row[1], row[2]):
        raise Refusal(Reason.UNKNOWN_TICKET)
    return await _new_session(writer, now, person_id=row[0], ticket_version=row[2])


async def enter_by_code(
    database: Database, writer: Writer, secret: bytes, number: str, code: str, now: int
) -> str:
    """A new session's secret for a candidate number and its typed code."""
    row = await _person(database, ticket.clean_number(number))
    if row is None or not ticket.same_code(secret, code, row[1], row[2]):
        raise Refusal(Reason.UNKNOWN_TICKET)
    return await _new_session(writer, now, person_id=row[0], ticket_version=row[2])


async def _person(database: Database, number: str) -> tuple[int, str, int] | None:
    row = await database.read(
        lambda connection: connection.execute(_PERSON, {"number": number}).one_or_none()
    )
    return None if row is None else (row.id, row.number, row.ticket_version)


def verify_password(database: Database, username: str, password: str) -> int:
    """The staff id behind a user name and password. Unknown and known names take as long."""
    row = database.read_now(
        lambda connection: connection.execute(
            _STAFF, {"username": canonical_username(username)}
        ).one_or_none()
    )
    try:
        _HASHER.verify(row.password_hash if row else _NOBODY, _canonical(password))
    except (VerifyMismatchError, InvalidHashError):
        raise Refusal(Reason.WRONG_PASSWORD) from None
    if row is None:
        raise Refusal(Reason.WRONG_PASSWORD)
    staff_id: int = row.id
    return staff_id


async def open_staff_session(writer: Writer, staff_id: int, now: int) -> str:
    """A new session's secret for somebody whose password was right."""
    return await _new_session(writer, now, staff_id=staff_id)


async def _new_session(
    writer: Writer,
    now: int,
    *,
    person_id: int | None = None,
    staff_id: int | None = None,
    ticket_version: int = 0,
) -> str:
    secret = secrets.token_urlsafe(32)
    lasts = CONTESTANT_SESSION_MS if person_id else STAFF_SESSION_MS

    def act(connection: Connection) -> None:
        connection.execute(
            _NEW_SESSION,
            {
                "digest": session_digest(secret),
                "person_id": person_id,
                "staff_id": staff_id,
                "ticket_version": ticket_version,
                "now": now,
                "expires": now + lasts,
            },
        )

    await writer.run(act)
    return secret


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


async def sign_out(database: Database, writer: Writer, session: str, now: int) -> None:
    """End the session. Ending one that is gone changes nothing."""
    digest = session_digest(session)

    def act(connection: Connection) -> None:
        connection.execute(_END_SESSION, {"digest": digest})
        revocation.revoke(connection, now, digest)

    await writer.run(act)
    database.sessions.drop(digest)


def hash_password(password: str) -> str:
    """The argon2id hash of a staff password."""
    return _HASHER.hash(_canonical(password))


def canonical_username(username: str) -> str:
    """One spelling of a user name: NFC, folded case, no outer spaces."""
    return unicodedata.normalize("NFC", username).casefold().strip()


def session_digest(session: str) -> str:
    """What is kept of a session's secret."""
    return hashlib.sha256(session.encode()).hexdigest()


def _canonical(password: str) -> str:
    """NFC, because Vietnamese keyboards write the same letters in two ways."""
    return unicodedata.normalize("NFC", password)
