"""Published banks, rules and papers, kept in memory: immutable, and known by their content."""

from dataclasses import replace
from functools import lru_cache
from json import loads

from question_bank.bank import Bank
from question_bank.draw import Balance, Paper, balance_of
from quiz.rules.round import Rules, blueprint_from
from quiz.store.kept import Kept
from quiz.store.plain import Reader, fetch_all

_papers: Kept[str, Paper] = Kept(4_096)
_banks: dict[str, Bank] = {}
_balances: Kept[tuple[str, str, str, str | None], Balance] = Kept(64)
_KEPT = 16

_CONTENT = "SELECT content FROM bank_version WHERE digest = ?"
_FACILITIES = "SELECT content FROM facility_set WHERE digest = ?"


def bank(connection: Reader, digest: str) -> Bank:
    """The published bank with this digest. LookupError where there is none."""
    kept = _banks.get(digest)
    if kept is None:
        kept = Bank.load(fetch_all(connection, _CONTENT, (digest,))[0][0])
        while len(_banks) >= _KEPT:
            _banks.pop(next(iter(_banks)), None)
        _banks[digest] = kept
    return kept


@lru_cache(maxsize=64)
def rules(dumped: str) -> Rules:
    """The rules whose canonical JSON this is."""
    return Rules.load(dumped)


@lru_cache(maxsize=64)
def round_rules(dumped: str, blueprint: str | None) -> Rules:
    """The rules of a round, which may have a blueprint of its own (JSON)."""
    whole = rules(dumped)
    return (
        whole if blueprint is None else replace(whole, blueprint=blueprint_from(loads(blueprint)))
    )


def facilities(connection: Reader, digest: str) -> dict[str, int]:
    """What questions are expected to give, as it was frozen under this digest, by their
    identifiers: ten-thousandths of a point. LookupError where there is nothing."""
    found: dict[str, int] = loads(fetch_all(connection, _FACILITIES, (digest,))[0][0])
    return found


def balance(
    connection: Reader, digest: str, bank_digest: str, dumped: str, blueprint: str | None
) -> Balance:
    """The balance of a round whose papers are drawn with the facilities of this digest."""
    key = (digest, bank_digest, dumped, blueprint)
    kept = _balances.get(key)
    if kept is None:
        weights = facilities(connection, digest)
        of = round_rules(dumped, blueprint)
        found = balance_of(bank(connection, bank_digest), of.blueprint, weights)
        kept = _balances.put(key, found)
    return kept


def paper(dumped: str) -> Paper:
    """The paper that is written so: asked for when it is shown, counted and looked back at."""
    return _papers.get(dumped) or keep_paper(dumped, Paper.load(dumped))


def keep_paper(dumped: str, drawn: Paper) -> Paper:
    """Keep a paper that was just drawn, and give it back."""
    return _papers.put(dumped, drawn)
