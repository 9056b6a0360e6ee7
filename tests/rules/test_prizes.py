"""Who gets which prize: down the board, one prize a person, ties at the cut as the rules say."""

import random
from collections import Counter
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.rules.prizes import (
    AtTheCut,
    Awards,
    Given,
    Prize,
    PrizeKind,
    PrizeRules,
    Ranked,
    award,
)

FIRST, SECOND, THIRD = Prize("Nhất"), Prize("Nhì", 2), Prize("Ba", 3)
OLDEST = Prize("Người dự thi cao tuổi nhất", 1, PrizeKind.SIDE)
UNITS = Prize("Tập thể", 1, PrizeKind.COLLECTIVE)


def board(*places: int) -> list[Ranked]:
    """People 1, 2, … at these places; lots in the order of ids."""
    return [Ranked(number, place, number) for number, place in enumerate(places, 1)]


def told(awards: Awards) -> list[tuple[int, int]]:
    """(prize, who)."""
    return [(one.prize, one.id) for one in awards.awarded]


def test_the_prizes_go_down_the_board_in_the_order_of_the_table() -> None:
    awards = award(board(1, 2, 3, 4, 5, 6, 7), PrizeRules((FIRST, SECOND, THIRD)))
    assert told(awards) == [(0, 1), (1, 2), (1, 3), (2, 4), (2, 5), (2, 6)]
    assert awards.awarded[0].why == "Hạng 1."
    assert (awards.cuts, awards.passed, awards.left) == ((), (), ())


def test_lots_decide_who_of_a_shared_place_gets_the_last_prize_and_the_others_wait() -> None:
    awards = award(board(1, 1, 1, 4, 5), PrizeRules((FIRST, SECOND, THIRD)))
    assert told(awards) == [(0, 1), (1, 2), (1, 3), (2, 4), (2, 5)]
    assert awards.cuts == ((0, "3 người đồng hạng 1 khi còn 1 giải: xét theo bốc thăm."),)
    assert [one.why for one in awards.awarded[:3]] == [
        "Hạng 1, đồng hạng 3 người, được chọn theo bốc thăm.",
        *["Hạng 1, đồng hạng 3 người, còn lại sau khi bốc thăm cho giải cao hơn."] * 2,
    ]
    assert awards.left == ((2, 1),)


def test_all_of_a_shared_place_get_the_prize_where_the_rules_say_so() -> None:
    rules = PrizeRules((FIRST, SECOND), at_the_cut=AtTheCut.ALL)
    assert told(award(board(1, 1, 1, 4, 5, 6), rules)) == [(0, 1), (0, 2), (0, 3), (1, 4), (1, 5)]


def test_none_of_a_shared_place_gets_that_prize_and_they_come_first_for_the_next() -> None:
    rules = PrizeRules((FIRST, SECOND, THIRD), at_the_cut=AtTheCut.NONE)
    awards = award(board(1, 1, 1, 4), rules)
    assert told(awards) == [(2, 1), (2, 2), (2, 3)]
    assert [prize for prize, _ in awards.cuts] == [0, 1]
    assert awards.left == ((0, 1), (1, 2))


def test_a_side_prize_that_stands_higher_is_kept_and_the_board_goes_on_without_its_holder() -> None:
    hand = [Given(0, 2, "Sinh năm 1950")]
    awards = award(board(1, 2, 3), PrizeRules((OLDEST, FIRST, SECOND)), given=hand)
    assert told(awards) == [(0, 2), (1, 1), (2, 3)]
    assert [(one.prize, one.id) for one in awards.passed] == [(2, 2)]
    assert awards.passed[0].why == "Giữ giải cao hơn: Người dự thi cao tuổi nhất."


def test_who_has_a_higher_prize_does_not_get_the_side_prize_too_unless_the_rules_let_them() -> None:
    hand = [Given(1, 1, "Sinh năm 1950")]
    one_each = award(board(1, 2), PrizeRules((FIRST, OLDEST)), given=hand)
    assert told(one_each) == [(0, 1)]
    assert [(one.prize, one.id) for one in one_each.passed] == [(1, 1)]
    both = award(board(1, 2), PrizeRules((FIRST, OLDEST), one_each=False), given=hand)
    assert told(both) == [(0, 1), (1, 1)]
    assert both.awarded[1].why == "Sinh năm 1950"


def test_collective_prizes_go_down_the_list_of_units_and_touch_nobodys_own() -> None:
    awards = award(board(1, 2), PrizeRules((UNITS, FIRST)), units=[Ranked(1, 2), Ranked(7, 1)])
    assert told(awards) == [(0, 7), (1, 1)]


