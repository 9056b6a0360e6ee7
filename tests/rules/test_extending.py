"""How much time may be given and by whom; what an extension and a voiding do to the fold."""

from itertools import product

import pytest

from quiz.rules.entries import Entry, Kind
from quiz.rules.extending import MOST_MINUTES, Wanted, least_minutes, needs_second
from quiz.rules.paper import fold
from quiz.rules.reasons import AttemptReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.tapping import Facts, Fate, Tap, fate
from quiz.rules.window import Window, deadline, goes_on

ONCE = "0" * 32
START = Entry(Kind.START, 100, 1)
EXPIRE, EXTEND = Entry(Kind.EXPIRE, 300, 1), Entry(Kind.EXTEND, 310, 1, body=(("ms", 60_000),))
SUBMIT, VOID = Entry(Kind.SUBMIT, 250, 1), Entry(Kind.VOID, 320, 1)


def answer(seq: int, choice: int, kind: Kind = Kind.ANSWER) -> Entry:
    """A tap on the first question."""
    return Entry(kind, 200, 1, seq, 1, (choice,))


def test_what_was_closed_by_time_goes_on_after_an_extension_until_it_ends_again() -> None:
    going_on = [START, answer(1, 0), EXPIRE, EXTEND]
    assert fold(going_on).ended_at is None
    sheet = fold([*going_on, answer(2, 3), Entry(Kind.SUBMIT, 400, 1), answer(3, 1)])
    assert (sheet.answers, sheet.ended_at, sheet.submitted) == ({1: (3,)}, 400, True)
    again = fold([*going_on, Entry(Kind.EXPIRE, 500, 1), EXTEND, Entry(Kind.EXPIRE, 600, 1)])
    assert (again.ended_at, again.submitted) == (600, False)


def test_an_answer_that_came_between_the_end_and_the_extension_stays_late() -> None:
    sheet = fold([START, answer(1, 0), EXPIRE, answer(2, 3, Kind.LATE), EXTEND])
    assert (sheet.answers, sheet.next_seq) == ({1: (0,)}, 3)


def test_what_was_handed_in_or_voided_never_goes_on() -> None:
    assert fold([START, SUBMIT, EXTEND]).ended_at == 250
    voided = fold([START, VOID, EXTEND, answer(1, 2)])
    assert (voided.ended_at, voided.voided, voided.answers) == (320, True, {})
    assert fold([START, SUBMIT, VOID]).ended_at == 250


def test_an_extension_is_added_to_whatever_ended_the_attempt_first() -> None:
    window = Window(0, 1_000)
    assert deadline(100, 300, window, 50) == 450
    assert deadline(900, 300, window, 50) == 1_050


@pytest.mark.parametrize(("now", "goes"), [(149, True), (150, False), (151, False)])
def test_who_is_given_time_goes_on_only_while_the_new_deadline_is_ahead(
    now: int, goes: bool
) -> None:
    assert goes_on(100, 50, now) is goes


@pytest.mark.parametrize(
    ("attempts", "reopens", "two"),
    [(0, False, False), (1, False, False), (10, False, False), (11, False, True), (0, True, True)],
)
def test_more_than_ten_at_once_and_a_closed_round_need_two(
    attempts: int, reopens: bool, two: bool
) -> None:
    assert needs_second(attempts, reopens=reopens) is two


@pytest.mark.parametrize(("late_ms", "minutes"), [(0, 1), (59_999, 1), (60_000, 2), (150_000, 3)])
def test_the_least_extension_is_the_first_that_is_enough(late_ms: int, minutes: int) -> None:
    assert least_minutes(1_000, 1_000 + late_ms) == minutes
    assert goes_on(1_000, minutes * 60_000, 1_000 + late_ms)
    assert not goes_on(1_000, (minutes - 1) * 60_000, 1_000 + late_ms)


@pytest.mark.parametrize(
    ("minutes", "reason"),
    [
        *product((0, -1, MOST_MINUTES + 1), ("Mất điện",)),
        *product((10,), ("", "  ", "ab", "a" * 501, "Mất\x00điện")),
    ],
)
def test_time_out_of_bounds_and_a_reason_that_says_nothing_are_refused(
    minutes: int, reason: str
) -> None:
    with pytest.raises(Refusal) as found:
        Wanted(minutes, reason, ONCE)
    assert found.value.reason is RequestReason.BAD_INPUT


def test_a_tap_on_a_voided_attempt_is_told_so_and_not_written() -> None:
    tap = Tap(1, 1, 1, 1, (0,), 200, 3_000)
    what, told = fate(tap, Facts(150, False, 900, 0, voided=True), None)
    assert what is Fate.NOTHING
    assert isinstance(told, Refusal)
    assert told.reason is AttemptReason.ATTEMPT_VOID
