"""Excel workbooks as authors make them."""

import datetime
import io
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter

from question_bank.bank import Bank, Topic
from question_bank.finding import Severity, UnreadableFile
from question_bank.formats import Reading, read, write
from question_bank.question import Level, Option, Question
from tests.question_bank.word_files import with_member

HEADER = ["Câu hỏi", "Phương án A", "Phương án B", "Phương án C", "Đáp án", "Mức độ"]


def workbook(*rows: Sequence[Any], sheet: str = "Sheet1") -> bytes:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return output.getvalue()


def reading(data: bytes) -> Reading:
    return read(data, "đề.xlsx")


def only(data: bytes) -> Question:
    (question,) = reading(data).bank.questions
    return question


@pytest.mark.parametrize(
    "header",
    [
        ["Câu hỏi", "Phương án A", "Phương án B", "Phương án C", "Đáp án"],
        ["Nội dung câu hỏi", "Đáp án A", "Đáp án B", "Đáp án C", "Đáp án đúng"],
        ["QUESTION", "Option A", "Option B", "Option C", "Key"],
        ["Question", "A", "B", "C", "Answer"],
        ["Câu hỏi (Question)", "PA 1", "PA 2", "PA 3", "Đáp án / Key"],
    ],
)
@pytest.mark.parametrize("key", ["B", "b", 2, "hai", "B."])
def test_columns_are_found_by_their_names_and_keys_in_any_shape(
    header: list[str], key: object
) -> None:
    question = only(workbook(header, ["Hỏi?", "một", "hai", "ba", key]))
    assert [option.text for option in question.options] == ["một", "hai", "ba"]
    assert question.key == {1}


def test_the_heading_may_stand_on_row_seven() -> None:
    above = [["UBND HUYỆN"], ["BỘ CÂU HỎI"], [], [], [], []]
    data = workbook(*above, HEADER, ["Hỏi?", "một", "hai", "ba", "C", "khó"])
    assert only(data).key == {2}
    assert only(data).level is Level.HARD
    assert reading(data).findings == ()


def test_options_may_stand_in_one_cell() -> None:
    header = ["STT", "Câu hỏi", "Phương án", "Đáp án"]
    for cell in ("A. một\nB. hai\nC. ba", "một\nhai\nba", "a) một b) hai c) ba"):
        question = only(workbook(header, [1, "Hỏi?", cell, "b"]))
        assert [option.text for option in question.options] == ["một", "hai", "ba"]
        assert question.key == {1}


def test_numbers_dates_and_truth_values_read_as_people_see_them() -> None:
    day = datetime.datetime(2021, 5, 23)  # noqa: DTZ001  # Excel knows no zones
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    page = book.add_worksheet()
    page.write_row(0, 0, HEADER)
    page.write_row(1, 0, ["Hỏi?", 21.0, 22.88, True, "A", "dễ"])
    page.write_row(2, 0, ["Ngày nào?", "x", "y", "", "A", "dễ"])
    page.write_datetime(2, 3, day, book.add_format({"num_format": "dd/mm/yyyy"}))
    book.close()
    first, second = reading(output.getvalue()).bank.questions
    assert [option.text for option in first.options] == ["21", "22,88", "Đúng"]
    assert second.options[2].text.startswith("23/05/2021")


def test_a_missing_option_keeps_the_letters_of_the_others() -> None:
    header = ["Câu hỏi", "A", "B", "C", "D", "Đáp án"]
    question = only(workbook(header, ["Hỏi?", "một", "hai", "", "bốn", "D"]))
    assert question.key == {2}
    assert question.options[2].text == "bốn"


@pytest.mark.parametrize("key", ["E", "năm", ""])
def test_a_wrong_key_is_named_with_row_and_column(key: str) -> None:
    data = workbook(HEADER, [], ["Hỏi?", "một", "hai", "ba", key, "dễ"])
    (fault,) = reading(data).findings
    assert fault.level is Severity.BLOCKS
    assert fault.where == "đề.xlsx, dòng 3, cột Đáp án"


def test_an_unknown_level_is_named_with_row_and_column() -> None:
    data = workbook(HEADER, ["Hỏi?", "một", "hai", "ba", "A", "siêu khó"])
    assert reading(data).findings[0].where == "đề.xlsx, dòng 2, cột Mức độ"


