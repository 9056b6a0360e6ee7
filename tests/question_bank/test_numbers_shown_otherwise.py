"""A number that Excel shows as something else is read as the number, and said."""

import io

import pytest
import xlsxwriter

from question_bank.finding import Severity
from question_bank.formats import Reading, read

HEADER = ["Câu hỏi", "A", "B", "Đáp án"]


def reading(value: float, code: str, *, hidden: bool = False) -> Reading:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    page = book.add_worksheet("S")
    page.write_row(0, 0, HEADER)
    page.write_row(1, 0, ["Hỏi?", "một", "hai", "A"])
    page.write_row(2, 0, ["Bao nhiêu?", "", "ba", "B"])
    page.write_number(2, 1, value, book.add_format({"num_format": code}))
    if hidden:
        page.set_row(2, options={"hidden": True})
    book.close()
    return read(output.getvalue(), "đề.xlsx")


def doubts(result: Reading) -> list[str]:
    return [one.message for one in result.findings if one.level is Severity.DOUBTFUL]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.5, "0%", "0,5"),
        (0.125, "0.00%", "0,125"),
        (7, "000", "7"),
        (18, '0" tuổi"', "18"),
        (0.25, "# ?/?", "0,25"),
        (44256, "d-mmm", "01/03/2021"),
        (0.3125, "hh:mm", "07:30:00"),
        (1_500_000, "0.0E+00", "1500000"),
    ],
)
def test_a_number_that_people_see_as_something_else_is_a_doubt(
    value: float, code: str, text: str
) -> None:
    result = reading(value, code)
    assert result.bank.questions[1].options[0].text == text
    (told,) = doubts(result)
    assert f"được đọc là “{text}”" in told


@pytest.mark.parametrize("code", ["General", "0", "#,##0", "0.00", "@", "dd/mm/yyyy", "0;[Red]-0"])
def test_a_number_that_reads_as_it_is_shown_is_none(code: str) -> None:
    assert doubts(reading(44256, code)) == []


def test_a_number_in_a_hidden_row_is_only_said_to_be_hidden() -> None:
    (told,) = doubts(reading(0.5, "0%", hidden=True))
    assert "dòng ẩn" in told
