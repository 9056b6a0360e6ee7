"""Units go on by the whole ranking, by cluster and as the best of the rest, each with a reason."""

from collections.abc import Sequence
from itertools import chain, groupby, permutations, product

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from quiz.rules.advancing import (
    AdvancingRules,
    RankedUnit,
    TooFewSeats,
    Way,
    _fill,
    _rights,
    advance,
)


def ranking(*clusters: str) -> list[RankedUnit]:
    return [
        RankedUnit(number, f"Xã {number}", number, cluster)
        for number, cluster in enumerate(clusters, 1)
    ]


def ways(units: Sequence[RankedUnit], rules: AdvancingRules) -> list[Way | None]:
    return [one.way for one in advance(units, rules)]


def test_the_first_of_all_then_of_each_cluster_then_the_best_of_the_rest() -> None:
    found = advance(ranking("A", "A", "A", "B", "B", "C"), AdvancingRules(4, 1, 1))
    assert [one.way for one in found] == [Way.TOP, Way.REST, None, Way.CLUSTER, None, Way.CLUSTER]
    assert [one.reason for one in found] == [
        "Hạng 1, trong 1 đơn vị dẫn đầu bảng xếp hạng.",
        "Hạng 2, trong các đơn vị có thứ hạng cao nhất còn lại.",
        "Hạng 3, sau 4 đơn vị được vào vòng sau và không dẫn đầu cụm A.",
        "Trong 1 đơn vị dẫn đầu cụm B.",
        "Hạng 5, sau 4 đơn vị được vào vòng sau và không dẫn đầu cụm B.",
        "Trong 1 đơn vị dẫn đầu cụm C.",
    ]


def test_a_unit_of_no_cluster_leads_none() -> None:
    assert ways(ranking("A", "", ""), AdvancingRules(1, 0, 1)) == [Way.CLUSTER, None, None]


def test_more_rights_than_seats_are_told_with_their_number() -> None:
    with pytest.raises(TooFewSeats) as refused:
        advance(ranking("A", "B", "C"), AdvancingRules(2, 0, 1))
    assert refused.value.needed == 3


def test_a_shared_place_at_the_cut_is_pointed_out() -> None:
    units = [RankedUnit(1, "Xã 1", 1), RankedUnit(2, "Xã 2", 2), RankedUnit(3, "Xã 3", 2)]
    found = advance(units, AdvancingRules(2))
    assert [one.tied for one in found] == [False, True, True]
    assert found[2].reason == "Cùng hạng 2 với đơn vị cuối cùng được vào vòng sau."


def test_a_shared_place_at_the_cut_of_a_cluster_is_pointed_out() -> None:
    units = [
        RankedUnit(1, "Xã 1", 1, "x"),
        RankedUnit(2, "Xã 2", 1, "x"),
        RankedUnit(3, "Xã 3", 3, "y"),
        RankedUnit(4, "Xã 4", 4, "y"),
    ]
    found = advance(units, AdvancingRules(2, 0, 1))
    assert [one.way for one in found] == [Way.CLUSTER, None, Way.CLUSTER, None]
    assert [one.tied for one in found] == [True, True, False, False]
    assert found[1].reason == "Cùng hạng 1 với đơn vị dẫn đầu cụm x được vào vòng sau."


def test_a_shared_place_where_both_go_on_is_none_to_decide() -> None:
    units = [RankedUnit(1, "Xã 1", 1, "x"), RankedUnit(2, "Xã 2", 1, "x")]
    assert not any(one.tied for one in advance(units, AdvancingRules(2, 0, 1)))


def orders(units: Sequence[RankedUnit]) -> list[list[RankedUnit]]:
    """The ranking in every order of those that share a place."""
    groups = [list(group) for _, group in groupby(units, key=lambda one: one.place)]
    each = (list(permutations(group)) for group in groups)
    return [list(chain.from_iterable(one)) for one in product(*each)]


def tied_by_brute_force(units: Sequence[RankedUnit], rules: AdvancingRules) -> set[int]:
    """Who goes on in one order of equals and not in another; seats that do not suffice for rights
    are filled with them alone."""
    outcomes: list[set[int]] = []
    for order in orders(units):
        on = _rights(order, rules)
        _fill(order, on, rules.seats)
        outcomes.append(set(on))
    return {unit.unit_id for unit in units if len({unit.unit_id in on for on in outcomes}) == 2}


@settings(max_examples=1_000)
@given(
    st.lists(
        st.tuples(st.booleans(), st.sampled_from(["", "A", "B", "C"])), min_size=1, max_size=6
    ),
    st.builds(AdvancingRules, st.integers(0, 5), st.integers(0, 2), st.integers(0, 2)),
)
def test_whoever_another_order_of_equals_would_change_is_pointed_out_and_nobody_else(
    drawn: list[tuple[bool, str]], rules: AdvancingRules
) -> None:
    units: list[RankedUnit] = []
    for number, (shares, cluster) in enumerate(drawn, 1):
        place = units[-1].place if shares and units else number
        units.append(RankedUnit(number, f"Xã {number}", place, cluster))
    try:
        found = advance(units, rules)
    except TooFewSeats:
        event("too few seats")
        return
    tied = {one.unit.unit_id for one in found if one.tied}
    assert tied == tied_by_brute_force(units, rules)
    event(f"tied by cluster: {any(one.tied and one.way is Way.CLUSTER for one in found)}")
    for one in found:
        assert (one.way is None and one.tied) == one.reason.startswith("Cùng hạng")


