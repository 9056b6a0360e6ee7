"""Columns of a question table that are not read: each is named once."""

import io

import pytest
import xlsxwriter

from tests.question_bank.readings import doubts, only

HEAD = ["STT", "Câu hỏi", "Phương án A", "Phương án B", "Phương án thứ ba", "Đáp án"]


def workbook(*rows: list[str]) -> bytes:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    page = book.add_worksheet()
    for place, row in enumerate(rows):
        page.write_row(place, 0, row)
    book.close()
    return output.getvalue()


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_a_heading_that_means_nothing_is_doubtful_once(format_: str) -> None:
    rows = [[str(n), f"Hỏi {n}?", "x", "y", "z", "A", "xem lại vì sai"] for n in (1, 2, 3)]
    data: str | bytes = workbook([*HEAD, "Ghi chú"], *rows)
    if format_ == "csv":
        data = "\n".join(",".join(row) for row in [[*HEAD, "Ghi chú"], *rows])
    said = doubts(data, f"x.{format_}")
    assert [one.where for one in said] == [f"x.{format_}, cột E", f"x.{format_}, cột G"]
    assert ["Phương án thứ ba" in said[0].message, "Ghi chú" in said[1].message] == [True, True]


def test_a_column_without_a_heading_is_named_by_its_place() -> None:
    (doubt,) = doubts(workbook([*HEAD[:4], "", "Đáp án"], ["1", "Hỏi?", "x", "y", "z", "A"]))
    assert "thứ 5" in doubt.message


def test_an_empty_column_and_the_name_of_a_topic_are_not_asked_about() -> None:
    data = workbook(
        ["", "Câu hỏi", "Phương án A", "Phương án B", "Ghi chú", "Đáp án"],
        ["Chuyên đề 1: Bầu cử"],
        ["", "Hỏi?", "x", "y", "", "A"],
    )
    assert doubts(data) == []
    assert only(data).topic == "bau-cu"
