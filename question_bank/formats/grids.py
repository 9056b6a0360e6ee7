"""Sheets of .xls and .ods -> the same workbook as .xlsx, so that one reader judges all three."""

import io
import re
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange

from question_bank.finding import UnreadableFile
from question_bank.formats.cell_places import too_far
from question_bank.formats.limits import LIMITS
from question_bank.formats.package import TOO_BIG
from question_bank.vietnamese import squeeze

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]|^'|'$")
_LONGEST_NAME = 31
_MERGED = 1_000
_LONGEST_CELL = 32_000  # .xlsx holds a few more; far beyond what a question may have


@dataclass
class Grid:
    """A sheet: cells by row and column, counted from 0; what is hidden, merged or not computed."""

    name: str
    hidden: bool = False
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    uncomputed: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column."""
    size: int = 0

    def put(self, row: int, column: int, text: str) -> None:
        """Set a cell. UnreadableFile where it lies beyond the limits, or all is too much."""
        if not text:
            return
        if row >= LIMITS.rows or column >= LIMITS.columns:
            raise UnreadableFile(too_far(self.name, row, column))
        self.size += len(text)
        if self.size > LIMITS.inflated_bytes:
            raise UnreadableFile(TOO_BIG)
        self.cells[row, column] = text[:_LONGEST_CELL]


def as_xlsx(grids: list[Grid]) -> bytes:
    """The sheets as an .xlsx of texts."""
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True})
    names: set[str] = set()
    shown = None
    for grid in grids:
        sheet = book.add_worksheet(_name(grid.name, names))
        _merge(sheet, grid)
        for (row, column), text in grid.cells.items():
            sheet.write_string(row, column, text)
        for row, column in grid.uncomputed:
            sheet.write_formula(row, column, "=NA()", None, "")
        for row in grid.hidden_rows:
            sheet.set_row(row, None, None, {"hidden": True})
        for column in grid.hidden_columns:
            sheet.set_column(column, column, None, None, {"hidden": True})
        if grid.hidden:
            sheet.hide()
        else:
            shown = shown or sheet
    if shown is None:
        shown = book.add_worksheet()
    shown.activate()
    shown.set_first_sheet()
    book.close()
    return output.getvalue()


def _merge(sheet: Any, grid: Grid) -> None:
    for area in grid.merged[:_MERGED]:
        top, left, bottom, right = area
        if (bottom, right) == (top, left) or bottom >= LIMITS.rows or right >= LIMITS.columns:
            continue
        try:
            sheet.merge_range(*area, "")
        except OverlappingRange:
            continue
        sheet.write_string(top, left, grid.cells.get((top, left), ""))


def _name(name: str, taken: set[str]) -> str:
    """A name that .xlsx allows and no other sheet has."""
    base = _FORBIDDEN.sub(" ", squeeze(name)).strip()[:_LONGEST_NAME] or "Trang"
    new, number = base, 1
    while new.casefold() in taken:
        number += 1
        new = f"{base[: _LONGEST_NAME - 6]} ({number})"
    taken.add(new.casefold())
    return new
