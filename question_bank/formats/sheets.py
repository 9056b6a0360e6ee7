"""The cells of a workbook as text, with what is hidden, too far out or not computed said."""

import datetime
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from python_calamine import CalamineWorkbook, SheetTypeEnum

from question_bank.finding import UnreadableFile
from question_bank.formats.cell_places import CELL, column_of, letters, row_of, too_far
from question_bank.formats.limits import LIMITS
from question_bank.formats.package import DAMAGED, Package, attribute, child, local, open_package
from question_bank.formats.reading import Report, shorten, some
from question_bank.formats.shown import told_otherwise
from question_bank.formats.trees import NAMES
from question_bank.vietnamese import tidy_and_problems

_STRINGS = "xl/sharedstrings.xml"
_COLUMN = re.compile(rb"col(?<=[<:]col)\s[^<>]{0,500}>")
_SAID = re.compile(rb"([A-Za-z]{1,20})\s*=\s*[\"']([^\"'<>]{0,40})[\"']")
_MERGED = re.compile(rb"mergeCell(?<=[<:]mergeCell)\s[^<>]{0,200}?ref\s*=\s*[\"']([A-Z0-9:]{1,40})")
TOO_MUCH = "Bảng tính có quá nhiều chữ; đề nghị chia thành nhiều tệp rồi nhập lại."


@dataclass
class Sheet:
    """A visible sheet. `rows[0]` is its first row; hidden rows are blank."""

    name: str
    rows: list[list[str]]


@dataclass
class _Scan:
    """What calamine does not tell: rows and cells counted from 0. `strings` holds the lengths of
    the shared strings, `total` the characters that the cells will hold, `other` the numbers that
    people see otherwise, with their formats."""

    strings: list[int]
    formats: dict[str, str]
    total: int = 0
    hidden: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    uncomputed: list[tuple[int, int]] = field(default_factory=list)
    other: list[tuple[int, int, str]] = field(default_factory=list)


def load_sheets(data: bytes, report: Report) -> list[Sheet]:
    """Every visible sheet. UnreadableFile where the workbook is damaged or a cell lies beyond
    the limits: calamine would fill the whole rectangle up to it.
    """
    package = open_package(data)
    scans: dict[str, _Scan] = {}
    strings = _string_lengths(package)
    formats = told_otherwise(package)
    for name, path, visible in _parts(package):
        if not visible:
            report.doubts(
                report.place(f"trang “{name}”"),
                f"Trang “{name}” bị ẩn nên không được đọc; đề nghị bỏ ẩn nếu cần dùng.",
            )
        elif path in package.members:
            scans[name] = _scan(package, path, name, _Scan(strings, formats))
        if sum(scan.total for scan in scans.values()) > LIMITS.text_chars:
            raise UnreadableFile(TOO_MUCH)
    sheets = []
    for name, values in values_of(data, list(scans)):
        rows = _texts(values, report, name)
        _mention(scans[name], rows, report, name)
        sheets.append(Sheet(name, rows))
    return sheets


def _parts(package: Package) -> Iterator[tuple[str, str, bool]]:
    """Name, part and visibility of each sheet."""
    main = next(
        (path for path in package.related("").values() if path.endswith("workbook.xml")),
        "xl/workbook.xml",
    )
    listed = child(package.xml(main), "sheets")
    if listed is None or len(listed) > LIMITS.members:
        raise UnreadableFile(DAMAGED)
    parts = package.related(main)
    for sheet in listed:
        path = parts.get(attribute(sheet, "id"), "")
        if "chartsheet" not in path:
            yield (
                attribute(sheet, "name"),
                path,
                attribute(sheet, "state") in ("", "visible"),
            )


def _string_lengths(package: Package) -> list[int]:
    """One long string may stand in every cell, so its length is counted there."""
    path = next((name for name in package.members if name.lower() == _STRINGS), "")
    tree = package.xml(path)
    return [len("".join(item.itertext())) for item in (tree if tree is not None else ())]


def _scan(package: Package, path: str, name: str, scan: _Scan) -> _Scan:
    row, column = -1, -1
    _note(package.members[path], scan)
    for child_of_data in package.children(path, "sheetData"):
        kind = local(child_of_data)
        if kind != "c" and not len(child_of_data) and not child_of_data.attrib:  # says nothing
            row += kind == "row"
            continue
        for element in child_of_data.iter():
            tag = NAMES[element.tag]
            if tag == "row" and not len(element) and not element.attrib:
                row += 1
            elif tag == "row":
                row, column = row_of(attribute(element, "r"), row), -1
                if attribute(element, "hidden") in ("1", "true"):
                    scan.hidden.append(row)
            elif tag == "c":
                column = column_of(attribute(element, "r"), row, column)
                _check_cell(element, row, column, name, scan)
    return scan


def _note(data: bytes, scan: _Scan) -> None:
    """Hidden columns, and cells made one: they stand before and behind the cells, and no text can
    hold what looks like them."""
    for found in _MERGED.finditer(data):
        scan.merged.append(found[1].decode("ascii", "replace"))
    for found in _COLUMN.finditer(data):
        said = {name: value.decode("ascii", "replace") for name, value in _SAID.findall(found[0])}
        first, last = said.get(b"min", ""), said.get(b"max", "")
        if said.get(b"hidden") not in ("1", "true"):
            continue
        if first.isdecimal() and last.isdecimal() and len(first + last) < 20:
            scan.hidden_columns += range(int(first) - 1, min(int(last), LIMITS.columns))


