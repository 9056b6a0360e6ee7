"""A substitution keeps the size of the team and its quotas, and touches nobody else."""

from datetime import datetime

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from quiz.rules.reasons import TeamReason
from quiz.rules.refusal import Refusal
from quiz.rules.selection import Seat, propose
from quiz.rules.substituting import deadline, substitute
from quiz.rules.team import TeamRules
from quiz.rules.terms import Candidate, Terms
from quiz.rules.wording import from_vietnam
from tests.rules.test_selection_is_best import boards, terms_drawn


def shortfalls(members: list[Candidate], terms: Terms) -> dict[str, int]:
    """By how much each quota is missed, counted anew here."""
    team, units = terms.team, [one.unit_id for one in members]
    points = min((one.points for one in members), default=0)
    ages = [terms.year - one.birth_year for one in members if one.birth_year]
    missed = {
        "points": team.least_points - points,
        "women": team.women - sum(one.gender == "female" for one in members),
        "young": team.young - sum(age < team.young_under for age in ages),
    }
    missed |= {
        f"role {one.role}": one.count - sum(other.role == one.role for other in members)
        for one in team.roles
    }
    if team.most_of_a_unit is not None:
        missed["unit"] = max(map(units.count, units), default=0) - team.most_of_a_unit
    return {name: max(0, by) for name, by in missed.items()}


def no_worse(after: dict[str, int], before: dict[str, int]) -> bool:
    return all(by <= before[name] for name, by in after.items())


@given(boards, terms_drawn, st.integers(1, 8))
def test_whoever_moves_up_is_the_first_reserve_with_whom_the_quotas_hold(
    board: list[Candidate], terms: Terms, left_id: int
) -> None:
    try:
        proposal = propose(board, terms, {}, ease=True)
    except Refusal:
        return
    chosen = proposal.chosen
    event(f"eased: {bool(proposal.eased)}")
    members = [one.candidate for one in chosen if one.seat is Seat.MEMBER]
    reserves = [one.candidate for one in chosen if one.seat is Seat.RESERVE]
    stay = [one for one in members if one.person_id != left_id]
    if left_id not in {one.candidate.person_id for one in chosen}:
        with pytest.raises(Refusal) as refused:
            substitute(chosen, board, terms, left_id, None)
        assert refused.value.reason is TeamReason.NOT_IN_TEAM
        return
    short = shortfalls(members, terms)
    fitting = [one for one in reserves if no_worse(shortfalls([*stay, one], terms), short)]
    if len(stay) < len(members) and not fitting:
        with pytest.raises(Refusal) as refused:
            substitute(chosen, board, terms, left_id, None)
        assert refused.value.reason is TeamReason.NOBODY_MOVES_UP
        return
    changed = substitute(chosen, board, terms, left_id, None)
    after = [one.candidate for one in changed.chosen if one.seat is Seat.MEMBER]
    assert changed.broken == terms.broken(after)
    assert proposal.eased or changed.broken == ()
    assert not changed.worse
    assert len(after) == terms.seats
    if len(stay) < len(members):
        assert changed.came == fitting[0]
        assert set(after) == {*stay, fitting[0]}
        assert [one for one in reserves if one != fitting[0]] == [
            one.candidate for one in changed.chosen if one.seat is Seat.RESERVE
        ]
    else:
        assert (after, changed.came) == (members, None)


@given(boards, terms_drawn, st.integers(1, 8), st.integers(1, 9))
def test_somebody_named_takes_the_seat_and_what_breaks_is_said(
    board: list[Candidate], terms: Terms, left_id: int, came_id: int
) -> None:
    try:
        chosen = propose(board, terms, {}).chosen
        changed = substitute(chosen, board, terms, left_id, came_id)
    except Refusal:
        return
    members = [one.candidate for one in changed.chosen if one.seat is Seat.MEMBER]
    everybody = [one.candidate.person_id for one in changed.chosen]
    assert len(set(everybody)) == len(everybody)
    assert left_id not in everybody
    assert came_id in everybody
    assert len(members) == terms.seats
    assert changed.broken == terms.broken(members)
    assert [one.person_id for one in members] == sorted(one.person_id for one in members)


def test_a_reserve_of_a_team_that_was_eased_moves_up() -> None:
    """Seven men, and the rules ask for a woman."""
    board = [
        Candidate(one, f"n{one}", one, 600, one % 3, "Xã", "male", 1980) for one in range(1, 8)
    ]
    terms = Terms(3, 2, TeamRules(women=1), 2021)
    proposal = propose(board, terms, {}, ease=True)
    changed = substitute(proposal.chosen, board, terms, 1, None)
    assert changed.came == board[3]
    assert changed.broken == ("ít nhất 1 nữ (hiện có 0)",)
    assert not changed.worse


@pytest.mark.parametrize(
    ("published", "days", "until"),
    [
        ("2021-04-05T10:00", 10, "2021-04-16"),
        ("2021-04-05T23:59", 10, "2021-04-16"),
        ("2021-04-05T00:00", 10, "2021-04-16"),
        ("2021-12-31T23:00", 1, "2022-01-02"),
        ("2021-04-05T10:00", 0, "2021-04-06"),
    ],
)
def test_the_last_day_ends_at_midnight_in_vietnam(published: str, days: int, until: str) -> None:
    at, end = (from_vietnam(datetime.fromisoformat(one)) for one in (published, until))
    assert deadline(at, days) == end


@pytest.mark.parametrize(("days", "said"), [(10, "Trong 10 ngày"), (0, "không được thay thế")])
def test_the_deadline_is_printed(days: int, said: str) -> None:
    assert said in " ".join(TeamRules(substitute_days=days).sentences(1))
