"""Published banks and rules, kept in memory: both are immutable and known by their content."""

from functools import lru_cache

from sqlalchemy import Connection, text

from question_bank.bank import Bank
from quiz.rules.round import Rules

_banks: dict[str, Bank] = {}
_KEPT = 16

_CONTENT = text("SELECT content FROM bank_version WHERE digest = :digest")


def bank(connection: Connection, digest: str) -> Bank:
    """The published bank with this digest. NoResultFound where there is none."""
    kept = _banks.get(digest)
    if kept is None:
        kept = Bank.load(connection.execute(_CONTENT, {"digest": digest}).scalar_one())
        while len(_banks) >= _KEPT:
            _banks.pop(next(iter(_banks)), None)
        _banks[digest] = kept
    return kept


@lru_cache(maxsize=64)
def rules(dumped: str) -> Rules:
    """The rules whose canonical JSON this is."""
    return Rules.load(dumped)
