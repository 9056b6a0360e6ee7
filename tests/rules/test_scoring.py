"""Answers become a score through the paper's own order of options."""

from dataclasses import replace

import pytest

from question_bank.draw import Item, Paper
from quiz.rules.paper import Sheet
from quiz.rules.scoring import Score, mark
from tests.cast import RULES, small_bank

BANK = small_bank()
PAPER = Paper(
    (
        Item("bau-cu-easy-1", (1, 0, 2, 3)),
        Item("bau-cu-hard-1", (3, 2, 0, 1)),
        Item("mot-cua-hard-2", (0, 1, 2, 3)),
    )
)
RULES_OF_A_MINUTE = replace(RULES, minutes=1)


def sheet(answers: dict[int, tuple[int, ...]], ended_at: int | None = 30_000) -> Sheet:
    """A sheet that was started at 10,000."""
    return Sheet(answers, 10_000, ended_at)


def score(given: Sheet) -> Score:
    return mark(given, PAPER, BANK, RULES_OF_A_MINUTE).score


def test_a_printed_position_is_marked_as_the_option_that_stands_there() -> None:
    worth = score(sheet({1: (0,), 2: (3,), 3: (1,)}))
    assert worth == Score(3, 2, 3, 20_000, 30_000)


def test_wrong_missing_and_taken_back_answers_give_nothing_and_take_nothing() -> None:
    worth = score(sheet({1: (1,), 2: ()}))
    assert (worth.correct_count, worth.hard_count, worth.answered) == (0, 0, 1)


def test_two_choices_in_a_question_with_one_right_option_give_nothing() -> None:
    assert score(sheet({1: (0, 1)})).correct_count == 0


@pytest.mark.parametrize(
    ("ended", "duration"), [(69_999, 59_999), (70_000, 60_000), (72_500, 60_000)]
)
def test_the_duration_is_capped_at_the_limit(ended: int, duration: int) -> None:
    assert score(sheet({}, ended)).duration_ms == duration


def test_an_attempt_that_runs_has_no_score() -> None:
    with pytest.raises(ValueError, match="not ended"):
        score(sheet({}, None))
