"""Item statistics: by hand on a small paper, and the same in any order."""

import math
import random
import statistics as standard
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.rules.statistics import Sat, ScoreStatistics, statistics_of

RIGHT, WRONG = (1.0, (0,)), (0.0, (1,))


def sat(*right: bool) -> Sat:
    """An attempt at questions q1, q2, …: A is right, B is not."""
    return Sat({f"q{n}": RIGHT if one else WRONG for n, one in enumerate(right, 1)})


# Four people, three questions; totals 3, 2, 1, 0.
STAIRS = [sat(True, True, True), sat(True, True, False), sat(True, False, False),
          sat(False, False, False)]  # fmt: skip

papers = st.lists(
    st.lists(st.booleans(), min_size=4, max_size=4).map(lambda right: sat(*right)),
    min_size=2,
    max_size=12,
)


def test_scores_of_a_small_paper_are_those_computed_by_hand() -> None:
    scores = statistics_of(STAIRS).scores
    assert (scores.attempts, scores.mean, scores.median) == (4, 1.5, 1.5)
    assert scores.deviation == pytest.approx(math.sqrt(5 / 3))
    assert scores.skewness == pytest.approx(0)
    assert scores.kurtosis == pytest.approx(-1.2)
    # 3 / 2 × (1 - (1/4 + 1/3 + 1/4) / (5/3))
    assert scores.alpha == pytest.approx(0.75)
    assert scores.error_ratio == pytest.approx(0.5)
    assert scores.standard_error == pytest.approx(math.sqrt(5 / 3) / 2)


def test_a_question_of_a_small_paper_has_the_figures_computed_by_hand() -> None:
    item = statistics_of(STAIRS).items[1]
    assert (item.question, item.attempts, item.facility) == ("q2", 4, 0.5)
    assert item.deviation == pytest.approx(math.sqrt(1 / 3))
    assert item.discrimination == pytest.approx(1)  # all of the best 27 %, none of the weakest
    # marks 1 1 0 0 beside the rest 2 1 1 0: covariance 1/3, variances 1/3 and 2/3
    assert item.point_biserial == pytest.approx(1 / math.sqrt(2))
    assert item.efficiency == pytest.approx(1)
    # q1 and q3 alone: 2 × (1 - (1/4 + 1/4) / (2/3))
    assert item.alpha_if_dropped == pytest.approx(0.5)
    assert [(use.option, use.count, use.mean_score) for use in item.options] == [
        (0, 2, 2.5),
        (1, 2, 0.5),
    ]


@given(papers, st.randoms(use_true_random=False))
def test_the_order_of_the_attempts_changes_nothing(paper: list[Sat], dice: random.Random) -> None:
    mixed = paper[:]
    dice.shuffle(mixed)
    one, other = statistics_of(paper), statistics_of(mixed)
    assert one.scores.mean == other.scores.mean
    assert one.scores.alpha == pytest.approx(other.scores.alpha)
    for item, again in zip(one.items, other.items, strict=True):
        assert item.discrimination == pytest.approx(again.discrimination)
        assert item.point_biserial == pytest.approx(again.point_biserial)


questions = st.sampled_from([f"q{n}" for n in range(8)])
cells = st.tuples(st.sampled_from([0, 33, 50, 100]), st.sampled_from([(), (0,), (1,), (0, 1)]))
random_papers = st.lists(
    st.dictionaries(questions, cells, min_size=1, max_size=4).map(Sat), min_size=1, max_size=12
)


@given(random_papers, st.randoms(use_true_random=False))
def test_the_order_of_people_with_different_papers_changes_nothing(
    attempts: list[Sat], dice: random.Random
) -> None:
    mixed = [Sat(dict(dice.sample(sorted(one.answers.items()), len(one.answers))))
             for one in dice.sample(attempts, len(attempts))]  # fmt: skip
    one, other = statistics_of(attempts), statistics_of(mixed)
    for field in fields(ScoreStatistics):
        same(getattr(one.scores, field.name), getattr(other.scores, field.name))
    again = {item.question: item for item in other.items}
    assert len(again) == len(one.items)
    for item in one.items:
        for figure in ("facility", "deviation", "discrimination", "point_biserial", "efficiency"):
            same(getattr(item, figure), getattr(again[item.question], figure))
        assert [(use.option, use.count) for use in item.options] == [
            (use.option, use.count) for use in again[item.question].options
        ]


def same(one: float | None, other: float | None) -> None:
    assert one == other if one is None or other is None else one == pytest.approx(other, abs=1e-6)


@given(papers)
def test_figures_agree_with_the_standard_library(paper: list[Sat]) -> None:
    found = statistics_of(paper)
    totals = [sum(mark for mark, _ in one.answers.values()) for one in paper]
    assert found.scores.median == standard.median(totals)
    assert found.scores.deviation == pytest.approx(standard.stdev(totals))
    for item in found.items:
        marks = [one.answers[item.question][0] for one in paper]
        rest = [total - mark for total, mark in zip(totals, marks, strict=True)]
        if item.point_biserial is None:
            assert len(set(marks)) == 1 or len(set(rest)) == 1
        else:
            assert item.point_biserial == pytest.approx(standard.correlation(marks, rest))
            assert item.efficiency is None or item.efficiency <= 1 + 1e-9


