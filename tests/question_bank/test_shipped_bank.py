"""The banks that the product ships: complete and sound (true to the law: `make laws`)."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from question_bank.bank import Bank
from question_bank.blueprint import proportional, shortages
from question_bank.finding import Severity
from question_bank.formats import read
from question_bank.question import Level
from question_bank.review import review

ROOT = Path(__file__).resolve().parents[2]
BANKS = ROOT / "question_bank" / "banks"


@dataclass(frozen=True)
class Shipped:
    """What must hold of one bank: its day and how much it holds."""

    name: str
    election_day: str
    questions: int
    topics: int
    hard: int


SHIPPED = (
    Shipped("cchc-2021", "2021-05-23", 500, 8, 100),
    Shipped("cchc-2026", "2026-03-15", 150, 8, 40),
)


@pytest.fixture(scope="module", params=SHIPPED, ids=lambda shipped: shipped.name)
def shipped(request: pytest.FixtureRequest) -> Shipped:
    found: Shipped = request.param
    return found


@pytest.fixture(scope="module")
def bank(shipped: Shipped) -> Bank:
    reading = read(BANKS / shipped.name)
    assert reading.findings == ()
    return reading.bank


def test_every_bank_in_the_folder_is_looked_at() -> None:
    assert {one.name for one in BANKS.iterdir()} == {one.name for one in SHIPPED}


def test_no_identifier_is_of_two_banks() -> None:
    used = Counter(question.id for one in SHIPPED for question in read(BANKS / one.name).bank)
    assert [name for name, times in used.items() if times > 1] == []


def test_the_bank_is_dated_with_the_election_it_is_about(bank: Bank, shipped: Shipped) -> None:
    assert bank.as_of == shipped.election_day


def test_the_bank_is_large_enough_to_learn_with(bank: Bank, shipped: Shipped) -> None:
    assert len(bank) >= shipped.questions
    assert len(bank.topics) >= shipped.topics
    assert {question.topic for question in bank} == {topic.id for topic in bank.topics}
    assert sum(question.level is Level.HARD for question in bank) >= shipped.hard


def test_every_topic_has_questions_of_all_three_levels(bank: Bank) -> None:
    counts = bank.counts()
    assert [
        (topic.id, level) for topic in bank.topics for level in Level if not counts[topic.id, level]
    ] == []


def test_every_question_names_its_law_and_explains_its_key(bank: Bank) -> None:
    assert [q.id for q in bank if not q.legal_basis or not q.explanation] == []


def test_no_identifier_is_used_twice(bank: Bank) -> None:
    assert len(bank.by_id) == len(bank)


def test_the_review_has_no_objection(bank: Bank) -> None:
    assert [doubt for doubt in review(bank) if doubt.level is not Severity.ADVICE] == []


def test_the_advice_is_as_counted_in_the_guide(bank: Bank) -> None:
    advice = [finding for finding in review(bank) if finding.level is Severity.ADVICE]
    assert len(advice) == {508: 4, 191: 0}[len(bank)]


def test_no_key_position_is_preferred(bank: Bank) -> None:
    places = Counter(index for question in bank for index in question.key)
    assert max(places.values()) <= 1.2 * min(places.values())


def test_a_paper_of_thirty_can_be_drawn_from_every_topic(bank: Bank) -> None:
    plan = proportional(bank, 30)
    assert shortages(plan, bank) == ()
    assert {cell.topic for cell in plan} == {topic.id for topic in bank.topics}
