"""Tables -> an Excel workbook in which every cell is text."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter

from question_bank.vietnamese import squeeze

_WIDEST = 60
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with lines of text above it and below it."""

    title: str
    """The sheet's tab; at most 31 characters."""
    above: tuple[str, ...]
    """The first line is the heading."""
    headers: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    below: tuple[str, ...] = ()


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """An .xlsx file of the sheets. Nothing in it is a formula, a number or a link; a text that a
    spreadsheet might take for a formula begins with an apostrophe."""
    output = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(output, options) as book:
        styles = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format(
                {"bold": True, "border": 1, "text_wrap": True, "align": "center"}
            ),
            "body": book.add_format({"border": 1, "valign": "top", "num_format": "@"}),
            "plain": book.add_format({"num_format": "@"}),
        }
        for sheet in sheets:
            _write(book.add_worksheet(sheet.title[:31]), sheet, styles)
    return output.getvalue()


def neutral(text: str) -> str:
    """The text on one line, so that no program takes it for a formula."""
    flat = squeeze(text)
    return f"'{flat}" if text.startswith(_STARTS) or flat.startswith(_STARTS) else flat


def _write(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet, styles: dict[str, object]) -> None:
    line = 0
    for number, text in enumerate(sheet.above):
        page.write_string(line, 0, neutral(text), styles["plain" if number else "title"])
        line += 1
    for column, text in enumerate(sheet.headers):
        page.write_string(line, column, neutral(text), styles["head"])
        cells = (row[column] for row in sheet.rows)
        widest = max([len(text), *(len(cell) for cell in cells)])
        page.set_column(column, column, min(_WIDEST, widest + 2))
    page.freeze_panes(line + 1, 0)
    page.repeat_rows(line)
    for row in sheet.rows:
        line += 1
        for column, text in enumerate(row):
            page.write_string(line, column, neutral(text), styles["body"])
    for text in sheet.below:
        line += 1
        page.write_string(line, 0, neutral(text), styles["plain"])
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
