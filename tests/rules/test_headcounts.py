"""Which number of people counts, how it is written, and who may sign it."""

import pytest

from quiz.rules.headcounts import (
    Headcount,
    in_force,
    read_day,
    read_number,
    refuse_signature,
    say_iso_day,
    waiting,
)
from quiz.rules.reasons import RequestReason, UnitReason
from quiz.rules.refusal import Refusal


def number(version: int, day: str, signed_by: str | None = "hoa") -> Headcount:
    return Headcount(version, 7, version, day, 10 * version, "lan", 0, signed_by, 0)


def test_an_unsigned_number_never_counts() -> None:
    assert in_force([number(1, "2021-04-01", None)], "2021-04-05") is None


def test_the_latest_signed_number_up_to_the_closing_day_counts() -> None:
    known = [number(1, "2021-01-01"), number(2, "2021-04-01"), number(3, "2022-01-01")]
    found = in_force([*known, number(4, "2021-04-02", None)], "2021-04-05")
    assert found == known[1]


def test_where_there_is_none_before_the_first_one_after_counts() -> None:
    known = [number(1, "2022-01-01"), number(2, "2021-05-01"), number(3, "2021-05-01")]
    assert in_force(known, "2021-04-05") == known[2]


def test_a_new_number_takes_the_place_of_one_that_waits() -> None:
    old, new = number(1, "2021-04-01", None), number(2, "2021-04-01", None)
    assert waiting([old, new]) == new
    with pytest.raises(Refusal) as refused:
        refuse_signature(old, 2, "hoa")
    assert refused.value.reason is UnitReason.HEADCOUNT_CHANGED


def test_whoever_typed_it_does_not_sign_it() -> None:
    with pytest.raises(Refusal) as refused:
        refuse_signature(number(1, "2021-04-01", None), 1, "lan")
    assert refused.value.reason is RequestReason.SECOND_SIGNATURE


@pytest.mark.parametrize(
    ("text", "read"),
    [("25.980", 25_980), (" 12 ", 12), ("0", None), ("-3", None), ("1,5", None), ("mười", None),
     ("1000001", None), ("", None), ("１２", None)],
)  # fmt: skip
def test_numbers_are_whole_and_positive(text: str, read: int | None) -> None:
    assert read_number(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [("01/4/2021", "2021-04-01"), ("2021-04-01", "2021-04-01"), ("1-4-2021", "2021-04-01"),
     ("31/02/2021", None), ("4/2021", None), ("", None), ("01/4/0021", None)],
)  # fmt: skip
def test_days_are_read_as_they_are_written(text: str, read: str | None) -> None:
    assert read_day(text) == read


def test_a_day_is_said_as_the_decree_writes_it() -> None:
    assert (say_iso_day("2021-04-05"), say_iso_day("2021-02-05")) == ("05/4/2021", "05/02/2021")
