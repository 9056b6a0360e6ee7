"""Places of cells in a sheet: rows and columns from 0, and what people call them."""

import re

from question_bank.finding import UnreadableFile
from question_bank.formats.limits import LIMITS
from question_bank.formats.package import DAMAGED

_ROW = re.compile(r"[1-9][0-9]{0,6}")
CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
"""A cell's column and row as a workbook writes them."""
_TOO_FAR = (
    "Trang “{sheet}” có ô {cell} nằm ngoài {rows} dòng × {columns} cột; "
    "đề nghị xóa ô này hoặc chia thành nhiều tệp."
)


def too_far(sheet: str, row: int, column: int) -> str:
    """What is said of a cell beyond the limits."""
    cell = f"{letters(column)}{row + 1}"
    return _TOO_FAR.format(sheet=sheet, cell=cell, rows=LIMITS.rows, columns=LIMITS.columns)


def row_of(number: str, above: int) -> int:
    """The place of a row that says `r="12"`, else of the one below the row above."""
    if number and not _ROW.fullmatch(number):
        raise UnreadableFile(DAMAGED)
    return int(number) - 1 if number else above + 1


def column_of(reference: str, row: int, left: int) -> int:
    """The column of a cell that says `r="AB12"`, else the next one. UnreadableFile where it says
    another row than the one it stands in: calamine would believe the cell.
    """
    if not reference:
        return left + 1
    found = CELL.fullmatch(reference)
    if not found or int(found[2]) != row + 1:
        raise UnreadableFile(DAMAGED)
    if len(found[1]) == 1:
        return ord(found[1]) - ord("A")
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def letters(column: int) -> str:
    """27 -> `AB`."""
    text, column = "", column + 1
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
