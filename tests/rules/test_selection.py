"""The official board proposes the team; nobody is passed over without a reason."""

from collections.abc import Callable

import pytest

from quiz.rules.reasons import TeamReason
from quiz.rules.refusal import Refusal
from quiz.rules.selection import LONGEST_REASON, Named, Proposal, Seat, propose, tied
from quiz.rules.team import RoleQuota, TeamRules
from quiz.rules.terms import Candidate, Terms

BOARD = [Candidate(number, f"Người {number}", number) for number in range(1, 8)]


def bare(seats: int, reserves: int) -> Terms:
    return Terms(seats, reserves)


def seats_of(proposal: Proposal) -> list[tuple[int, Seat]]:
    return [(one.candidate.person_id, one.seat) for one in proposal.chosen]


def instead(person: int, seat: Seat = Seat.MEMBER) -> dict[int, Named]:
    """Named into a seat that somebody of no board left."""
    return {person: Named(99, seat)}


def people(*told: tuple[str, int, str]) -> list[Candidate]:
    """A board of (letter for the gender, unit, role), from 10 points downwards."""
    genders = {"w": "female", "m": "male", "?": ""}
    return [
        Candidate(
            number,
            f"Người {number}",
            number,
            points=100 * (11 - number),
            unit_id=unit,
            unit=f"Xã {unit}",
            gender=genders[letter],
            role=role,
        )
        for number, (letter, unit, role) in enumerate(told, 1)
    ]


def test_the_first_are_members_and_the_next_are_reserves() -> None:
    proposal = propose(BOARD, bare(2, 1), {})
    assert seats_of(proposal) == [(1, Seat.MEMBER), (2, Seat.MEMBER), (3, Seat.RESERVE)]
    assert (proposal.skipped, proposal.passed_over, proposal.eased) == ((), (), ())


def test_who_is_passed_over_makes_room_for_the_next_and_is_named_with_the_reason() -> None:
    proposal = propose(BOARD, bare(2, 1), {2: "  Đã chuyển \n công tác "})
    assert seats_of(proposal) == [(1, Seat.MEMBER), (3, Seat.MEMBER), (4, Seat.RESERVE)]
    assert [(one.candidate.person_id, one.reason) for one in proposal.skipped] == [
        (2, "Đã chuyển công tác")
    ]


def test_who_was_named_comes_before_others_and_the_seats_stand_in_the_boards_order() -> None:
    proposal = propose(BOARD, bare(2, 1), {1: "Ốm"}, named=instead(5))
    assert seats_of(proposal) == [(2, Seat.MEMBER), (5, Seat.MEMBER), (3, Seat.RESERVE)]
    assert proposal.passed_over == ()
    assert seats_of(propose(BOARD, bare(2, 1), {5: "Ốm"}, named=instead(5)))[1] == (2, Seat.MEMBER)


def test_who_was_named_has_no_seat_where_no_team_with_them_keeps_the_quotas() -> None:
    board = people(("w", 1, ""), ("m", 1, ""), ("w", 2, ""), ("m", 2, ""))
    terms = Terms(2, 0, TeamRules(women=2))
    assert [one.person_id for one in propose(board, terms, {}, named=instead(4)).members] == [1, 3]
    strong = Terms(1, 0, TeamRules(least_points=900))
    assert [one.person_id for one in propose(board, strong, {}, named=instead(4)).members] == [1]


def test_who_was_named_in_reserve_is_one_before_others_in_the_boards_order() -> None:
    proposal = propose(BOARD, bare(2, 2), {3: "Ốm"}, named=instead(7, Seat.RESERVE))
    assert seats_of(proposal)[2:] == [(4, Seat.RESERVE), (7, Seat.RESERVE)]
    better = propose(BOARD, bare(2, 2), {3: "Ốm"}, named=instead(2, Seat.RESERVE))
    assert better == propose(BOARD, bare(2, 2), {3: "Ốm"})