BOARDS = st.lists(st.integers(1, 5), max_size=12).map(
    lambda values: [
        Ranked(number, 1 + sum(other < value for other in values), number * 7 % 13)
        for number, value in enumerate(values, 1)
    ]
)
TABLES = st.lists(
    st.builds(
        Prize,
        title=st.just("Giải"),
        count=st.integers(1, 4),
        kind=st.sampled_from([PrizeKind.INDIVIDUAL, PrizeKind.SIDE]),
    ),
    max_size=5,
).map(tuple)
HANDS = st.lists(st.builds(Given, st.integers(0, 4), st.integers(1, 12), st.just("vì")), max_size=4)


def make(table: Sequence[Prize], cut: AtTheCut, *, one_each: bool) -> PrizeRules:
    return PrizeRules(tuple(table), one_each, cut)


@settings(max_examples=200)
@given(BOARDS, TABLES, HANDS, st.sampled_from(AtTheCut), st.booleans(), st.randoms())
def test_the_order_in_which_a_board_is_given_does_not_matter(
    people: list[Ranked],
    table: tuple[Prize, ...],
    hand: list[Given],
    cut: AtTheCut,
    one_each: bool,
    chance: random.Random,
) -> None:
    rules = make(table, cut, one_each=one_each)
    shuffled = list(people)
    chance.shuffle(shuffled)
    assert award(shuffled, rules, given=hand) == award(people, rules, given=hand)


@settings(max_examples=200)
@given(BOARDS, TABLES, HANDS, st.sampled_from(AtTheCut))
def test_with_one_prize_each_nobody_gets_two(
    people: list[Ranked], table: tuple[Prize, ...], hand: list[Given], cut: AtTheCut
) -> None:
    awards = award(people, make(table, cut, one_each=True), given=hand)
    assert set(Counter(one.id for one in awards.awarded).values()) <= {1}


@settings(max_examples=200)
@given(BOARDS, TABLES, HANDS, st.sampled_from(AtTheCut), st.booleans())
def test_nobody_stands_below_somebody_without_a_prize_but_by_the_rule_for_ties(
    people: list[Ranked],
    table: tuple[Prize, ...],
    hand: list[Given],
    cut: AtTheCut,
    one_each: bool,
) -> None:
    awards = award(people, make(table, cut, one_each=one_each), given=hand)
    individual = {
        one.id: one.prize for one in awards.awarded if table[one.prize].kind is PrizeKind.INDIVIDUAL
    }
    holders = {one.id: one.prize for one in reversed(awards.awarded)}
    by_id = {one.id: one for one in people}
    for who, prize in individual.items():
        for other in people:
            if other.place < by_id[who].place:
                assert holders.get(other.id, len(table)) <= prize
            elif other.place == by_id[who].place and cut is not AtTheCut.LOTS:
                assert holders.get(other.id) is not None
            elif other.place == by_id[who].place and other.lot < by_id[who].lot:
                assert holders.get(other.id, len(table)) <= prize


@settings(max_examples=200)
@given(BOARDS, TABLES, HANDS, st.sampled_from(AtTheCut), st.booleans())
def test_only_where_all_of_a_place_share_it_are_there_more_holders_than_prizes(
    people: list[Ranked],
    table: tuple[Prize, ...],
    hand: list[Given],
    cut: AtTheCut,
    one_each: bool,
) -> None:
    awards = award(people, make(table, cut, one_each=one_each), given=hand)
    counts = Counter(one.prize for one in awards.awarded)
    for number, prize in enumerate(table):
        assert counts[number] <= prize.count or (
            cut is AtTheCut.ALL and number in dict(awards.cuts)
        )
        assert prize.count - counts[number] == dict(awards.left).get(
            number, min(0, prize.count - counts[number])
        )


def test_what_a_prize_is_worth_is_printed_as_people_write_money() -> None:
    table = (Prize("Giải Nhất", worth=3_000_000), Prize("Giải Ba", 3, worth=500_000), UNITS)
    listed = PrizeRules(table).sentences()[0]
    assert listed == (
        "Giải thưởng: 1 Giải Nhất (cá nhân, 3.000.000 đồng mỗi giải); 3 Giải Ba (cá nhân, 500.000 "
        "đồng mỗi giải); 1 Tập thể (tập thể)."
    )


def test_what_is_said_of_ties_names_who_can_share_a_place() -> None:
    def said(*table: Prize) -> tuple[str, ...]:
        return PrizeRules(table, at_the_cut=AtTheCut.ALL).sentences()[1:-1]

    assert said(UNITS) == (
        "Khi số đơn vị đồng hạng nhiều hơn số giải còn lại, tất cả cùng được giải.",
    )
    assert said(FIRST) == (
        "Khi số người đồng hạng nhiều hơn số giải còn lại, tất cả cùng được giải.",
    )
    assert said(OLDEST) == ()
    both, highest = said(FIRST, UNITS, OLDEST)
    assert both.startswith("Khi số người hoặc số đơn vị đồng hạng")
    assert highest == (
        "Một người đạt nhiều giải chỉ được nhận giải cao nhất, theo thứ tự các giải nêu trên."
    )