def test_two_sheets_are_read_and_named() -> None:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    for name, key in (("Một", "A"), ("Hai", "Z")):
        page = book.add_worksheet(name)
        page.write_row(0, 0, HEADER)
        page.write_row(1, 0, [f"Hỏi {name}?", "một", "hai", "ba", key, "dễ"])
    book.close()
    result = reading(output.getvalue())
    assert len(result.bank) == 2
    assert result.findings[0].where == "đề.xlsx, trang “Hai”, dòng 2, cột Đáp án"


def test_hidden_sheets_and_rows_are_said_and_not_read() -> None:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    page, hidden = book.add_worksheet("Câu hỏi"), book.add_worksheet("Ẩn")
    page.write_row(0, 0, HEADER)
    page.write_row(1, 0, ["Hỏi?", "một", "hai", "ba", "A", "dễ"])
    page.write_row(2, 0, ["Ẩn?", "một", "hai", "ba", "A", "dễ"])
    page.set_row(2, None, None, {"hidden": True})
    hidden.write_row(0, 0, HEADER)
    hidden.hide()
    book.close()
    result = reading(output.getvalue())
    assert len(result.bank) == 1
    assert [finding.level for finding in result.findings] == [Severity.DOUBTFUL] * 2
    assert "ẩn" in result.findings[0].message


def test_a_formula_without_a_value_is_said() -> None:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    page = book.add_worksheet("S")
    page.write_row(0, 0, HEADER)
    page.write_row(1, 0, ["Hỏi?", "một", "hai", "", "A", "dễ"])
    page.write_formula(1, 3, "=1+1", None, "")
    book.close()
    data = with_member(
        output.getvalue(), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<v></v>", b"")
    )
    assert reading(data).findings[0].where == "đề.xlsx, trang “S”, ô D2"


@pytest.mark.parametrize(("row", "column"), [(1_048_575, 16_383), (10_100, 0), (0, 30)])
def test_a_cell_far_out_is_refused_before_memory_is_spent(row: int, column: int) -> None:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    page = book.add_worksheet()
    page.write_row(0, 0, HEADER)
    page.write_string(row, column, "x")
    book.close()
    with pytest.raises(UnreadableFile, match="nằm ngoài 10100 dòng × 30 cột"):
        reading(output.getvalue())


def test_empty_formatted_cells_far_out_do_no_harm() -> None:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    page = book.add_worksheet()
    page.write_row(0, 0, HEADER)
    page.write_row(1, 0, ["Hỏi?", "một", "hai", "ba", "A", "dễ"])
    page.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
    book.close()
    assert len(reading(output.getvalue()).bank) == 1


def test_an_overlong_cell_blocks() -> None:
    data = workbook(HEADER, ["Hỏi?", "một " * 600, "hai", "ba", "A", "dễ"])
    assert reading(data).findings[0].level is Severity.BLOCKS


def test_a_workbook_without_a_heading_row_is_refused_with_the_remedy() -> None:
    with pytest.raises(UnreadableFile, match="đặt tên các cột"):
        reading(workbook(["Họ tên", "Đơn vị"], ["An", "Vị Thủy"]))


def test_a_heading_without_questions_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="Không tìm thấy câu hỏi nào"):
        reading(workbook(HEADER))


def test_nothing_written_is_ever_a_formula() -> None:
    evil = '=HYPERLINK("http://x","y")'
    question = Question(
        "m1", evil, (Option("@SUM(1)"), Option("+1")), frozenset({0}), "t", Level.EASY
    )
    data = write(Bank("=1", (Topic("t", "-t"),), (question,)), "xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        pages = b"".join(book.read(name) for name in book.namelist() if "sheets/sheet" in name)
        assert b"<f>" not in pages
        assert not any("hyperlink" in name.lower() for name in book.namelist())
    assert only(data).stem == evil


def test_one_huge_string_in_every_cell_is_refused_before_memory_is_spent() -> None:
    data = workbook(*[["x" * 32_000] * 30 for _ in range(100)])
    assert len(data) < 1_000_000
    with pytest.raises(UnreadableFile, match="quá nhiều chữ"):
        reading(data)


def test_a_false_dimension_does_no_harm() -> None:
    data = with_member(
        workbook(HEADER, ["Hỏi?", "một", "hai", "ba", "A", "dễ"]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'ref="A1:F2"', b'ref="A1:XFD1048576"'),
    )
    assert len(reading(data).bank) == 1
