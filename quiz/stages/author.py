"""Load a bank: read a file and say every doubt, publish an immutable version, look at versions."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from question_bank.bank import Bank, Difference, difference
from question_bank.blueprint import Blueprint, Shortage, shortages, size
from question_bank.checking import Checked, Doubt
from question_bank.checking import check_apart as check
from question_bank.question import Question
from question_bank.vietnamese import fold
from quiz.rules.draft import outer_days
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.search import looked_for
from quiz.store import library, sealing
from quiz.store import versions as stored
from quiz.store.database import Database
from quiz.store.sealing import Reader

__all__ = [
    "Checked",
    "Coverage",
    "Doubt",
    "Facts",
    "Reader",
    "Version",
    "check",
    "find",
    "publish",
    "version",
    "versions",
]

_VERSIONS = text(
    "SELECT v.id, v.title, v.digest, v.question_count, v.published_at,"
    " COALESCE(s.name, v.published_by) AS published_by, v.approved"
    " FROM bank_version v LEFT JOIN staff s ON s.username = v.published_by"
    " WHERE NOT v.rehearsal ORDER BY v.id DESC"
)
_CONTESTS = text(
    "SELECT c.name, c.rules, r.blueprint, MIN(r.label), MIN(r.opens_at), MAX(r.closes_at)"
    " FROM contest c LEFT JOIN round r ON r.contest_id = c.id"
    " WHERE COALESCE(r.bank_version_id, c.bank_version_id) = :id"
    " GROUP BY c.id, c.name, c.rules, r.blueprint"
    " ORDER BY c.id, CASE WHEN r.blueprint IS NULL THEN 0 ELSE 1 END, MIN(r.opens_at)"
)
"""Rounds with a blueprint of their own are told apart: what they lack is another thing."""


def publish(database: Database, bank: Bank, actor: str, now: int) -> int:
    """Make the bank an immutable version. Returns its id; the same content has one id, however
    often and by however many it is published. Refuses a bank that a finding blocks."""
    stored.refuse_blocked(bank)
    try:
        with database.writing() as session:
            return stored.put(session, bank, actor, now)
    except IntegrityError:  # somebody else published the same content at the same moment
        with database.reading() as session:
            known = stored.known(session, bank)
        if known is None:
            raise
        return known


@dataclass(frozen=True, slots=True)
class Facts:
    """What a list says of a version. `published_by` is a person's name where it is known,
    `approved` whether somebody approved each question who had not written it.
    """

    id: int
    title: str
    digest: str
    question_count: int
    published_at: int
    published_by: str
    approved: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """A contest that uses the version: how many questions its papers hold, what it lacks, and the
    first and the last ISO day in Vietnam on which a round is open; no days without rounds.
    """

    contest: str
    question_count: int
    short: tuple[Shortage, ...]
    days: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A published bank. `previous` is the version that it was made from, as far as can be told,
    and `changes` what is different, None where that one is sealed to the reader; neither where it
    is the first."""

    facts: Facts
    bank: Bank
    previous: Facts | None
    changes: Difference | None
    coverage: tuple[Coverage, ...]


def versions(database: Database) -> tuple[Facts, ...]:
    """Every published version, the newest first."""
    return database.read_now(_facts)


def version(database: Database, version_id: int, reader: Reader | None = None) -> Version:
    """The version with this id. Refuses an unknown one, and to `reader` (nobody, where none is
    given) one whose bank is sealed."""

    def query(connection: Connection) -> Version:
        every = _facts(connection)
        facts = next((one for one in every if one.id == version_id), None)
        if facts is None:
            raise Refusal(RequestReason.NOT_FOUND)
        sealing.check_version(connection, version_id, reader)
        bank = library.bank(connection, facts.digest)
        older = [one for one in every if one.id < facts.id]
        previous = _previous(connection, facts, bank, older)
        changes = None
        # who may write could publish guesses, and learn from what differs whether they are right
        if previous and sealing.reads_version(connection, previous.id, reader):
            changes = difference(library.bank(connection, previous.digest), bank)
        used = connection.execute(_CONTESTS, {"id": version_id}).all()
        coverage = tuple(
            _coverage(
                f"{contest}, {label}" if own and label else contest,
                library.round_rules(rules, own).blueprint,
                bank,
                outer_days([(first, last)] if first else []),
            )
            for contest, rules, own, label, first, last in used
        )
        return Version(facts, bank, previous, changes, coverage)

    return database.read_now(query)


def _facts(connection: Connection) -> tuple[Facts, ...]:
    """Newest first, without the contents."""
    return tuple(Facts(*row) for row in connection.execute(_VERSIONS))


def _coverage(contest: str, blueprint: Blueprint, bank: Bank, days: tuple[str, ...]) -> Coverage:
    return Coverage(contest, size(blueprint), shortages(blueprint, bank), days)


def _previous(
    connection: Connection, facts: Facts, bank: Bank, older: Sequence[Facts]
) -> Facts | None:
    """The newest older version of the same title; else the one just before, where the two have a
    question in common.
    """
    if same := next((one for one in older if one.title == facts.title), None):
        return same
    last = next(iter(older), None)
    if last and library.bank(connection, last.digest).by_id.keys() & bank.by_id.keys():
        return last
    return None


def find(bank: Bank, query: str) -> tuple[tuple[int, Question], ...]:
    """The questions, counted from 1, that hold every word of the query, with or without marks, in
    their stem, options, identifier, legal basis or explanation. All of them for no words, none for
    what no text can hold."""
    wanted = looked_for(query)
    if wanted is None:
        return ()
    words = wanted.split()
    numbered = tuple(enumerate(bank, 1))
    return tuple(
        (number, question)
        for number, question in numbered
        if not words or all(word in _said(question) for word in words)
    )


def _said(question: Question) -> str:
    texts = [question.id, question.stem, question.explanation]
    texts += [option.text for option in question.options]
    texts += [str(basis) for basis in question.legal_basis]
    return fold(" ".join(texts))