def test_papers_with_different_questions_have_no_alpha() -> None:
    found = statistics_of([*STAIRS, Sat({"q1": RIGHT, "q9": WRONG})])
    assert found.scores.alpha is None
    assert {item.question: item.attempts for item in found.items} == {
        "q1": 5, "q2": 4, "q3": 4, "q9": 1,
    }  # fmt: skip


def test_skewness_and_kurtosis_of_a_lopsided_paper_are_those_computed_by_hand() -> None:
    # totals 0 0 0 4: mean 1, squares 1 1 1 9; m2 = 3, m3 = 6, m4 = 21; k2 = 4
    nobody, one = Sat({f"q{n}": WRONG for n in range(4)}), Sat({f"q{n}": RIGHT for n in range(4)})
    scores = statistics_of([nobody, nobody, nobody, one]).scores
    assert (scores.mean, scores.median, scores.deviation) == (1, 0, 2)
    # k3 = 16 / (3 × 2) × 6 = 16, and 16 / 4^1.5
    assert scores.skewness == pytest.approx(2)
    # k4 = 16 / (3 × 2 × 1) × (5 × 21 - 3 × 3 × 9) = 64, and 64 / 4²
    assert scores.kurtosis == pytest.approx(4)


# Random papers: An and Bình had q1 and q2, Chi and Dũng q1 and q3.
# totals An 2, Bình 1, Chi 1, Dũng 0
RANDOM = [
    Sat({"q1": RIGHT, "q2": RIGHT}),
    Sat({"q1": WRONG, "q2": RIGHT}),
    Sat({"q1": RIGHT, "q3": WRONG}),
    Sat({"q1": WRONG, "q3": WRONG}),
]


def test_questions_of_random_papers_are_judged_by_those_who_had_them() -> None:
    found = statistics_of(RANDOM)
    assert found.scores.alpha is found.scores.error_ratio is found.scores.standard_error is None
    one, two, three = found.items
    assert [item.attempts for item in found.items] == [4, 2, 2]
    assert [item.facility for item in found.items] == [0.5, 1, 0]
    # q1: marks 1 0 1 0 beside the rest 1 1 0 0: covariance 0
    assert one.point_biserial == pytest.approx(0)
    assert one.efficiency == pytest.approx(0)
    # 27 % of four are the whole of An and 0.08 of the two with one point; so at the other end
    assert one.discrimination == pytest.approx((1 + 0.04) / 1.08 - 0.04 / 1.08)
    assert two.point_biserial is two.efficiency is None  # everybody who had it was right
    assert three.discrimination == pytest.approx(0)


def test_marks_in_part_and_points_by_level_are_shares_of_what_a_question_is_worth() -> None:
    # q1 is worth 100 and given in part, q2 200: totals 250, 300, 100, 0
    attempts = [
        Sat({"q1": (50, (0,)), "q2": (200, (0,))}),
        Sat({"q1": (100, (0, 1)), "q2": (200, (0,))}),
        Sat({"q1": (100, (0, 1)), "q2": (0, (1,))}),
        Sat({"q1": (0, (2,)), "q2": (0, (1,))}),
    ]
    found = statistics_of(attempts, {"q1": 100, "q2": 200})
    one, two = found.items
    assert (one.facility, two.facility) == (0.625, 0.5)
    # deviations from 62.5: -12.5, 37.5, 37.5, -62.5; squares 156.25, 1406.25, 1406.25, 3906.25
    assert one.deviation == pytest.approx(math.sqrt(6875 / 3) / 100)
    assert two.deviation == pytest.approx(math.sqrt(40000 / 3) / 200)
    # beside q2: 200 200 0 0: covariance (-1250 + 3750 - 3750 + 6250) / 3, variance 40000 / 3
    assert one.point_biserial == pytest.approx(5000 / math.sqrt(6875 * 40000))
    assert one.efficiency == pytest.approx(5000 / 15000)  # 0 50 100 100 with 0 0 200 200
    assert found.scores.mean == 162.5
    # 2 × (1 - (6875 / 3 + 40000 / 3) / variance of 250 300 100 0)
    assert found.scores.alpha == pytest.approx(2 * (1 - 46875 / 56875))


@pytest.mark.parametrize("questions", range(2, 12))
@pytest.mark.parametrize("people", range(2, 12))
def test_questions_that_all_tell_the_same_leave_no_error(questions: int, people: int) -> None:
    attempts = [sat(*[place == 0] * questions) for place in range(people)]
    scores = statistics_of(attempts).scores
    assert scores.alpha == pytest.approx(1)
    assert scores.error_ratio == pytest.approx(0, abs=1e-7)


def test_nobody_has_no_statistics() -> None:
    with pytest.raises(ValueError, match="no attempts"):
        statistics_of([])
