"""A reviewer's tick on a legal basis holds as long as the clause says what it said then."""

from dataclasses import replace

import pytest

from question_bank.law_reading import read_law
from quiz.rules.authoring import Move, State
from quiz.rules.refusal import Reason, Refusal
from quiz.stages import laws
from quiz.stages.workshop import banks, questions, reviewing
from quiz.stages.workshop.reviewing import Chosen, Wish
from quiz.store.database import Database
from tests.cast import small_bank
from tests.question_bank.law_files import CONSOLIDATED, LAW
from tests.stages.test_laws import basis
from tests.stages.workshop_cast import NOW, PHUC, QUAN, move, opened

BASIS = "7/2015/QH13, Điều 2, khoản 1"
OLD, NEW = "1. Người chơi phải đủ bảy tuổi vào ngày hội.", "1. Người chơi phải đủ chín tuổi"
AFTER_THE_AMENDMENT = "2026-03-15"


def keep(database: Database, text: str) -> None:
    found = read_law(text.encode(), "luat.txt")
    laws.keep(database, found, laws.told_by(found, "luat"), "phuc", NOW)


@pytest.fixture
def waiting(database: Database) -> tuple[int, int]:
    """A bank as of 2026 and a question in it that waits for a reviewer."""
    keep(database, LAW)
    wanted = banks.Settings("Đang soạn", AFTER_THE_AMENDMENT, small_bank().topics)
    bank_id = banks.make(database, wanted, "phuc", NOW)
    written = replace(small_bank().questions[0], legal_basis=(basis(BASIS),))
    question_id = questions.add(database, bank_id, written, PHUC)
    move(database, bank_id, question_id, Move.SUBMIT, PHUC)
    return bank_id, question_id


def test_the_clause_stands_beside_the_question(
    database: Database, waiting: tuple[int, int]
) -> None:
    assert opened(database, *waiting).words == {BASIS: OLD}


def test_a_tick_holds_while_the_clause_is_the_same_and_lets_it_be_approved(
    database: Database, waiting: tuple[int, int]
) -> None:
    bank_id, question_id = waiting
    reviewing.tick(database, bank_id, Chosen(question_id, 2), {BASIS}, QUAN)
    assert set(opened(database, bank_id, question_id).ticked) == {BASIS}
    move(database, bank_id, question_id, Move.APPROVE, QUAN)
    assert opened(database, bank_id, question_id).standing.state is State.APPROVED


def test_a_tick_on_words_that_were_amended_since_counts_for_nothing(
    database: Database, waiting: tuple[int, int]
) -> None:
    bank_id, question_id = waiting
    reviewing.tick(database, bank_id, Chosen(question_id, 2), {BASIS}, QUAN)
    keep(database, CONSOLIDATED)
    now = opened(database, bank_id, question_id)
    assert now.words[BASIS].startswith(NEW)
    assert now.ticked == {}
    with pytest.raises(Refusal) as refused:
        reviewing.move(database, bank_id, Chosen(question_id, 2), Wish(Move.APPROVE), QUAN)
    assert refused.value.reason is Reason.BASIS_NOT_TICKED
    again = Wish(Move.APPROVE, ticked=frozenset({BASIS}))
    reviewing.move(database, bank_id, Chosen(question_id, 2), again, QUAN)
    assert opened(database, bank_id, question_id).standing.state is State.APPROVED
