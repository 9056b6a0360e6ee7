"""Real laws are read whole, their amendments found, and their editions compared."""

from pathlib import Path

import pytest

from question_bank.finding import Severity
from question_bank.formats import read
from question_bank.law import document_key, load_text, load_units, words
from question_bank.law_changes import affected, changes
from question_bank.law_reading import read_law

BANKS = Path(__file__).resolve().parents[2] / "question_bank" / "banks"


def test_text_and_units_of_the_election_law_agree(law_texts: Path) -> None:
    name = "luat-85-2015-qh13-bau-cu-goc"
    from_units = load_units(law_texts / "articles.jsonl")[name]
    from_text = load_text(law_texts / f"{name}.txt")
    assert from_text.name == name
    assert from_text.units == from_units.units
    assert len({unit.article for unit in from_text.units}) == 98


def test_every_text_is_read_with_its_number_and_articles(law_texts: Path) -> None:
    articles = {}
    for path in sorted(law_texts.glob("*.txt")):
        found = read_law(path.read_bytes(), path.name)
        articles[path.stem] = len(found.text.articles)
        assert document_key(found.text.number)
    assert articles["luat-85-2015-qh13-bau-cu-goc"] == 98
    assert articles["luat-22-2008-qh12-can-bo-cong-chuc-vbhn-25-2019"] == 87
    assert articles["hien-phap-2013"] == 120


def test_the_notes_of_a_consolidated_law_are_apart(law_texts: Path) -> None:
    path = law_texts / "luat-22-2008-qh12-can-bo-cong-chuc-vbhn-25-2019.txt"
    found = read_law(path.read_bytes(), path.name)
    assert (len(found.text.notes), found.also) == (37, "22/2008/QH12")
    assert (found.since, found.until) == ("2020-07-01", "2025-07-01")


def test_an_amending_law_names_both_laws_and_twenty_places_of_one(law_texts: Path) -> None:
    path = law_texts / "luat-52-2019-qh14-sua-doi-cbcc-vien-chuc.txt"
    amended = {a.document: a.places for a in read_law(path.read_bytes(), path.name).amendments}
    assert amended.keys() == {"22/2008/QH12", "58/2010/QH12"}
    assert amended["22/2008/QH12"][:3] == ("Điều 4, khoản 2", "Điều 6", "Điều 29")


WORDS_REPLACED = {
    "luat-47-2019-qh14-sua-doi-tccp-tccqdp": ("77/2015/QH13", "78 80 97 113 114 19 88 9"),
    "luat-52-2019-qh14-sua-doi-cbcc-vien-chuc": ("22/2008/QH12", "5 21 24 32 36 63 64 66 70"),
}
"""Articles of which an amending law only replaces or drops words, said behind a quotation."""


@pytest.mark.parametrize("name", WORDS_REPLACED)
def test_articles_of_which_only_words_were_replaced_are_amended(law_texts: Path, name: str) -> None:
    document, articles = WORDS_REPLACED[name]
    path = law_texts / f"{name}.txt"
    found = read_law(path.read_bytes(), path.name)
    (places,) = [one.places for one in found.amendments if one.document == document]
    touched = {place.split(", ")[0].removeprefix("Điều ") for place in places}
    assert touched >= set(articles.split())
    assert [one for one in found.findings if one.level is Severity.DOUBTFUL] == []


def test_every_text_that_changes_another_by_its_number_says_so(law_texts: Path) -> None:
    told = {
        (document_key(one.by), document_key(one.document)): len(one.places)
        for path in sorted(law_texts.glob("*.txt"))
        for one in read_law(path.read_bytes(), path.name).amendments
        if one.places
    }
    assert told == {
        ("47/2019/qh14", "76/2015/qh13"): 11,
        ("47/2019/qh14", "77/2015/qh13"): 52,
        ("52/2019/qh14", "22/2008/qh12"): 33,
        ("52/2019/qh14", "58/2010/qh12"): 18,
        ("77/2015/qh13", "30/2009/qh12"): 1,
        ("63/2010/nd-cp", "1699/qd-ttg"): 1,
        ("92/2017/nd-cp", "55/2011/nd-cp"): 3,
        ("92/2017/nd-cp", "34/2016/nd-cp"): 1,
    }


def test_the_amended_election_law_differs_in_the_52_articles_that_were_compared_by_hand(
    law_texts: Path,
) -> None:
    old = load_text(law_texts / "luat-85-2015-qh13-bau-cu-goc.txt")
    new = load_text(law_texts / "luat-85-2015-qh13-bau-cu-hop-nhat-2025.txt")
    found = changes(old, new)
    assert len({one.place.split(",")[0] for one in found}) == 52
    assert all(words(one.old) != words(one.new) for one in found)


def test_the_shipped_questions_on_changed_clauses_of_the_election_law_are_listed(
    law_texts: Path,
) -> None:
    old = load_text(law_texts / "luat-85-2015-qh13-bau-cu-goc.txt")
    new = load_text(law_texts / "luat-85-2015-qh13-bau-cu-hop-nhat-2025.txt")
    told = affected(read(BANKS / "cchc-2021").bank, old, new)
    assert told
    for one in told:
        where = (one.basis.article, one.basis.clause, one.basis.point)
        assert words(old.find(*where) or "") != words(new.find(*where) or "")
    listed = {one.question.id for one in told}
    assert len(listed) < len(read(BANKS / "cchc-2021").bank)
