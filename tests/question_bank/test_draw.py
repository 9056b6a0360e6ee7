"""The drawing: repeatable, even, and true to its blueprint."""

import json
import statistics
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.bank import Bank, Topic
from question_bank.blueprint import Blueprint, Cell, size
from question_bank.draw import Paper, balance_of, draw, selected
from question_bank.question import Level, Option, Question
from tests.question_bank.second_drawing import paper_rows

TOPICS = ("bau-cu", "mot-cua", "van-thu")
EACH = 5  # questions in every cell of the bank
BLUEPRINT: Blueprint = (
    Cell("bau-cu", Level.EASY, 3),
    Cell("mot-cua", Level.MEDIUM, 2),
    Cell("van-thu", Level.HARD, 2),
)
ONE_OF_FIVE: Blueprint = (Cell("bau-cu", Level.EASY, 1),)
ALL_FIVE: Blueprint = (Cell("bau-cu", Level.EASY, EACH),)


def question(
    topic: str, level: Level, number: int, *, pinned: tuple[int, ...] = (), shuffle: bool = True
) -> Question:
    return Question(
        id=f"{topic}-{level.value}-{number}",
        stem=f"Câu hỏi số {number} của {topic}, mức {level.value}?",
        options=tuple(Option(f"Phương án {index}", index in pinned) for index in range(4)),
        key=frozenset({number % 4}),
        topic=topic,
        level=level,
        shuffle=shuffle,
    )


def bank_of(*questions: Question) -> Bank:
    return Bank("Thử", tuple(Topic(topic, topic) for topic in TOPICS), questions)


BANK = bank_of(
    *(
        question(topic, level, number)
        for topic in TOPICS
        for level in Level
        for number in range(EACH)
    )
)


def seed(number: int) -> bytes:
    return number.to_bytes(32, "big")


def chi_square(counts: Counter[int] | Counter[str], values: int) -> float:
    expected = counts.total() / values
    return sum((count - expected) ** 2 / expected for count in counts.values()) + expected * (
        values - len(counts)
    )


@given(st.binary(max_size=64))
def test_the_same_seed_draws_the_same_paper(seed: bytes) -> None:
    assert draw(BANK, BLUEPRINT, seed) == draw(BANK, BLUEPRINT, seed)


def test_another_seed_draws_another_paper() -> None:
    papers = {draw(BANK, BLUEPRINT, seed(number)).digest for number in range(200)}
    assert len(papers) == 200


def test_the_drawing_does_not_depend_on_how_the_bank_was_stored() -> None:
    turned = Bank(BANK.title, BANK.topics, BANK.questions[::-1])
    assert draw(turned, BLUEPRINT, seed(1)) == draw(BANK, BLUEPRINT, seed(1))


@st.composite
def blueprints(draws: st.DrawFn) -> Blueprint:
    every = [(topic, level) for topic in TOPICS for level in Level]
    places = draws(st.lists(st.sampled_from(every), unique=True))
    return tuple(
        Cell(topic, level, draws(st.integers(min_value=1, max_value=EACH)))
        for topic, level in places
    )


@given(blueprints(), st.binary(max_size=32))
def test_a_paper_holds_exactly_what_its_blueprint_asks(plan: Blueprint, seed: bytes) -> None:
    paper = draw(BANK, plan, seed)
    drawn = [BANK.by_id[item.question_id] for item in paper.items]
    assert len(paper.items) == size(plan)
    assert len({item.question_id for item in paper.items}) == len(paper.items)
    assert Counter((q.topic, q.level) for q in drawn) == Counter(
        {(cell.topic, cell.level): cell.count for cell in plan}
    )


@given(blueprints(), st.binary(max_size=32))
def test_every_printed_order_holds_each_option_once(plan: Blueprint, seed: bytes) -> None:
    for item in draw(BANK, plan, seed).items:
        assert sorted(item.order) == [0, 1, 2, 3]


