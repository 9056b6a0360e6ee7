"""Browsers in which a person has entered before: guesses that others make do not lock them out."""

import hashlib
import secrets

from quiz.store.plain import Reader, execute, fetch_one

LASTS_MS = 365 * 24 * 3_600_000
"""How long a browser stays known after the last successful entry."""

_REMEMBER = (
    "INSERT INTO known_device (digest, person_id, expires_at) VALUES (?, ?, ?)"
    " ON CONFLICT (digest, person_id) DO UPDATE SET expires_at = excluded.expires_at"
)
_IS_KNOWN = (
    "SELECT 1 FROM known_device k JOIN person p ON p.id = k.person_id"
    " WHERE k.digest = ? AND k.expires_at > ? AND p.number = ? AND p.active"
)


def new_device() -> str:
    """The secret of a browser that has none."""
    return secrets.token_urlsafe(32)


def remember(connection: Reader, device: str, person_id: int, now: int) -> None:
    """The person has entered in this browser."""
    execute(connection, _REMEMBER, (_digest(device), person_id, now + LASTS_MS))


def is_known(connection: Reader, device: str, number: str, now: int) -> bool:
    """Whether whoever has the candidate number has entered in this browser before."""
    return fetch_one(connection, _IS_KNOWN, (_digest(device), now, number)) is not None


def _digest(device: str) -> str:
    return hashlib.sha256(device.encode()).hexdigest()
