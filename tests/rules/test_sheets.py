"""Many attempts folded in one pass are what each folded alone is."""

from hypothesis import given
from hypothesis import strategies as st

from question_bank.draw import draw
from quiz.rules.correcting import Correction, Remedy
from quiz.rules.entries import Entry, Kind
from quiz.rules.marking import Marking, Partial
from quiz.rules.paper import Sheet, fold
from quiz.rules.scoring import mark
from quiz.rules.sheets import KINDS, Line, Marker, standing
from quiz.store.ledger import read_choice, say_choice
from tests.cast import RULES, small_bank

BANK = small_bank()
PAPER = draw(BANK, RULES.blueprint, b"An")
EVERY = (*KINDS, Kind.LATE, Kind.STALE, Kind.TAKE_OVER)

choices = st.lists(st.integers(0, 3), unique=True, max_size=3).map(lambda one: tuple(sorted(one)))
entries = st.lists(
    st.builds(
        Entry,
        st.sampled_from(EVERY),
        st.just(1),
        st.integers(1, 3),
        st.none(),
        st.integers(1, 6),
        choices,
    ),
    max_size=30,
)


def read(written: str) -> tuple[int, ...]:
    return read_choice(written) or ()


@given(entries)
def test_many_attempts_in_one_pass_leave_the_answers_that_each_leaves_alone(
    told: list[Entry],
) -> None:
    found = standing(
        [
            (one.kind.value, one.attempt or 0, one.question, say_choice(one.choice or ()))
            for one in told
            if one.kind in KINDS
        ],
        read,
    )
    for attempt in (1, 2, 3):
        alone = fold(one for one in told if one.attempt == attempt)
        assert found.get(attempt, {}) == alone.answers


def test_an_attempt_that_was_voided_and_let_in_again_goes_on_when_it_is_given_time() -> None:
    """Found by hand: no draw had let anything in again."""
    ends = (Kind.VOID, Kind.UNVOID, Kind.EXTEND)
    lines: list[Line] = [(kind.value, 1, None, None) for kind in ends]
    lines += [(Kind.ANSWER.value, 1, 1, "2"), (Kind.SUBMIT.value, 1, None, None)]
    assert standing(lines, read) == {1: {1: (2,)}}


@given(
    st.dictionaries(st.integers(1, 6), choices),
    st.sampled_from(Partial),
    st.dictionaries(
        st.sampled_from([item.question_id for item in PAPER.items]),
        st.one_of(
            st.sampled_from([Correction(Remedy.CREDIT_ALL), Correction(Remedy.VOID)]),
            st.just(Correction(Remedy.NEW_KEY, frozenset({2}))),
            st.just(Correction(Remedy.EITHER_KEY, frozenset({0, 2}))),
        ),
    ),
)
def test_an_attempt_has_the_points_that_it_was_marked_with(
    answers: dict[int, tuple[int, ...]], partial: Partial, corrections: dict[str, Correction]
) -> None:
    rules = RULES.__class__(RULES.blueprint, marking=Marking(50, 100, 200, partial))
    sheet = Sheet(answers, 0, 1)
    marks = mark(sheet, PAPER, BANK, rules, corrections)
    marker = Marker(BANK, rules, corrections)
    for _ in range(2):  # the second time from memory
        sat = marker.sat(PAPER.items, answers)
        assert sum(points for points, _ in sat.answers.values()) == marks.points
    void = {name for name, one in corrections.items() if one.remedy is Remedy.VOID}
    assert sat.answers.keys() == {item.question_id for item in PAPER.items} - void
