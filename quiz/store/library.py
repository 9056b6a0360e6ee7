"""Published banks, rules and papers, kept in memory: immutable, and known by their content."""

from dataclasses import replace
from functools import lru_cache
from json import loads

from question_bank.bank import Bank
from question_bank.draw import Paper
from quiz.rules.round import Rules, blueprint_from
from quiz.store.kept import Kept
from quiz.store.plain import Reader, fetch_all

_papers: Kept[str, Paper] = Kept(4_096)
_banks: dict[str, Bank] = {}
_KEPT = 16

_CONTENT = "SELECT content FROM bank_version WHERE digest = ?"


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


def paper(dumped: str) -> Paper:
    """The paper that is written so: asked for when it is shown, counted and looked back at."""
    return _papers.get(dumped) or keep_paper(dumped, Paper.load(dumped))


def keep_paper(dumped: str, drawn: Paper) -> Paper:
    """Keep a paper that was just drawn, and give it back."""
    return _papers.put(dumped, drawn)
