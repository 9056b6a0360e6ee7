"""Workbooks of Excel 97–2003 (.xls): the values by calamine, after a walk over the records that
tell what is hidden, locked, too far out or a macro.
"""

import struct
from collections.abc import Iterator

from question_bank.finding import UnreadableFile
from question_bank.formats.cell_places import too_far
from question_bank.formats.grids import Grid
from question_bank.formats.limits import LIMITS
from question_bank.formats.ole import Compound
from question_bank.formats.package import DAMAGED, ENCRYPTED, MACROS
from question_bank.formats.sheets import text_of, values_of
from question_bank.formats.xls_strings import lengths_of

_BOF, _EOF, _FILEPASS, _SHEET = 0x809, 0x0A, 0x2F, 0x85
_AREA = 0x200
_MOST_CELLS = 2_000_000  # calamine makes room for all that the sheet says it has
_ROW, _COLUMNS, _MERGED = 0x208, 0x7D, 0xE5
_CELLS = frozenset({0x06, 0x203, 0x204, 0x205, 0x27E, 0xD6, 0xFD})
_TOO_MUCH = "Tệp có quá nhiều chữ trong các ô; đề nghị chia thành nhiều tệp rồi gửi lại."
_ROW_OF_NUMBERS = 0xBD
_STRINGS, _CONTINUED, _SHARED = 0xFC, 0x3C, 0xFD
_MOST_LETTERS = 4 * LIMITS.file_bytes  # in all cells: a string may stand in many
_HIDDEN_ROW = 0x20


def read_grids(data: bytes) -> list[Grid]:
    """Every sheet. UnreadableFile where the file is damaged, locked, has macros or lies beyond the
    limits.
    """
    book = Compound(data)
    if book.names & {"_VBA_PROJECT_CUR", "VBA", "_VBA_PROJECT"}:
        raise UnreadableFile(MACROS.format(".xlsx"))
    stream = book.stream("Workbook", "Book")
    if not stream:
        raise UnreadableFile(DAMAGED)
    grids = list(_sheets(stream))
    if sum(grid.size for grid in grids) > _MOST_LETTERS:
        raise UnreadableFile(_TOO_MUCH)
    if not grids or len(grids) > LIMITS.members:
        raise UnreadableFile(DAMAGED)
    by_place = dict(enumerate(grids))
    for place, (name, values) in enumerate(values_of(data, None)):
        grid = by_place.get(place)
        if grid is None or grid.hidden:
            continue
        grid.name = name
        for row, cells in enumerate(values):
            for column, value in enumerate(cells):
                grid.put(row, column, text_of(value))
    return grids


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records from `start` to the end of their part."""
    place = start
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + length]
        if kind == _EOF:
            return
        place += 4 + length


def _sheets(stream: bytes) -> Iterator[Grid]:
    """The sheets as the workbook lists them; charts and macro sheets are none."""
    lengths = _string_lengths(stream)
    for kind, data in _records(stream, 0):
        if kind == _FILEPASS:
            raise UnreadableFile(ENCRYPTED)
        if kind == _SHEET and len(data) > 8:
            start, state, sheet_type = struct.unpack_from("<IBB", data)
            if sheet_type == 1:
                raise UnreadableFile(MACROS.format(".xlsx"))
            if sheet_type == 0:
                grid = Grid(_name(data[6:]), bool(state & 3))
                _scan(stream, start, grid, lengths)
                yield grid


def _string_lengths(stream: bytes) -> list[int]:
    chunks: list[bytes] = []
    for kind, data in _records(stream, 0):
        if kind == _STRINGS:
            chunks = [data]
        elif chunks and kind == _CONTINUED:
            chunks.append(data)
        elif chunks:
            break
    try:
        return lengths_of(chunks) if chunks else []
    except (struct.error, IndexError) as error:
        raise UnreadableFile(DAMAGED) from error


def _name(data: bytes) -> str:
    """A short string: its length, whether its letters are wide, its letters."""
    wide = len(data) > 1 and bool(data[1] & 1)
    return data[2:].decode("utf-16-le" if wide else "latin-1", "replace")[: data[0]]


def _scan(stream: bytes, start: int, grid: Grid, lengths: list[int]) -> None:
    """Note what is hidden or merged in a sheet, and count the letters of its shared strings."""
    try:
        for kind, data in _records(stream, start):
            if kind in _CELLS:
                row, column = struct.unpack_from("<HH", data)
                _check(grid, row, column)
                if kind == _SHARED:
                    (number,) = struct.unpack_from("<I", data, 6)
                    grid.size += lengths[number]
            elif kind == _ROW_OF_NUMBERS:
                (row,) = struct.unpack_from("<H", data)
                (column,) = struct.unpack_from("<H", data, len(data) - 2)
                _check(grid, row, column)
            elif kind == _AREA and len(data) > 12:  # shorter before Excel 97
                top, bottom, left, right = struct.unpack_from("<IIHH", data)
                if top > bottom or left > right:  # calamine would count below zero
                    raise UnreadableFile(DAMAGED)
                if bottom * right > _MOST_CELLS:
                    raise UnreadableFile(too_far(grid.name, bottom - 1, right - 1))
            elif kind == _ROW:
                row, flags = data[0] | data[1] << 8, data[12]
                if flags & _HIDDEN_ROW and row < LIMITS.rows:
                    grid.hidden_rows.add(row)
            elif kind == _COLUMNS:
                first, last, _width, _format, flags = struct.unpack_from("<5H", data)
                if flags & 1:
                    grid.hidden_columns.update(range(first, min(last + 1, LIMITS.columns)))
            elif kind == _MERGED:
                grid.merged += _merged(data)
    except (struct.error, IndexError) as error:
        raise UnreadableFile(DAMAGED) from error


def _check(grid: Grid, row: int, column: int) -> None:
    """Calamine would fill the whole rectangle up to the cell."""
    if row >= LIMITS.rows or column >= LIMITS.columns:
        raise UnreadableFile(too_far(grid.name, row, column))


def _merged(data: bytes) -> Iterator[tuple[int, int, int, int]]:
    for place in range(2, len(data) - 7, 8):
        top, bottom, left, right = struct.unpack_from("<4H", data, place)
        yield top, left, bottom, right
