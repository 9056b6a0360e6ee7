"""Identifiers of questions in tables are held to the same rule as those of the native format."""

import pytest

from tests.question_bank.readings import blocks

HEAD = "Mã,Câu hỏi,Phương án A,Phương án B,Đáp án\n"


def test_an_identifier_with_other_signs_blocks_at_its_cell() -> None:
    (fault,) = blocks(f"{HEAD}BC 01/đ,Ai?,x,y,A\n", "x.csv")
    assert fault.where == "x.csv, dòng 2, cột Mã"
    assert "“BC 01/đ” không hợp lệ" in fault.message


@pytest.mark.parametrize("identifier", ["", "BC-01.a", "7"])
def test_a_good_one_or_none_does_not(identifier: str) -> None:
    assert blocks(f"{HEAD}{identifier},Ai?,x,y,A\n", "x.csv") == []
