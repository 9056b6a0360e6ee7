"""The banks that the product ships: complete, sound, true to the law of their day, in own words."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from question_bank.bank import Bank
from question_bank.blueprint import proportional, shortages
from question_bank.finding import Severity
from question_bank.formats import read
from question_bank.law import Edition, LawText, Library, load_units, words
from question_bank.question import Level
from question_bank.review import review

ROOT = Path(__file__).resolve().parents[2]
BANKS = ROOT / "question_bank" / "banks"
AMENDED = "2025-07-01"  # the day on which Law 83/2025/QH15 changed the election law
COPIED = 12  # so many words in a row are taken for a copy


@dataclass(frozen=True)
class Shipped:
    """What must hold of one bank: its day, how much it holds and the election law of its day."""

    name: str
    election_day: str
    questions: int
    topics: int
    hard: int
    election_law: str


SHIPPED = (
    Shipped("cchc-2021", "2021-05-23", 500, 8, 100, "luat-85-2015-qh13-bau-cu-goc"),
    Shipped("cchc-2026", "2026-03-15", 150, 8, 40, "luat-85-2015-qh13-bau-cu-hop-nhat-2025"),
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


@pytest.fixture(scope="module")
def texts() -> dict[str, LawText]:
    folder = ROOT.parent / "shared" / "law"
    if not folder.is_dir():
        pytest.skip(f"the legal texts are not at {folder}")
    return load_units(folder / "articles.jsonl")


@pytest.fixture(scope="module")
def library(texts: dict[str, LawText]) -> Library:
    special = {
        "luat-85-2015-qh13-bau-cu-goc": Edition(
            texts["luat-85-2015-qh13-bau-cu-goc"], until=AMENDED
        ),
        "luat-85-2015-qh13-bau-cu-hop-nhat-2025": Edition(
            texts["luat-85-2015-qh13-bau-cu-hop-nhat-2025"], since=AMENDED
        ),
        "luat-22-2008-qh12-can-bo-cong-chuc-vbhn-25-2019": Edition(
            texts["luat-22-2008-qh12-can-bo-cong-chuc-vbhn-25-2019"], also="22/2008/QH12"
        ),
    }
    return Library(tuple(special.get(name) or Edition(text) for name, text in texts.items()))


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


def test_every_legal_basis_is_found_in_the_law_of_the_day(bank: Bank, library: Library) -> None:
    assert [
        f"{question.id}: {basis}"
        for question in bank
        for basis in question.legal_basis
        if not library.resolve(basis, bank.as_of)
    ] == []


def test_the_election_law_is_looked_up_as_it_stood_on_the_day(
    bank: Bank, library: Library, shipped: Shipped
) -> None:
    text = library.text("85/2015/QH13", bank.as_of)
    assert text is not None
    assert text.name == shipped.election_law


def test_no_text_is_copied_from_a_law(bank: Bank, texts: dict[str, LawText]) -> None:
    assert _copies(bank, texts) == []


def test_a_copied_sentence_would_be_noticed(bank: Bank, texts: dict[str, LawText]) -> None:
    sentence = texts["luat-85-2015-qh13-bau-cu-goc"].find("5")
    assert sentence
    planted = replace(bank.questions[0], explanation=f"Luật quy định: {sentence.upper()}")
    assert _copies(replace(bank, questions=(planted,)), texts)


def _copies(bank: Bank, texts: dict[str, LawText]) -> list[str]:
    """Runs of words that the bank shares with a law, each with its question."""
    ours = {run: place for place, text in _texts_of(bank) for run in _runs(text)}
    return [
        f"{ours[run]}: {' '.join(run)}"
        for text in texts.values()
        for unit in text.units
        for run in _runs(unit.text)
        if run in ours
    ]


def _texts_of(bank: Bank) -> Iterator[tuple[str, str]]:
    for question in bank:
        yield question.id, question.stem
        yield question.id, question.explanation
        for option in question.options:
            yield question.id, option.text


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    found = words(text)
    return (found[start : start + COPIED] for start in range(len(found) - COPIED + 1))
