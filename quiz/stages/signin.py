"""Who is it: tickets and typed codes for contestants, passwords for staff, sessions for both."""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Connection, text

from quiz.rules import ticket
from quiz.rules.access import Role
from quiz.rules.refusal import Reason, Refusal
from quiz.store.database import Database
from quiz.store.writer import Writer

CONTESTANT_SESSION_MS = 7 * 24 * 3_600_000
"""A contestant signs in early and stays signed in over the round."""
STAFF_SESSION_MS = 12 * 3_600_000

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
    "SELECT s.person_id, s.staff_id, p.name AS person_name, p.district_id, f.name AS staff_name,"
    " f.role, f.username FROM session s"
    " LEFT JOIN person p ON p.id = s.person_id AND p.active"
    " AND p.ticket_version = s.ticket_version"
    " LEFT JOIN staff f ON f.id = s.staff_id AND f.active"
    " WHERE s.digest = :digest AND s.expires_at > :now"
)
_DISTRICTS = text("SELECT district_id FROM staff_district WHERE staff_id = :staff_id")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks. `districts` are the own ones: a contestant's, an organiser's."""

    role: Role
    name: str
    actor: str
    """Who, for logs: a staff user name, or a person's id; never a person's name."""
    person_id: int | None
    staff_id: int | None
    districts: frozenset[int]


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
    """Who holds the session's secret, None when nobody does any more."""

    def query(connection: Connection) -> Viewer | None:
        values = {"digest": session_digest(session), "now": now}
        row = connection.execute(_SESSION, values).one_or_none()
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
        )

    return await database.read(query)


async def sign_out(writer: Writer, session: str) -> None:
    """End the session. Ending one that is gone changes nothing."""
    values = {"digest": session_digest(session)}
    await writer.run(lambda connection: connection.execute(_END_SESSION, values) and None)


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
