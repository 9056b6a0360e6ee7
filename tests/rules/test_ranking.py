"""One packed key gives the printed order; ties share a place and are said aloud."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.rules.criteria import DEFAULT_CHAIN, Counting, Criterion, TieBreak, chain
from quiz.rules.marking import Marking, Partial
from quiz.rules.prediction import NEVER, Target
from quiz.rules.ranking import Facts, explain, lot, place_key, places, rank_key, replaces
from quiz.rules.round import Rules
from quiz.rules.scoring import Marks, Score
from tests.cast import MINUTE, OPENS, RULES, ranked

SCORE = Score(20, 5, 30, 600_000, OPENS + 10 * MINUTE)

scores = st.builds(
    Score,
    correct_count=st.integers(0, 100),
    hard_count=st.integers(0, 100),
    answered=st.integers(0, 100),
    duration_ms=st.integers(0, 240 * 60_000),
    ended_at=st.integers(0, 2**41),
)
lots = st.integers(0, 2**64 - 1)
chains = st.lists(st.sampled_from(DEFAULT_CHAIN[:3]), unique=True).flatmap(
    lambda first: st.sampled_from([(*first,), (*first, *chain(TieBreak.LOTS))])
)

BEST, FIRST, LAST = Counting.BEST, Counting.FIRST, Counting.LAST


def rules_with(*kinds: TieBreak) -> Rules:
    return replace(RULES, tie_breaks=chain(*kinds))


def as_tuple(score: Score, drawn: int, rules: Rules) -> tuple[int, ...]:
    values = {
        TieBreak.HARD_SCORE: -score.hard_count,
        TieBreak.DURATION: score.duration_ms,
        TieBreak.SUBMITTED_AT: score.ended_at,
        TieBreak.LOTS: drawn,
    }
    return (-score.correct_count, *(values[one.kind] for one in rules.tie_breaks))


@given(st.lists(st.tuples(scores, lots), min_size=2, max_size=20), chains)
def test_keys_sort_exactly_as_the_printed_chain(
    drawn: list[tuple[Score, int]], criteria: tuple[Criterion, ...]
) -> None:
    rules = replace(RULES, tie_breaks=criteria)
    for (first, one), (second, two) in pairwise(drawn):
        keys = ranked(first, rules, one), ranked(second, rules, two)
        tuples = as_tuple(first, one, rules), as_tuple(second, two, rules)
        assert (keys[0] < keys[1]) == (tuples[0] < tuples[1])
        assert (keys[0] == keys[1]) == (tuples[0] == tuples[1])


@pytest.mark.parametrize(
    ("kinds", "better", "worse"),
    [
        ((TieBreak.HARD_SCORE, TieBreak.DURATION), {"hard_count": 6, "duration_ms": 900_000}, {}),
        ((TieBreak.DURATION, TieBreak.HARD_SCORE), {}, {"hard_count": 6, "duration_ms": 600_001}),
        ((TieBreak.SUBMITTED_AT,), {}, {"ended_at": SCORE.ended_at + 1}),
    ],
)
def test_the_criteria_decide_in_the_order_that_the_rules_print(
    kinds: tuple[TieBreak, ...], better: dict[str, int], worse: dict[str, int]
) -> None:
    rules = rules_with(*kinds)
    above = ranked(replace(SCORE, **better), rules)
    below = ranked(replace(SCORE, **worse), rules)
    assert above < below


def test_one_more_right_answer_beats_every_tie_break() -> None:
    better = replace(SCORE, correct_count=21, hard_count=0, duration_ms=1_800_000)
    assert ranked(better, RULES, 2**64 - 1) < ranked(SCORE, RULES, 0)


def test_equal_people_share_a_place_and_the_next_place_is_left_out() -> None:
    rules = RULES
    first = replace(SCORE, correct_count=22)
    last = replace(SCORE, correct_count=10)
    keys = sorted(
        ranked(score, rules, drawn)
        for score, drawn in ((first, 9), (SCORE, 7), (SCORE, 3), (last, 1))
    )
    assert places(keys, rules) == [1, 2, 2, 4]


def test_a_later_page_goes_on_with_the_place_that_its_first_line_shares() -> None:
    rules = rules_with(TieBreak.LOTS)
    keys = [ranked(SCORE, rules, drawn) for drawn in range(3)]
    assert places(keys, rules, offset=2, first_place=1) == [1, 1, 1]
    assert places(keys, rules, offset=2) == [3, 3, 3]


def test_lots_order_the_seats_but_not_the_places() -> None:
    rules = RULES
    one, two = ranked(SCORE, rules, 1), ranked(SCORE, rules, 2)
    assert one < two
    assert place_key(one, rules) == place_key(two, rules)
    without = rules_with(TieBreak.DURATION)
    key = ranked(SCORE, without, 1)
    assert place_key(key, without) == key


def test_a_lot_follows_from_the_sealed_seed_and_the_attempt_alone() -> None:
    assert lot(b"seed", 1) == lot(b"seed", 1)
    assert len({lot(b"seed", attempt) for attempt in range(1000)}) == 1000
    assert lot(b"other", 1) != lot(b"seed", 1)


@pytest.mark.parametrize(
    ("worse", "sentence"),
    [
        ({"correct_count": 19}, "Hơn người kế tiếp ở tiêu chí 1: đúng 20 câu so với 19."),
        ({"hard_count": 4}, "Hơn người kế tiếp ở tiêu chí 2: đúng 5 câu khó so với 4."),
        (
            {"duration_ms": 605_001},
            "Hơn người kế tiếp ở tiêu chí 3: làm bài 10 phút 00,000 giây so với 10 phút 05,001 "
            "giây.",
        ),
        (
            {"ended_at": SCORE.ended_at + 61_000},
            "Hơn người kế tiếp ở tiêu chí 4: nộp bài 08:10:00,000 ngày 05/4/2021 so với "
            "08:11:01,000 ngày 05/4/2021.",
        ),
        ({}, "Đồng hạng với người kế tiếp; thứ tự xét chọn theo bốc thăm."),
    ],
)
def test_a_place_is_explained_by_the_first_criterion_that_separates(
    worse: dict[str, int], sentence: str
) -> None:
    rules = RULES
    below = replace(SCORE, **worse)
    assert explain(ranked(SCORE, rules), ranked(below, rules, 1), rules, {}) == sentence


def test_without_lots_people_who_are_equal_in_everything_are_said_to_be_equal() -> None:
    rules = rules_with(TieBreak.DURATION)
    above = ranked(SCORE, rules)
    assert explain(above, above, rules, {}) == "Đồng hạng với người kế tiếp."


PARTIAL = Marking(partial=Partial.FRACTIONS)


def why(better: Facts, worse: Facts, **change: object) -> str:
    rules = replace(RULES, **change)  # type: ignore[arg-type]
    return explain(rank_key(better, rules), rank_key(worse, rules), rules, {"bau-cu": "Bầu cử"})


def facts(points: int, *, hard: int = 0, topic: int = 0, off: int = 0, took: int = 0) -> Facts:
    score = Score(points // 100, hard // 100, 6, took, OPENS + took)
    return Facts(Marks(score, points, hard, {"bau-cu": topic}, OPENS), off=off)


def test_points_are_said_as_points_where_they_are_no_right_answers() -> None:
    by_topic = (Criterion(TieBreak.TOPIC_SCORE, "bau-cu"),)
    assert why(facts(250), facts(200), marking=PARTIAL) == (
        "Hơn người kế tiếp ở tiêu chí 1: 2,5 điểm so với 2."
    )
    assert why(facts(250, hard=50), facts(250), marking=PARTIAL) == (
        "Hơn người kế tiếp ở tiêu chí 2: 0,5 điểm câu khó so với 0."
    )
    more, less = facts(250, topic=150), facts(250, topic=100)
    assert why(more, less, marking=PARTIAL, tie_breaks=by_topic) == (
        "Hơn người kế tiếp ở tiêu chí 2: 1,5 điểm chuyên đề “Bầu cử” so với 1."
    )
    more, less = facts(300, topic=200), facts(300, topic=100)
    assert why(more, less, tie_breaks=by_topic) == (
        "Hơn người kế tiếp ở tiêu chí 2: đúng 2 câu chuyên đề “Bầu cử” so với 1."
    )


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (Target.PERCENT, "dự đoán lệch 1,50 điểm phần trăm so với lệch 2,10 điểm phần trăm"),
        (Target.ATTEMPTS, "dự đoán lệch 150 so với lệch 210"),
    ],
)
def test_how_far_a_prediction_was_off_is_said_in_its_own_unit(target: Target, said: str) -> None:
    chosen = {"prediction": target, "tie_breaks": chain(TieBreak.PREDICTION)}
    assert said in why(facts(300, off=150), facts(300, off=210), **chosen)
    assert "so với không dự đoán" in why(facts(300), facts(300, off=NEVER), **chosen)


def test_a_time_below_the_floor_is_said_to_count_as_the_floor() -> None:
    chosen = {"floor_seconds": 20, "tie_breaks": chain(TieBreak.DURATION)}
    assert why(facts(300, took=20_000), facts(300, took=200_000), **chosen) == (
        "Hơn người kế tiếp ở tiêu chí 2: làm bài 2 phút 00,000 giây so với 3 phút 20,000 giây (bài "
        "nhanh hơn mức tối thiểu tính bằng mức tối thiểu)."
    )


def test_of_several_attempts_the_best_the_first_or_the_last_counts() -> None:
    rules = rules_with(TieBreak.DURATION)
    best, first, last = (replace(rules, counting=counting) for counting in (BEST, FIRST, LAST))
    better, worse = "00", "01"
    assert replaces(better, worse, best)
    assert not replaces(worse, better, best)
    assert not replaces(better, worse, first)
    assert replaces(worse, better, last)


def test_of_two_equal_attempts_the_earlier_counts_whatever_lots_they_drew() -> None:
    rules = rules_with(TieBreak.DURATION, TieBreak.LOTS)
    earlier, later = (ranked(SCORE, rules, drawn) for drawn in (9, 1))
    assert later < earlier
    assert not replaces(later, earlier, rules)


def test_a_value_too_large_for_its_part_is_an_error_not_a_wrong_place() -> None:
    with pytest.raises(ValueError, match="hex digits"):
        ranked(replace(SCORE, duration_ms=2**32), RULES, 0)
