"""Answers + paper -> score. The key is read here and nowhere nearer to the browser."""

from dataclasses import dataclass

from question_bank.bank import Bank
from question_bank.draw import Paper
from question_bank.question import Level
from quiz.rules.paper import Sheet


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


def score(sheet: Sheet, paper: Paper, bank: Bank, limit_ms: int) -> Score:
    """The score of a finished sheet. ValueError when it has not ended."""
    if sheet.started_at is None or sheet.ended_at is None:
        raise ValueError("the attempt has not ended")
    correct = hard = 0
    for number, item in enumerate(paper.items, 1):
        choice = sheet.answers.get(number, ())
        question = bank.by_id[item.question_id]
        points = question.mark(item.order[position] for position in choice)
        correct += points
        if question.level is Level.HARD:
            hard += points
    duration = max(0, min(sheet.ended_at - sheet.started_at, limit_ms))
    return Score(correct, hard, sheet.answered, duration, sheet.ended_at)
