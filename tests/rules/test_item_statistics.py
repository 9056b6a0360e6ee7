"""Item statistics: by hand on a small paper, and the same in any order."""

import math
import random
import statistics as standard

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.rules.statistics import Sat, statistics_of, suspicious

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


def test_a_wrong_key_is_found_by_what_the_best_chose() -> None:
    strong = {f"q{n}": RIGHT for n in range(2, 10)}
    weak = {f"q{n}": WRONG for n in range(2, 10)}
    attempts = [Sat({"q1": (0.0, (2,)), **strong})] * 5 + [Sat({"q1": (1.0, (0,)), **weak})] * 5
    keys = {f"q{n}": (0,) for n in range(1, 10)}
    assert suspicious(statistics_of(attempts), keys) == (("q1", 2, 7.0),)
    assert suspicious(statistics_of(attempts), keys | {"q1": (2,)}) == ()


def test_nobody_has_no_statistics() -> None:
    with pytest.raises(ValueError, match="no attempts"):
        statistics_of([])
