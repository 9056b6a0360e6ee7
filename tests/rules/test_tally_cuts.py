"""A place by the cuts of a chain is the place by counting everybody."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.rules.criteria import DEFAULT_CHAIN, Criterion
from quiz.rules.ranking import cuts, place_key
from quiz.rules.round import Rules
from quiz.rules.scoring import Score
from tests.cast import MINUTE, OPENS, RULES, ranked

HARD, DURATION, SUBMITTED, LOTS = DEFAULT_CHAIN

close_scores = st.builds(
    Score,
    correct_count=st.integers(28, 30),
    hard_count=st.integers(8, 10),
    answered=st.just(30),
    duration_ms=st.integers(0, 30 * MINUTE) | st.integers(300_000, 300_600),
    ended_at=st.integers(OPENS, OPENS + 1_000) | st.integers(OPENS, OPENS + 60 * MINUTE),
)
keys_drawn = st.lists(st.tuples(close_scores, st.integers(0, 2**64 - 1)), min_size=1, max_size=40)
chains = st.permutations(DEFAULT_CHAIN[:3]).flatmap(
    lambda order: st.integers(0, 3).flatmap(
        lambda many: st.sampled_from([(*order[:many],), (*order[:many], LOTS)])
    )
)


def by_cuts(mine: str, keys: list[str], rules: Rules) -> int:
    """As quiz.store.tally sums it: the branches before mine at each cut, then the last one."""
    shared = place_key(mine, rules)
    used = [cut for cut in cuts(rules) if cut <= len(shared)]
    before = 0
    for above, cut in zip([0, *used], used, strict=False):
        branches = {key[:cut] for key in keys if key[:above] == shared[:above]}
        for branch in branches:
            if branch < shared[:cut]:
                before += sum(key[:cut] == branch for key in keys)
    return before + sum(shared[: used[-1]] <= key < shared for key in keys) + 1


@given(keys_drawn, chains)
def test_a_place_by_the_cuts_is_the_place_by_counting(
    drawn: list[tuple[Score, int]], chain: tuple[Criterion, ...]
) -> None:
    rules = replace(RULES, tie_breaks=chain)
    keys = [ranked(score, rules, lot) for score, lot in drawn]
    for key in keys:
        counted = sum(other < place_key(key, rules) for other in keys) + 1
        assert by_cuts(key, keys, rules) == counted


@pytest.mark.parametrize(
    ("chain", "expected"),
    [
        (DEFAULT_CHAIN, (4, 8, 10)),
        ((DURATION, HARD), (2, 6, 8)),
        ((HARD, SUBMITTED, DURATION), (4, 10, 12, 14)),
        ((LOTS,), (2, 4, 5)),
        ((HARD,), (4,)),
        ((), (2,)),
    ],
)
def test_the_cuts_stand_behind_the_scores_and_inside_the_first_part_that_spreads_people(
    chain: tuple[Criterion, ...], expected: tuple[int, ...]
) -> None:
    assert cuts(replace(RULES, tie_breaks=chain)) == expected


@given(chains)
def test_cuts_rise_and_stay_inside_the_key(chain: tuple[Criterion, ...]) -> None:
    rules = replace(RULES, tie_breaks=chain)
    found = cuts(rules)
    whole = ranked(Score(1, 1, 1, 1, 1), rules, 1)
    assert list(found) == sorted(set(found))
    assert found[0] > 0
    assert found[-1] <= len(whole)
