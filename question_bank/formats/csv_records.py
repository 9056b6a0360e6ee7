"""The records of a CSV, and whether its quotation marks leave them in doubt.

Quotation marks that a person typed are no CSV: `"Tên" là gì?` would lose its marks, and one that
is never closed would swallow the rows below. Such a cell is read as it stands.
"""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from question_bank.finding import UnreadableFile

BROKEN = "Tệp CSV có dấu nháy hoặc ký tự hỏng; đề nghị mở bằng Excel rồi lưu lại."
_TYPED = ("expected after", "unexpected end of data")
"""What the reader says of quotation marks that were typed as text."""

Record = tuple[list[str], bool]
"""The cells, and whether a person must look at them."""


def records(text: str, separator: str) -> Iterator[Record]:
    """Every record. UnreadableFile where a cell is too long or holds a stray line end."""
    done, width = 0, 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            yield row, any(_holds_rows(cell, separator, width) for cell in row)
            done, width = done + 1, max(width, len(row))
        return
    except csv.Error as error:
        if not any(said in str(error) for said in _TYPED):
            raise UnreadableFile(BROKEN) from error
    for row, typed in islice(_as_typed(text, separator), done, None):
        yield row, typed or any(_holds_rows(cell, separator, width) for cell in row)


def _holds_rows(cell: str, separator: str, width: int) -> bool:
    """Whether a cell of several lines seems to have swallowed rows."""
    if "\n" not in cell:
        return False
    numbered = re.compile(rf"\d{{1,5}}{re.escape(separator)}\s*\S")
    return any(
        line.count(separator) >= max(2, width - 2)
        or (line.count(separator) > 1 and numbered.match(line))
        for line in cell.split("\n")[1:]
    )


def _as_typed(text: str, separator: str) -> Iterator[Record]:
    """A quotation mark counts where it is closed right before a separator or a line end."""
    stops = re.compile(f"[{re.escape(separator)}\r\n]")
    place = 0
    while place < len(text):
        row: list[str] = []
        typed = False
        while True:
            end = _closing(text, place, separator)
            if end >= 0:
                row.append(text[place + 1 : end].replace('""', '"'))
                place = end + 1
            else:
                typed = typed or text.startswith('"', place)
                found = stops.search(text, _behind_marks(text, place))
                end = found.start() if found else len(text)
                row.append(text[place:end])
                place = end
            if not text.startswith(separator, place):
                break
            place += 1
        place += 2 if text.startswith("\r\n", place) else 1
        yield row, typed


def _closing(text: str, place: int, separator: str) -> int:
    """Where the quotation that begins here is closed; -1 where none is, or text follows it."""
    if not text.startswith('"', place):
        return -1
    place = text.find('"', place + 1)
    while place >= 0 and text.startswith('""', place):
        place = text.find('"', place + 2)
    follows = text[place + 1 : place + 2]
    return place if place >= 0 and follows in ("", separator, "\r", "\n") else -1


def _behind_marks(text: str, place: int) -> int:
    """Behind words in quotation marks on one line: a separator within them parts no cells."""
    if not text.startswith('"', place):
        return place
    end = text.find('"', place + 1)
    line = text.find("\n", place)
    return end + 1 if end >= 0 and (line < 0 or end < line) else place
