"""Excel workbooks: one question a row under a heading row that is found by its names."""

import io

import xlsxwriter

from question_bank.bank import Bank
from question_bank.formats.draft import Topics
from question_bank.formats.fields import pinned_of
from question_bank.formats.keys import key_text
from question_bank.formats.naming import names_all_others, names_letters
from question_bank.formats.reading import Reading, Report
from question_bank.formats.sheets import load_sheets
from question_bank.formats.tables import (
    AS_OF,
    INFO,
    LANGUAGE,
    TITLE,
    TOPIC_ID,
    TOPIC_TITLE,
    bank_of,
)
from question_bank.question import LEVEL_TITLES, OPTION_LETTERS, Question


def read_excel(data: bytes, name: str = "") -> Reading:
    """The bank in an .xlsx. UnreadableFile where it is damaged, too long or too wide, or has no
    heading row.
    """
    report = Report(name)
    return bank_of(load_sheets(data, report), report, name)


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
    info = book.add_worksheet(INFO)
    facts = [(TITLE, bank.title), (AS_OF, bank.as_of), (LANGUAGE, bank.language)]
    listed = [(topic.id, topic.title) for topic in bank.topics]
    for number, pair in enumerate([*facts, ("", ""), (TOPIC_ID, TOPIC_TITLE), *listed]):
        for column, text in enumerate(pair):
            info.write_string(number, column, text)
    info.set_column(0, 1, 40)
    book.close()
    return output.getvalue()


def _row(question: Question, topics: Topics, width: int) -> list[str]:
    options = []
    for index, option in enumerate(question.options):
        last = index == len(question.options) - 1
        free = (last and names_all_others(option.text)) or pinned_of(option.text)[1] is not None
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
        key_text(question.key, [option.text for option in question.options]),
        "; ".join(map(str, question.legal_basis)),
        question.explanation,
        shuffle,
    ]
