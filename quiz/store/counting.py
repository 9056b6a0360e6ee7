"""Count attempts from their ledger, one person's or a whole round's: read, fold, mark, rank.

A round is read with a few statements and not one for each attempt; both ways end in `standing`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from question_bank.draw import Paper, digest_of
from quiz.rules.correcting import Corrections
from quiz.rules.paper import Sheet, fold
from quiz.rules.ranking import rank_key, replaces
from quiz.rules.scoring import Score, mark
from quiz.store import ledger, rows
from quiz.store.corrections import corrections_of
from quiz.store.facts import Known, facts_of, known
from quiz.store.plain import Reader
from quiz.store.rows import AttemptState, SatRound


@dataclass(frozen=True, slots=True)
class Counted:
    """The attempt of a person that counts, with its place in the order."""

    person_id: int
    attempt_id: int
    rank_key: str
    score: Score
    same_paper: bool
    """Whether the stored paper is the one that the ledger's start entry names."""

    def columns(self) -> dict[str, str | int]:
        """The result's row, but for its round."""
        return {
            "person_id": self.person_id,
            "attempt_id": self.attempt_id,
            "rank_key": self.rank_key,
            "correct_count": self.score.correct_count,
            "hard_count": self.score.hard_count,
            "answered": self.score.answered,
            "duration_ms": self.score.duration_ms,
            "ended_at": self.score.ended_at,
        }


@dataclass(frozen=True, slots=True)
class Read:
    """An attempt as its row and its entries tell it."""

    attempt: AttemptState
    sheet: Sheet
    paper: Paper | None = None
    """The attempt's; None in a whole round, whose papers are read one after the other: together
    they would be a million objects."""

    def holds(self, question_id: str) -> bool:
        """Whether the question is in the paper."""
        return f"[{json.dumps(question_id, ensure_ascii=False)}," in self.attempt.dumped


ReadRound = Mapping[int, tuple[Read, ...]]
"""Person -> the attempts in the order they were sat."""


def count_person(
    connection: Reader, sat: SatRound, person_id: int, *, by: int | None = None
) -> Counted | None:
    """The person's counting attempt in the round, from the ledger; None before one has ended, and
    in a practice round, which ranks nobody. `by` is a moment (UTC milliseconds): counted as it was
    then, by what had ended."""
    if sat.practice:
        return None
    found = [
        Read(attempt, fold(ledger.entries_of_attempt(connection, attempt.id)), attempt.paper)
        for attempt in rows.attempts_of(connection, sat.id, person_id)
        if by is None or (attempt.ended_at is not None and attempt.ended_at <= by)
    ]
    if not found:
        return None
    about = known(connection, sat, person_id, by=by)
    return standing(sat, found, corrections_of(connection, sat.id), about)


def read_whole(connection: Reader, sat: SatRound) -> ReadRound:
    """Every attempt of the round with its sheet, by person, ascending; none of a practice round,
    which ranks nobody."""
    if sat.practice:
        return {}
    sheets = ledger.sheets_of_round(connection, sat.id)
    people: dict[int, list[Read]] = {}
    for attempt in rows.all_attempts_of(connection, sat.id):
        sheet = sheets.get(attempt.id) or fold(())
        people.setdefault(attempt.person_id, []).append(Read(attempt, sheet))
    return {person: tuple(found) for person, found in people.items()}


def count_whole(
    sat: SatRound, found: ReadRound, corrections: Corrections, about: Known
) -> tuple[Counted, ...]:
    """The round's results in the order of its board."""
    counted = (standing(sat, attempts, corrections, about) for attempts in found.values())
    return in_order(one for one in counted if one is not None)


def count_corrected(
    sat: SatRound,
    found: ReadRound,
    before: Iterable[Counted],
    corrections: Corrections,
    question_id: str,
    about: Known,
) -> tuple[Counted, ...]:
    """The same after a decision about one question: whoever has it in no paper keeps what counted
    `before`, unless the rules make everybody's place hang on everybody's score."""
    if sat.rules.prediction is not None:
        return count_whole(sat, found, corrections, about)
    counted_before = {one.person_id: one for one in before}
    counted = (
        standing(sat, attempts, corrections, about)
        if any(one.holds(question_id) for one in attempts)
        else counted_before.get(person)
        for person, attempts in found.items()
    )
    return in_order(one for one in counted if one is not None)


def in_order(results: Iterable[Counted]) -> tuple[Counted, ...]:
    """As they stand on a board."""
    return tuple(sorted(results, key=lambda result: (result.rank_key, result.person_id)))


def with_voided(found: ReadRound, attempt_id: int, *, voided: bool) -> ReadRound:
    """The same round with one attempt taken out, or let in again."""
    return {
        person: tuple(
            replace(one, sheet=replace(one.sheet, voided=voided))
            if one.attempt.id == attempt_id
            else one
            for one in attempts
        )
        for person, attempts in found.items()
    }


def standing(
    sat: SatRound, found: Iterable[Read], corrections: Corrections, about: Known
) -> Counted | None:
    """Which of one person's attempts counts; None where none has ended and stands."""
    best: Counted | None = None
    for one in found:
        counted = _count(sat, one, corrections, about)
        if counted and (best is None or replaces(counted.rank_key, best.rank_key, sat.rules)):
            best = counted
    return best


def _count(sat: SatRound, one: Read, corrections: Corrections, about: Known) -> Counted | None:
    attempt, sheet = one.attempt, one.sheet
    if sheet.ended_at is None or sheet.voided:
        return None
    paper = one.paper or Paper.load(attempt.dumped)
    marks = mark(sheet, paper, sat.bank, sat.rules, corrections)
    key = rank_key(facts_of(sat, marks, attempt.id, attempt.person_id, about), sat.rules)
    same_paper = digest_of(attempt.dumped) == sheet.paper_digest
    return Counted(attempt.person_id, attempt.id, key, marks.score, same_paper)


def board_digest(results: Iterable[Counted]) -> str:
    """SHA-256 over the canonical JSON of the board's rows in order, in hex."""
    data = [result.columns() for result in results]
    canonical = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
