"""How units are ranked: whole numbers, every place with its reason, whatever the order of input."""

from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.rules.unit_ranking import (
    Entrant,
    UnitFacts,
    UnitLine,
    class_title,
    rank_units,
    rate_of,
    say_value,
)
from quiz.rules.units import Measure, UnitRules, Weight
from quiz.rules.wording import say_percent

LIMIT = 30 * 60_000
VI_THANH, PHUNG_HIEP, LONG_MY = (
    UnitFacts(1, "Phường I", 10, group="Phường"),
    UnitFacts(2, "Thị trấn Cây Dương", 20, group="Thị trấn"),
    UnitFacts(3, "Xã Long Bình", 40, group="Xã"),
)
UNITS = (VI_THANH, PHUNG_HIEP, LONG_MY)


def sat(unit: int, *points: int, minutes: int = 5) -> list[Entrant]:
    """People of a unit with these whole points."""
    return [Entrant(unit, 100 * one, minutes * 60_000) for one in points]


def ranked(people: list[Entrant], rules: UnitRules, *units: UnitFacts) -> list[UnitLine]:
    return list(rank_units(units or UNITS, people, rules, LIMIT))


def places(lines: list[UnitLine]) -> dict[int, int | None]:
    return {line.unit.id: line.place for line in lines}


def test_the_rate_that_was_once_printed_wrong_is_22_88_percent() -> None:
    assert rate_of(5_945, 25_980) == 2_288
    assert say_percent(5_945, 25_980) == "22,88 %"


@pytest.mark.parametrize(
    ("part", "whole", "rate"), [(1, 3, 3_333), (2, 3, 6_667), (1, 20_000, 1), (1, 20_001, 0)]
)
def test_rates_are_rounded_half_up_to_hundredths(part: int, whole: int, rate: int) -> None:
    assert rate_of(part, whole) == rate


def test_without_a_headcount_there_is_no_rate_and_no_place_by_rate() -> None:
    unit = replace(VI_THANH, headcount=None)
    (line,) = ranked(sat(1, 6), UnitRules(Measure.RATE), unit)
    assert (line.rate, line.place, line.whole_place) == (None, None, None)
    assert "chưa có số người hiện có" in line.said
    (line,) = ranked(sat(1, 6), UnitRules(Measure.SUM_TOP), unit)
    assert line.place == 1


def test_more_people_than_there_are_is_shown_flagged_and_ranks_as_everybody() -> None:
    full = UnitFacts(4, "Xã Vị Tân", 2)
    lines = ranked(sat(1, *[6] * 12) + sat(4, 6, 6), UnitRules(Measure.RATE), VI_THANH, full)
    over = next(line for line in lines if line.unit.id == 1)
    assert (over.rate, over.over, over.value) == (12_000, True, 10_000)
    assert places(lines) == {1: 1, 4: 1}


def test_a_sum_of_the_first_counts_missing_people_as_nothing() -> None:
    rules = UnitRules(Measure.SUM_TOP, top=3)
    lines = ranked(sat(1, 6, 6) + sat(2, 5, 5, 5, 1), rules)
    assert [(line.unit.id, line.value) for line in lines if line.place] == [(2, 1_500), (1, 1_200)]
    assert lines[0].said == "Hơn đơn vị kế tiếp: 15 điểm, đơn vị kế tiếp 12 điểm."


def test_so_does_a_mean_of_the_first_so_that_one_good_person_does_not_make_a_unit() -> None:
    rules = UnitRules(Measure.MEAN_TOP, top=3)
    lines = ranked(sat(1, 6) + sat(2, 5, 5, 5), rules)
    assert [(line.unit.id, line.value) for line in lines if line.place] == [(2, 500), (1, 200)]
    assert any("tính 0 điểm" in sentence for sentence in rules.sentences())


def test_mean_and_count_are_of_everybody_who_took_part() -> None:
    people = sat(1, 6, 5, 4) + sat(2, 6, 6)
    assert [line.value for line in ranked(people, UnitRules(Measure.MEAN))[:2]] == [600, 500]
    assert [line.value for line in ranked(people, UnitRules(Measure.COUNT))[:2]] == [3, 2]


