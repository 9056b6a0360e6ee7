"""The proposed team is the best of all, told by two others: everything tried in small, and an
integer program solved by a solver that is not ours in large."""

import random
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import highspy
import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from quiz.rules import selection
from quiz.rules.quotas import Quotas, Runner, Team
from quiz.rules.refusal import Refusal
from quiz.rules.selection import Named, Seat, propose
from quiz.rules.team import RoleQuota, TeamRules
from quiz.rules.terms import Candidate, Terms

ROLES = ("Tư pháp", "Văn thư")
YEAR = 2021

drawn = st.tuples(
    st.integers(0, 3),
    st.sampled_from(["", "female", "male"]),
    st.sampled_from([None, 1970, 1986, 1987, 2000]),
    st.sampled_from(["", *ROLES]),
    st.integers(0, 2),
)
Drawn = tuple[int, str, int | None, str, int]
"""Unit, gender, year of birth, role, points."""


def ranked(people: list[Drawn]) -> list[Candidate]:
    """These people as a board, those with more points first."""
    people = sorted(people, key=lambda one: -one[-1])
    return [
        Candidate(
            number, f"Người {number}", number, 100 * points, unit, f"Xã {unit}", who, born, job
        )
        for number, (unit, who, born, job, points) in enumerate(people, 1)
    ]


boards = st.lists(drawn, max_size=8).map(ranked)
rules = st.builds(
    TeamRules,
    least_points=st.sampled_from([0, 0, 100, 200]),
    most_of_a_unit=st.none() | st.integers(1, 3),
    women=st.integers(0, 2),
    young=st.integers(0, 2),
    roles=st.lists(
        st.builds(RoleQuota, st.sampled_from(ROLES), st.integers(1, 2)),
        max_size=2,
        unique_by=lambda one: one.role,
    ).map(tuple),
)
terms_drawn = st.builds(Terms, st.integers(1, 4), st.integers(0, 2), rules, st.just(YEAR))


def teams(board: Sequence[Candidate], terms: Terms) -> Iterator[tuple[Candidate, ...]]:
    """Every team that keeps the quotas, the best first."""
    for team in combinations(board, terms.seats):
        if not terms.broken(team):
            yield team


def fitting(board: Sequence[Candidate], team: Sequence[Candidate], terms: Terms) -> list[Candidate]:
    """Who could take the seat of some member with the quotas kept, the best first."""
    return [
        one
        for one in board
        if one not in team and any(not terms.broken([*(set(team) - {out}), one]) for out in team)
    ]


@settings(max_examples=3_000)
@given(boards, terms_drawn, st.sets(st.integers(1, 8), max_size=2))
@example([], Terms(1, 0), set())
def test_the_team_is_the_first_of_all_that_keep_the_terms_without_the_excused(
    board: list[Candidate], terms: Terms, excused: set[int]
) -> None:
    left = [one for one in board if one.person_id not in excused]
    best = next(teams(left, terms), None)
    reasons = dict.fromkeys(excused, "Xin rút")
    if best is None:
        with pytest.raises(Refusal):
            propose(board, terms, reasons)
        return
    proposal = propose(board, terms, reasons)
    assert proposal.members == best
    assert proposal.eased == ()
    team = set(best)
    bench = fitting(left, best, terms)
    reserves = [one.candidate for one in proposal.chosen[terms.seats :]]
    assert reserves == bench[: terms.reserves]
    told = {one.candidate for one in proposal.passed_over}
    assert told >= {one for one in left[: left.index(best[-1])] if one not in team}
    assert not told & team


@given(boards, terms_drawn, st.integers(1, 8))
def test_the_team_is_the_first_of_those_with_the_named_person_where_one_keeps_the_terms(
    board: list[Candidate], terms: Terms, named: int
) -> None:
    every = list(teams(board, terms))
    if not every:
        return
    with_them = [team for team in every if any(one.person_id == named for one in team)]
    kept = {named: Named(99, Seat.MEMBER)}
    assert propose(board, terms, {}, named=kept).members == (with_them or every)[0]


@given(boards, terms_drawn, st.sets(st.integers(1, 8), max_size=2))
def test_reserves_are_the_named_who_fit_and_then_the_first_of_the_others(
    board: list[Candidate], terms: Terms, named: set[int]
) -> None:
    best = next(teams(board, terms), None)
    if best is None:
        return
    kept = {one: Named(99, Seat.RESERVE) for one in named}
    proposal = propose(board, terms, {}, named=kept)
    assert proposal.members == best
    bench = fitting(board, best, terms)
    wished = [one for one in bench if one.person_id in named]
    others = [one for one in bench if one.person_id not in named]
    event(f"named past another: {bool(wished and others and wished[0] != bench[0])}")
    expected = (wished + others)[: terms.reserves]
    reserves = [one.candidate for one in proposal.chosen[terms.seats :]]
    assert reserves == [one for one in board if one in expected]


