"""How passwords are kept: argon2id, which is slow and takes memory, whoever asks. Which ones are
refused because somebody who guesses would try them first."""

import secrets
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Connection, text

from quiz.rules.reasons import StaffReason
from quiz.rules.refusal import Refusal
from quiz.rules.staffing import canonical_password, refuse_obvious, refuse_password

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _HASHER.hash(secrets.token_urlsafe())
"""Verified when there is no such account, so that it takes as long as a wrong password."""

_PLACES = text(
    "SELECT name FROM unit WHERE district_id = id OR parent_id IS NULL"
    " UNION SELECT full_name FROM unit WHERE district_id = id OR parent_id IS NULL"
)


def hash_password(password: str) -> str:
    """What is kept of a password."""
    return _HASHER.hash(canonical_password(password))


def is_password(kept: str | None, password: str) -> bool:
    """Whether this is the password that `kept` was made of. None, and the empty text of an
    account that has no password yet, take as long and are never it."""
    try:
        _HASHER.verify(kept or _NOBODY, canonical_password(password))
    except (VerifyMismatchError, InvalidHashError):
        return False
    return bool(kept)


def refuse_weak(connection: Connection, username: str, password: str) -> None:
    """Refuse a password of a wrong length, one that many people have, and one made of nothing but
    the own user name, names of places here and digits."""
    refuse_password(password)
    plain = canonical_password(password)
    if plain.casefold() in common_passwords():
        raise Refusal(StaffReason.OBVIOUS_PASSWORD)
    refuse_obvious(plain, username, connection.execute(_PLACES).scalars())


@cache
def common_passwords() -> frozenset[str]:
    """Those of the shipped list, in small letters."""
    lines = files("quiz").joinpath("data", "common-passwords.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
