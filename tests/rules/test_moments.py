"""Moments are said as the calendar of Vietnam has them."""

from hypothesis import given
from hypothesis import strategies as st

from quiz.rules.wording import at_vietnam, say_moment_seconds


@given(st.integers(0, 4 * 10**12))
def test_a_moment_said_by_arithmetic_is_the_calendars(ms: int) -> None:
    moment = at_vietnam(ms)
    month = f"{moment.month:02d}" if moment.month < 3 else str(moment.month)
    day = f"{moment.day:02d}/{month}/{moment.year}"
    assert say_moment_seconds(ms) == f"{moment:%H:%M:%S},{ms % 1000:03d} ngày {day}"
