"""Entries fold into the answers that stand."""

from hypothesis import given
from hypothesis import strategies as st

from quiz.rules.entries import Entry, Kind
from quiz.rules.paper import fold

START = Entry(Kind.START, 100, 1)


def answer(seq: int, question: int, *choice: int, at: int = 200, kind: Kind = Kind.ANSWER) -> Entry:
    """One tap's entry."""
    return Entry(kind, at, 1, seq, question, tuple(choice))


def test_the_last_answer_in_the_ledger_stands() -> None:
    sheet = fold([START, answer(1, 1, 0), answer(2, 2, 3), answer(3, 1, 2)])
    assert sheet.answers == {1: (2,), 2: (3,)}
    assert (sheet.started_at, sheet.ended_at, sheet.next_seq) == (100, None, 4)


def test_late_and_stale_entries_change_no_answer_but_use_up_their_seq() -> None:
    sheet = fold(
        [
            START,
            answer(5, 1, 0),
            answer(4, 1, 1, kind=Kind.STALE),
            answer(9, 1, 2, kind=Kind.LATE),
        ]
    )
    assert sheet.answers == {1: (0,)}
    assert sheet.next_seq == 10


def test_an_answer_taken_back_is_not_counted_as_answered() -> None:
    sheet = fold([START, answer(1, 1, 0), answer(2, 1)])
    assert (sheet.answers, sheet.answered) == ({1: ()}, 0)


def test_nothing_after_the_end_changes_anything() -> None:
    ended = [START, answer(1, 1, 0), Entry(Kind.SUBMIT, 300, 1)]
    later = [*ended, answer(2, 1, 3), Entry(Kind.EXPIRE, 900, 1)]
    assert (fold(later).answers, fold(later).ended_at, fold(later).submitted) == (
        {1: (0,)},
        300,
        True,
    )


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 3)), max_size=40))
def test_the_fold_equals_the_last_answer_to_each_question(taps: list[tuple[int, int]]) -> None:
    entries = [answer(seq, question, choice) for seq, (question, choice) in enumerate(taps, 1)]
    assert fold([START, *entries]).answers == {question: (choice,) for question, choice in taps}
