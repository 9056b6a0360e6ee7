"""Question tables in sheets -> a bank: one question a row under headings found by their names."""

from collections import Counter
from pathlib import Path

from question_bank.bank import Topic
from question_bank.finding import UnreadableFile
from question_bank.formats.cell_places import letters
from question_bank.formats.columns import (
    Columns,
    columns_of,
    same_columns,
    unread,
    with_letters,
)
from question_bank.formats.draft import Draft, Topics, assemble
from question_bank.formats.limits import LIMITS
from question_bank.formats.reading import Reading, Report
from question_bank.formats.rows import RowReader, are_truths
from question_bank.formats.sheets import Sheet
from question_bank.formats.template import ASIDE
from question_bank.vietnamese import fold

INFO = "Thông tin ngân hàng"
"""The sheet that says what a table cannot: title, day, language, topics."""
TITLE, AS_OF, LANGUAGE = "Tên ngân hàng", "Ngày áp dụng pháp luật", "Ngôn ngữ"
TOPIC_ID, TOPIC_TITLE = "Mã chuyên đề", "Tên chuyên đề"
_HEADER_ROWS = 20
_NO_HEADER = (
    "Không tìm thấy dòng tiêu đề trong 20 dòng đầu của bảng tính; đề nghị đặt tên các cột: "
    "Câu hỏi, Phương án A, Phương án B, Đáp án."
)
_NAMELESS = ("sheet", "trang tinh", "trang", "bang")
_SECTIONS = ("chuyen de", "chu de", "linh vuc", "phan ")

Table = tuple[Sheet, int, Columns]
"""A sheet, the place of its first row below the headings, and its columns."""


def bank_of(sheets: list[Sheet], report: Report, name: str) -> Reading:
    """The bank in the sheets of one file. UnreadableFile where no sheet has a heading row."""
    info = next((sheet.rows for sheet in sheets if sheet.name == INFO), [])
    sheets = [sheet for sheet in sheets if sheet.name != INFO and not _is_aside(sheet)]
    tables = [(sheet, *found) for sheet in sheets if (found := _header(sheet))]
    if not tables:
        raise UnreadableFile(_NO_HEADER)
    facts, topics = _facts(info)
    drafts: list[Draft] = []
    alike = _alike(tables)
    for sheet, start, columns in tables:
        place = report.place(*([f"trang “{sheet.name}”"] if len(tables) > 1 else []))
        reader = RowReader(columns, Report(place, report.findings), topics)
        reader.topic = sheet.name if alike and not _is_nameless(sheet.name) else ""
        _mention_repeated(columns, sheet.rows[start:], reader.report)
        _mention_unread(columns, sheet.rows[start:], reader.report)
        drafts += _drafts(reader, sheet.rows, start, len(drafts))
    _mention_others([sheet for sheet in sheets if not _header(sheet)], report)
    return assemble(
        drafts,
        report,
        title=facts.get(TITLE, Path(name).stem),
        topics=topics,
        as_of=facts.get(AS_OF, ""),
        language=facts.get(LANGUAGE, "vi"),
    )


def _is_aside(sheet: Sheet) -> bool:
    """Whether this is a sheet that our template brings along, as its first cell says."""
    return bool(sheet.rows) and sheet.rows[0][:1] == [ASIDE]


def _header(sheet: Sheet) -> tuple[int, Columns] | None:
    for place, row in enumerate(sheet.rows[:_HEADER_ROWS]):
        below = sheet.rows[place + 1] if place + 1 < len(sheet.rows) else []
        if columns := with_letters(row, below):
            return place + 2, columns
        columns = columns_of(row) or columns_of(row, truth=True)
        if columns and (columns_of(row) or _states(columns, sheet.rows[place + 1 :])):
            second = columns_of(below, truth=True)
            return place + (2 if second and same_columns(columns, second) else 1), columns
    return None


