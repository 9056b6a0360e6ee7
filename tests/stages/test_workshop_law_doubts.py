"""What the law library says against a question stands in the workshop too, and never blocks."""

from dataclasses import replace

import pytest

from question_bank.finding import Severity
from quiz.rules.authoring import State
from quiz.stages.workshop import banks, publishing, questions
from quiz.store.database import Database
from tests.cast import small_bank
from tests.question_bank.law_files import CONSOLIDATED, LAW
from tests.stages.test_laws import basis
from tests.stages.test_ticks import keep
from tests.stages.workshop_cast import NOW, PHUC, QUAN, approve, opened

HELD, STRANGE = "7/2015/QH13, Điều 2, khoản 1", "7/2015/QH13, Điều 99"
BEFORE_THE_LAW, AFTER = "2014-01-01", "2026-03-15"


def add(database: Database, day: str, said: str) -> tuple[int, int]:
    bank_id = banks.make(
        database, banks.Settings("Đang soạn", day, small_bank().topics), "phuc", NOW
    )
    written = replace(small_bank().questions[0], legal_basis=(basis(said),))
    return bank_id, questions.add(database, bank_id, written, PHUC)


def said_of_the_law(database: Database, bank_id: int, question_id: int) -> list[str]:
    found = opened(database, bank_id, question_id).findings
    return [one.message for one in found if "7/2015/QH13" in one.message]


@pytest.mark.parametrize(
    ("day", "said", "told"),
    [
        (AFTER, STRANGE, "không có trong văn bản có hiệu lực"),
        (BEFORE_THE_LAW, HELD, "không có hiệu lực vào ngày"),
    ],
)
def test_a_basis_that_does_not_hold_is_doubtful_beside_the_question_and_before_publishing(
    database: Database, day: str, said: str, told: str
) -> None:
    keep(database, LAW)
    bank_id, question_id = add(database, day, said)
    (sentence,) = said_of_the_law(database, bank_id, question_id)
    assert told in sentence
    approve(database, bank_id, question_id)  # a doubt keeps nobody from approving
    assert opened(database, bank_id, question_id).standing.state is State.APPROVED
    ready = publishing.ready(database, bank_id, PHUC)
    assert [one.message for one in ready.doubtful if told in one.message] == [sentence]
    assert publishing.publish(database, bank_id, ready.bank.digest, PHUC)


def test_a_basis_that_holds_is_no_doubt(database: Database) -> None:
    keep(database, LAW)
    assert said_of_the_law(database, *add(database, AFTER, HELD)) == []


def test_the_doubt_is_told_of_words_that_are_not_stored_yet(database: Database) -> None:
    keep(database, LAW)
    bank_id, _ = add(database, AFTER, HELD)
    typed = replace(small_bank().questions[1], legal_basis=(basis(STRANGE),))
    found = questions.preview(database, bank_id, typed, PHUC)
    assert any(STRANGE in one.message for one in found)


def test_a_law_that_the_library_lacks_is_advice_and_an_empty_library_says_nothing(
    database: Database,
) -> None:
    bank_id, question_id = add(database, AFTER, "8/2019/QH14, Điều 1")
    before = opened(database, bank_id, question_id).findings
    keep(database, LAW)
    after = opened(database, bank_id, question_id).findings
    (told,) = [one for one in after if one not in before]
    assert told.level is Severity.ADVICE
    assert "8/2019/QH14" in told.message
    assert told.where == f"câu {small_bank().questions[0].id}"


def test_a_bank_without_a_day_is_held_against_the_law_of_today_not_of_an_edition_to_come(
    database: Database,
) -> None:
    keep(database, LAW)
    keep(database, CONSOLIDATED)  # in force from 01/7/2025, and it is April 2021
    bank_id, question_id = add(database, "", HELD)
    now = opened(database, bank_id, question_id)
    assert "bảy tuổi" in now.clauses[HELD].words
    (told,) = said_of_the_law(database, bank_id, question_id)
    assert "thay đổi từ ngày 01/7/2025" in told
    later = questions.open_question(
        database, bank_id, question_id, replace(QUAN, at=NOW + 5 * 366 * 86_400_000)
    )
    assert "chín tuổi" in later.clauses[HELD].words
    assert not any("7/2015/QH13" in one.message for one in later.findings)
