"""What becomes of a tap: which session it comes from, against what has happened to the attempt."""

import pytest

from quiz.rules.entries import Kind
from quiz.rules.reasons import AttemptReason
from quiz.rules.refusal import Refusal
from quiz.rules.tapping import Facts, Fate, Past, Saved, Tap, fate

DEADLINE = 10_000
GRACE = 3_000
NEW = Past(None, 0, None, None, 0)


def tap(holder: str, arrived: int = 5_000, seq: int = 7) -> Tap:
    return Tap(1, 1, seq, 2, (0,), arrived, GRACE, holder)


def facts(holder: str, ended_at: int | None = None) -> Facts:
    return Facts(ended_at, ended_at is not None, DEADLINE, 9, holder=holder)


def outcome(what: tuple[Fate, Saved | Refusal]) -> tuple[Fate, str]:
    told = what[1]
    return what[0], told.reason.code if isinstance(told, Refusal) else told.state


@pytest.mark.parametrize(
    ("sits", "sends", "told"),
    [
        ("one", "one", (Fate.SAVE, "saved")),
        ("", "one", (Fate.SAVE, "saved")),
        ("", "", (Fate.SAVE, "saved")),
        ("one", "two", (Fate.NOTHING, "elsewhere")),
        ("one", "", (Fate.NOTHING, "elsewhere")),
    ],
)
def test_only_the_session_that_sits_an_attempt_saves(
    sits: str, sends: str, told: tuple[Fate, str]
) -> None:
    assert outcome(fate(tap(sends), facts(sits), NEW)) == told


def test_what_was_saved_before_another_device_took_over_is_told_the_same_again() -> None:
    saved = Past(Kind.ANSWER, 4_000, 2, (0,), 7)
    assert fate(tap("one"), facts("two"), saved) == (
        Fate.NOTHING,
        Saved("saved", 7, 4_000, DEADLINE),
    )


def test_after_the_end_every_device_is_told_of_the_end() -> None:
    for sender in ("one", "two"):
        over = outcome(fate(tap(sender), facts("one", ended_at=4_000), NEW))
        late = outcome(fate(tap(sender, DEADLINE + GRACE + 1), facts("one"), NEW))
        assert over == (Fate.NOTHING, AttemptReason.ATTEMPT_OVER.code)
        assert late == (Fate.LATE, AttemptReason.TIME_OVER.code)


def test_another_device_s_older_tap_is_not_even_noted_as_stale() -> None:
    newer = Past(None, 0, None, None, 9)
    assert outcome(fate(tap("one"), facts("two"), newer)) == (Fate.NOTHING, "elsewhere")
    assert outcome(fate(tap("two"), facts("two"), newer)) == (Fate.STALE, "stale")
