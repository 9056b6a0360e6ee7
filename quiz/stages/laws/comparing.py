"""What an edition changes against the one before it, and the questions that stand on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from question_bank.law import LawText, document_key
from question_bank.law_changes import Affected, Change, Editions
from question_bank.law_reading import LawReading
from question_bank.question import LegalBasis
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.stages.laws.taking_in import About, named
from quiz.store import laws
from quiz.store.database import Database
from quiz.store.law_uses import BankInUse, banks_in_use
from quiz.store.laws import LawFacts


@dataclass(frozen=True)
class BankAffected:
    """A bank with its questions on changed words; `sealed`: it could not be looked at."""

    bank: BankInUse
    questions: tuple[Affected, ...]


@dataclass(frozen=True)
class Comparison:
    """An edition against the one before it, and every bank that has questions on what changed."""

    old: LawFacts | None
    """None for an amending law: `changes` is empty then, and the questions have no new words."""
    changes: tuple[Change, ...]
    banks: tuple[BankAffected, ...]


def known(database: Database, reading: LawReading, given: About) -> LawFacts | None:
    """The edition that the library has with these very words and this number."""
    digest = named(reading, given).digest
    held = database.read_now(laws.facts)
    return next((one for one in held if one.digest == digest), None)


def compare(database: Database, reading: LawReading, given: About, now: int) -> Comparison | None:
    """The text that was read against the edition that it follows; None where it is the first, or
    where the library has these very words. Stores nothing.
    """

    def query(connection: Connection) -> Comparison | None:
        held = laws.facts(connection)
        digest = named(reading, given).digest
        if any(one.digest == digest for one in held):
            return None
        return _compare(connection, held, reading.text, given, now)

    return database.read_now(query)


def affected_by(database: Database, law_id: int, now: int) -> tuple[LawFacts, Comparison | None]:
    """An edition against the one before it; where it is the first, the questions on places that it
    says it amends; None where it amends nothing.
    """

    def query(connection: Connection) -> tuple[LawFacts, Comparison | None]:
        held = laws.facts(connection)
        facts = next((one for one in held if one.id == law_id), None)
        if facts is None:
            raise Refusal(RequestReason.NOT_FOUND)
        text = laws.law_text(connection, facts)
        given = About(facts.number, facts.also, facts.name, facts.since, facts.until)
        others = tuple(one for one in held if one.id != law_id)
        compared = _compare(connection, others, text, given, now)
        return facts, compared or _touched(connection, facts, now)

    return database.read_now(query)


def _compare(
    connection: Connection,
    held: Iterable[LawFacts],
    text: LawText,
    given: About,
    now: int,
) -> Comparison | None:
    keys = {document_key(given.number), document_key(given.also or given.number)}
    before = [
        one for one in held if keys & one.keys and (not given.since or one.since <= given.since)
    ]
    old = max(before, key=lambda one: (one.since, one.id), default=None)
    if old is None:
        return None
    was = laws.law_text(connection, old)
    editions = Editions(was, text, keys | old.keys)
    banks = (
        BankAffected(bank, editions.affected(bank.questions))
        for bank in banks_in_use(connection, now)
    )
    told = tuple(one for one in banks if one.questions or one.bank.sealed)
    return Comparison(old, editions.changes, told)


def _touched(connection: Connection, facts: LawFacts, now: int) -> Comparison | None:
    told = laws.amendments(connection, facts.id)
    if not any(one.places for one in told):
        return None
    library = laws.library(connection)
    before = _day_before(facts.since)
    touched: dict[LegalBasis, bool] = {}

    def is_touched(basis: LegalBasis) -> bool:
        if basis not in touched:  # thousands of questions stand on a few hundred places
            touched[basis] = any(one.touches(basis) for one in told)
        return touched[basis]

    banks = (
        BankAffected(
            bank,
            tuple(
                Affected(question, basis, library.resolve(basis, before) or "", "")
                for question in bank.questions
                for basis in question.legal_basis
                if is_touched(basis)
            ),
        )
        for bank in banks_in_use(connection, now)
    )
    return Comparison(None, (), tuple(one for one in banks if one.questions or one.bank.sealed))


def _day_before(day: str) -> str:
    """The last ISO day of the old words; "" where no day is known."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat() if day else ""
