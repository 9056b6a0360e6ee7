"""Several options that stand out are named with their letters, and how they stand out."""

import docx
import pytest

from question_bank.checking import check
from question_bank.finding import Severity
from tests.question_bank.word_files import RED, saved


def told(bold: str, red: str = "", options: str = "ABCD", extra: str = "") -> tuple[list[str], int]:
    """What is said against the key of a question with these options bold or red, and the keys."""
    document = docx.Document()
    document.add_paragraph("Câu 1. Ai lập danh sách cử tri?")
    for letter in options:
        run = document.add_paragraph().add_run(f"{letter}. Phương án số {ord(letter)}")
        run.bold = letter in bold or None
        if letter in red:
            run.font.color.rgb = RED
    if extra:
        document.add_paragraph(extra)
    found = check(saved(document), "de.docx")
    said = [one.message for one in found.findings if one.level is Severity.BLOCKS]
    return said, len(found.bank.questions[0].key)


@pytest.mark.parametrize(
    ("bold", "options", "said"),
    [
        ("AC", "ABCD", "Câu 1 có 2 phương án được đánh dấu bằng chữ đậm (A, C)"),
        ("AB", "ABC", "Câu 1 có 2 phương án được đánh dấu bằng chữ đậm (A, B)"),
        ("BCD", "ABCD", "Câu 1 có 3 phương án được đánh dấu bằng chữ đậm (B, C, D)"),
    ],
)
def test_two_bold_options_are_named(bold: str, options: str, said: str) -> None:
    (found,), keys = told(bold, options=options)
    assert found.startswith(said)
    assert f"ghi dòng “Đáp án: {', '.join(bold)}”" in found
    assert keys == 0


def test_bold_and_red_that_show_different_options_are_named_each() -> None:
    (found,), keys = told("A", "C")
    assert "(chữ đậm: A; màu chữ: C)" in found
    assert keys == 0


def test_a_line_with_the_key_decides_and_nothing_is_said() -> None:
    assert told("AC", extra="Đáp án: A") == ([], 1)
    assert told("AC", extra="Đáp án: A, C") == ([], 2)


@pytest.mark.parametrize("bold", ["", "ABCD"])
def test_where_none_or_all_stand_out_there_is_no_key(bold: str) -> None:
    (found,), keys = told(bold)
    assert found.startswith("Câu 1 chưa có đáp án")
    assert keys == 0


def test_two_of_five_are_read_as_two_keys_and_named() -> None:
    document = docx.Document()
    document.add_paragraph("Câu 1. Chọn các phương án đúng về cử tri.")
    for letter in "ABCDE":
        run = document.add_paragraph().add_run(f"{letter}. Phương án số {ord(letter)}")
        run.bold = letter in "BD" or None
    found = check(saved(document), "de.docx")
    assert found.bank.questions[0].key == {1, 3}
    assert any("2 phương án nổi bật (chữ đậm: B, D)" in one.message for one in found.findings)
