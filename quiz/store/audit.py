"""The audit log: notes are added by whoever acts, in the transaction of the act; the worker seals
them into a chain within seconds. The database refuses to change or remove a row of either table.

A note's subject and detail hold numbers, codes and ids: no name of a contestant, and nothing that
somebody wrote. So nothing of it has to be changed when names are removed.
"""

from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import Connection

from quiz.rules.auditing import GENESIS, AuditRow, seal
from quiz.store.plain import Reader, execute, fetch_all, fetch_one, plain, stream

SEALED_AT_ONCE = 500
OVERLAP = 1_000
"""Ids are given before the commit, so one that is lower may appear after one that is higher."""
EVERY_ROW = 2**40
_LOCK = 4_107_020
"""Of the chain on PostgreSQL, where several workers may seal."""

_NOTE = "INSERT INTO audit_log (at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)"
_HEAD = "SELECT number, hash FROM audit_seal ORDER BY number DESC LIMIT 1"
_UNSEALED = (
    "SELECT a.id, a.at, a.actor, a.action, a.subject, a.detail FROM audit_log a"
    " WHERE a.id > (SELECT COALESCE(MAX(audit_id), 0) FROM audit_seal) - ?"
    " AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.audit_id = a.id) ORDER BY a.id LIMIT ?"
)
_SEAL = "INSERT INTO audit_seal (number, audit_id, hash) VALUES (?, ?, ?)"
_CHAIN = (
    "SELECT s.number, s.hash, a.id, a.at, a.actor, a.action, a.subject, a.detail"
    " FROM audit_seal s LEFT JOIN audit_log a ON a.id = s.audit_id ORDER BY s.number"
)


def note(
    connection: Reader, at: int, actor: str, action: str, subject: str, detail: str = ""
) -> None:
    """Add a note, in the transaction of what it tells of."""
    execute(connection, _NOTE, (at, actor, action, subject, detail))


def has_unsealed(connection: Reader) -> bool:
    """Whether some row waits for its seal."""
    return fetch_one(connection, _UNSEALED, (OVERLAP, 1)) is not None


def seal_next(connection: Connection, overlap: int = OVERLAP) -> int:
    """Seal the rows that wait, at most `SEALED_AT_ONCE`, in their order; how many. A verifier looks
    further back than the worker."""
    if plain(connection).postgres:
        execute(connection, "SELECT pg_advisory_xact_lock(?)", (_LOCK,))
    last, previous = fetch_one(connection, _HEAD) or (0, GENESIS)
    waiting = fetch_all(connection, _UNSEALED, (overlap, SEALED_AT_ONCE))
    for number, row in enumerate(waiting, last + 1):
        previous = seal(previous, AuditRow(*row))
        execute(connection, _SEAL, (number, row[0], previous))
    return len(waiting)


@dataclass(frozen=True, slots=True)
class Chain:
    """How many rows are sealed, the last hash, and the number of the first seal that does not hold,
    None where all do."""

    sealed: int
    head: str
    broken: int | None = None


def verify(connection: Connection) -> Chain:
    """Hash the whole log again."""
    previous, sealed = GENESIS, 0
    with closing(stream(connection, _CHAIN)) as chain:
        for number, hash_, *row in chain:
            whole = row[0] is not None and number == sealed + 1
            if not whole or seal(previous, AuditRow(*row)) != hash_:
                return Chain(sealed, previous, number)
            previous, sealed = hash_, sealed + 1
    return Chain(sealed, previous)