@given(boards.filter(bool), terms_drawn)
def test_an_eased_team_keeps_what_it_says_that_it_keeps(
    board: list[Candidate], terms: Terms
) -> None:
    if len(board) < terms.seats:
        return
    proposal = propose(board, terms, {}, ease=True)
    assert len(proposal.members) == terms.seats
    assert bool(terms.broken(proposal.members)) <= bool(proposal.eased)
    if proposal.eased:
        assert next(teams(board, terms), None) is None


def solved(board: Sequence[Candidate], terms: Terms) -> set[int] | None:
    """The same by an integer program. A lexicographic order has no linear weights that a solver can
    hold, so it is solved seat by seat: the least index that the next member can have, then it is
    fixed."""
    fixed: list[int] = []
    start = 0
    while len(fixed) < terms.seats:
        found = _next(board, terms, fixed, start)
        if found is None:
            return None
        fixed.append(found)
        start = found + 1
    return {board[index].person_id for index in fixed}


def _next(board: Sequence[Candidate], terms: Terms, fixed: Sequence[int], start: int) -> int | None:
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    taken = [solver.addBinary() for _ in board]
    first = [solver.addBinary() for _ in board]
    for index in range(start):
        solver.addConstr(taken[index] == (1 if index in fixed else 0))
    solver.addConstr(sum(taken) == terms.seats)
    solver.addConstr(sum(first) == 1)
    for index, one in enumerate(board):
        solver.addConstr(first[index] <= (taken[index] if index >= start else 0))
        if not terms.enough(one):
            solver.addConstr(taken[index] == 0)
    for unit in {one.unit_id for one in board}:
        if terms.team.most_of_a_unit is not None:
            inside = [taken[i] for i, one in enumerate(board) if one.unit_id == unit]
            solver.addConstr(sum(inside) <= terms.team.most_of_a_unit)
    for trait, count in terms.quotas.least:
        counting = [taken[i] for i, one in enumerate(board) if trait in terms.runner(one).traits]
        if len(counting) < count:
            return None
        solver.addConstr(sum(counting) >= count)
    solver.minimize(sum(index * one for index, one in enumerate(first) if index))
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return max(range(len(board)), key=lambda index: solver.val(first[index]))


def large(seed: int) -> tuple[list[Candidate], Terms]:
    """A district's board of 150 with few who count for anything, and strict quotas."""
    dice = random.Random(seed)
    board = [
        Candidate(
            number,
            f"Người {number}",
            number,
            points=3_000 - 10 * number,
            unit_id=(unit := int(dice.paretovariate(0.7)) % 15),
            unit=f"Xã {unit}",
            gender="female" if dice.random() < 0.1 else "male",
            birth_year=1995 if dice.random() < 0.1 else 1975,
            role=ROLES[0] if dice.random() < 0.05 else "",
        )
        for number in range(1, 151)
    ]
    return board, Terms(
        7,
        2,
        TeamRules(
            least_points=1_600,
            most_of_a_unit=dice.choice([1, 2]),
            women=dice.randint(1, 4),
            young=dice.randint(1, 4),
            roles=(RoleQuota(ROLES[0], dice.randint(1, 2)),),
        ),
        YEAR,
    )


@pytest.mark.parametrize("seed", range(8))
def test_a_solver_that_is_not_ours_finds_the_same_team(seed: int) -> None:
    board, terms = large(seed)
    expected = solved(board, terms)
    if expected is None:
        with pytest.raises(Refusal):
            propose(board, terms, {})
    else:
        assert {one.person_id for one in propose(board, terms, {}).members} == expected


def test_seats_given_without_looking_ahead_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutant: the quotas are asked of the last seats only."""

    def hasty(ranking: Sequence[Runner], quotas: Quotas) -> Team:
        lacking = [index for index, one in enumerate(ranking) if one.traits][: len(quotas.least)]
        rest = [index for index in range(len(ranking)) if index not in lacking]
        return Team(tuple(sorted(rest[: quotas.seats - len(lacking)] + lacking)), ())

    monkeypatch.setattr(selection, "best_team", hasty)
    board, terms = large(1)
    assert {one.person_id for one in propose(board, terms, {}).members} != solved(board, terms)