def test_a_composite_adds_shares_of_the_best_unit() -> None:
    weights = (Weight(Measure.RATE, 40), Weight(Measure.MEAN, 60))
    rules = UnitRules(Measure.WEIGHTED, weights=weights)
    lines = ranked(sat(1, 3, 3) + sat(2, 6), rules, VI_THANH, PHUNG_HIEP)
    # rates 20 % and 5 %, means 3 and 6: 40 + 30 and 10 + 60
    assert {line.unit.id: line.parts for line in lines} == {
        1: ((Measure.RATE, 4_000), (Measure.MEAN, 3_000)),
        2: ((Measure.RATE, 1_000), (Measure.MEAN, 6_000)),
    }
    assert places(lines) == {1: 1, 2: 1}
    assert lines[0].said == "Đồng hạng với đơn vị kế tiếp."


def test_below_the_least_rate_a_unit_is_listed_without_a_place() -> None:
    rules = UnitRules(Measure.SUM_TOP, least_rate=1_500)
    lines = ranked(sat(1, 1, 1) + sat(2, 6, 6), rules, VI_THANH, PHUNG_HIEP)
    assert places(lines) == {1: 1, 2: None}
    assert lines[1].said == "Không xếp hạng: tỷ lệ tham gia 10,00 %, dưới 15,00 %."


def test_equal_units_share_a_place_and_the_next_one_is_skipped() -> None:
    units = [UnitFacts(number, f"Xã {number}") for number in (1, 2, 3, 4)]
    people = sat(1, 6) + sat(2, 5) + sat(3, 5) + sat(4, 4)
    assert places(ranked(people, UnitRules(), *units)) == {1: 1, 2: 2, 3: 2, 4: 4}


def test_the_mean_duration_parts_equal_units_where_the_rules_say_so() -> None:
    people = sat(1, 6, minutes=9) + sat(2, 6, minutes=4)
    assert places(ranked(people, UnitRules(top=1), VI_THANH, PHUNG_HIEP)) == {1: 1, 2: 1}
    lines = ranked(people, UnitRules(top=1, by_duration=True), VI_THANH, PHUNG_HIEP)
    assert places(lines) == {2: 1, 1: 2}
    assert "4 phút 00,000 giây, đơn vị kế tiếp 9 phút" in lines[0].said


