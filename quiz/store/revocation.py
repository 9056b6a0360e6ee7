"""What was revoked, for the processes that remember who is signed in: each looks twice a second."""

from sqlalchemy import Connection, text

from quiz.store.database import Database

EVERYBODY = ""
"""Stands for every session."""

_REVOKE = text("INSERT INTO revocation (at, session) VALUES (:at, :session)")
_SINCE = text("SELECT id, session FROM revocation WHERE id > :last ORDER BY id")
_OVERLAP = 100
"""Ids are given before the commit, so one that is lower may appear after one that is higher."""
_OLD = text("DELETE FROM revocation WHERE at < :before")
KEPT_MS = 3_600_000


def revoke(connection: Connection, now: int, session: str = EVERYBODY) -> None:
    """Note that a session, or everybody's, must be read anew. In the transaction that revokes."""
    connection.execute(_REVOKE, {"at": now, "session": session})
    connection.execute(_OLD, {"before": now - KEPT_MS})


def forget(connection: Connection, database: Database) -> None:
    """Drop what was revoked since this process looked last."""
    seen = database.seen_revocations
    last = max(seen, default=0) - _OVERLAP
    found = connection.execute(_SINCE, {"last": last}).all()
    database.seen_revocations = frozenset(row.id for row in found)
    for row in found:
        if row.id in seen:
            continue
        if row.session == EVERYBODY:
            database.forget()
        else:
            database.sessions.drop(row.session)
