"""Moments are said as the calendar of Vietnam has them."""

from datetime import datetime, time

from hypothesis import given
from hypothesis import strategies as st

from quiz.rules.wording import (
    VIETNAM,
    at_vietnam,
    from_vietnam,
    say_end,
    say_moment,
    say_moment_seconds,
    say_window,
)


@given(st.integers(0, 4 * 10**12))
def test_a_moment_said_by_arithmetic_is_the_calendars(ms: int) -> None:
    moment = at_vietnam(ms)
    month = f"{moment.month:02d}" if moment.month < 3 else str(moment.month)
    day = f"{moment.day:02d}/{month}/{moment.year}"
    assert say_moment_seconds(ms) == f"{moment:%H:%M:%S},{ms % 1000:03d} ngày {day}"


def test_what_ends_at_midnight_ends_at_24_o_clock_of_the_day_before() -> None:
    opens = from_vietnam(datetime(2021, 4, 5, 7, 30, tzinfo=VIETNAM))
    closes = from_vietnam(datetime(2021, 4, 11, tzinfo=VIETNAM))
    assert say_window(opens, closes) == "07:30 ngày 05/4/2021 đến 24 giờ 00 ngày 10/4/2021"
    new_year = from_vietnam(datetime(2022, 1, 1, tzinfo=VIETNAM))
    assert say_end(new_year) == "24 giờ 00 ngày 31/12/2021"
    assert say_moment(new_year) == "00:00 ngày 01/01/2022"


@given(st.integers(1, 4 * 10**12))
def test_an_end_is_said_like_any_moment_but_for_midnight(ms: int) -> None:
    midnight = at_vietnam(ms).time() == time()
    assert (say_end(ms) == say_moment(ms)) is not midnight
