"""A line that looks like a heading right below an option: its next line, or a topic."""

import pytest

from tests.question_bank.readings import doubts, only, reading, texts

NEXT = "\n\nCâu 2 (dễ). Ai nữa?\n*A. x\nB. y\n"


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("B. Theo quy định tại", "Phần II Luật Bầu cử"),
        ("B. Theo quy định tại", "Chương II. Luật Bầu cử"),
        ("B. Theo Luật Bầu cử,", "Chương 2: Bầu cử"),
    ],
)
def test_an_option_goes_on_below_and_is_said(above: str, line: str) -> None:
    text = f"Câu 1 (dễ). Quy định ở đâu?\n*A. Nghị định\n{above}\n{line}{NEXT}"
    first, second = reading(text).bank.questions
    assert texts(first)[1] == f"{above[3:]}\n{line}"
    assert second.topic == "chung"
    (doubt,) = doubts(text)
    assert doubt.where == "đề.txt, dòng 4"


def test_a_wrapped_option_is_followed_by_the_others() -> None:
    text = "Câu 1. Ở đâu?\n*A. Theo quy định tại\nChương II Luật Bầu cử\nB. Nghị định"
    assert texts(only(text)) == ["Theo quy định tại\nChương II Luật Bầu cử", "Nghị định"]


def test_an_explanation_goes_on_below() -> None:
    text = f"Câu 1. Ai?\n*A. x\nB. y\nGiải thích: Quy định tại\nChương II Luật Bầu cử{NEXT}"
    assert reading(text).bank.questions[0].explanation == "Quy định tại\nChương II Luật Bầu cử"
    assert [one.where for one in doubts(text)] == ["đề.txt, dòng 5"]


def test_a_heading_right_below_a_finished_option_is_a_topic_and_is_said() -> None:
    text = f"Câu 1 (dễ). Ai?\n*A. x\nB. y\nChuyên đề 2: Một cửa{NEXT}"
    assert [one.topic for one in reading(text).bank] == ["chung", "mot-cua"]
    (doubt,) = doubts(text)
    assert "tên chuyên đề" in doubt.message


@pytest.mark.parametrize("between", ["\n", "Đáp án: A\n", "Mức độ: dễ\n"])
def test_a_heading_below_a_blank_line_or_a_tag_is_certain(between: str) -> None:
    text = f"Câu 1 (dễ). Ai?\n*A. x\nB. y\n{between}Phần II Bầu cử{NEXT}"
    assert [one.topic for one in reading(text).bank] == ["chung", "bau-cu"]
    assert doubts(text) == []


def test_a_heading_in_capitals_is_certain() -> None:
    text = f"Câu 1 (dễ). Ai?\n*A. x\nB. y\nPHẦN II. BẦU CỬ{NEXT}"
    assert reading(text).bank.questions[1].topic == "bau-cu"
    assert doubts(text) == []
