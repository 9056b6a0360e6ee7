"""Phases and deadlines, with timelines as literals."""

import pytest

from quiz.rules.window import Phase, Window, deadline, in_time, phase_at, running
from quiz.store.rows import AttemptState

OPENS, CLOSES = 1_000, 9_000
WINDOW = Window(OPENS, CLOSES)


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        (0, Phase.BEFORE),
        (999, Phase.BEFORE),
        (1_000, Phase.OPEN),
        (8_999, Phase.OPEN),
        (9_000, Phase.CLOSED),
        (99_999, Phase.CLOSED),
    ],
)
def test_a_round_is_open_from_its_opening_until_just_before_its_closing(
    now: int, phase: Phase
) -> None:
    assert phase_at(WINDOW, now) is phase


def test_a_round_of_a_contest_that_was_not_opened_is_a_draft_at_any_time() -> None:
    draft = Window(OPENS, CLOSES, opened=False)
    assert {phase_at(draft, now) for now in (0, 5_000, 99_999)} == {Phase.DRAFT}


def test_a_published_round_stays_published() -> None:
    assert phase_at(Window(OPENS, CLOSES, published=True), 99_999) is Phase.PUBLISHED


@pytest.mark.parametrize(
    ("started", "limit", "over"),
    [(1_000, 3_000, 4_000), (6_000, 3_000, 9_000), (6_001, 3_000, 9_000), (8_999, 3_000, 9_000)],
)
def test_an_attempt_is_over_when_its_time_is_up_or_the_round_closes(
    started: int, limit: int, over: int
) -> None:
    assert deadline(started, limit, WINDOW) == over


@pytest.mark.parametrize(
    ("arrived", "counts"), [(4_000, True), (6_999, True), (7_000, True), (7_001, False)]
)
def test_an_answer_counts_until_the_deadline_and_the_grace(arrived: int, counts: bool) -> None:
    assert in_time(arrived, 4_000, 3_000) is counts


def attempt(number: int, ended_at: int | None) -> AttemptState:
    """An attempt with its deadline at 4,000."""
    return AttemptState(number, 1, 1, number, "[]", 1_000, 4_000, ended_at, False)


def test_the_attempt_to_go_on_with_is_the_one_that_has_not_ended_and_is_not_overdue() -> None:
    ended, open_ = attempt(1, 2_000), attempt(2, None)
    assert running([ended, open_], 3_000, 7_000) is open_
    assert running([ended, open_], 3_000, 7_001) is None
    assert running([ended], 3_000, 1_500) is None
