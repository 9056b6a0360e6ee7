"""Ten thousand questions, the most a bank holds, come back from the files that we write ourselves:
no limit that is kept for hostile files turns them away."""

from collections.abc import Callable

import pytest

from question_bank.bank import Bank
from question_bank.formats import read, write
from question_bank.formats.limits import LIMITS
from tests.bench.banks import large_bank, word_of

MAKERS: dict[str, Callable[[Bank], bytes]] = {
    "docx": word_of,
    "xlsx": lambda bank: write(bank, "xlsx"),
}


@pytest.mark.parametrize("kind", MAKERS)
def test_ten_thousand_questions_of_ours_are_read(kind: str) -> None:
    bank = large_bank()
    assert len(bank) == LIMITS.questions
    again = read(MAKERS[kind](bank), f"bank.{kind}").bank
    assert [one.stem for one in again] == [one.stem for one in bank]
    assert [one.key for one in again] == [one.key for one in bank]
