"""Excel workbooks: one question a row under a heading row that is found by its names."""

import io
from pathlib import Path

import xlsxwriter

from question_bank.bank import Bank, Topic
from question_bank.finding import UnreadableFile
from question_bank.formats.columns import Columns, columns_of
from question_bank.formats.draft import (
    Draft,
    Topics,
    assemble,
    names_all_others,
    names_letters,
)
from question_bank.formats.limits import LIMITS
from question_bank.formats.reading import Reading, Report
from question_bank.formats.rows import RowReader
from question_bank.formats.sheets import Sheet, load_sheets
from question_bank.question import LEVEL_TITLES, OPTION_LETTERS, Question

_INFO = "Thông tin ngân hàng"
_TITLE, _AS_OF, _LANGUAGE = "Tên ngân hàng", "Ngày áp dụng pháp luật", "Ngôn ngữ"
_TOPIC_ID, _TOPIC_TITLE = "Mã chuyên đề", "Tên chuyên đề"
_HEADER_ROWS = 20
_NO_HEADER = (
    "Không tìm thấy dòng tiêu đề trong 20 dòng đầu của bảng tính; đề nghị đặt tên các cột: "
    "Câu hỏi, Phương án A, Phương án B, Đáp án."
)


def read_excel(data: bytes, name: str = "") -> Reading:
    """The bank in an .xlsx. UnreadableFile where it is damaged, too long or too wide, or has no
    heading row.
    """
    report = Report(name)
    sheets = load_sheets(data, report)
    info = next((sheet.rows for sheet in sheets if sheet.name == _INFO), [])
    sheets = [sheet for sheet in sheets if sheet.name != _INFO]
    tables = [(sheet, *found) for sheet in sheets if (found := _header(sheet))]
    if not tables:
        raise UnreadableFile(_NO_HEADER)
    facts, topics = _facts(info)
    drafts: list[Draft] = []
    for sheet, header, columns in tables:
        place = report.place(*([f"trang “{sheet.name}”"] if len(tables) > 1 else []))
        reader = RowReader(columns, Report(place, report.findings), topics)
        drafts += _drafts(reader, sheet.rows, header, len(drafts))
    _mention_others([sheet for sheet in sheets if not _header(sheet)], report)
    return assemble(
        drafts,
        report,
        title=facts.get(_TITLE, Path(name).stem),
        topics=topics,
        as_of=facts.get(_AS_OF, ""),
        language=facts.get(_LANGUAGE, "vi"),
    )


def _header(sheet: Sheet) -> tuple[int, Columns] | None:
    for place, row in enumerate(sheet.rows[:_HEADER_ROWS]):
        if columns := columns_of(row):
            return place, columns
    return None


def _drafts(reader: RowReader, rows: list[list[str]], header: int, done: int) -> list[Draft]:
    """The questions below a heading row, until 200 blank rows stand in a row."""
    drafts: list[Draft] = []
    blank = 0
    for place, row in enumerate(rows[header + 1 :], header + 1):
        blank = 0 if any(row) else blank + 1
        if blank > LIMITS.blank_rows:
            break
        if not blank and not _repeats(row, reader.columns):
            drafts.append(reader.draft(place + 1, done + len(drafts) + 1, row))
    return drafts


def _repeats(row: list[str], columns: Columns) -> bool:
    """Whether the heading row is printed again further down."""
    return [" ".join(cell.split()) for cell in row] == columns.titles


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
    start = next((i for i, pair in enumerate(pairs) if pair[0] == _TOPIC_ID), len(pairs))
    topics = Topics(Topic(*pair) for pair in pairs[start + 1 :] if all(pair))
    return dict(pairs[:start]), topics


def write_excel(bank: Bank) -> bytes:
    """The bank as an .xlsx. Every cell is a string: nothing in it is ever computed."""
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
    body = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    sheet = book.add_worksheet("Câu hỏi")
    options = max((len(question.options) for question in bank), default=0)
    titles = ["Mã", "Chuyên đề", "Mức độ", "Câu hỏi"]
    titles += [f"Phương án {letter}" for letter in OPTION_LETTERS[:options]]
    titles += ["Đáp án", "Căn cứ", "Giải thích", "Trộn phương án"]
    topics = Topics(bank.topics)
    rows = [titles, *(_row(question, topics, options) for question in bank)]
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text, body if number else head)
    sheet.set_column(0, len(titles) - 1, 22)
    sheet.set_column(3, 3, 60)
    sheet.freeze_panes(1, 0)
    info = book.add_worksheet(_INFO)
    facts = [(_TITLE, bank.title), (_AS_OF, bank.as_of), (_LANGUAGE, bank.language)]
    listed = [(topic.id, topic.title) for topic in bank.topics]
    for number, pair in enumerate([*facts, ("", ""), (_TOPIC_ID, _TOPIC_TITLE), *listed]):
        for column, text in enumerate(pair):
            info.write_string(number, column, text)
    info.set_column(0, 1, 40)
    book.close()
    return output.getvalue()


def _row(question: Question, topics: Topics, width: int) -> list[str]:
    options = []
    for index, option in enumerate(question.options):
        last = index == len(question.options) - 1
        free = last and not option.pinned and names_all_others(option.text)
        mark = " {cố định}" if option.pinned else " {không cố định}" if free else ""
        options.append(option.text + mark)
    shuffle = "" if question.shuffle else "không"
    if question.shuffle and any(names_letters(option.text) for option in question.options):
        shuffle = "có"
    return [
        question.id,
        topics.name(question.topic),
        LEVEL_TITLES[question.level],
        question.stem,
        *options,
        *[""] * (width - len(options)),
        ", ".join(OPTION_LETTERS[index] for index in sorted(question.key)),
        "; ".join(map(str, question.legal_basis)),
        question.explanation,
        shuffle,
    ]
