"""OpenDocument sheets (.ods): a walk of our own over the document, because what is repeated there
may be repeated a million times.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from question_bank.finding import UnreadableFile
from question_bank.formats.grids import Grid
from question_bank.formats.limits import LIMITS
from question_bank.formats.package import (
    DAMAGED,
    ENCRYPTED,
    MACROS,
    attribute,
    child,
    local,
    open_package,
)

MIME = b"application/vnd.oasis.opendocument.spreadsheet"
_CONTENT = "content.xml"
_GROUPS = ("table-row-group", "table-header-rows", "table-rows", "table-header-columns")
_COLUMN_GROUPS = ("table-column-group", "table-columns")
_SKIPPED = ("annotation", "note", "ruby-text")
_UNSEEN = ("collapse", "filter")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


def read_grids(data: bytes) -> list[Grid]:
    """Every sheet. UnreadableFile where the file is damaged, locked, has macros or a cell lies
    beyond the limits.
    """
    package = open_package(data)
    if b"encryption-data" in package.members.get("META-INF/manifest.xml", b""):
        raise UnreadableFile(ENCRYPTED)
    if any(name.startswith(("Basic/", "Scripts/")) for name in package.members):
        raise UnreadableFile(MACROS.format(".ods"))
    try:
        tree = package.xml(_CONTENT)
        sheets = child(tree, "body", "spreadsheet")
        if sheets is None:
            raise UnreadableFile(DAMAGED)
        unseen = _unseen_tables(tree)
        return [_grid(table, unseen) for table in sheets if local(table) == "table"]
    except RecursionError as error:
        raise UnreadableFile(DAMAGED) from error


def _unseen_tables(tree: Element | None) -> set[str]:
    """The styles of hidden sheets."""
    return {
        attribute(style, "name")
        for style in (tree.iter() if tree is not None else ())
        if local(style) == "style"
        and attribute(child(style, "table-properties"), "display") == "false"
    }


def _grid(table: Element, unseen: set[str]) -> Grid:
    grid = Grid(attribute(table, "name"), attribute(table, "style-name") in unseen)
    if grid.hidden:
        return grid
    column = 0
    for element in _inside(table, "table-column", _COLUMN_GROUPS):
        count = _repeated(element, "number-columns-repeated")
        if attribute(element, "visibility") in _UNSEEN:
            grid.hidden_columns.update(range(column, min(column + count, LIMITS.columns)))
        column += count
    row = 0
    for element in _inside(table, "table-row", _GROUPS):
        count = _repeated(element, "number-rows-repeated")
        cells = list(_cells(element))
        filled = bool(cells)
        for place in range(row, row + count) if filled else ():
            _put_row(grid, place, cells)
            if place >= LIMITS.rows:
                break
        if attribute(element, "visibility") in _UNSEEN:
            grid.hidden_rows.update(range(row, min(row + count, LIMITS.rows)))
        row += count
    return grid


def _inside(table: Element, name: str, groups: tuple[str, ...]) -> Iterator[Element]:
    for element in table:
        if local(element) == name:
            yield element
        elif local(element) in groups:
            yield from _inside(element, name, groups)


def _repeated(element: Element, name: str) -> int:
    number = attribute(element, name)
    return int(number) if _NUMBER.fullmatch(number) else 1


def _cells(row: Element) -> Iterator[tuple[int, int, Element]]:
    """Column, how often it is repeated, and the cell, for each cell that says something."""
    column = 0
    for cell in row:
        count = _repeated(cell, "number-columns-repeated")
        says = len(cell) or attribute(cell, "formula") or attribute(cell, "value-type")
        if local(cell) == "table-cell" and says:
            yield column, count, cell
        column += count


def _put_row(grid: Grid, row: int, cells: list[tuple[int, int, Element]]) -> None:
    for column, count, cell in cells:
        text = _text(cell)
        for place in range(column, min(column + count, LIMITS.columns + 1)) if text else ():
            grid.put(row, place, text)
        if column < LIMITS.columns and row < LIMITS.rows:
            if attribute(cell, "formula") and not text and not attribute(cell, "value-type"):
                grid.uncomputed.append((row, column))
            down = _repeated(cell, "number-rows-spanned")
            across = _repeated(cell, "number-columns-spanned")
            if down > 1 or across > 1:
                grid.merged.append((row, column, row + down - 1, column + across - 1))


def _text(cell: Element) -> str:
    """The paragraphs of a cell as people see them; the value where it shows none."""
    paragraphs = ["".join(_letters(element)) for element in cell if local(element) == "p"]
    return "\n".join(paragraphs) or attribute(cell, "string-value")


def _letters(element: Element) -> Iterator[str]:
    yield element.text or ""
    for each in element:
        name = local(each)
        if name == "s":
            count = attribute(each, "c")
            yield " " * (min(int(count), 100) if _NUMBER.fullmatch(count) else 1)
        elif name in ("tab", "line-break"):
            yield "\t" if name == "tab" else "\n"
        elif name not in _SKIPPED:
            yield from _letters(each)
        yield each.tail or ""
