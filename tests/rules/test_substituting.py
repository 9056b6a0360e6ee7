"""A substitution keeps the size of the team and its quotas, and touches nobody else."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.rules.refusal import Reason, Refusal
from quiz.rules.selection import Seat, propose
from quiz.rules.substituting import deadline, substitute
from quiz.rules.team import TeamRules
from quiz.rules.terms import Candidate, Terms
from quiz.rules.wording import from_vietnam
from tests.rules.test_selection_is_best import boards, terms_drawn


@given(boards, terms_drawn, st.integers(1, 8))
def test_whoever_moves_up_is_the_first_reserve_with_whom_the_quotas_hold(
    board: list[Candidate], terms: Terms, left_id: int
) -> None:
    try:
        chosen = propose(board, terms, {}).chosen
    except Refusal:
        return
    members = [one.candidate for one in chosen if one.seat is Seat.MEMBER]
    reserves = [one.candidate for one in chosen if one.seat is Seat.RESERVE]
    stay = [one for one in members if one.person_id != left_id]
    if left_id not in {one.candidate.person_id for one in chosen}:
        with pytest.raises(Refusal) as refused:
            substitute(chosen, board, terms, left_id, None)
        assert refused.value.reason is Reason.NOT_IN_TEAM
        return
    fitting = [one for one in reserves if not terms.broken([*stay, one])]
    if len(stay) < len(members) and not fitting:
        with pytest.raises(Refusal) as refused:
            substitute(chosen, board, terms, left_id, None)
        assert refused.value.reason is Reason.NOBODY_MOVES_UP
        return
    changed = substitute(chosen, board, terms, left_id, None)
    after = [one.candidate for one in changed.chosen if one.seat is Seat.MEMBER]
    assert changed.broken == ()
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
