"""Cells of a Word table that were made one: what stands behind them keeps its column."""

import docx
from docx.table import Table

from question_bank.finding import Severity
from question_bank.formats import Reading, read
from tests.question_bank.word_files import saved

ROWS = [
    ["Câu", "Câu hỏi", "A", "B", "C", "D", "Đáp án"],
    ["1", "Ai bầu?", "Cử tri", "Khách", "Trẻ em", "Không ai", "B"],
    ["2", "Ai ứng cử?", "Cử tri", "Khách", "Trẻ em", "Không ai", "C"],
]


def table() -> tuple[Table, object]:
    document = docx.Document()
    grid = document.add_table(len(ROWS), len(ROWS[0]))
    for place, row in enumerate(ROWS):
        for column, text in enumerate(row):
            grid.cell(place, column).text = text
    return grid, document


def reading(grid: Table, document: object) -> Reading:
    return read(saved(document), "đề.docx")  # type: ignore[arg-type]


def told(found: Reading) -> list[str]:
    return [one.message for one in found.findings if one.level is Severity.DOUBTFUL]


def test_the_key_behind_options_made_one_stays_the_key_with_a_doubt() -> None:
    grid, document = table()
    grid.cell(1, 5).text = ""
    grid.cell(1, 4).merge(grid.cell(1, 5))
    found = reading(grid, document)
    assert [set(question.key) for question in found.bank] == [{1}, {2}]
    assert [option.text for option in found.bank.questions[0].options] == [
        "Cử tri",
        "Khách",
        "Trẻ em",
    ]
    (doubt,) = told(found)
    assert doubt.startswith("Câu 1 của bảng có ô gộp")


def test_an_option_made_one_with_the_row_above_is_doubtful() -> None:
    grid, document = table()
    grid.cell(2, 3).text = ""
    grid.cell(1, 3).merge(grid.cell(2, 3))
    found = reading(grid, document)
    assert any(doubt.startswith("Câu 2 của bảng có ô gộp") for doubt in told(found))
    assert [option.text for option in found.bank.questions[1].options] == [
        "Cử tri",
        "Trẻ em",
        "Không ai",
    ]
    assert found.bank.questions[1].key == {1}


def test_cells_made_one_in_a_table_of_another_kind_are_not_asked_about() -> None:
    document = docx.Document()
    grid = document.add_table(4, 2)
    grid.cell(0, 0).merge(grid.cell(0, 1))
    grid.cell(0, 0).text = "Câu 1 (dễ). Ai bầu?"
    for place, (letter, text) in enumerate((("A.", "Cử tri"), ("B.", "Khách")), 1):
        grid.cell(place, 0).text, grid.cell(place, 1).text = letter, text
    grid.cell(3, 0).merge(grid.cell(3, 1))
    grid.cell(3, 0).text = "Đáp án: A"
    found = read(saved(document), "đề.docx")
    assert [set(question.key) for question in found.bank] == [{0}]
    assert told(found) == []
