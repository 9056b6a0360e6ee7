"""A sentence of a law in a bank is noticed, and words that are merely alike are not."""

from dataclasses import replace

import pytest

from question_bank.bank import Bank
from question_bank.law import LawText
from question_bank.question import Option
from tests.cast import small_bank
from tests.question_bank.copies import COPIED, copies

SAID = "ai đến sân đình trước khi trống điểm thì được chọn chỗ đứng cho cả nhà"
LAW = LawText.parse(f"# 1/2020/QH14\nĐiều 1. Chỗ\n1. Theo lệ làng, {SAID}.")


def bank(**fields: object) -> Bank:
    whole = small_bank()
    first = replace(whole.questions[0], **fields)  # type: ignore[arg-type]
    return replace(whole, questions=(first, *whole.questions[1:]))


@pytest.mark.parametrize(
    "fields",
    [
        {"stem": f"Vì sao {SAID}?"},
        {"explanation": f"Lệ nói: {SAID.upper()}!"},
        {"options": (Option("Sai"), Option(SAID.replace(" ", ",  ")))},
    ],
)
def test_a_sentence_of_a_law_is_noticed_wherever_it_stands(fields: dict[str, object]) -> None:
    found = copies(bank(**fields), [LAW])
    assert found
    assert {one.partition(":")[0] for one in found} == {small_bank().questions[0].id}


def test_so_many_words_in_a_row_are_a_copy_and_one_less_is_not() -> None:
    said = SAID.split()
    assert copies(bank(stem=" ".join(said[:COPIED])), [LAW])
    assert copies(bank(stem=" ".join(said[: COPIED - 1])), [LAW]) == []
    assert copies(small_bank(), [LAW]) == []