@given(st.binary(max_size=32), st.sets(st.integers(min_value=0, max_value=3)))
def test_pinned_options_keep_their_places(seed: bytes, pinned: set[int]) -> None:
    bank = bank_of(question("bau-cu", Level.EASY, 0, pinned=tuple(pinned)))
    (item,) = draw(bank, ONE_OF_FIVE, seed).items
    assert sorted(item.order) == [0, 1, 2, 3]
    assert [item.order[index] for index in sorted(pinned)] == sorted(pinned)


@given(st.binary(max_size=32))
def test_a_question_with_shuffling_off_keeps_its_printed_order(seed: bytes) -> None:
    bank = bank_of(question("bau-cu", Level.EASY, 0, shuffle=False))
    assert draw(bank, ONE_OF_FIVE, seed).items[0].order == (0, 1, 2, 3)


def test_no_option_moves_where_the_round_does_not_shuffle_options() -> None:
    paper = draw(BANK, BLUEPRINT, seed(3), shuffle_options=False)
    assert {item.order for item in paper.items} == {(0, 1, 2, 3)}


def test_questions_stand_in_the_order_of_the_blueprint_where_they_are_not_shuffled() -> None:
    paper = draw(BANK, BLUEPRINT, seed(3), shuffle_questions=False)
    topics = [BANK.by_id[item.question_id].topic for item in paper.items]
    assert topics == ["bau-cu"] * 3 + ["mot-cua"] * 2 + ["van-thu"] * 2


def test_every_question_is_drawn_about_equally_often() -> None:
    drawn = Counter(
        draw(BANK, ONE_OF_FIVE, seed(number)).items[0].question_id for number in range(5000)
    )
    assert chi_square(drawn, EACH) < 18.47  # p = 0.001 at 4 degrees of freedom


def test_every_question_comes_first_about_equally_often() -> None:
    first = Counter(
        draw(BANK, ALL_FIVE, seed(number)).items[0].question_id for number in range(5000)
    )
    assert chi_square(first, EACH) < 18.47


def test_every_order_of_the_options_is_about_equally_frequent() -> None:
    orders = Counter(
        str(draw(BANK, ONE_OF_FIVE, seed(number)).items[0].order) for number in range(6000)
    )
    assert chi_square(orders, 24) < 49.73  # p = 0.001 at 23 degrees of freedom


def test_the_key_is_printed_at_each_place_about_equally_often() -> None:
    places: Counter[int] = Counter()
    for number in range(2000):
        for item in draw(BANK, BLUEPRINT, seed(number)).items:
            (key,) = BANK.by_id[item.question_id].key
            places[item.order.index(key)] += 1
    assert chi_square(places, 4) < 16.27  # p = 0.001 at 3 degrees of freedom


@given(st.binary(max_size=32))
def test_a_paper_survives_being_written_and_read(seed: bytes) -> None:
    paper = draw(BANK, BLUEPRINT, seed)
    again = Paper.load(paper.dump())
    assert again == paper
    assert again.digest == paper.digest


def test_a_written_paper_is_canonical_json() -> None:
    paper = draw(bank_of(question("bau-cu", Level.EASY, 0, shuffle=False)), ONE_OF_FIVE, b"")
    assert paper.dump() == '[["bau-cu-easy-0",[0,1,2,3]]]'


def test_a_bank_that_cannot_fill_the_blueprint_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot fill"):
        draw(BANK, (Cell("bau-cu", Level.EASY, EACH + 1),), seed(0))


@given(blueprints(), st.binary(max_size=32), st.sets(st.integers(min_value=0, max_value=3)))
def test_a_second_implementation_draws_the_same_papers(
    plan: Blueprint, seed: bytes, pinned: set[int]
) -> None:
    every = [
        question(one.topic, one.level, number % EACH, pinned=tuple(pinned) if number % 3 else ())
        for number, one in enumerate(BANK.questions)
    ]
    bank = bank_of(*every)
    assert json.loads(draw(bank, plan, seed).dump()) == paper_rows(bank, plan, seed)


