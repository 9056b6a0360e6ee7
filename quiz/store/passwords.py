"""How passwords are kept: argon2id, which is slow and takes memory, whoever asks."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from quiz.rules.staffing import canonical_password

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _HASHER.hash(secrets.token_urlsafe())
"""Verified when there is no such account, so that it takes as long as a wrong password."""


def hash_password(password: str) -> str:
    """What is kept of a password."""
    return _HASHER.hash(canonical_password(password))


def is_password(kept: str | None, password: str) -> bool:
    """Whether this is the password that `kept` was made of. None takes as long and is never it."""
    try:
        _HASHER.verify(kept or _NOBODY, canonical_password(password))
    except (VerifyMismatchError, InvalidHashError):
        return False
    return kept is not None
