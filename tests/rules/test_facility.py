"""What a question is expected to give: what it showed, else its level; papers balanced by it."""

from dataclasses import replace

import pytest

from question_bank.bank import Bank
from question_bank.draw import balance_of
from question_bank.question import Level
from quiz.rules import facility, papers
from quiz.rules.facility import Known, asked_as, expected_facilities, known_facilities
from quiz.rules.marking import Marking
from quiz.rules.statistics import Sat
from tests.cast import RULES, small_bank, wide_bank

BANK = small_bank()
FIRST = BANK.questions[0]


def test_a_question_is_known_by_its_words_and_its_key_in_whatever_bank_it_stands() -> None:
    moved = replace(FIRST, id="khac", topic="mot-cua", level=Level.HARD, explanation="")
    assert asked_as(moved) == asked_as(FIRST)
    assert asked_as(replace(FIRST, stem="Khác?")) != asked_as(FIRST)
    assert asked_as(replace(FIRST, key=frozenset({2}))) != asked_as(FIRST)


def test_what_was_asked_too_seldom_is_not_known() -> None:
    known = {asked_as(FIRST): Known(20, 20 * 9_000), asked_as(BANK.questions[1]): Known(19, 19_000)}
    assert known_facilities(BANK, known) == {FIRST.id: 9_000}


def test_an_unknown_question_is_as_hard_as_those_of_its_level() -> None:
    easy = [question.id for question in BANK if question.level is Level.EASY]
    expected = expected_facilities(BANK, {easy[0]: 9_000, easy[1]: 6_000})
    assert [expected[one] for one in easy[:3]] == [9_000, 6_000, 7_500]
    hard = next(question.id for question in BANK if question.level is Level.HARD)
    assert expected[hard] == facility.DEFAULTS[Level.HARD]
    assert expected.keys() == BANK.by_id.keys()


def test_weights_follow_the_points_of_the_level() -> None:
    even = dict.fromkeys(BANK.by_id, 5_000)
    weighed = facility.weights(BANK, Marking(hard=200), even)
    assert {weighed[one.id] for one in BANK if one.level is Level.HARD} == {10_000}
    assert {weighed[one.id] for one in BANK if one.level is Level.EASY} == {5_000}


def uneven(bank: Bank) -> dict[str, int]:
    return {question.id: 2_000 + 1_700 * place % 7_901 for place, question in enumerate(bank)}


def test_balanced_papers_of_a_simulation_spread_less_around_the_same_mean() -> None:
    bank = wide_bank()
    weighed = facility.weights(bank, Marking(), uneven(bank))
    balance = balance_of(bank, RULES.blueprint, weighed)
    plain = papers.simulated(bank, RULES.blueprint, weighed, None, papers=500)
    balanced = papers.simulated(bank, RULES.blueprint, weighed, balance, papers=500)
    assert balanced.deviation < plain.deviation / 3
    assert balanced.mean == pytest.approx(plain.mean, abs=0.1)
    assert plain.least < balanced.least <= balanced.most < plain.most


def test_without_statistics_every_paper_is_expected_to_give_the_same() -> None:
    expected = expected_facilities(BANK, {})
    weighed = facility.weights(BANK, Marking(), expected)
    spread = papers.simulated(BANK, RULES.blueprint, weighed, None, papers=50)
    assert spread.deviation == pytest.approx(0, abs=1e-12)
    assert spread.mean == pytest.approx(2 * (0.85 + 0.7 + 0.55))


def test_papers_of_the_same_questions_are_compared_by_hand() -> None:
    right, wrong = (100, (1,)), (0, (0,))
    one = [Sat({"a": right, "b": right})] * 3 + [Sat({"b": wrong, "a": right})] * 2
    other = [Sat({"a": wrong, "c": right})] * 5
    few = [Sat({"b": right, "c": right})] * 4
    means = {"a": 50.0, "b": 70.0, "c": 100.0}
    first, second = papers.parallel([*one, *other, *few], means)
    assert (first.questions, first.attempts, first.mean, first.expected) == (
        ("a", "b"),
        5,
        160,
        120,
    )
    assert first.deviation == pytest.approx(3_000**0.5)
    assert (second.questions, second.deviation, second.expected) == (("a", "c"), 0, 150)
    spread = papers.sat_spread([*one, *other], means)
    assert (spread.papers, spread.mean, spread.least, spread.most) == (10, 135, 120, 150)