# Papers that were sat can be drawn again for ever: a change of the algorithm must not slip in.
# The digests are those of second_drawing.py too.
@pytest.mark.parametrize(
    ("text", "digest"),
    [
        (b"", "bae021142665735097cc6bcb87799ff2711bbc87d3bd946841cebc773e8c1d39"),
        (b"CCHC 2021", "935acec3fdd118f730ff891b48f716c9bd17ed744549f3ac387890684371cb0a"),
        (bytes(range(32)), "e6e6ff3e86b50caab6a407b1a1a233332f21eb183aa03fe78b1eb312c3efd1c3"),
    ],
)
def test_a_fixed_seed_draws_the_paper_it_has_always_drawn(text: bytes, digest: str) -> None:
    assert draw(BANK, BLUEPRINT, text).digest == digest


def test_the_fixed_vector_can_be_checked_by_eye() -> None:
    assert draw(BANK, BLUEPRINT[:1], b"CCHC 2021").dump() == (
        '[["bau-cu-easy-2",[2,0,3,1]],["bau-cu-easy-3",[2,0,3,1]],["bau-cu-easy-1",[3,1,0,2]]]'
    )


WEIGHTS = {one.id: 37 * place % 101 for place, one in enumerate(BANK)}
BALANCE = balance_of(BANK, BLUEPRINT, WEIGHTS)


@given(blueprints(), st.binary(max_size=32), st.integers(min_value=0, max_value=10_000))
def test_a_second_implementation_draws_the_same_balanced_papers(
    plan: Blueprint, seed: bytes, salt: int
) -> None:
    weights = {one.id: (salt + 1) * 7919 * (place + 1) % 997 for place, one in enumerate(BANK)}
    paper = draw(BANK, plan, seed, balance=balance_of(BANK, plan, weights))
    assert json.loads(paper.dump()) == paper_rows(BANK, plan, seed, weights)


@given(st.binary(max_size=32))
def test_equal_weights_draw_the_same_questions_as_no_balance(seed: bytes) -> None:
    flat = balance_of(BANK, BLUEPRINT, dict.fromkeys(BANK.by_id, 5_000))
    assert selected(BANK, BLUEPRINT, seed, flat) == selected(BANK, BLUEPRINT, seed)


@given(st.binary(max_size=32))
def test_a_balanced_paper_is_never_further_from_the_target_than_the_plain_one(seed: bytes) -> None:
    balanced = selected(BANK, BLUEPRINT, seed, BALANCE)
    assert BALANCE.off(balanced) <= BALANCE.off(selected(BANK, BLUEPRINT, seed))


def test_balanced_papers_spread_less_than_half_as_much_as_plain_ones() -> None:
    plain, balanced = (
        [
            sum(WEIGHTS[one.id] for one in selected(BANK, BLUEPRINT, seed(number), balance))
            for number in range(500)
        ]
        for balance in (None, BALANCE)
    )
    assert statistics.stdev(balanced) < statistics.stdev(plain) / 2
    assert statistics.mean(balanced) == pytest.approx(BALANCE.target, rel=0.02)


def test_every_question_still_comes_up_in_balanced_papers() -> None:
    drawn = Counter(
        one.id for number in range(2000) for one in selected(BANK, BLUEPRINT, seed(number), BALANCE)
    )
    assert set(drawn) == {
        one.id for cell in BLUEPRINT for one in BANK.cells[cell.topic, cell.level]
    }
    for cell in BLUEPRINT:
        even = 2000 * cell.count / EACH
        assert all(
            even / 2 < drawn[one.id] < 2 * even for one in BANK.cells[cell.topic, cell.level]
        )


def test_a_fixed_seed_draws_the_balanced_paper_it_has_always_drawn() -> None:
    paper = draw(BANK, BLUEPRINT, b"CCHC 2021", balance=BALANCE)
    assert paper.digest == "7bb2034d3af47356c472c209df7f02754d1b1d3d270e81141267e63b6f83ed4b"
