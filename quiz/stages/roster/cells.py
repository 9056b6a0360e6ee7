"""The cells of a roster's file as text. What the file is, its content says; its name may lie."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from python_calamine import CalamineWorkbook

from question_bank.finding import UnreadableFile
from question_bank.formats.cell_places import column_of, row_of
from question_bank.formats.package import (
    DAMAGED,
    Package,
    attribute,
    child,
    local,
    open_package,
    refuse_macros,
)
from quiz.rules.roster import MAX_COLUMNS, MAX_ROWS

_REMEDY = "đề nghị mở bằng Excel và lưu thành .xlsx."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TOO_MANY = f"Danh sách dài quá {MAX_ROWS:,} dòng; đề nghị chia thành nhiều tệp.".replace(",", ".")
_OTHERS = (b"%PDF", b"MZ", b"\x7fELF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc")
_FROM_1904 = re.compile(rb"""\bdate1904\s*=\s*["'](?:1|true)["']""")
DAYS_TO_1904 = 1_462
_MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|table|\?xml|script|svg)", re.IGNORECASE)


@dataclass
class Table:
    """The rows of one sheet; `rows[0]` is its first. Hidden rows are blank."""

    rows: list[list[str]]
    name: str = ""
    hidden: list[int] = field(default_factory=list)
    """Hidden rows with content, counted from 0."""
    uncomputed: list[tuple[int, int]] = field(default_factory=list)
    """Row and column of formulas without a value, counted from 0."""
    epoch: int = 0
    """What a day's number lacks because the workbook counts from 1904 and not from 1900."""


def read_tables(data: bytes) -> list[Table]:
    """Every visible sheet of a workbook, or the one table of a CSV. UnreadableFile otherwise."""
    if not data.strip():
        raise UnreadableFile("Tệp trống; đề nghị chọn tệp có danh sách thí sinh.")
    if data.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise UnreadableFile(
            "Tệp có mật khẩu; đề nghị bỏ mật khẩu rồi lưu lại."
            if locked
            else f"Tệp là .xls đời cũ hoặc có mật khẩu; {_REMEDY}"
        )
    if data.startswith(b"PK"):
        return _workbook(data)
    if data.startswith(_OTHERS):
        raise UnreadableFile(f"Tệp không phải bảng tính .xlsx hoặc .csv; {_REMEDY}")
    return [Table(_csv(_text(data)))]


def _text(data: bytes) -> str:
    """UTF-8, UTF-16 with or without a mark, else Windows-1258, whose marks NFC joins later."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    elif b"\x00" in data[:200]:
        encodings = ["utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text or _MARKUP.match(text):
            break
        return text
    raise UnreadableFile(f"Tệp không phải bảng tính .xlsx hoặc .csv; {_REMEDY}")


def _csv(text: str) -> list[list[str]]:
    first, _, rest = text.partition("\n")
    if said := re.fullmatch(r'"?sep=(.)"?\r?', first):
        separator, text = said[1], "\n" + rest
    else:
        head = "\n".join(text.split("\n", 20)[:20])
        separator = max("\t;,", key=head.count)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False):
            if len(rows) > MAX_ROWS + 20:
                raise UnreadableFile(_TOO_MANY)
            rows.append(row[:MAX_COLUMNS])
    except csv.Error as error:
        raise UnreadableFile(
            "Tệp .csv có ô quá dài hoặc dấu ngoặc kép không khép; " + _REMEDY
        ) from error
    return rows


def _workbook(data: bytes) -> list[Table]:
    package = open_package(data)
    kind = package.main_type.lower()
    if "sheet.binary" in kind:
        raise UnreadableFile(f"Tệp là .xlsb; {_REMEDY}")
    if "spreadsheetml" not in kind and "ms-excel" not in kind:
        raise UnreadableFile(f"Tệp không phải bảng tính Excel; {_REMEDY}")
    refuse_macros(package, ".xlsx")
    tables = [_scan(package.members[path], name) for name, path in _visible(package)]
    later = _FROM_1904.search(package.members.get("xl/workbook.xml", b""))
    epoch = DAYS_TO_1904 if later else 0
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for table in tables:
            values = book.get_sheet_by_name(table.name).to_python(skip_empty_area=False)
            table.epoch = epoch
            table.rows = [[_text_of(value) for value in row] for row in values]
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic in calamine is no Exception
        raise UnreadableFile(DAMAGED) from error
    for table in tables:
        table.hidden = [row for row in table.hidden if any(table.rows[row : row + 1])]
        for row in table.hidden:
            table.rows[row] = []
    return tables


def _visible(package: Package) -> Iterator[tuple[str, str]]:
    main = next(
        (path for path in package.related("").values() if path.endswith("workbook.xml")),
        "xl/workbook.xml",
    )
    listed = child(package.xml(main), "sheets")
    if listed is None:
        raise UnreadableFile(DAMAGED)
    parts = package.related(main)
    for sheet in listed:
        path = parts.get(attribute(sheet, "id"), "")
        shown = attribute(sheet, "state") in ("", "visible")
        if shown and "chartsheet" not in path and path in package.members:
            yield attribute(sheet, "name"), path


def _scan(data: bytes, name: str) -> Table:
    """What calamine does not tell. UnreadableFile for a cell far out: calamine would fill the
    whole rectangle up to it."""
    table, row, column = Table([], name), -1, -1
    try:
        for event, element in iterparse(io.BytesIO(data), ("start", "end"), forbid_dtd=True):
            tag = local(element)
            if tag == "row" and event == "start":
                number = element.get("r", "")
                row, column = row_of(number, row), -1
                if element.get("hidden") in ("1", "true"):
                    table.hidden.append(row)
            elif tag == "c" and event == "end":
                column = column_of(element.get("r", ""), row, column)
                value, inline = child(element, "v"), child(element, "is")
                if inline is not None or (value is not None and value.text):
                    _refuse_far(row, column)
                elif child(element, "f") is not None and column < MAX_COLUMNS:
                    table.uncomputed.append((row, column))
            elif tag == "row":
                element.clear()
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise UnreadableFile(DAMAGED) from error
    return table


def _refuse_far(row: int, column: int) -> None:
    if row > MAX_ROWS + 20:
        raise UnreadableFile(_TOO_MANY)
    if column >= 4 * MAX_COLUMNS:
        raise UnreadableFile(
            f"Trang tính có ô nằm ngoài {4 * MAX_COLUMNS} cột; đề nghị xóa các cột thừa."
        )


def _text_of(value: Any) -> str:
    """A cell as people see it: 3.0 is 3, a date 23/05/2021, a blank nothing."""
    if isinstance(value, bool):
        return "Đúng" if value else "Sai"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)
