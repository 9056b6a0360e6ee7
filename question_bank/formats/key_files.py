"""A file that holds nothing but the key: `1-A`, `Câu 1: A`, a Word table, two columns of a sheet.

What it says is read here, and laid beside the questions in `key_joining.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from question_bank.finding import UnreadableFile
from question_bank.formats import ods, xls
from question_bank.formats.columns import key_columns
from question_bank.formats.csv_sheets import SEPARATORS, cells_of
from question_bank.formats.decoding import decoded
from question_bank.formats.detect import format_of
from question_bank.formats.grids import as_xlsx
from question_bank.formats.key_tables import KEY_WORDS, NUMBER, key_pairs, several_keys
from question_bank.formats.keys_at_end import row_of
from question_bank.formats.legacy_files import converted
from question_bank.formats.limits import LIMITS
from question_bank.formats.lines import TOO_MANY_KEYS, Line, refuse_long, text_lines
from question_bank.formats.reading import Report, shorten
from question_bank.formats.sheets import load_sheets
from question_bank.formats.tokens import Kind, Token, pairs, plain, token
from question_bank.formats.word import word_lines
from question_bank.vietnamese import fold

_HEADER_ROWS = 20
_MOST_QUOTED = 3
_OLDER = {"xls": xls.read_grids, "ods": ods.read_grids}
_NO_KEY = (
    "không tìm thấy đáp án nào; đề nghị ghi mỗi câu một dòng, ví dụ “1-A” hoặc “Câu 1: A”, hoặc "
    "hai cột “Câu” và “Đáp án”."
)
_QUESTIONS = (
    "có các phương án như một tệp câu hỏi; đề nghị chỉ ghi số câu và đáp án, mỗi câu một dòng, ví "
    "dụ “1-A”, hoặc tải tệp này lên làm tệp câu hỏi."
)
_OTHER = "không phải bảng đáp án; đề nghị gửi tệp .docx, .xlsx, .ods, .xls, .csv hoặc .txt."
_PARTED = re.compile(r"(\d)[^\S\n\t]{0,9}[,;|\t][^\S\n]{0,9}(?=[A-Ha-h]\b)")


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A key's file as it was sent."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """The key of the question with this number, as the file writes it: letters, a number, or an
    option's text; `where` is its place in the file.
    """

    where: str
    number: int
    value: str


def read_keys(keys: KeyFile, report: Report, legacy: str = "") -> list[KeyEntry]:
    """Every key in the order of the file; doubts go into `report`. UnreadableFile, with the remedy,
    where there is none. `legacy` converts the text first.
    """
    format_, data = format_of(keys.data, keys.name), keys.data
    if format_ in _OLDER:
        data, format_ = as_xlsx(_OLDER[format_](data)), "xlsx"
    if legacy:
        data = converted(data, format_, legacy)
    if format_ == "xlsx":
        entries = _of_sheets(data, report)
    elif format_ == "docx":
        entries = _of_lines(word_lines(data, report)[0], report)
    elif format_ in ("csv", "native", "aiken"):
        entries = _of_text(decoded(data)[0], report, table=format_ == "csv")
    else:
        raise UnreadableFile(_OTHER)
    if not entries:
        raise UnreadableFile(_NO_KEY)
    if len(entries) > 2 * LIMITS.questions:
        raise UnreadableFile(TOO_MANY_KEYS)
    return entries


def _of_text(text: str, report: Report, *, table: bool) -> list[KeyEntry]:
    """Lines, else the columns of a CSV by the separator that gives the most keys; a table the other
    way round.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text_lines(_PARTED.sub(r"\1-", text), report)
    if not table and (entries := _of_lines(lines, report)):
        return entries
    found = (_of_rows(cells_of(text, sign, Report("")), report) for sign in SEPARATORS)
    best = max(found, key=len)
    return best or (_of_lines(lines, report) if table else [])


def _of_sheets(data: bytes, report: Report) -> list[KeyEntry]:
    sheets = load_sheets(data, report)
    entries: list[KeyEntry] = []
    for sheet in sheets:
        part = report.place(*([f"trang “{sheet.name}”"] if len(sheets) > 1 else []))
        entries += _of_rows(sheet.rows, Report(part, report.findings))
    return entries


def _of_rows(rows: Sequence[Sequence[str]], report: Report) -> list[KeyEntry]:
    """Below a heading row that names numbers and keys; else numbers beside or above their keys.
    UnreadableFile where there are the keys of several papers.
    """
    if several := several_keys([row for row in rows if any(row)]):
        raise UnreadableFile(several)
    for start, header in enumerate(rows[:_HEADER_ROWS], 1):
        if columns := key_columns(header):
            return [
                KeyEntry(report.place(f"dòng {place}"), int(number[1]), row[key])
                for place, row in enumerate(rows[start:], start + 1)
                for at, key in columns
                if max(at, key) < len(row) and row[key]
                if (number := NUMBER.fullmatch(row[at]))
            ]
    filled = [[cell for cell in row if cell] for row in rows]
    wide = [list(row) for row, cells in zip(rows, filled, strict=True) if len(cells) > 1]
    if found := key_pairs(wide):
        return [KeyEntry(report.place(), int(number), value) for number, value in found]
    return [
        KeyEntry(report.place(f"dòng {place}"), int(number[1]), value)
        for place, cells in enumerate(filled, 1)
        if len(cells) % 2 == 0
        for at, value in zip(cells[::2], cells[1::2], strict=True)
        if (number := NUMBER.fullmatch(at))
    ]


def _of_lines(lines: Sequence[Line], report: Report) -> list[KeyEntry]:
    """Key tables, `Câu 1: A`, `1. A. đủ 18 tuổi`; a number alone, and its key on the next line."""
    refuse_long([line.text for line in lines], report)
    entries: list[KeyEntry] = []
    unread: list[Line] = []
    options, waiting = 0, ""
    for item in map(token, lines):
        where = report.place(f"dòng {item.line.number}")
        if item.kind is Kind.KEYS:
            entries += [KeyEntry(where, int(at), keys) for at, keys in pairs(item.line.text)]
            waiting = ""
        elif item.kind in (Kind.QUESTION, Kind.NUMBERED):
            waiting = item.label
            if item.content.strip():
                entries.append(KeyEntry(where, int(waiting), plain(item.content)))
                waiting = ""
        elif row := row_of(item.line.text):
            entries.append(KeyEntry(where, row[0], plain(row[1])))
            waiting = ""
        elif waiting and item.kind in (Kind.TEXT, Kind.OPTION, Kind.TAG):
            value = item.content if item.label == "key" else item.line.text
            entries.append(KeyEntry(where, int(waiting), plain(value)))
            waiting = ""
        elif item.kind is Kind.OPTION:
            options += 1
        elif item.kind in (Kind.TEXT, Kind.TAG, Kind.BULLET) and not _is_title(item):
            unread.append(item.line)
    if 2 * options > len(entries):
        raise UnreadableFile(_QUESTIONS)
    _mention(unread if entries else [], report)
    return entries


def _is_title(item: Token) -> bool:
    text = fold(item.line.text).strip(" .:")
    return text in KEY_WORDS or ("dap an" in text and len(text) < 60)


def _mention(unread: Sequence[Line], report: Report) -> None:
    if unread:
        quoted = ", ".join(f"“{shorten(line.text, 40)}”" for line in unread[:_MOST_QUOTED])
        report.doubts(
            report.place(f"dòng {unread[0].number}"),
            f"Có {len(unread)} dòng không đọc được đáp án ({quoted}); đề nghị kiểm tra lại.",
        )
