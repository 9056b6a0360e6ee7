"""Answers + paper -> marks. The key is read here and nowhere nearer to the browser."""

from collections import Counter
from collections.abc import Collection, Mapping
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
    keyed = question
    if correction is not None and correction.remedy is not Remedy.KEEP:
        if correction.remedy is Remedy.CREDIT_ALL:
            return 1, rules.marking.worth(question.level)
        if correction.remedy is Remedy.VOID:
            return 0, 0
        keyed = replace(question, key=correction.key)
    picked = frozenset(chosen)
    if picked == keyed.key:
        return 1, rules.marking.worth(question.level)
    return 0, rules.marking.points(keyed, picked)


def mark(
    sheet: Sheet, paper: Paper, bank: Bank, rules: Rules, corrections: Corrections = NO_CORRECTIONS
) -> Marks:
    """The marks of a finished sheet. ValueError when it has not ended.

    A question that was voided counts for nobody; one that is credited to all counts in full, also
    unanswered.
    """
    if sheet.started_at is None or sheet.ended_at is None:
        raise ValueError("the attempt has not ended")
    correct = hard = points = hard_points = 0
    by_topic: Counter[str] = Counter()
    by_id, answers = bank.by_id, sheet.answers
    for number, (question_id, order) in enumerate(paper.items, 1):
        question = by_id[question_id]
        chosen = [order[position] for position in answers.get(number, ())]
        right, earned = earns(question, chosen, rules, corrections.get(question_id))
        correct += right
        points += earned
        by_topic[question.topic] += earned
        if question.level is Level.HARD:
            hard += right
            hard_points += earned
    duration = max(0, min(sheet.ended_at - sheet.started_at, rules.limit_ms))
    score = Score(correct, hard, sheet.answered, duration, sheet.ended_at)
    return Marks(score, points, hard_points, by_topic, sheet.started_at, sheet.guess)
