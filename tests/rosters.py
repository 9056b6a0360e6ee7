"""Rosters as files, for tests."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

HEADINGS = (
    "TT", "Họ và tên", "Đơn vị", "Huyện/Thị xã/Thành phố", "Năm sinh", "Chức vụ", "Mã cán bộ",
    "Số báo danh",
)  # fmt: skip
VI_THANH = "Thành phố Vị Thanh"
OFFICE = "UBND Thành phố Vị Thanh"


def workbook(
    rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS, above: int = 0
) -> bytes:
    """An .xlsx with the heading row after `above` other rows."""
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Danh sách")
    for number in range(above):
        sheet.write(number, 0, "DANH SÁCH THÍ SINH")
    for number, row in enumerate([headings, *rows], above):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    book.close()
    return output.getvalue()


def row(
    name: str = "Lê Văn Sáu",
    unit: str = OFFICE,
    district: str = VI_THANH,
    birth: Any = 1980,
    position: str = "Chuyên viên",
    staff_code: str = "",
    number: str = "",
) -> tuple[Any, ...]:
    """One line under `HEADINGS`."""
    return 1, name, unit, district, birth, position, staff_code, number