def _states(columns: Columns, rows: list[list[str]]) -> bool:
    """Whether a table without options holds statements, not the keys of another sheet."""
    if {"true", "false"} <= columns.fields.keys():
        return True
    return are_truths(columns.cell("key", row) for row in rows[: LIMITS.blank_rows])


def _alike(tables: list[Table]) -> bool:
    """Whether several sheets have the same headings and none names the topic itself."""
    heads = Counter(tuple(columns.titles) for _sheet, _start, columns in tables)
    return len(tables) > 1 and len(heads) == 1 and "topic" not in tables[0][2].fields


def _is_nameless(name: str) -> bool:
    return fold(name).rstrip("0123456789 ()").strip() in _NAMELESS


def _drafts(reader: RowReader, rows: list[list[str]], start: int, done: int) -> list[Draft]:
    """The questions below a heading row, until 200 blank rows stand in a row."""
    drafts: list[Draft] = []
    blank = 0
    for place, row in enumerate(rows[start:], start):
        blank = 0 if any(row) else blank + 1
        if blank > LIMITS.blank_rows:
            _mention_left_out(reader.report, rows, place)
            break
        if blank or _repeats(row, reader.columns):
            continue
        if section := _section(row, reader.columns):
            reader.topic = section
        else:
            drafts.append(reader.draft(place + 1, done + len(drafts) + 1, row))
    return drafts


def _mention_left_out(report: Report, rows: list[list[str]], end: int) -> None:
    """Say where the rows begin that stand too far below the others to be read."""
    first = next((place for place in range(end, len(rows)) if any(rows[place])), None)
    if first is not None:
        count = sum(any(row) for row in rows[first:])
        report.doubts(
            report.place(f"dòng {first + 1}"),
            f"Có {count} dòng từ dòng {first + 1} đứng sau hơn {LIMITS.blank_rows} dòng trống nên "
            "không được đọc; đề nghị xóa các dòng trống ở phía trên.",
        )


def _repeats(row: list[str], columns: Columns) -> bool:
    """Whether the heading row is printed again further down."""
    return [" ".join(cell.split()) for cell in row] == columns.titles


def _section(row: list[str], columns: Columns) -> str:
    """The topic that a row of one cell names for the rows below it: "Chuyên đề 2: Bầu cử"."""
    texts = [cell for cell in row if cell]
    if len(texts) != 1 or "topic" in columns.fields or not fold(texts[0]).startswith(_SECTIONS):
        return ""
    _kind, _colon, title = texts[0].partition(":")
    return title.strip() or texts[0]


def _mention_repeated(columns: Columns, rows: list[list[str]], report: Report) -> None:
    for title, said in columns.unlike(rows):
        report.doubts(report.place(f"cột {title}"), said)


def _mention_unread(columns: Columns, rows: list[list[str]], report: Report) -> None:
    """Say which columns have a heading that means nothing, or none. A row of one cell may be the
    name of a topic, and the heading row may be printed again.
    """
    if not columns.unread(rows):
        return
    told = [row for row in rows if sum(map(bool, row)) > 1 and not _repeats(row, columns)]
    for place in columns.unread(told):
        report.doubts(report.place(f"cột {letters(place)}"), unread(columns, place))


def _mention_others(sheets: list[Sheet], report: Report) -> None:
    for sheet in sheets:
        if any(any(row) for row in sheet.rows):
            report.doubts(
                report.place(f"trang “{sheet.name}”"),
                f"Trang “{sheet.name}” không có dòng tiêu đề nên không được đọc; "
                "đề nghị đặt tên các cột Câu hỏi, Phương án A, Phương án B, Đáp án.",
            )


def _facts(rows: list[list[str]]) -> tuple[dict[str, str], Topics]:
    """What the sheet of information says: title, day, language; topics in their order."""
    pairs = [(row[0], row[1]) for row in rows if len(row) > 1]
    start = next((i for i, pair in enumerate(pairs) if pair[0] == TOPIC_ID), len(pairs))
    topics = Topics(Topic(*pair) for pair in pairs[start + 1 :] if all(pair))
    return {name: value for name, value in pairs[:start] if value}, topics
