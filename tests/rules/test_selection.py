"""The official board proposes the team; nobody is passed over without a written reason."""

import pytest

from quiz.rules.refusal import Reason, Refusal
from quiz.rules.selection import LONGEST_REASON, Candidate, Proposal, Seat, propose

BOARD = [Candidate(number, f"Người {number}", number) for number in range(1, 8)]


def seats_of(proposal: Proposal) -> list[tuple[int, Seat]]:
    return [(one.candidate.person_id, one.seat) for one in proposal.chosen]


def test_the_first_are_members_and_the_next_are_reserves() -> None:
    proposal = propose(BOARD, 2, 1, {})
    assert seats_of(proposal) == [(1, Seat.MEMBER), (2, Seat.MEMBER), (3, Seat.RESERVE)]
    assert proposal.skipped == ()


def test_who_is_passed_over_makes_room_for_the_next_and_is_named_with_the_reason() -> None:
    proposal = propose(BOARD, 2, 1, {2: "  Đã chuyển \n công tác "})
    assert seats_of(proposal) == [(1, Seat.MEMBER), (3, Seat.MEMBER), (4, Seat.RESERVE)]
    assert [(one.candidate.person_id, one.reason) for one in proposal.skipped] == [
        (2, "Đã chuyển công tác")
    ]


@pytest.mark.parametrize("empty", ["", "  ", "\n", "\u200b", "\x00"])
def test_a_skip_without_a_visible_reason_is_refused_with_name_and_place(empty: str) -> None:
    with pytest.raises(Refusal) as refused:
        propose(BOARD, 2, 1, {2: empty})
    assert refused.value.reason is Reason.SKIP_NEEDS_REASON
    assert "Người 2 (hạng 2)" in refused.value.sentence


def test_a_skip_after_the_last_seat_changes_nothing() -> None:
    assert propose(BOARD, 2, 1, {6: "Không cần"}) == propose(BOARD, 2, 1, {})


def test_fewer_people_than_seats_are_refused_with_both_numbers() -> None:
    with pytest.raises(Refusal) as refused:
        propose(BOARD[:2], 3, 0, {})
    assert refused.value.reason is Reason.NOT_ENOUGH_PEOPLE
    assert "cần 3, còn 2" in refused.value.sentence


def test_a_short_list_of_reserves_is_a_team_all_the_same() -> None:
    assert len(propose(BOARD[:3], 3, 2, {}).chosen) == 3


def test_a_very_long_reason_is_cut_to_what_is_kept() -> None:
    proposal = propose(BOARD, 1, 0, {1: "a" * (LONGEST_REASON + 50)})
    assert len(proposal.skipped[0].reason) == LONGEST_REASON