def _check_cell(element: Element, row: int, column: int, name: str, scan: _Scan) -> None:
    value = inline = formula = None
    for part in element:
        kind = NAMES[part.tag]
        if kind == "v":
            value = part
        elif kind == "is":
            inline = part
        elif kind == "f":
            formula = part
    if value is None and inline is None and formula is None:
        return
    text = (value.text or "") if value is not None else ""
    if formula is not None and inline is None and not text:
        scan.uncomputed.append((row, column))
    type_ = attribute(element, "t")
    if inline is not None:
        scan.total += sum(map(len, inline.itertext()))
    elif type_ != "s":
        scan.total += len(text)
    elif text.isdecimal() and int(text) < len(scan.strings):
        scan.total += scan.strings[int(text)]
    code = scan.formats.get(attribute(element, "s")) if type_ in ("", "n") else ""
    if code and text:
        scan.other.append((row, column, code))
    if row >= LIMITS.rows or column >= LIMITS.columns:
        raise UnreadableFile(too_far(name, row, column))


def values_of(data: bytes, names: list[str] | None) -> Iterator[tuple[str, list[list[Any]]]]:
    """The values of the sheets with these names, of every worksheet for None."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        every = book.sheets_metadata if names is None else []
        listed = [one.name for one in every if one.typ == SheetTypeEnum.WorkSheet]
        for name in names or listed:
            yield name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (KeyboardInterrupt, SystemExit, MemoryError, GeneratorExit):
        raise
    except BaseException as error:  # a panic in calamine is no Exception
        raise UnreadableFile(DAMAGED) from error


def _texts(values: list[list[Any]], report: Report, name: str) -> list[list[str]]:
    rows = []
    for number, row in enumerate(values, 1):
        texts = []
        for place, value in enumerate(row):
            text, problems = tidy_and_problems(text_of(value)) if value != "" else ("", ())
            texts.append(text)
            for problem in problems:
                spot = f"ô {letters(place)}{number}"
                report.blocks(report.place(f"trang “{name}”", f"dòng {number}", spot), problem)
        rows.append(texts)
    return rows


def text_of(value: Any) -> str:
    """A cell's value as people see it: 3.0 is 3, a date 23/05/2021, a truth value Đúng or Sai."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "Đúng" if value else "Sai"
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < 1e15
        return str(int(value)) if whole else f"{value:.12g}".replace(".", ",")
    if isinstance(value, datetime.datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, datetime.date):
        return value.strftime("%d/%m/%Y")
    return "" if value is None else str(value)


def _mention(scan: _Scan, rows: list[list[str]], report: Report, name: str) -> None:
    """Blank hidden rows and say so; say which formulas have no value."""
    hidden = [row for row in scan.hidden if row < len(rows) and any(rows[row])]
    for row in hidden:
        rows[row] = []
    if hidden:
        listed = ", ".join(str(row + 1) for row in hidden[:10])
        report.doubts(
            report.place(f"trang “{name}”"),
            f"Có {len(hidden)} dòng ẩn không được đọc (dòng {listed}); đề nghị bỏ ẩn nếu cần dùng.",
        )
    _blank_columns(scan, rows, report, name)
    merged = [area for area in scan.merged if _is_long(area)]
    if merged:
        report.doubts(
            report.place(f"trang “{name}”"),
            f"Có {len(merged)} chỗ gộp ô ({some(merged)}); chỉ ô đầu mỗi chỗ có nội dung, các ô "
            "còn lại được coi là trống; đề nghị bỏ gộp ô và điền đủ.",
        )
    for row, column in scan.uncomputed[:20]:
        report.doubts(
            report.place(f"trang “{name}”", f"ô {letters(column)}{row + 1}"),
            "Ô công thức chưa có giá trị; đề nghị mở bằng Excel, tính lại rồi lưu.",
        )
    for row, column, code in [one for one in scan.other if any(rows[one[0] : one[0] + 1])][:20]:
        report.doubts(
            report.place(f"trang “{name}”", f"ô {letters(column)}{row + 1}"),
            f"Ô số hiển thị theo định dạng “{shorten(code, 40)}” nhưng được đọc là "
            f"“{rows[row][column]}”; đề nghị đổi ô sang dạng chữ (Text), gõ lại rồi lưu.",
        )


def _blank_columns(scan: _Scan, rows: list[list[str]], report: Report, name: str) -> None:
    """Blank hidden columns and say so."""
    hidden = []
    for column in scan.hidden_columns:
        filled = [row for row in rows if column < len(row) and row[column]]
        for row in filled:
            row[column] = ""
        if filled:
            hidden.append(letters(column))
    if hidden:
        report.doubts(
            report.place(f"trang “{name}”"),
            f"Có {len(hidden)} cột ẩn không được đọc (cột {some(hidden)}); "
            "đề nghị bỏ ẩn nếu cần dùng.",
        )


def _is_long(area: str) -> bool:
    """Whether a merged area covers several rows: across columns it is a title's way."""
    first, _colon, last = area.partition(":")
    rows = [found[2] for end in (first, last) if (found := CELL.fullmatch(end))]
    return len(rows) == 2 and rows[0] != rows[1]
