"""What an amended edition changes, and which questions stand on it."""

from dataclasses import replace
from pathlib import Path

import pytest

from question_bank.law import LawText, words
from question_bank.law_changes import Editions, Kind, affected, changes
from question_bank.law_reading import read_law
from question_bank.question import LegalBasis, Question
from tests.cast import small_bank
from tests.question_bank.law_files import CONSOLIDATED, LAW

OLD = read_law(LAW.encode()).text
NEW = read_law(CONSOLIDATED.encode()).text
SHIPPED = Path(__file__).resolve().parents[2] / "question_bank" / "banks"


def on(*bases: str) -> Question:
    parsed = tuple(basis for one in bases if (basis := LegalBasis.parse(one)))
    assert len(parsed) == len(bases)
    return replace(small_bank().questions[0], legal_basis=parsed)


def test_changed_removed_added_and_renumbered_pieces_are_told_apart() -> None:
    assert [(one.kind, one.place, one.now) for one in changes(OLD, NEW)] == [
        (Kind.CHANGED, "Điều 2, khoản 1", ""),
        (Kind.RENUMBERED, "Điều 3, khoản 1", "Điều 3, khoản 2"),
        (Kind.REMOVED, "Điều 3, khoản 2", ""),
        (Kind.ADDED, "Điều 3, khoản 1", ""),
    ]
    (changed, *_) = changes(OLD, NEW)
    assert "bảy tuổi" in changed.old
    assert "chín tuổi" in changed.new


def test_a_text_has_no_changes_against_itself_in_other_spelling() -> None:
    units = tuple(replace(unit, text=unit.text.upper() + " [7]") for unit in OLD.units)
    assert changes(OLD, replace(OLD, units=units)) == ()


def test_the_title_of_an_article_counts_as_its_words() -> None:
    units = tuple(
        replace(unit, title="Quan chấm") if unit.article == "3" else unit for unit in OLD.units
    )
    (change,) = changes(OLD, replace(OLD, units=units))
    assert (change.kind, change.place, change.new) == (Kind.CHANGED, "Điều 3", "Quan chấm")


def test_a_piece_that_stands_twice_is_not_guessed_to_have_moved() -> None:
    same = "Ai đến trước thì được chơi trước."
    old = LawText.parse(f"# 1/2020/QH14\nĐiều 1. A\n1. {same}\n2. {same}")
    new = LawText.parse(f"# 1/2020/QH14\nĐiều 1. A\n1. Khác.\n2. Khác nữa.\n3. {same}")
    assert {one.kind for one in changes(old, new)} == {Kind.CHANGED, Kind.ADDED}


def test_questions_on_changed_or_vanished_places_are_listed_with_both_texts() -> None:
    told = affected([on("7/2015/QH13, Điều 2, khoản 1"), on("7/2015/QH13, Điều 2")], OLD, NEW)
    assert [str(one.basis) for one in told] == [
        "7/2015/QH13, Điều 2, khoản 1",
        "7/2015/QH13, Điều 2",
    ]
    assert told[0].old == "1. Người chơi phải đủ bảy tuổi vào ngày hội."
    assert told[0].new == "1. Người chơi phải đủ chín tuổi vào ngày hội."


def test_a_question_is_told_where_its_words_stand_now() -> None:
    (told,) = affected([on("7/2015/QH13, Điều 3, khoản 1")], OLD, NEW)
    assert told.now == "Điều 3, khoản 2"


def test_a_place_that_is_gone_has_no_new_words() -> None:
    without = replace(NEW, units=tuple(one for one in NEW.units if one.article != "3"))
    (told,) = affected([on("7/2015/QH13, Điều 3, khoản 2")], OLD, without)
    assert told.new == ""


@pytest.mark.parametrize(
    "basis",
    [
        "7/2015/QH13, Điều 1",
        "7/2015/QH13, Điều 2, khoản 2",
        "8/2015/QH13, Điều 2",
        "7/2015/QH13, Điều 40",
    ],
)
def test_other_questions_are_not_listed(basis: str) -> None:
    assert affected([on(basis)], OLD, NEW) == ()


def test_what_is_listed_reads_otherwise_and_what_is_not_listed_reads_the_same() -> None:
    places = [
        f"7/2015/QH13, Điều {unit.article}"
        + (f", khoản {unit.clause}" if unit.clause else "")
        + (f", điểm {unit.point}" if unit.point else "")
        for unit in OLD.units
    ]
    questions = [on(place) for place in places]
    listed = {str(one.basis) for one in affected(questions, OLD, NEW)}
    assert 0 < len(listed) < len(questions)
    for (basis,) in (question.legal_basis for question in questions):
        where = (basis.article, basis.clause, basis.point)
        differs = words(OLD.find(*where) or "") != words(NEW.find(*where) or "")
        assert (str(basis) in listed) is differs, basis


def test_every_change_that_is_told_is_one_of_words() -> None:
    found = changes(OLD, NEW)
    assert {one.place.split(",")[0] for one in found} == {"Điều 2", "Điều 3"}
    assert all(words(one.old) != words(one.new) for one in found)


def test_many_banks_may_be_held_against_one_comparison() -> None:
    editions = Editions(OLD, NEW, ["3/2010/qh12"])
    changed, other = on("7/2015/QH13, Điều 2, khoản 1"), on("7/2015/QH13, Điều 1")
    under_another_number = on("3/2010/QH12, Điều 2, khoản 1")
    assert editions.affected([changed, other, changed]) == affected([changed, changed], OLD, NEW)
    assert editions.affected([other]) == ()
    (told,) = editions.affected([under_another_number])
    assert told.question is under_another_number
    assert editions.changes == changes(OLD, NEW)
