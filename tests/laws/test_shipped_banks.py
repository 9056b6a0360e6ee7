"""The shipped banks are true to the law of their day, and none of its sentences stands in them."""

from dataclasses import replace
from pathlib import Path

import pytest

from question_bank.bank import Bank
from question_bank.finding import Severity
from question_bank.formats import read
from question_bank.law import Amendment, Edition, LawText, Library, load_units
from question_bank.law_reading import read_law
from question_bank.law_review import judge
from tests.question_bank.copies import copies

BANKS = Path(__file__).resolve().parents[2] / "question_bank" / "banks"
ORIGINAL = "luat-85-2015-qh13-bau-cu-goc"
AMENDED = "luat-85-2015-qh13-bau-cu-hop-nhat-2025"
AMENDED_ON = "2025-07-01"
"""The day on which Law 83/2025/QH15 changed the election law."""
ELECTION_LAW = {"cchc-2021": ORIGINAL, "cchc-2026": AMENDED}


@pytest.fixture(scope="module", params=ELECTION_LAW)
def name(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture(scope="module")
def bank(name: str) -> Bank:
    return read(BANKS / name).bank


@pytest.fixture(scope="module")
def texts(law_texts: Path) -> dict[str, LawText]:
    return load_units(law_texts / "articles.jsonl")


@pytest.fixture(scope="module")
def library(texts: dict[str, LawText]) -> Library:
    """The texts of the units, with the days that tell the two election laws apart."""
    servants = "luat-22-2008-qh12-can-bo-cong-chuc-vbhn-25-2019"
    special = {
        ORIGINAL: Edition(texts[ORIGINAL], until=AMENDED_ON),
        AMENDED: Edition(texts[AMENDED], since=AMENDED_ON),
        servants: Edition(texts[servants], also="22/2008/QH12"),
    }
    return Library(tuple(special.get(name) or Edition(text) for name, text in texts.items()))


@pytest.fixture(scope="module")
def read_library(law_texts: Path) -> Library:
    """What an import of every text makes, with the days that the texts tell themselves."""
    editions, amendments = [], list[Amendment]()
    for path in sorted(law_texts.glob("*.txt")):
        if "so-sanh" not in path.name:  # a comparison, not a text
            found = read_law(path.read_bytes(), path.name)
            editions.append(Edition(found.text, found.since, found.until, found.also))
            amendments += found.amendments
    return Library(tuple(editions), tuple(amendments))


def test_every_shipped_bank_is_looked_at() -> None:
    assert {one.name for one in BANKS.iterdir()} == set(ELECTION_LAW)


def test_every_legal_basis_is_found_in_the_law_of_the_day(bank: Bank, library: Library) -> None:
    assert [
        f"{question.id}: {basis}"
        for question in bank
        for basis in question.legal_basis
        if not library.resolve(basis, bank.as_of)
    ] == []


def test_the_election_law_is_looked_up_as_it_stood_on_the_day(
    bank: Bank, library: Library, name: str
) -> None:
    text = library.text("85/2015/QH13", bank.as_of)
    assert text is not None
    assert text.name == ELECTION_LAW[name]


def test_every_basis_stands_in_the_law_of_its_day(bank: Bank, read_library: Library) -> None:
    found = judge(bank, read_library)
    assert [one for one in found if one.level is not Severity.ADVICE] == []


def test_the_bank_of_2021_is_doubtful_on_the_election_day_of_2026(read_library: Library) -> None:
    found = judge(read(BANKS / "cchc-2021").bank, read_library, "2026-03-15")
    assert sum(one.level is Severity.DOUBTFUL for one in found) > 100


def test_no_text_is_copied_from_a_law(bank: Bank, texts: dict[str, LawText]) -> None:
    assert copies(bank, texts.values()) == []


def test_a_copied_sentence_would_be_noticed(bank: Bank, texts: dict[str, LawText]) -> None:
    sentence = texts[ORIGINAL].find("5")
    assert sentence
    planted = replace(bank.questions[0], explanation=f"Luật quy định: {sentence.upper()}")
    assert copies(replace(bank, questions=(planted,)), texts.values())
