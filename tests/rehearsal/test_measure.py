"""Durations in buckets: percentiles that are never too low and at most five percent too high."""

import random

import pytest

from quiz.rehearsal.measure import GROWTH, LEAST_MS, Tally, Times


@pytest.mark.parametrize("percent", [1, 50, 95, 99, 100])
def test_a_percentile_is_never_too_low_and_at_most_five_percent_too_high(percent: int) -> None:
    dice = random.Random(percent)
    values = [dice.lognormvariate(3, 2) + LEAST_MS for _ in range(5_000)]
    times = Times()
    for value in values:
        times.add(value)
    exact = sorted(values)[-(-len(values) * percent // 100) - 1]
    assert exact <= times.percentile(percent) <= exact * GROWTH * 1.000001


def test_nothing_measured_is_zero_and_what_is_too_short_or_too_long_is_kept() -> None:
    times = Times()
    assert (times.count, times.percentile(99), times.most_ms) == (0, 0, 0)
    for value in (0.0, 0.01, 10.0**9):
        times.add(value)
    assert times.count == 3
    assert times.percentile(50) == LEAST_MS
    assert times.percentile(100) >= 100_000
    assert times.most_ms == 10.0**9


def test_saves_a_second_are_counted_from_the_first_to_the_last() -> None:
    tally = Tally()
    assert tally.saves_per_second == 0
    tally.saved(10.0)
    assert tally.saves_per_second == 0
    for at in (10.5, 11.0, 11.5, 12.0):
        tally.saved(at)
    assert (tally.saves, tally.saves_per_second) == (5, 2.0)
