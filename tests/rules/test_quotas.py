"""The team is the best in rank order among all that keep the quotas."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quiz.rules.quotas import NoTeam, PassedOver, Quotas, Runner, best_team

TRAITS = ("woman", "under 35", "justice")
WOMAN = frozenset({"woman"})

runners = st.builds(Runner, st.integers(0, 3), st.frozensets(st.sampled_from(TRAITS)))
rankings = st.lists(runners, max_size=8)
minimums = st.lists(st.integers(0, 3), max_size=3).map(
    lambda counts: tuple(zip(TRAITS, counts, strict=False))
)
quotas = st.builds(Quotas, st.integers(1, 4), st.none() | st.integers(1, 3), minimums)


def keeps(team: Sequence[int], ranking: Sequence[Runner], wanted: Quotas) -> bool:
    """Whether the team keeps the quotas, said in another way."""
    units = Counter(ranking[index].unit for index in team)
    most = wanted.most_of_a_unit
    return (most is None or all(count <= most for count in units.values())) and all(
        sum(trait in ranking[index].traits for index in team) >= count
        for trait, count in wanted.least
    )


def teams(ranking: Sequence[Runner], wanted: Quotas) -> Iterator[tuple[int, ...]]:
    """Every team that keeps the quotas, the best first."""
    for team in combinations(range(len(ranking)), wanted.seats):
        if keeps(team, ranking, wanted):
            yield team


def greedy(ranking: Sequence[Runner], wanted: Quotas) -> tuple[int, ...]:
    """The broken way: seats go down the ranking, the last ones to whoever is still lacking."""
    team: list[int] = []
    for index in range(len(ranking)):
        lacking = sum(
            max(0, count - sum(trait in ranking[one].traits for one in team))
            for trait, count in wanted.least
        )
        helps = any(trait in ranking[index].traits for trait, _ in wanted.least)
        if len(team) < wanted.seats and (helps or wanted.seats - len(team) > lacking):
            team.append(index)
    return tuple(team)


@given(rankings, quotas)
def test_the_team_is_the_first_of_all_teams_that_keep_the_quotas(
    ranking: list[Runner], wanted: Quotas
) -> None:
    best = next(teams(ranking, wanted), None)
    if best is None:
        with pytest.raises(NoTeam):
            best_team(ranking, wanted)
    else:
        assert best_team(ranking, wanted).members == best


@given(rankings, quotas)
def test_somebody_is_passed_over_for_the_quotas_without_which_they_would_be_in(
    ranking: list[Runner], wanted: Quotas
) -> None:
    assume(next(teams(ranking, wanted), None))
    team = best_team(ranking, wanted)
    for passed in team.passed_over:
        taken = [member for member in team.members if member < passed.index]

        def lets_in(given_up: Quotas, index: int = passed.index, so_far: list[int] = taken) -> bool:
            return any(
                [one for one in other if one <= index] == [*so_far, index]
                for other in teams(ranking, given_up)
            )

        causes = []
        if wanted.most_of_a_unit is not None and lets_in(replace(wanted, most_of_a_unit=None)):
            causes.append("")
        for trait, count in wanted.least:
            others = tuple((name, 0 if name == trait else least) for name, least in wanted.least)
            if count and lets_in(replace(wanted, least=others)):
                causes.append(trait)
        assert passed.causes == tuple(causes)


@given(rankings.filter(bool), quotas)
def test_quotas_that_nobody_can_keep_come_back_with_the_smallest_change(
    ranking: list[Runner], wanted: Quotas
) -> None:
    assume(next(teams(ranking, wanted), None) is None)
    with pytest.raises(NoTeam) as refused:
        best_team(ranking, wanted)
    remedy = refused.value.remedy
    assert remedy is not None
    assert next(teams(ranking, remedy), None)
    seats = min(wanted.seats, len(ranking))
    assert remedy.seats == seats
    steps = _steps(replace(wanted, seats=seats), remedy)
    mosts = [None] if wanted.most_of_a_unit is None else range(wanted.most_of_a_unit, seats + 1)
    traits = [trait for trait, _ in wanted.least]
    for counts in product(*(range(need + 1) for need in wanted.needs)):
        for most in mosts:
            other = Quotas(seats, most, tuple(zip(traits, counts, strict=True)))
            if _steps(replace(wanted, seats=seats), other) < steps:
                assert next(teams(ranking, other), None) is None


def _steps(wanted: Quotas, changed: Quotas) -> int:
    """By how many people the quotas differ."""
    fewer = sum(wanted.needs) - sum(changed.needs)
    return fewer + (changed.most_of_a_unit or 0) - (wanted.most_of_a_unit or 0)


def test_a_woman_ranked_fourth_is_in_where_one_is_asked_for() -> None:
    ranking = [Runner(1), Runner(2), Runner(3), Runner(4, WOMAN)]
    team = best_team(ranking, Quotas(3, None, (("woman", 1),)))
    assert team.members == (0, 1, 3)
    assert team.passed_over == (PassedOver(2, ("woman",)),)


def test_seats_are_not_given_to_people_who_help_one_quota_where_one_person_helps_both() -> None:
    both = frozenset({"woman", "under 35"})
    ranking = [Runner(1), Runner(2), Runner(3, WOMAN), Runner(4, frozenset({"under 35"})),
               Runner(5, both)]  # fmt: skip
    wanted = Quotas(3, None, (("woman", 1), ("under 35", 1)))
    assert best_team(ranking, wanted).members == (0, 1, 4)
    assert greedy(ranking, wanted) != (0, 1, 4)  # the broken build that this must catch


def test_no_people_at_all_have_no_remedy() -> None:
    with pytest.raises(NoTeam) as refused:
        best_team([], Quotas(3))
    assert refused.value.remedy is None
