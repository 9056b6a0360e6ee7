"""Key lines that take a letter back or name another one beside it."""

import pytest

from tests.question_bank.readings import blocks, only

QUESTION = "Câu 1. Ai bầu?\nA. Cử tri\nB. Khách\nC. Trẻ em\nD. Cả A, B và C\n"


@pytest.mark.parametrize(
    "line",
    [
        "Đáp án: A, B sai",
        "Đáp án: A sai",
        "Đáp án: A trừ B",
        "Đáp án: B bỏ, sửa thành C",
        "Đáp án: B (sửa: C)",
        "Đáp án: b (sửa thành c)",
        "Đáp án: B, sửa lại C",
        "Đáp án: A (không phải B)",
        "Đáp án: C đúng, A sai",
        "Đáp án A. Tuy nhiên có thể là B",
    ],
)
def test_such_a_line_is_no_key_and_blocks(line: str) -> None:
    (fault,) = blocks(QUESTION + line)
    assert "Câu 1" in fault.message
    assert only(QUESTION + line).key == frozenset()


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("Đáp án: B và C đều đúng", {1, 2}),
        ("Đáp án: B. Bỏ phiếu là quyền của cử tri", {1}),
        ("Đáp án: B. Sửa đổi năm 2025", {1}),
        ("Đáp án: B (theo Phụ lục C)", {1}),
        ("Đáp án B: điểm a, b khoản 2 Điều 4 Nghị định 61/2018/NĐ-CP", {1}),
        ("Đáp án: D. Cả A, B, C đều đúng", {3}),
    ],
)
def test_what_explains_the_key_does_not_take_it_back(line: str, key: set[int]) -> None:
    assert blocks(QUESTION + line) == []
    assert only(QUESTION + line).key == key