def test_who_was_named_in_reserve_and_could_take_nobodys_seat_is_told_so() -> None:
    board = people(("w", 1, ""), ("w", 2, ""), ("w", 3, ""), ("m", 2, ""))
    terms = Terms(2, 1, TeamRules(women=2))
    proposal = propose(board, terms, {}, named=instead(4, Seat.RESERVE))
    assert seats_of(proposal)[2:] == [(3, Seat.RESERVE)]
    assert "Không là dự bị" in proposal.passed_over[0].reason


@pytest.mark.parametrize("empty", ["", "   ", "\n"])
def test_a_skip_without_a_reason_is_refused(empty: str) -> None:
    with pytest.raises(Refusal) as refused:
        propose(BOARD, bare(2, 1), {2: empty})
    assert refused.value.reason is TeamReason.SKIP_NEEDS_REASON
    assert "Người 2 (hạng 2)" in refused.value.sentence


def test_a_skip_of_somebody_who_would_get_no_seat_changes_nothing() -> None:
    assert propose(BOARD, bare(2, 1), {6: "Không cần"}) == propose(BOARD, bare(2, 1), {})


def test_fewer_people_than_seats_are_refused_with_both_numbers() -> None:
    with pytest.raises(Refusal) as refused:
        propose(BOARD[:2], bare(3, 0), {})
    assert refused.value.reason is TeamReason.NOT_ENOUGH_PEOPLE
    assert "cần 3, còn 2" in refused.value.sentence


def test_a_short_list_of_reserves_is_a_team_all_the_same() -> None:
    assert len(propose(BOARD[:3], bare(3, 2), {}).chosen) == 3


def test_a_very_long_reason_is_cut_to_what_is_kept() -> None:
    proposal = propose(BOARD, bare(1, 0), {1: "a" * (LONGEST_REASON + 50)})
    assert len(proposal.skipped[0].reason) == LONGEST_REASON


def test_each_skip_names_the_quota_that_caused_it() -> None:
    board = people(("m", 1, ""), ("m", 1, ""), ("m", 1, ""), ("m", 2, ""), ("w", 3, ""))
    terms = Terms(3, 0, TeamRules(most_of_a_unit=2, women=1))
    proposal = propose(board, terms, {})
    assert [one.person_id for one in proposal.members] == [1, 2, 5]
    assert [(one.candidate.person_id, one.reason) for one in proposal.passed_over] == [
        (3, "Không chọn làm thành viên do các điều kiện xét cùng nhau: không quá 2 người của một "
            "đơn vị; ít nhất 1 nữ."),
        (4, "Không chọn làm thành viên do điều kiện: ít nhất 1 nữ."),
    ]  # fmt: skip


def test_whoever_was_passed_over_for_a_quota_is_the_first_reserve() -> None:
    board = people(("m", 1, ""), ("m", 1, ""), ("m", 2, ""), ("w", 3, ""), ("m", 4, ""))
    proposal = propose(board, Terms(3, 2, TeamRules(most_of_a_unit=1, women=1)), {})
    assert seats_of(proposal) == [
        (1, Seat.MEMBER),
        (3, Seat.MEMBER),
        (4, Seat.MEMBER),
        (2, Seat.RESERVE),
        (5, Seat.RESERVE),
    ]


def test_a_reserve_could_take_some_members_seat() -> None:
    board = people(("w", 1, ""), ("w", 1, ""), ("m", 1, ""), ("w", 1, ""))
    proposal = propose(board, Terms(2, 1, TeamRules(women=2)), {})
    assert seats_of(proposal)[-1] == (4, Seat.RESERVE)
    assert "không thay được thành viên nào" in proposal.passed_over[0].reason


def test_a_role_is_known_however_it_is_spelt() -> None:
    board = people(("m", 1, ""), ("m", 1, ""), ("m", 1, "CÔNG  CHỨC tư pháp – hộ tịch"))
    role = RoleQuota("Công chức Tư pháp – Hộ tịch")
    proposal = propose(board, Terms(2, 0, TeamRules(roles=(role,))), {})
    assert [one.person_id for one in proposal.members] == [1, 3]
    assert "ít nhất 1 Công chức Tư pháp – Hộ tịch" in proposal.passed_over[0].reason


