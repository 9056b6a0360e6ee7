"""Several rounds of one person: what they give together, in one key that sorts."""

import random
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.rules.combining import combine, combine_all, explain
from quiz.rules.criteria import Across, Criterion, TieBreak, chain
from quiz.rules.marking import Marking
from quiz.rules.prediction import NEVER, Target
from quiz.rules.printed import printed
from quiz.rules.ranking import Facts, place_key, places, points_of, rank_key
from quiz.rules.round import Rules
from quiz.rules.scoring import Marks, Score
from tests.cast import RULES, ranked

TITLES = {"bau-cu": "Bầu cử", "mot-cua": "Cơ chế một cửa"}
ADDED = replace(RULES, across=Across.SUM)
WIDE = replace(
    RULES,
    marking=Marking(hard=150),
    prediction=Target.ALL_CORRECT,
    tie_breaks=(
        Criterion(TieBreak.TOPIC_SCORE, "bau-cu"),
        *chain(
            TieBreak.PREDICTION,
            TieBreak.FEWER_ATTEMPTS,
            TieBreak.DURATION,
            TieBreak.STARTED_AT,
            TieBreak.EARLIER_ROUND,
            TieBreak.OLDEST,
            TieBreak.LOTS,
        ),
    ),
)


def key(
    correct: int, hard: int = 0, duration: int = 1_000, ended: int = 5_000, lot: int = 0
) -> str:
    return ranked(Score(correct, hard, 6, duration, ended), RULES, lot)


FACTS = st.builds(
    Facts,
    marks=st.builds(
        Marks,
        score=st.builds(
            Score,
            st.integers(0, 6),
            st.integers(0, 2),
            st.just(6),
            st.integers(0, 3),
            st.integers(4_000_000, 4_000_002),
        ),
        points=st.integers(0, 6).map(lambda one: 50 * one),
        hard_points=st.integers(0, 2),
        topic_points=st.fixed_dictionaries({"bau-cu": st.integers(0, 2)}),
        started_at=st.integers(0, 3),
    ),
    lot=st.integers(0, 2**64 - 1),
    off=st.sampled_from([0, 3, NEVER]),
    attempts=st.integers(1, 3),
    earlier=st.integers(0, 2),
    birth_year=st.sampled_from([None, 1960, 1990]),
)


@settings(max_examples=150)
@given(
    st.lists(FACTS, min_size=1, max_size=8), st.sampled_from(Across), st.sampled_from([RULES, WIDE])
)
def test_people_with_one_round_each_stand_as_in_the_round(
    people: list[Facts], across: Across, base: Rules
) -> None:
    rules = replace(base, across=across)
    keys = {number: rank_key(one, rules) for number, one in enumerate(people)}
    together = combine_all({number: [one] for number, one in keys.items()}, rules)
    in_order = sorted(keys, key=lambda number: (keys[number], number))
    assert list(together) == in_order
    round_places = places((keys[one] for one in in_order), rules)
    assert places((together[one].key for one in in_order), rules) == round_places
    assert all(together[one].points == points_of(keys[one], rules) for one in keys)


@settings(max_examples=150)
@given(
    st.lists(st.lists(FACTS, min_size=1, max_size=4), max_size=6),
    st.sampled_from(Across),
    st.randoms(),
)
def test_the_order_of_people_and_of_their_rounds_does_not_matter(
    people: list[list[Facts]], across: Across, chance: random.Random
) -> None:
    rules = replace(WIDE, across=across, best_rounds=2)
    keys = {number: [rank_key(one, rules) for one in each] for number, each in enumerate(people)}
    mixed = list(keys)
    chance.shuffle(mixed)
    shuffled = {one: chance.sample(keys[one], len(keys[one])) for one in mixed}
    expected = [(one, found.key) for one, found in combine_all(keys, rules).items()]
    assert [(one, found.key) for one, found in combine_all(shuffled, rules).items()] == expected


@settings(max_examples=150)
@given(st.lists(FACTS, min_size=1, max_size=6), st.integers(1, 4))
def test_the_best_rounds_are_those_that_no_other_choice_of_as_many_beats(
    rounds: list[Facts], best: int
) -> None:
    chosen = chain(TieBreak.HARD_SCORE, TieBreak.DURATION)
    rules = replace(RULES, across=Across.BEST_ROUNDS, best_rounds=best, tie_breaks=chosen)
    added = replace(rules, across=Across.SUM)
    keys = [rank_key(one, rules) for one in rounds]
    every = combinations(keys, min(best, len(keys)))
    assert combine(keys, rules).key == min(combine(one, added).key for one in every)


def test_points_are_added_then_what_the_chain_counts() -> None:
    both = combine([key(5, 1, 2_000, 9_000), key(6, 2, 1_500, 7_000)], ADDED)
    assert (both.points, both.taken) == (1_100, (1, 0))
    other = combine([key(5, 2, 2_000, 9_000), key(6, 1, 1_600, 7_000)], ADDED)
    assert both.key < other.key
    assert explain(both.key, other.key, ADDED, TITLES) == (
        "Hơn người kế tiếp ở tiêu chí 3: làm bài 0 phút 03,500 giây so với 0 phút 03,600 giây."
    )


def test_the_moment_is_that_of_the_latest_round() -> None:
    early = combine([key(5, ended=9_000), key(5, ended=1_000)], ADDED)
    late = combine([key(5, ended=9_001), key(5, ended=500)], ADDED)
    assert early.key < late.key
    assert "tiêu chí 4: nộp bài" in explain(early.key, late.key, ADDED, TITLES)


def test_more_points_stand_above_whatever_else_and_are_said() -> None:
    more = combine([key(3), key(4, duration=900_000)], ADDED)
    fewer = combine([key(6, 2)], ADDED)
    assert more.key < fewer.key
    assert explain(more.key, fewer.key, ADDED, TITLES) == (
        "Hơn người kế tiếp ở tiêu chí 1: đúng 7 câu so với 6."
    )


def test_lots_part_nobodys_place() -> None:
    first, second = combine([key(5, lot=1)], ADDED), combine([key(5, lot=2)], ADDED)
    assert place_key(first.key, ADDED) == place_key(second.key, ADDED)
    assert "Đồng hạng" in explain(first.key, second.key, ADDED, TITLES)


def test_nobody_stands_without_a_round() -> None:
    with pytest.raises(ValueError, match="round"):
        combine([], ADDED)


@pytest.mark.parametrize(
    ("across", "said"),
    [
        (Across.BEST, "theo vòng có kết quả cao nhất"),
        (Across.SUM, "tổng điểm của các vòng thi"),
        (Across.BEST_ROUNDS, "tổng điểm của 3 vòng thi có kết quả cao nhất"),
    ],
)
def test_the_printed_rules_say_what_rounds_give_together(across: Across, said: str) -> None:
    text = " ".join(printed(replace(RULES, across=across, best_rounds=3), TITLES))
    assert said in text
    assert ("thời gian làm bài được cộng" in text) == (across is not Across.BEST)
