"""Blueprints: whether a bank can fill one, and one that spreads a paper over the whole bank."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.bank import Bank, Topic
from question_bank.blueprint import Cell, Shortage, proportional, shortages, size
from question_bank.question import Level, Option, Question

TOPICS = ("bau-cu", "mot-cua", "van-thu")
Counts = dict[tuple[str, Level], int]


def bank_with(counts: Counts) -> Bank:
    questions = tuple(
        Question(
            id=f"{topic}-{level.value}-{number}",
            stem=f"Câu {number} về {topic}?",
            options=(Option("Đúng"), Option("Sai")),
            key=frozenset({0}),
            topic=topic,
            level=level,
        )
        for (topic, level), count in counts.items()
        for number in range(count)
    )
    return Bank("Thử", tuple(Topic(topic, topic) for topic in TOPICS), questions)


SMALL = bank_with(
    {("bau-cu", Level.EASY): 4, ("bau-cu", Level.HARD): 1, ("mot-cua", Level.EASY): 2}
)


def test_a_blueprint_that_the_bank_can_fill_has_no_shortage() -> None:
    plan = (Cell("bau-cu", Level.EASY, 4), Cell("mot-cua", Level.EASY, 2))
    assert shortages(plan, SMALL) == ()


def test_a_shortage_names_its_cell_and_how_many_there_are() -> None:
    short = Cell("bau-cu", Level.HARD, 3)
    plan = (Cell("bau-cu", Level.EASY, 4), short)
    assert shortages(plan, SMALL) == (Shortage(short, available=1),)


def test_every_short_cell_is_named_in_the_order_of_the_blueprint() -> None:
    unknown = Cell("khong-co", Level.EASY, 1)
    empty = Cell("mot-cua", Level.HARD, 2)
    short = Cell("mot-cua", Level.EASY, 3)
    plan = (unknown, Cell("bau-cu", Level.EASY, 1), empty, short)
    assert shortages(plan, SMALL) == (
        Shortage(unknown, available=0),
        Shortage(empty, available=0),
        Shortage(short, available=2),
    )


def test_the_size_of_a_blueprint_is_the_sum_of_its_cells() -> None:
    assert size((Cell("bau-cu", Level.EASY, 4), Cell("mot-cua", Level.HARD, 3))) == 7
    assert size(()) == 0


@st.composite
def counts_of_a_bank(draws: st.DrawFn) -> Counts:
    number = st.integers(min_value=0, max_value=9)
    return {(topic, level): draws(number) for topic in TOPICS for level in Level}


@given(counts_of_a_bank(), st.data())
def test_a_proportional_blueprint_gives_the_total_and_can_be_filled(
    counts: Counts, data: st.DataObject
) -> None:
    bank = bank_with(counts)
    total = data.draw(st.integers(min_value=0, max_value=len(bank)))
    plan = proportional(bank, total)
    assert size(plan) == total
    assert shortages(plan, bank) == ()


@given(counts_of_a_bank(), st.data())
def test_a_proportional_blueprint_leaves_no_topic_out(counts: Counts, data: st.DataObject) -> None:
    bank = bank_with(counts)
    held = {question.topic for question in bank}
    total = data.draw(st.integers(min_value=len(held), max_value=len(bank)))
    assert {cell.topic for cell in proportional(bank, total)} == held


def test_no_topic_is_left_out_as_soon_as_there_is_one_question_for_each() -> None:
    bank = bank_with({(topic, level): 6 for topic in TOPICS for level in Level})
    assert {cell.topic for cell in proportional(bank, len(TOPICS))} == set(TOPICS)


def test_a_full_bank_is_spread_evenly_over_topics_and_levels() -> None:
    bank = bank_with({(topic, level): 6 for topic in TOPICS for level in Level})
    plan = proportional(bank, 18)
    assert {cell.count for cell in plan} == {2}
    assert Counter(cell.topic for cell in plan) == Counter(dict.fromkeys(TOPICS, len(Level)))


def test_a_small_cell_is_used_up_before_another_is_asked_for_more() -> None:
    plan = proportional(SMALL, 6)
    assert plan == (
        Cell("bau-cu", Level.EASY, 3),
        Cell("bau-cu", Level.HARD, 1),
        Cell("mot-cua", Level.EASY, 2),
    )


def test_a_bank_with_too_few_questions_is_refused() -> None:
    with pytest.raises(ValueError, match="fewer than 8"):
        proportional(SMALL, 8)