@pytest.mark.parametrize(("born", "counts"), [(1986, False), (1987, True), (None, False)])
def test_age_is_counted_by_years_and_nobody_without_a_year_counts(
    born: int | None, *, counts: bool
) -> None:
    terms = Terms(1, 0, TeamRules(young=1, young_under=35), year=2021)
    one = Candidate(1, "An", 1, birth_year=born)
    assert (terms.broken([one]) == ()) is counts


def test_nobody_without_a_gender_counts_for_a_quota() -> None:
    with pytest.raises(Refusal) as refused:
        propose(people(("?", 1, ""), ("?", 1, "")), Terms(1, 0, TeamRules(women=1)), {})
    assert "không bắt buộc có nữ (thể lệ: 1)" in refused.value.sentence


def test_below_the_minimum_score_nobody_is_proposed() -> None:
    board = people(("m", 1, ""), ("m", 1, ""), ("w", 1, ""))
    with pytest.raises(Refusal) as refused:
        propose(board, Terms(2, 0, TeamRules(least_points=1_000)), {})
    assert refused.value.reason is TeamReason.QUOTAS_UNMET
    assert "điểm tối thiểu 9 (thể lệ: 10)" in refused.value.sentence


def test_the_two_smallest_changes_are_told_where_there_are_two() -> None:
    board = people(("m", 1, ""), ("m", 1, ""), ("w", 1, ""))
    with pytest.raises(Refusal) as refused:
        propose(board, Terms(2, 0, TeamRules(least_points=900, women=1)), {})
    assert (
        "không bắt buộc có nữ (thể lệ: 1); hoặc giữ các điều kiện khác và điểm tối thiểu 8 (thể "
        "lệ: 9)" in refused.value.sentence
    )


def test_a_team_under_eased_quotas_says_what_it_does_not_keep() -> None:
    board = people(("m", 1, ""), ("w", 1, ""), ("m", 1, ""))
    terms = Terms(2, 1, TeamRules(women=2, least_points=400))
    proposal = propose(board, terms, {}, ease=True)
    assert [one.person_id for one in proposal.members] == [1, 2]
    assert proposal.eased == ("ít nhất 1 nữ (thể lệ: 2)",)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda one: one, ""),
        (lambda _: Candidate(9, "Chi", 9, unit_id=1, unit="Xã 1"), "ít nhất 1 nữ (hiện có 0)"),
        (
            lambda _: Candidate(9, "Chi", 9, 900, unit_id=2, unit="Xã 2", gender="female"),
            "không quá 1 người của một đơn vị (Xã 2: 2 người)",
        ),
        (
            lambda _: Candidate(9, "Chi", 9, 250, unit_id=1, unit="Xã 1", gender="female"),
            "thành viên đạt từ 5 điểm trở lên (Chi: 2,5 điểm)",
        ),
    ],
)
def test_what_a_changed_team_breaks_is_told(
    change: Callable[[Candidate], Candidate], told: str
) -> None:
    terms = Terms(2, 0, TeamRules(women=1, most_of_a_unit=1, least_points=500))
    board = people(("w", 1, ""), ("m", 2, ""))
    assert told in "; ".join(terms.broken([change(board[0]), board[1]]))
    assert bool(terms.broken([change(board[0]), board[1]])) is bool(told)


def test_a_tie_is_pointed_out_only_where_the_other_could_have_the_seat() -> None:
    board = [
        Candidate(1, "An", 1, gender="female"),
        Candidate(2, "Bình", 2, gender="male"),
        Candidate(3, "Chi", 2, gender="male"),
    ]
    for women, expected in ((0, True), (1, True), (2, False)):
        terms = Terms(2, 0, TeamRules(women=women))
        proposal = propose(board, terms, {}, ease=True)
        if women < 2:
            assert tied(proposal, board, terms) is expected
    fourth = Candidate(4, "Dũng", 1, gender="male")
    terms = Terms(1, 0, TeamRules(women=1))
    assert not tied(propose([*board, fourth], terms, {}), [*board, fourth], terms)
