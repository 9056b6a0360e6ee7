"""Count attempts from their ledger, one person's or a whole round's: read, fold, mark, rank.

A round is read with a few statements and not one for each attempt; both ways end in `standing`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from question_bank.draw import Paper, digest_of, items_in
from quiz.rules.correcting import Corrections
from quiz.rules.criteria import TieBreak
from quiz.rules.paper import Sheet, fold
from quiz.rules.prediction import all_correct
from quiz.rules.ranking import keying, replaces
from quiz.rules.scoring import Score, Scorer
from quiz.store import ledger, rows
from quiz.store.corrections import corrections_of
from quiz.store.facts import Known, facts_of, known
from quiz.store.plain import Reader
from quiz.store.rows import AttemptState, SatRound
from quiz.store.voided import voided_by

RESULT_COLUMNS = (
    *("person_id", "attempt_id", "rank_key", "correct_count"),
    *("hard_count", "answered", "duration_ms", "ended_at"),
)
ResultRow = tuple[int, int, str, int, int, int, int, int]
"""A result's RESULT_COLUMNS."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The attempt of a person that counts, with its place in the order."""

    person_id: int
    attempt_id: int
    rank_key: str
    score: Score
    same_paper: bool
    """Whether the stored paper is the one that the ledger's start entry names."""

    @property
    def row(self) -> ResultRow:
        """The result's row, but for its round."""
        score = self.score
        return (
            *(self.person_id, self.attempt_id, self.rank_key, score.correct_count),
            *(score.hard_count, score.answered, score.duration_ms, score.ended_at),
        )

    def columns(self) -> dict[str, str | int]:
        """The same with the columns' names."""
        return dict(zip(RESULT_COLUMNS, self.row, strict=True))


@dataclass(frozen=True, slots=True)
class Read:
    """An attempt as its row and its entries tell it."""

    attempt: AttemptState
    sheet: Sheet
    paper: Paper | None = None
    """The attempt's; None in a whole round, whose papers are read one after the other: together
    they would be a million objects."""

    def holds(self, item: str) -> bool:
        """Whether the question of this `item_of` is in the paper."""
        return item in self.attempt.dumped


def item_of(question_id: str) -> str:
    """What stands in every written paper that holds the question, and in no other."""
    return f"[{json.dumps(question_id, ensure_ascii=False)},"


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
    return _by_person(connection, sat, ledger.sheets_of_round(connection, sat.id))


def read_checked(connection: Reader, sat: SatRound) -> tuple[ReadRound, int | None]:
    """(`read_whole`, the first entry whose hash does not hold): its ledger is read once for
    both."""
    if sat.practice:
        return {}, ledger.broken_link(connection, sat.id)
    sheets, broken = ledger.checked_sheets(connection, sat.id)
    return _by_person(connection, sat, sheets), broken


def _by_person(connection: Reader, sat: SatRound, sheets: Mapping[int, Sheet]) -> ReadRound:
    people: dict[int, list[Read]] = {}
    for attempt in rows.all_attempts_of(connection, sat.id):
        sheet = sheets.get(attempt.id) or fold(())
        people.setdefault(attempt.person_id, []).append(Read(attempt, sheet))
    return {person: tuple(found) for person, found in people.items()}


def count_whole(
    sat: SatRound, found: ReadRound, corrections: Corrections, about: Known
) -> tuple[Counted, ...]:
    """The round's results in the order of its board."""
    count = _Counting(sat, corrections, about)
    counted = (count.standing(attempts) for attempts in found.values())
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
    kinds = {criterion.kind for criterion in sat.rules.tie_breaks}
    if sat.rules.prediction is not None or TieBreak.EARLIER_ROUND in kinds:
        return count_whole(sat, found, corrections, about)
    counted_before = {one.person_id: one for one in before}
    count, item = _Counting(sat, corrections, about), item_of(question_id)
    counted = (
        count.standing(attempts)
        if any(one.holds(item) for one in attempts)
        else counted_before.get(person)
        for person, attempts in found.items()
    )
    return in_order(one for one in counted if one is not None)


def all_correct_of(
    sat: SatRound, found: ReadRound, results: Iterable[Counted], corrections: Corrections
) -> int:
    """How many of the round's results have everything right that their paper still offers."""
    voided, count = [item_of(one) for one in voided_by(corrections)], sat.rules.question_count
    papers = {one.attempt.id: one for people in found.values() for one in people}
    return sum(
        all_correct(
            one.score.correct_count,
            count,
            sum(papers[one.attempt_id].holds(item) for item in voided),
        )
        for one in results
    )


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
    return _Counting(sat, corrections, about).standing(found)


class _Counting:
    """Counts attempts of one round: what hangs on the round alone is looked up once."""

    def __init__(self, sat: SatRound, corrections: Corrections, about: Known) -> None:
        self._sat, self._about = sat, about
        self._scorer = Scorer(sat.bank, sat.rules, corrections)
        self._key = keying(sat.rules)

    def standing(self, found: Iterable[Read]) -> Counted | None:
        """See the function of this name."""
        best: Counted | None = None
        for one in found:
            counted = self._count(one)
            if counted and (
                best is None or replaces(counted.rank_key, best.rank_key, self._sat.rules)
            ):
                best = counted
        return best

    def _count(self, one: Read) -> Counted | None:
        attempt, sheet = one.attempt, one.sheet
        if sheet.ended_at is None or sheet.voided:
            return None
        marks = self._scorer.mark(sheet, one.paper.items if one.paper else items_in(attempt.dumped))
        key = self._key(facts_of(self._sat, marks, attempt.id, attempt.person_id, self._about))
        same_paper = digest_of(attempt.dumped) == sheet.paper_digest
        return Counted(attempt.person_id, attempt.id, key, marks.score, same_paper)


def board_digest(results: Iterable[Counted]) -> str:
    """SHA-256 over the canonical JSON of the board's rows in order, in hex: numbers, and rank keys
    that are hexadecimal."""
    lines = (_CANONICAL.format(*result.row) for result in results)
    return hashlib.sha256(f"[{','.join(lines)}]".encode()).hexdigest()


_CANONICAL = (
    '{{"answered":{5},"attempt_id":{1},"correct_count":{3},"duration_ms":{6},"ended_at":{7},'
    '"hard_count":{4},"person_id":{0},"rank_key":"{2}"}}'
)
