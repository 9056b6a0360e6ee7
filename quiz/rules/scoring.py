"""Answers + paper -> marks. The key is read here and nowhere nearer to the browser."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from question_bank.bank import Bank
from question_bank.draw import Paper
from question_bank.question import Level, Question
from quiz.rules.correcting import NO_CORRECTIONS, Correction, Corrections, Remedy
from quiz.rules.paper import Sheet
from quiz.rules.round import Rules


@dataclass(frozen=True, slots=True)
class Score:
    """What one finished attempt is worth. `duration_ms` runs from start to end, capped at the
    limit; `ended_at` is UTC milliseconds.
    """

    correct_count: int
    hard_count: int
    answered: int
    duration_ms: int
    ended_at: int


@dataclass(frozen=True, slots=True)
class Marks:
    """The score, and the points behind it in hundredths: of all, of hard questions, by topic."""

    score: Score
    points: int
    hard_points: int
    topic_points: Mapping[str, int]
    started_at: int
    guess: int | None = None
    """The prediction, None where none was made."""


def earns(
    question: Question, chosen: Collection[int], rules: Rules, correction: Correction | None = None
) -> tuple[int, int]:
    """(1 where the answer is right else 0, hundredths of a point) for the chosen options, the
    bank's indices, with what was decided about the question."""
    picked, full = frozenset(chosen), rules.marking.worth(question.level)
    keyed = question
    if correction is not None and correction.remedy is not Remedy.KEEP:
        if correction.remedy is Remedy.CREDIT_ALL:
            return 1, full
        if correction.remedy is Remedy.VOID:
            return 0, 0
        if correction.remedy is Remedy.EITHER_KEY:
            return (1, full) if len(picked) == 1 and picked <= correction.key else (0, 0)
        keyed = replace(question, key=correction.key)
    if picked == keyed.key:
        return 1, full
    return 0, rules.marking.points(keyed, picked)


def mark(
    sheet: Sheet, paper: Paper, bank: Bank, rules: Rules, corrections: Corrections = NO_CORRECTIONS
) -> Marks:
    """The marks of a finished sheet. ValueError when it has not ended.

    A question that was voided counts for nobody; one that is credited to all counts in full, also
    unanswered.
    """
    return Scorer(bank, rules, corrections).mark(sheet, paper.items)


_Earned = dict[int | frozenset[int], tuple[int, int]]
"""The bank's index that was chosen, or all of them where it is not one -> what `earns` gives."""


class Scorer:
    """`mark` for many sheets: what an answer earns is worked out once and looked up for all who
    gave it, in a round of 20,000 papers half a million times.
    """

    def __init__(self, bank: Bank, rules: Rules, corrections: Corrections) -> None:
        self._bank, self._rules, self._corrections = bank, rules, corrections
        self._limit = rules.limit_ms
        self._known: dict[str, tuple[str, bool, _Earned]] = {}

    def mark(self, sheet: Sheet, items: Iterable[tuple[str, Sequence[int]]]) -> Marks:
        """`items` are the paper's: (question, printed order)."""
        if sheet.started_at is None or sheet.ended_at is None:
            raise ValueError("the attempt has not ended")
        correct = hard = points = hard_points = 0
        by_topic: dict[str, int] = {}
        known, answers = self._known, sheet.answers
        for number, (question_id, order) in enumerate(items, 1):
            topic, is_hard, earned = known.get(question_id) or self._learn(question_id)
            choice = answers.get(number, ())
            chosen = (
                order[choice[0]] if len(choice) == 1 else frozenset([order[one] for one in choice])
            )
            right, worth = earned.get(chosen) or self._earn(question_id, chosen)
            correct += right
            points += worth
            by_topic[topic] = by_topic.get(topic, 0) + worth
            if is_hard:
                hard += right
                hard_points += worth
        duration = max(0, min(sheet.ended_at - sheet.started_at, self._limit))
        score = Score(correct, hard, sheet.answered, duration, sheet.ended_at)
        return Marks(score, points, hard_points, by_topic, sheet.started_at, sheet.guess)

    def _learn(self, question_id: str) -> tuple[str, bool, _Earned]:
        question = self._bank.by_id[question_id]
        found = self._known[question_id] = (question.topic, question.level is Level.HARD, {})
        return found

    def _earn(self, question_id: str, chosen: int | frozenset[int]) -> tuple[int, int]:
        question, correction = self._bank.by_id[question_id], self._corrections.get(question_id)
        picked = (chosen,) if isinstance(chosen, int) else chosen
        found = earns(question, picked, self._rules, correction)
        self._known[question_id][2][chosen] = found
        return found