def test_fewer_units_than_seats_all_go_on() -> None:
    assert ways(ranking("A", "A"), AdvancingRules(5, 1, 1)) == [Way.TOP, Way.REST]


@given(
    st.lists(st.sampled_from(["", "A", "B", "C"]), max_size=12),
    st.builds(AdvancingRules, st.integers(0, 8), st.integers(0, 3), st.integers(0, 2)),
)
def test_nobody_who_stays_behind_has_a_better_right(
    clusters: list[str], rules: AdvancingRules
) -> None:
    units = ranking(*clusters)
    try:
        found = advance(units, rules)
    except TooFewSeats:
        event("too few seats")
        return
    on = [one.unit for one in found if one.way]
    assert len(on) == min(rules.seats, len(units))
    assert set(units[: rules.top]) <= set(on)
    for cluster in "ABC":
        inside = [one for one in units if one.cluster == cluster]
        assert set(inside[: rules.of_each_cluster]) <= set(on)
    rest = [one.unit.place for one in found if one.way is Way.REST]
    behind = [one.unit.place for one in found if one.way is None]
    assert not rest or not behind or max(rest) < min(behind)


def test_whoever_is_passed_over_has_the_reason_and_the_next_by_the_same_right_moves_up() -> None:
    units, rules = ranking("A", "A", "B", "A", "B"), AdvancingRules(3, 1, 1)
    found = advance(units, rules, {1: "Xin rút", 3: "Không đủ người"})
    assert [one.way for one in found] == [None, Way.TOP, None, Way.REST, Way.CLUSTER]
    assert [one.skipped for one in found] == [True, False, True, False, False]
    assert [one.reason for one in found] == [
        "Xin rút",
        "Hạng 2, trong 1 đơn vị dẫn đầu bảng xếp hạng, không kể đơn vị không được chọn.",
        "Không đủ người",
        "Hạng 4, trong các đơn vị có thứ hạng cao nhất còn lại, không kể đơn vị không được chọn.",
        "Trong 1 đơn vị dẫn đầu cụm B, không kể đơn vị không được chọn.",
    ]


def test_a_right_that_finds_no_seat_is_told_as_such() -> None:
    units, rules = ranking("X", "Y", "Y", "X", "Z"), AdvancingRules(3, 2, 1)
    found = advance(units, rules, {1: "Xin rút"})
    assert [one.way for one in found] == [None, Way.TOP, Way.TOP, None, Way.CLUSTER]
    assert found[3].reason == (
        "Trong 1 đơn vị dẫn đầu cụm X, không kể đơn vị không được chọn, nhưng đã đủ 3 đơn vị được "
        "vào vòng sau."
    )
    found = advance(units, rules, {1: "Xin rút"}, {2, 4, 5})
    assert [one.way for one in found] == [None, Way.TOP, None, Way.CLUSTER, Way.CLUSTER]
    assert found[2].reason == (
        "Hạng 3, trong 2 đơn vị dẫn đầu bảng xếp hạng, không kể đơn vị không được chọn, nhưng đã "
        "đủ 3 đơn vị được vào vòng sau."
    )


def test_of_equals_at_the_cut_the_one_that_is_passed_over_is_decided_about() -> None:
    units = [RankedUnit(1, "Xã 1", 1), RankedUnit(2, "Xã 2", 1)]
    found = advance(units, AdvancingRules(1), {1: "Rút thăm"})
    assert [(one.way, one.tied) for one in found] == [(None, False), (Way.REST, False)]


@settings(max_examples=1_000)
@given(
    st.lists(st.sampled_from(["", "A", "B", "C"]), min_size=1, max_size=9),
    st.builds(AdvancingRules, st.integers(0, 6), st.integers(0, 3), st.integers(0, 2)),
    st.data(),
)
def test_when_one_is_replaced_after_another_everybody_else_who_went_on_still_does(
    clusters: list[str], rules: AdvancingRules, data: st.DataObject
) -> None:
    units = ranking(*clusters)
    try:
        going = {one.unit.unit_id for one in advance(units, rules) if one.way}
    except TooFewSeats:
        event("too few seats")
        return
    skips: dict[int, str] = {}
    for unit in data.draw(st.permutations(range(1, len(units) + 1))):
        skips[unit] = "Xin rút"
        found = {one.unit.unit_id for one in advance(units, rules, skips, going) if one.way}
        assert going - {unit} <= found
        assert len(found) == min(rules.seats, len(units) - len(skips))
        event(f"rights more than seats: {len(_rights(_left(units, skips), rules)) > rules.seats}")
        going = found


def _left(units: Sequence[RankedUnit], skips: dict[int, str]) -> list[RankedUnit]:
    return [unit for unit in units if unit.unit_id not in skips]


def test_until_when_units_can_be_replaced_is_printed() -> None:
    assert "Trong 10 ngày kể từ ngày công bố" in AdvancingRules(2).sentences()[1]
    assert "không được thay thế" in AdvancingRules(2, substitute_days=0).sentences()[1]
    assert AdvancingRules(2, substitute_days=366).problems() != ()


def test_what_is_printed_names_every_way() -> None:
    said = AdvancingRules(15, 3, 1).sentences()[0]
    assert (
        "15 đơn vị vào vòng sau: 3 đơn vị dẫn đầu bảng xếp hạng; 1 đơn vị dẫn đầu mỗi cụm" in said
    )
    assert AdvancingRules().sentences() == ()
    assert AdvancingRules(1, 2).problems() != ()
