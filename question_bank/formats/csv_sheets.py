"""CSV files: the separator is the one that gives a heading row, whatever the country of Excel."""

from collections.abc import Iterator
from itertools import islice

from question_bank.finding import UnreadableFile
from question_bank.formats.cell_places import letters
from question_bank.formats.columns import columns_of
from question_bank.formats.csv_records import Record, records
from question_bank.formats.decoding import decoded
from question_bank.formats.limits import LIMITS
from question_bank.formats.reading import Reading, Report
from question_bank.formats.sheets import Sheet
from question_bank.formats.tables import bank_of
from question_bank.vietnamese import clean, tidy

SEPARATORS = (",", ";", "\t", "|")
_NAMED = "sep="
_HEADER_ROWS = 20
_TYPED = (
    "Dòng {} có dấu nháy kép không phải của CSV hoặc ô chứa nhiều dòng của bảng; đề nghị kiểm tra "
    "lại các ô của dòng này, hoặc mở bằng Excel rồi lưu lại."
)
_TOO_LARGE = (
    f"Tệp CSV có quá {LIMITS.rows} dòng hoặc {LIMITS.columns} cột; "
    "đề nghị chia thành nhiều tệp hoặc bỏ các cột thừa."
)


def read_csv(data: bytes, name: str = "") -> Reading:
    """The bank in a CSV of any separator. UnreadableFile where it has no heading row."""
    report = Report(name)
    text = decoded(data)[0]
    rows = cells_of(text, separator_of(text) or ",", report)
    return bank_of([Sheet("", rows)], report, name)


def cells_of(text: str, separator: str, report: Report) -> list[list[str]]:
    """The rows of a CSV, cleaned. UnreadableFile where it is broken, too long or too wide."""
    rows: list[list[str]] = []
    for number, (row, typed) in enumerate(_rows(text, separator), 1):
        while row and not row[-1].strip():
            row.pop()
        if len(row) > LIMITS.columns or (number > LIMITS.rows and row):
            raise UnreadableFile(_TOO_LARGE)
        if number <= LIMITS.rows:
            rows.append(_clean(row, number, report))
            if typed:
                report.doubts(report.place(f"dòng {number}"), _TYPED.format(number))
    return rows


def separator_of(text: str) -> str:
    """The separator that the first line names (`sep=;`), or that gives a heading row; "" where
    the text is no table of questions.
    """
    first = text.split("\n", 1)[0].strip().strip('"').lower()
    if first.startswith(_NAMED) and len(first) == len(_NAMED) + 1:
        return first[-1]
    if first == _NAMED.strip() or text[: len(_NAMED) + 1].lower() == f"{_NAMED}\t":
        return "\t"
    found = {separator: _headings(text, separator) for separator in SEPARATORS}
    best = max(found, key=lambda separator: found[separator])
    return best if found[best] else ""


def _headings(text: str, separator: str) -> int:
    """How many columns of a heading row the separator shows in the first rows; 0 for none."""
    try:
        for row, _typed in islice(_rows(text, separator), _HEADER_ROWS):
            if len(row) > 1 and (columns := columns_of(row, truth=separator != "|")):
                return len(columns.fields) + len(columns.options)
    except UnreadableFile:
        return 0
    return 0


def _rows(text: str, separator: str) -> Iterator[Record]:
    """The records without the line that names the separator. A line of its own is left blank for
    it, so that the rows keep the numbers that people see.
    """
    for place, (row, typed) in enumerate(records(text, separator)):
        named = place == 0 and "".join(row[:1]).strip().lower().startswith(_NAMED)
        yield ([], False) if named else (row, typed)


def _clean(row: list[str], number: int, report: Report) -> list[str]:
    for place, cell in enumerate(row):
        for problem in clean(cell)[1]:
            report.blocks(report.place(f"dòng {number}", f"ô {letters(place)}{number}"), problem)
    return [tidy(cell) for cell in row]