def test_who_is_missing_among_the_first_took_all_the_time() -> None:
    people = sat(1, 6) + sat(2, 3, 3)
    lines = ranked(people, UnitRules(top=2, by_duration=True), VI_THANH, PHUNG_HIEP)
    assert [(line.unit.id, line.duration_ms) for line in lines] == [
        (2, 5 * 60_000),
        (1, (5 * 60_000 + LIMIT) // 2),
    ]


def test_that_missing_people_took_all_the_time_is_printed_and_explains_the_place() -> None:
    rules = UnitRules(top=5, by_duration=True)
    people = sat(1, 25, 25, 25, 25, minutes=1) + sat(2, 20, 20, 20, 20, 20, minutes=2)
    first, second = ranked(people, rules, VI_THANH, PHUNG_HIEP)
    assert (first.unit.id, second.unit.id) == (2, 1)
    assert "(người còn thiếu tính bằng thời gian tối đa): 2 phút" in first.said
    said = " ".join(rules.sentences())
    assert (
        "lấy bình quân của 5 người được tính, mỗi người còn thiếu tính bằng thời gian làm bài tối "
        "đa."
    ) in said
    assert "còn thiếu" not in " ".join(UnitRules(Measure.MEAN, by_duration=True).sentences())


def test_classes_are_printed_with_their_bounds_and_which_ranking_counts_for_prizes() -> None:
    sized = UnitRules(tiers=(50, 200)).sentences()
    assert (
        "Đơn vị được xếp hạng riêng theo quy mô số người hiện có: dưới 50 người; từ 50 đến dưới "
        "200 người; từ 200 người trở lên."
    ) in sized
    whole = (
        "Giải tập thể và suất vào vòng sau, nếu có, xét theo thứ hạng chung của tất cả các đơn vị."
    )
    assert whole in sized
    assert whole in UnitRules(by_group=True).sentences()
    assert whole not in UnitRules().sentences()
    half = (Weight(Measure.RATE, 50), Weight(Measure.MEAN, 50))
    composite = UnitRules(Measure.WEIGHTED, weights=half, by_group=True).sentences()[0]
    assert "mỗi phần tính theo đơn vị cao nhất trong tất cả các đơn vị được xếp hạng)" in composite


def test_sizes_and_groups_are_ranked_apart_and_all_together() -> None:
    people = sat(1, 6) + sat(2, 5) + sat(3, 4)
    lines = ranked(people, UnitRules(tiers=(20, 40)))
    assert [(class_title(line, UnitRules(tiers=(20, 40))), line.place) for line in lines] == [
        ("Từ 40 người trở lên", 1),
        ("Từ 20 đến dưới 40 người", 1),
        ("Dưới 20 người", 1),
    ]
    grouped = ranked(people, UnitRules(by_group=True))
    assert {line.unit.group: (line.place, line.whole_place) for line in grouped} == {
        "Phường": (1, 1),
        "Thị trấn": (1, 2),
        "Xã": (1, 3),
    }


def test_a_unit_without_anybody_has_no_place() -> None:
    lines = ranked(sat(1, 6), UnitRules(Measure.RATE))
    assert places(lines) == {1: 1, 2: None, 3: None}
    assert lines[-1].said == "Không xếp hạng: chưa có người dự thi."


def test_people_attempts_and_headcount_are_three_numbers() -> None:
    unit = replace(VI_THANH, attempt_count=7)
    (line,) = ranked(sat(1, 6, 5), UnitRules(), unit)
    assert (line.participant_count, line.unit.attempt_count, line.unit.headcount) == (2, 7, 10)


units_of = st.lists(
    st.builds(
        UnitFacts,
        st.integers(1, 40),
        st.just("Xã"),
        st.none() | st.integers(1, 30),
        group=st.sampled_from(["", "Xã", "Phường"]),
    ),
    max_size=12,
    unique_by=lambda unit: unit.id,
)
people_of = st.lists(
    st.builds(Entrant, st.integers(1, 40), st.integers(0, 600), st.integers(1, LIMIT)), max_size=60
)
rules_of = st.builds(
    UnitRules,
    measure=st.sampled_from([one for one in Measure if one is not Measure.WEIGHTED]),
    top=st.integers(1, 6),
    least_rate=st.sampled_from([0, 1_000]),
    tiers=st.sampled_from([(), (10,), (5, 20)]),
    by_group=st.booleans(),
    by_duration=st.booleans(),
) | st.builds(
    lambda percent, by_group: UnitRules(
        Measure.WEIGHTED,
        weights=(Weight(Measure.RATE, percent), Weight(Measure.SUM_TOP, 100 - percent)),
        by_group=by_group,
    ),
    st.integers(1, 99),
    st.booleans(),
)


@given(units_of, people_of, rules_of, st.randoms(use_true_random=False))
def test_the_order_of_units_and_people_changes_nothing(
    units: list[UnitFacts], people: list[Entrant], rules: UnitRules, dice: Random
) -> None:
    before = rank_units(units, people, rules, LIMIT)
    dice.shuffle(units)
    dice.shuffle(people)
    assert rank_units(units, people, rules, LIMIT) == before


@given(units_of, people_of, rules_of)
def test_places_are_a_total_preorder_and_each_is_explained(
    units: list[UnitFacts], people: list[Entrant], rules: UnitRules
) -> None:
    lines = rank_units(units, people, rules, LIMIT)
    assert sorted(line.unit.id for line in lines) == sorted(unit.id for unit in units)
    for line in lines:
        assert (line.place is None) == (line.whole_place is None) == line.said.startswith("Không")
    by_class: dict[str, list[UnitLine]] = {}
    for line in lines:
        if line.place is not None:
            by_class.setdefault(class_title(line, rules), []).append(line)
    for placed in by_class.values():
        keys = [(-line.value, line.duration_ms) for line in placed]
        assert keys == sorted(keys)
        assert [line.place for line in placed] == [1 + sum(o < k for o in keys) for k in keys]
        assert placed[-1].said == ""
        for line, below in pairwise(placed):
            same = line.place == below.place
            assert line.said.startswith("Đồng hạng" if same else ("Hơn", "Bằng"))
    whole = sorted((x.whole_place, -x.value) for x in lines if x.whole_place)
    assert [value for _, value in whole] == sorted(value for _, value in whole)


@given(units_of, people_of)
def test_a_rate_is_the_printed_share_of_the_headcount(
    units: list[UnitFacts], people: list[Entrant]
) -> None:
    for line in rank_units(units, people, UnitRules(Measure.RATE), LIMIT):
        headcount = line.unit.headcount
        if headcount is None:
            assert line.rate is None
            continue
        assert line.rate is not None
        said = say_percent(line.participant_count, headcount)
        assert say_value(Measure.RATE, line.rate) == said
        assert line.over == (line.rate > 10_000)
