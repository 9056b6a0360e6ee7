"""Look into the law library: its editions, one of them, a clause on a day."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from question_bank.law import Amendment, LawText, Library, document_key
from question_bank.law_beside import beside
from question_bank.question import LegalBasis, Question
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.store import laws
from quiz.store.database import Database
from quiz.store.law_uses import BankInUse, banks_in_use
from quiz.store.laws import LawFacts


@dataclass(frozen=True)
class Law:
    """One edition: its words, the document's other editions, what it amends, and for each place
    as it is cited the questions that stand on it, with their banks.
    """

    facts: LawFacts
    text: LawText
    others: tuple[LawFacts, ...]
    amendments: tuple[Amendment, ...]
    questions: dict[str, tuple[tuple[BankInUse, Question, LegalBasis], ...]]
    """By article."""


@dataclass(frozen=True, slots=True)
class Clause:
    """What a legal basis says on a day. `law_id` and `words` are empty where the library has no
    such place; `since` and `until` are the days of the edition that was looked in. `problem` says
    why it is no good basis on that day, "" where it is one.
    """

    basis: LegalBasis
    words: str
    law_id: int | None
    title: str
    since: str
    until: str
    problem: str = ""


def texts(database: Database) -> tuple[LawFacts, ...]:
    """Every edition, by document, its newest edition first."""
    held = database.read_now(laws.facts)
    newest_first = sorted(held, key=lambda one: (one.since, one.id), reverse=True)
    return tuple(sorted(newest_first, key=lambda one: document_key(one.also or one.number)))


def law(database: Database, law_id: int, now: int) -> Law:
    """An edition with the questions that stand on its document. Refuses an unknown one."""

    def query(connection: Connection) -> Law:
        held = laws.facts(connection)
        facts = _fact(held, law_id)
        questions: dict[str, list[tuple[BankInUse, Question, LegalBasis]]] = {}
        for bank in banks_in_use(connection, now):
            for question in bank.questions:
                for basis in question.legal_basis:
                    if document_key(basis.document) in facts.keys:
                        questions.setdefault(basis.article, []).append((bank, question, basis))
        return Law(
            facts,
            laws.law_text(connection, facts),
            tuple(
                sorted(
                    (one for one in held if one.keys & facts.keys and one.id != law_id),
                    key=lambda one: one.since,
                )
            ),
            laws.amendments(connection, law_id),
            {article: tuple(found) for article, found in questions.items()},
        )

    return database.read_now(query)


def clauses(database: Database, bases: Sequence[LegalBasis], day: str) -> tuple[Clause, ...]:
    """The words of each basis in the edition in force on the ISO day."""
    return database.read_now(clauses_query(bases, day))


def clauses_query(
    bases: Sequence[LegalBasis], day: str
) -> Callable[[Connection], tuple[Clause, ...]]:
    """The same for `Database.read`, and for who reads more in the same transaction."""

    def query(connection: Connection) -> tuple[Clause, ...]:
        library, held = laws.library(connection), laws.facts(connection)
        ids = {one.digest: one.id for one in held}
        return tuple(_clause(library, ids, basis, day) for basis in bases)

    return query


def library(database: Database) -> Library:
    """All texts as one value, to judge a bank by (`question_bank.law_review`)."""
    return database.read_now(laws.library)


def find(database: Database, number: str, day: str = "") -> LawFacts | None:
    """The edition of a document in force on the ISO day, by any of its numbers or its id; without
    a day the newest that has no end, also where it is not in force yet.
    """
    held = database.read_now(laws.facts)
    if number.isdecimal():
        return next((one for one in held if str(one.id) == number), None)
    key = document_key(number)
    found = [one for one in held if key in one.keys]
    inside = [one for one in found if _in_force(one, day)]
    return max(inside or found, key=lambda one: (one.since, one.id), default=None)


def _in_force(one: LawFacts, day: str) -> bool:
    return (not one.until) if not day else one.since <= day and (not one.until or day < one.until)


def _clause(library: Library, ids: dict[str, int], basis: LegalBasis, day: str) -> Clause:
    said = beside(basis, library, day)
    edition = said.edition
    if edition is None:
        return Clause(basis, "", None, "", "", "", said.problem)
    law_id = ids[edition.text.digest] if said.words else None
    return Clause(basis, said.words, law_id, said.title, edition.since, edition.until, said.problem)


def _fact(held: Iterable[LawFacts], law_id: int) -> LawFacts:
    found = next((one for one in held if one.id == law_id), None)
    if found is None:
        raise Refusal(RequestReason.NOT_FOUND)
    return found
