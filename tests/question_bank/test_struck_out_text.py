"""Struck-out text in Word is left out, and said, wherever it stands."""

import docx
import pytest
from docx.text.paragraph import Paragraph

from tests.question_bank.readings import blocks, doubts, only, texts
from tests.question_bank.word_files import saved


def written(paragraph: Paragraph, text: str) -> None:
    """`~` begins and ends what is struck out."""
    for number, piece in enumerate(text.split("~")):
        paragraph.add_run(piece).font.strike = number % 2 == 1 or None


def document(*lines: str) -> bytes:
    word = docx.Document()
    for line in lines:
        written(word.add_paragraph(), line)
    return saved(word)


@pytest.mark.parametrize("key", ["~A~B", "~A, ~B", "~A~ B"])
def test_a_key_that_was_struck_out_is_no_key(key: str) -> None:
    data = document("Câu 1 (dễ). Ai?", "A. x", "B. y", f"Đáp án: {key}")
    assert only(data).key == {1}
    assert [one.where for one in doubts(data)] == ["đề.txt, dòng 4"]
    assert "gạch ngang" in doubts(data)[0].message


def test_a_word_of_an_option_that_was_struck_out_is_no_part_of_it() -> None:
    data = document("Câu 1 (dễ). Tuổi?", "A. ~16~ 18", "*B. 21")
    assert texts(only(data)) == ["18", "21"]
    assert [one.where for one in doubts(data)] == ["đề.txt, dòng 2"]


def test_an_option_that_was_struck_out_leaves_a_gap_that_is_said() -> None:
    data = document("Câu 1 (dễ). Tuổi?", "A. 18", "~B. 19~", "*C. 21")
    assert texts(only(data)) == ["18", "21"]
    assert len(doubts(data)) == 2


def table(*rows: tuple[str, ...]) -> bytes:
    word = docx.Document()
    grid = word.add_table(len(rows), len(rows[0]))
    for row, texts_ in zip(grid.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts_, strict=True):
            written(cell.paragraphs[0], text)
    return saved(word)


HEAD = ("Câu hỏi", "Phương án A", "Phương án B", "Đáp án")


@pytest.mark.parametrize(
    "row", [("Ai ~gì~?", "x", "y", "B"), ("Ai?", "~z~x", "y", "B"), ("Ai?", "x", "y", "~A~B")]
)
def test_it_is_said_of_every_cell_of_a_table_of_questions(row: tuple[str, ...]) -> None:
    data = table(HEAD, row)
    assert only(data).key == {1}
    assert len(doubts(data)) == 1


def test_a_cell_that_was_struck_out_whole_is_said() -> None:
    data = table((*HEAD[:3], "Phương án C", "Đáp án"), ("Ai?", "x", "y", "~z~", "B"))
    assert texts(only(data)) == ["x", "y"]
    assert len(doubts(data)) == 1
    assert blocks(data) == []


def test_it_is_said_of_a_table_of_keys() -> None:
    word = docx.Document()
    for line in ("Câu 1 (dễ). Ai?", "A. x", "B. y"):
        word.add_paragraph(line)
    grid = word.add_table(2, 2)
    for row, said in zip(grid.rows, (("Câu", "Đáp án"), ("1", "~A~B")), strict=True):
        for cell, text in zip(row.cells, said, strict=True):
            written(cell.paragraphs[0], text)
    assert only(saved(word)).key == {1}
    assert len(doubts(saved(word))) == 1
