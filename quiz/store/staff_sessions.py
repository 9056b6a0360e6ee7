"""Sessions of staff as rows: what sign-in and the verbs about accounts both need of them."""

import secrets
from dataclasses import dataclass

from sqlalchemy import delete
from sqlmodel import Session, col, select

from quiz.rules.access import Role
from quiz.rules.staffing import Terms
from quiz.store.database import Database
from quiz.store.plain import Reader, execute, execute_many
from quiz.store.sessions import TAG, digest_of
from quiz.store.tables import Session as SignedIn
from quiz.store.tables import Staff

STAFF_SESSION_MS = 12 * 3_600_000
"""Staff sign in once a working day at least, however busy."""
HALF_SESSION_MS = 30 * 60_000
"""How long the password alone waits for the app's code: time to install an app."""

_NEW = (
    "INSERT INTO session (digest, staff_id, ticket_version, created_at, expires_at, seen_at,"
    " passed, browser) VALUES (?, ?, 0, ?, ?, ?, ?, ?)"
)
_SEEN = "UPDATE session SET seen_at = ? WHERE digest = ? AND seen_at < ?"


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session of staff, as its owner sees it. `tag` tells it from the owner's others."""

    tag: str
    created_at: int
    seen_at: int
    browser: str


def store_staff_session(
    connection: Reader, staff_id: int, now: int, browser: str, *, passed: bool, half: bool = False
) -> str:
    """A new session's secret, 256 bits. `passed`: a code of the app was given; `half`: one still
    has to be."""
    secret = secrets.token_urlsafe(32)
    until = now + (HALF_SESSION_MS if half else STAFF_SESSION_MS)
    row = (digest_of(secret), staff_id, now, until, now, passed, browser)
    execute(connection, _NEW, row)
    return secret


def end_sessions(session: Session, staff: Staff, but: str = "") -> None:
    """End all of the account's, but the one of this digest. The account is written first: a sign-in
    under way waits for its row and finds it changed."""
    session.add(staff)
    session.flush()
    session.exec(
        delete(SignedIn).where(col(SignedIn.staff_id) == staff.id, col(SignedIn.digest) != but)
    )


def open_sessions(
    session: Session, database: Database, staff: Staff, terms: Terms, now: int
) -> tuple[OpenSession, ...]:
    """Those by which the account may go on, the last one used first."""
    rows = session.exec(
        select(SignedIn).where(col(SignedIn.staff_id) == staff.id, col(SignedIn.expires_at) > now)
    )
    needed = terms.needs_code(Role(staff.role))
    found = [
        OpenSession(row.digest[:TAG], row.created_at, seen_at(database, row), row.browser)
        for row in rows
        if row.passed or not needed
    ]
    alive = (one for one in found if one.seen_at > now - terms.idle_ms)
    return tuple(sorted(alive, key=lambda one: -one.seen_at))


def seen_at(database: Database, row: SignedIn) -> int:
    """When the session was used last, as far as this process knows."""
    return max(row.seen_at, database.staff_seen.get(row.digest) or 0)


def note_seen(connection: Reader, seen: dict[str, int]) -> None:
    """Write down when sessions were used last."""
    execute_many(connection, _SEEN, [(at, digest, at) for digest, at in sorted(seen.items())])
