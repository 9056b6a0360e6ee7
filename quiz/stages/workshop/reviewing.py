"""Move questions on: send them to review, approve, return, remove, restore; one or many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from question_bank.finding import Finding
from question_bank.vietnamese import squeeze
from quiz.rules.authoring import LONGEST_NOTE, Move, State, after, law_day
from quiz.rules.reasons import BankReason
from quiz.rules.refusal import Refusal
from quiz.stages.workshop.clauses import NONE, Ticks, changed, merged, words_of
from quiz.stages.workshop.questions import about, findings
from quiz.stages.workshop.standing import faults_of, standing_of
from quiz.store import sealing, workshop
from quiz.store.database import Database
from quiz.store.sealing import Reader
from quiz.store.tables import WorkingBank, WorkingQuestion
from quiz.store.workshop import Act

JUDGED = frozenset({Move.SUBMIT, Move.APPROVE})
"""Moves that a finding which blocks the question forbids."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A question, and the revision of it that was looked at."""

    id: int
    revision: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done: the move, why, and which legal bases the reviewer has compared with the
    law.
    """

    move: Move
    note: str = ""
    ticks: Ticks = NONE


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which questions were moved (or stood there already), and why others were not."""

    moved: tuple[int, ...]
    refused: tuple[tuple[int, Refusal], ...]


def move(database: Database, bank_id: int, chosen: Chosen, wish: Wish, reader: Reader) -> None:
    """Move one question. Refuses what the rules refuse, another revision than the one that was
    looked at, a clause that was ticked in other words, an unknown question, and a sealed bank.
    """
    outcome = move_many(database, bank_id, (chosen,), wish, reader)
    for _, refusal in outcome.refused:
        raise refusal


def move_many(
    database: Database, bank_id: int, chosen: Sequence[Chosen], wish: Wish, reader: Reader
) -> Outcome:
    """Move each question that may be moved, all in one step. A refused one keeps nobody back."""
    found = _judged(database, bank_id, reader) if wish.move in JUDGED else ()
    moved: list[int] = []
    refused: list[tuple[int, Refusal]] = []
    with database.writing() as session:
        bank = workshop.bank_row(session, bank_id, lock=True)
        sealing.check(session, bank, reader)
        for one in chosen:
            try:
                row = workshop.question_row(session, bank_id, one.id)
                faults = faults_of(about(found, row.code))
                words = _words(session, bank, row, reader.at)
                _move(session, row, one.revision, wish, reader, faults, words)
                moved.append(one.id)
            except Refusal as refusal:  # the rules refuse before anything is written
                refused.append((one.id, refusal))
    return Outcome(tuple(moved), tuple(refused))


def tick(database: Database, bank_id: int, chosen: Chosen, ticks: Ticks, reader: Reader) -> None:
    """Keep which legal bases the reviewer has compared with the law, with the digests of their
    clauses, beside what others ticked; approving comes later, perhaps of many at once. No words
    change, so that the history has no line of it. Refuses who wrote words of the question,
    another revision than the one that was looked at, and a clause that was read in other words.
    """
    with database.writing() as session:
        bank = workshop.bank_row(session, bank_id, lock=True)
        sealing.check(session, bank, reader)
        row = workshop.question_row(session, bank_id, chosen.id)
        if reader.actor in workshop.writers_of(row):
            raise Refusal(BankReason.OWN_WORDS, code=row.code)
        if row.revision != chosen.revision or row.state != State.REVIEW:
            raise Refusal(BankReason.QUESTION_CHANGED, code=row.code)
        words = _words(session, bank, row, reader.at)
        _refuse_other_words(row, ticks, words)
        row.ticked = workshop.say_ticked(_ticked(row, ticks, words))
        session.add(row)


def _judged(database: Database, bank_id: int, reader: Reader) -> tuple[Finding, ...]:
    """What the review says of the bank, before anything is locked: it may take as long as a second.
    A question that changes meanwhile is refused by its revision; what two questions say together is
    judged once more when they are published.
    """
    with database.reading() as session:
        bank = workshop.bank_row(session, bank_id)
        sealing.check(session, bank, reader)
        return findings(session, bank)


def _words(session: Session, bank: WorkingBank, row: WorkingQuestion, now: int) -> dict[str, str]:
    day = law_day(bank.as_of, now)
    return words_of(session.connection(), workshop.question_of(row), day)


def _refuse_other_words(row: WorkingQuestion, form: Ticks, words: Mapping[str, str]) -> None:
    bases = map(str, workshop.question_of(row).legal_basis)
    if other := changed(form, bases, words):
        raise Refusal(BankReason.CLAUSE_CHANGED, code=row.code, bases="; ".join(other))


def _ticked(row: WorkingQuestion, form: Ticks, words: Mapping[str, str]) -> dict[str, str]:
    bases = map(str, workshop.question_of(row).legal_basis)
    return merged(workshop.ticked_of(row), form, bases, words)


def _move(
    session: Session,
    row: WorkingQuestion,
    revision: int,
    wish: Wish,
    reader: Reader,
    faults: int,
    words: Mapping[str, str],
) -> None:
    note = squeeze(wish.note)[:LONGEST_NOTE].strip()
    ticks = wish.ticks if wish.move is Move.APPROVE else NONE
    if row.state == State.REVIEW and row.revision == revision:
        _refuse_other_words(row, ticks, words)
    ticked = _ticked(row, ticks, words)
    standing = standing_of(row, faults, ticked)
    state = after(standing, wish.move, reader.actor, note)
    if state is None:
        return
    if row.revision != revision:
        raise Refusal(BankReason.QUESTION_CHANGED, code=row.code)
    if state is State.APPROVED:
        row.approved_at, row.approved_by = reader.at, reader.actor
        row.ticked = workshop.say_ticked(ticked)
    elif row.state == State.APPROVED:
        row.approved_at = row.approved_by = None
    act = Act(wish.move.value, reader.actor, reader.at, note)
    workshop.change(session, row, act, state=state.value, question=None)
