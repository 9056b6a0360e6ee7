"""Options that begin twice in one question: two questions in one, statements above the options."""

import pytest

from tests.question_bank.readings import blocks, doubts, only, texts

FIRST = "Câu 1. Tuổi bầu cử là bao nhiêu?\nA. 17\n*B. 18\nC. 20\n"


def test_a_question_whose_number_was_lost_blocks_and_its_line_is_named() -> None:
    text = f"{FIRST}Cử tri bỏ phiếu ở đâu?\nA. Nơi ở\n*B. Khu vực bỏ phiếu\nC. Nơi khác\n"
    (fault,) = blocks(text)
    assert fault.where == "đề.txt, dòng 1"
    assert "dòng 6" in fault.message
    assert "“Câu …”" in fault.message
    assert only(text).key == frozenset()


@pytest.mark.parametrize(
    "second",
    ["A. Nơi ở *B. Khu vực bỏ phiếu", "Đáp án: B\nHỏi khác?\nA. Nơi ở\nB. Khu vực bỏ phiếu"],
)
def test_options_on_one_line_and_behind_a_key_line_begin_again_too(second: str) -> None:
    assert any("bắt đầu lại" in one.message for one in blocks(f"{FIRST}Hỏi khác?\n{second}"))


def test_options_on_the_line_of_the_first_question_count_too() -> None:
    text = "Câu 1. Tuổi? A. 17 *B. 18 C. 20\nHỏi khác?\nA. Nơi ở\n*B. Khu vực bỏ phiếu"
    assert any("bắt đầu lại" in one.message for one in blocks(text))
    assert blocks("Câu 1. Ý a) Một, b) Hai thì?\nA. Ý a\n*B. Ý b") == []


def test_two_numbered_lists_are_doubtful() -> None:
    text = "Câu 1. Chọn ý đúng:\n1. Một\n2. Hai\nLựa chọn:\n1. Chỉ ý một\n2. Cả hai ý\nĐáp án: 2"
    (doubt,) = doubts(text)
    assert "dòng 5" in doubt.message
    assert texts(only(text)) == ["Chỉ ý một", "Cả hai ý"]


def test_statements_in_capitals_above_options_in_small_letters_are_doubtful() -> None:
    text = (
        "Câu 1. Cho các nhận định:\nA. Cử tri đủ 18 tuổi\nB. Ứng cử viên đủ 21 tuổi\n"
        "a. Chỉ nhận định thứ nhất\nb. Chỉ nhận định thứ hai\nc. Cả hai\nĐáp án: b"
    )
    (doubt,) = doubts(text)
    assert "chữ hoa" in doubt.message


@pytest.mark.parametrize(
    "text",
    [
        "Câu 1. Ý nào đúng?\na) Một\nb) Hai\nA. Ý a\n*B. Ý b",
        "Câu 1. Gồm gì?\nA. Một trong hai:\na) x\nb) y\n*B. Một trong hai:\na) z\nb) t",
        "Câu 1. Theo Phụ lục\nA. của Nghị định thì ai?\nA. Cử tri\n*B. Ứng cử viên",
    ],
)
def test_a_list_that_leaves_the_options_certain_is_not_asked_about(text: str) -> None:
    assert doubts(text) == blocks(text) == []
    assert only(text).key == {1}
