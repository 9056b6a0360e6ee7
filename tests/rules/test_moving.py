"""Who moves when a round is scored again, and what a second signature is given to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.rules.moving import Stand, individual_prizes, moves, preview_digest
from quiz.rules.prizes import AtTheCut, Prize, PrizeKind, PrizeRules

STANDS = st.dictionaries(
    st.integers(1, 6),
    st.builds(
        Stand,
        st.integers(1, 6),
        st.integers(0, 6),
        st.integers(0, 600),
        st.sampled_from(["", "Thành viên", "Dự bị"]),
        st.sampled_from(["", "Giải Nhất"]),
    ),
)
TABLE = (Prize("Giải Nhất"), Prize("Giải tập thể", 9, PrizeKind.COLLECTIVE), Prize("Giải Nhì", 2))


@given(STANDS, STANDS)
def test_everybody_who_stands_otherwise_is_named_once_and_nobody_else(
    before: dict[int, Stand], after: dict[int, Stand]
) -> None:
    found = moves(before, after)
    people = [move.person_id for move in found]
    assert len(people) == len(set(people))
    assert set(people) == {
        one for one in before.keys() | after.keys() if before.get(one) != after.get(one)
    }
    assert all((move.before, move.after) == (before.get(move.person_id), after.get(move.person_id))
               for move in found)  # fmt: skip
    weights = [move.by_seat or move.by_prize for move in found]
    assert weights == sorted(weights, reverse=True)


@given(STANDS)
def test_nobody_moves_where_nothing_changed(stands: dict[int, Stand]) -> None:
    assert moves(stands, dict(stands)) == ()


@pytest.mark.parametrize(
    ("at_the_cut", "given_places", "expected"),
    [
        (AtTheCut.LOTS, [1, 2, 3, 4], ["Giải Nhất", "Giải Nhì", "Giải Nhì", ""]),
        (AtTheCut.LOTS, [1, 1, 3], ["Giải Nhất", "Giải Nhì", "Giải Nhì"]),
        (AtTheCut.ALL, [1, 1, 3, 4], ["Giải Nhất", "Giải Nhất", "Giải Nhì", "Giải Nhì"]),
        (AtTheCut.NONE, [1, 2, 3, 3], ["Giải Nhất", "Giải Nhì", "", ""]),
        (AtTheCut.LOTS, [1], ["Giải Nhất"]),
        (AtTheCut.LOTS, [], []),
    ],
)
def test_individual_prizes_go_down_the_board(
    at_the_cut: AtTheCut, given_places: list[int], expected: list[str]
) -> None:
    rules = PrizeRules(TABLE, at_the_cut=at_the_cut)
    assert individual_prizes(given_places, range(len(given_places)), rules) == expected


def test_a_signature_is_given_to_one_decision_over_rounds_in_one_state() -> None:
    rounds = [(1, 7, "a", "b"), (2, 9, "c", "c")]
    digest = preview_digest(5, rounds)
    assert digest == preview_digest(5, reversed(rounds))
    others = [
        preview_digest(6, rounds),
        preview_digest(5, rounds[:1]),
        preview_digest(5, [(1, 8, "a", "b"), rounds[1]]),
        preview_digest(5, [(1, 7, "a", "d"), rounds[1]]),
    ]
    assert digest not in others
    assert len(set(others)) == len(others)
