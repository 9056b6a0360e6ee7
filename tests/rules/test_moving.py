"""Who moves when a round is scored again, and what a second signature is given to."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.rules.moving import (
    Move,
    Stand,
    UnitMove,
    dump_stand,
    load_stand,
    moves,
    moves_digest,
    preview_digest,
    prizes_of,
)
from quiz.rules.prizes import AtTheCut, Given, Prize, PrizeKind, PrizeRules, Ranked

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


@given(
    st.integers(1, 99_999),
    st.integers(0, 60),
    st.integers(0, 10_000),
    st.text(max_size=9),
    st.text(max_size=9),
)
def test_a_stand_is_kept_as_the_json_of_its_values_and_read_again(
    place: int, correct: int, points: int, seat: str, prize: str
) -> None:
    stand = Stand(place, correct, points, seat, prize)
    written = json.dumps([place, correct, points, seat, prize], ensure_ascii=False)
    assert dump_stand(stand) == written
    assert load_stand(written) == stand
    assert load_stand(dump_stand(None)) is None


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
    board = [Ranked(id_, place, id_) for id_, place in enumerate(given_places)]
    won = prizes_of(board, rules, ())
    assert [won.get(one.id, "") for one in board] == expected


def test_side_prizes_stand_in_their_place_of_the_table_and_go_to_nobody_off_the_board() -> None:
    table = (Prize("Giải Đặc biệt", 1, PrizeKind.SIDE), Prize("Giải Nhất"))
    board = [Ranked(1, 1), Ranked(2, 2)]
    given = [Given(0, 1, "vì")]
    assert prizes_of(board, PrizeRules(table), given) == {1: "Giải Đặc biệt", 2: "Giải Nhất"}
    both = PrizeRules(table, one_each=False)
    assert prizes_of(board, both, given) == {1: "Giải Đặc biệt, Giải Nhất"}
    assert prizes_of(board[1:], PrizeRules(table), given) == {2: "Giải Nhất"}


def test_who_moves_is_another_digest_when_a_seat_or_a_prize_is_another() -> None:
    stand = Stand(1, 6, 600)
    found = [
        moves_digest([Move(1, stand, after)])
        for after in (None, stand, Stand(1, 6, 600, "Dự bị"), Stand(1, 6, 600, "", "Giải Nhất"))
    ]
    found += [moves_digest([], [UnitMove(1, "UBND", "", prize)]) for prize in ("Nhất", "Nhì")]
    assert len(set(found)) == len(found)


def test_a_signature_is_given_to_one_decision_over_rounds_in_one_state() -> None:
    rounds = [(1, 7, "a", "b", "x"), (2, 9, "c", "c", "y")]
    digest = preview_digest(5, rounds)
    assert digest == preview_digest(5, reversed(rounds))
    others = [
        preview_digest(6, rounds),
        preview_digest(5, rounds[:1]),
        preview_digest(5, [(1, 8, "a", "b", "x"), rounds[1]]),
        preview_digest(5, [(1, 7, "a", "d", "x"), rounds[1]]),
        preview_digest(5, [(1, 7, "a", "b", "z"), rounds[1]]),
    ]
    assert digest not in others
    assert len(set(others)) == len(others)
