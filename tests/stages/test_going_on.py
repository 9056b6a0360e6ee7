"""A bank that goes on from a version: whose words it holds, and which version it was made from."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from sqlmodel import select

from quiz.rules.authoring import Move
from quiz.rules.reasons import BankReason
from quiz.rules.refusal import Reason
from quiz.stages import author
from quiz.stages.workshop import banks, looking, publishing
from quiz.stages.workshop.looking import Filter
from quiz.store.database import Database
from quiz.store.sealing import Reader
from quiz.store.tables import BankOrigin
from tests.cast import small_bank
from tests.stages.workshop_cast import (
    MAI,
    NOTED,
    NOW,
    PHUC,
    QUAN,
    approve,
    filled,
    make_bank,
    move,
    reason_of,
)


def first_question(database: Database, bank_id: int, reader: Reader = QUAN) -> looking.Listed:
    return looking.listing(database, bank_id, Filter(), 1, reader).found[0]


def approving(database: Database, bank_id: int, reader: Reader) -> Reason:
    """Why this person may not approve the bank's first question, which waits for review."""
    question_id = first_question(database, bank_id).id
    return reason_of(
        lambda: move(database, bank_id, question_id, Move.APPROVE, reader, "Đã đối chiếu")
    )


def test_who_wrote_a_version_cannot_approve_its_words_in_a_bank_that_goes_on(
    database: Database,
) -> None:
    bank_id, ids = filled(database, 1)
    approve(database, bank_id, *ids)
    seen = publishing.ready(database, bank_id, PHUC).bank.digest
    version_id = publishing.publish(database, bank_id, seen, QUAN)
    other = banks.make_from(database, version_id, "Soạn tiếp", QUAN)
    assert first_question(database, other, PHUC).own
    move(database, other, first_question(database, other).id, Move.SUBMIT, QUAN)
    assert approving(database, other, PHUC) is BankReason.OWN_WORDS
    assert approving(database, other, QUAN) is BankReason.OWN_WORDS
    move(database, other, first_question(database, other).id, Move.APPROVE, MAI, NOTED)


def test_who_brought_a_version_as_a_file_cannot_approve_it_through_another(
    database: Database,
) -> None:
    version_id = author.publish(database, small_bank(), "phuc", NOW)
    for title, maker in (("Một", QUAN), ("Hai", MAI)):
        bank_id = banks.make_from(database, version_id, title, maker)
        move(database, bank_id, first_question(database, bank_id).id, Move.SUBMIT, maker)
        assert approving(database, bank_id, PHUC) is BankReason.OWN_WORDS


def test_another_version_under_the_same_title_does_not_open_the_bank_of_the_first(
    database: Database,
) -> None:
    bank = small_bank()
    first = author.publish(database, bank, "phuc", NOW)
    second = author.publish(database, replace(bank, questions=bank.questions[:5]), "phuc", NOW)
    made = banks.make_from(database, first, "", PHUC)
    assert banks.make_from(database, first, "", PHUC) == made
    refused = reason_of(lambda: banks.make_from(database, second, "", PHUC))
    assert refused is BankReason.BANK_TITLE_TAKEN


def test_an_empty_bank_is_no_bank_that_goes_on_and_the_other_way_round(
    database: Database,
) -> None:
    version_id = author.publish(database, small_bank(), "phuc", NOW)
    make_bank(database, "Trống")
    refused = reason_of(lambda: banks.make_from(database, version_id, "Trống", PHUC))
    assert refused is BankReason.BANK_TITLE_TAKEN
    banks.make_from(database, version_id, "Soạn tiếp", PHUC)
    refused = reason_of(lambda: make_bank(database, "Soạn tiếp"))
    assert refused is BankReason.BANK_TITLE_TAKEN


def test_eight_who_go_on_at_once_make_eight_banks_and_the_version_belongs_to_one(
    database: Database,
) -> None:
    version_id = author.publish(database, small_bank(), "phuc", NOW)
    together = threading.Barrier(8)

    def go_on(number: int) -> int:
        together.wait()
        return banks.make_from(database, version_id, f"Bank {number}", Reader(f"a{number}", NOW))

    with ThreadPoolExecutor(8) as threads:
        made = set(threads.map(go_on, range(8)))
    assert len(made) == 8
    with database.reading() as session:
        assert session.exec(select(BankOrigin.bank_id)).one() in made
