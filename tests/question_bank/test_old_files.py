"""Whole files in an old encoding: said with a proposal, read converted when that is chosen."""

import io
from typing import Any

import docx
import pytest
import xlsxwriter
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.run import Run

from question_bank.checking import check, check_apart
from question_bank.finding import Severity, UnreadableFile
from question_bank.formats import Reading, read
from tests.question_bank import old_encodings as old
from tests.question_bank.word_files import of_lines, saved

LINES = (
    "Câu 1. Cơ quan nào tiếp nhận hồ sơ của người dân?",
    "A. bộ phận một cửa",
    "B. phòng văn thư",
    "C. đội bảo vệ",
    "Đáp án: A",
)
STEM = "Cơ quan nào tiếp nhận hồ sơ của người dân?"
OPTIONS = ["bộ phận một cửa", "phòng văn thư", "đội bảo vệ"]
TEXT = "\n".join(LINES)
HEADER = ["Câu hỏi", "Phương án A", "Phương án B", "Phương án C", "Đáp án"]


def workbook(*rows: list[Any], font: str = "") -> bytes:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    page = book.add_worksheet("S")
    style = book.add_format({"font_name": font}) if font else None
    for number, row in enumerate(rows):
        page.write_row(number, 0, row, style)
    book.close()
    return output.getvalue()


def is_right(reading: Reading) -> bool:
    (question,) = reading.bank.questions
    options = [option.text for option in question.options]
    return (question.stem, options, question.key) == (STEM, OPTIONS, frozenset({0}))


def in_font(run: Run, font: str) -> Run:
    run.font.name = font
    return run


def said(reading: Reading) -> list[str]:
    return [one.where for one in reading.findings if "bảng mã" in one.message]


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("tcvn3", old.tcvn3(TEXT).encode()),
        ("tcvn3", old.tcvn3(TEXT).encode("latin-1")),
        ("vni", old.vni(TEXT).encode()),
        ("vni", old.vni(TEXT).encode("cp1252")),
        ("viqr", old.viqr(TEXT).encode()),
        ("cp1258", old.misread_1258(TEXT).encode()),
        ("mojibake", old.mojibake(TEXT).encode()),
        ("mojibake", old.mojibake(TEXT, 2).encode("utf-16")),
        ("tcvn3", of_lines(*map(old.tcvn3, LINES))),
        ("vni", of_lines(*map(old.vni, LINES))),
        ("mojibake", of_lines(*map(old.mojibake, LINES))),
        ("tcvn3", workbook(*([old.tcvn3(cell) for cell in row] for row in
                             (HEADER, [STEM, *OPTIONS, "A"])))),
        ("vni", workbook(*([old.vni(cell) for cell in row] for row in
                           (HEADER, [STEM, *OPTIONS, "A"])))),
    ],
)  # fmt: skip
def test_a_file_is_blocked_with_a_proposal_and_read_when_it_is_taken(
    encoding: str, data: bytes
) -> None:
    before = read(data, "đề")
    assert before.proposal is not None
    assert before.proposal.encoding == encoding
    assert before.findings[0].level is Severity.BLOCKS
    assert said(before)
    assert not any(STEM in question.stem for question in before.bank)
    after = read(data, "đề", encoding)
    assert is_right(after)
    assert after.proposal is None
    assert said(after) == []


def test_windows_1258_bytes_are_read_in_nfc_and_said() -> None:
    reading = read(old.cp1258(TEXT), "đề.txt")
    assert is_right(reading)
    (finding,) = [one for one in reading.findings if "Windows-1258" in one.message]
    assert finding.level is Severity.DOUBTFUL


def test_bytes_in_no_known_encoding_are_refused() -> None:
    with pytest.raises(UnreadableFile, match="UTF-8"):
        read("Straße nach Köln, Größe ÄÖÜ".encode("latin-1"), "đề.txt")


def test_utf_16_is_read_with_and_without_its_mark() -> None:
    for codec in ("utf-16", "utf-16-le", "utf-16-be"):
        assert is_right(read(TEXT.encode(codec), "đề.txt"))


def test_a_font_in_capitals_gives_capitals() -> None:
    document = docx.Document()
    for line in LINES:
        font = ".VnTimeH" if line.startswith("A.") else ".VnTime"
        in_font(document.add_paragraph().add_run(old.tcvn3(line)), font)
    (question,) = read(saved(document), "đề.docx", "tcvn3").bank
    assert [option.text for option in question.options] == [OPTIONS[0].upper(), *OPTIONS[1:]]


def test_letters_that_lie_in_two_runs_are_joined() -> None:
    document = docx.Document()
    for line in LINES:
        paragraph = document.add_paragraph()
        for letter in old.vni(line):
            in_font(paragraph.add_run(letter), "VNI-Times")
    assert is_right(read(saved(document), "đề.docx", "vni"))


def test_the_soft_hyphen_that_word_writes_for_a_letter_is_read() -> None:
    document = docx.Document()
    for line in LINES:
        paragraph = document.add_paragraph()
        for place, part in enumerate(old.tcvn3(line).split("\xad")):
            run = paragraph.add_run()
            if place:
                run._r.append(OxmlElement("w:softHyphen"))
            text = OxmlElement("w:t")
            text.text = part
            text.set(qn("xml:space"), "preserve")
            run._r.append(text)
    assert is_right(read(saved(document), "đề.docx", "tcvn3"))


def test_a_style_names_the_font_too() -> None:
    document = docx.Document()
    document.styles["Normal"].font.name = ".VnTime"
    for line in LINES:
        document.add_paragraph(old.tcvn3(line))
    data = saved(document)
    assert read(data).proposal is not None
    assert is_right(read(data, "đề.docx", "tcvn3"))


def test_bold_keys_survive_the_conversion() -> None:
    document = docx.Document()
    for line in LINES[:4]:
        run = document.add_paragraph().add_run(old.tcvn3(line))
        run.bold = line.startswith("B.")
    (question,) = read(saved(document), "đề.docx", "tcvn3").bank
    assert question.key == {1}


def test_two_words_in_an_old_font_are_enough_in_a_workbook() -> None:
    rows = [["Hỏi?", "một", "hai", "ba", "A"], [old.tcvn3("Quốc hội"), "x", "y", "z", "B"]]
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    page = book.add_worksheet("S")
    page.write_row(0, 0, HEADER)
    page.write_row(1, 0, rows[0])
    page.write_row(2, 0, rows[1], book.add_format({"font_name": ".VnTime"}))
    book.close()
    reading = read(output.getvalue(), "đề.xlsx")
    assert said(reading) == ["đề.xlsx, ô A3"]
    first, second = read(output.getvalue(), "đề.xlsx", "tcvn3").bank
    assert (first.stem, second.stem) == ("Hỏi?", "Quốc hội")


def test_sound_text_in_an_old_font_is_left_alone() -> None:
    data = workbook(HEADER, [STEM, *OPTIONS, "A"], font=".VnTime")
    reading = read(data, "đề.xlsx")
    assert reading.proposal is None
    assert is_right(reading)
    assert is_right(read(data, "đề.xlsx", "tcvn3"))


def test_a_file_half_in_unicode_keeps_that_half() -> None:
    more = TEXT.replace("Câu 1", "Câu 2")
    both = f"{TEXT}\n\n{old.tcvn3(more)}"
    reading = read(both.encode(), "đề.txt", "tcvn3")
    assert [question.stem for question in reading.bank] == [STEM, STEM]


def test_rich_strings_and_texts_of_formulas_are_converted() -> None:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    page = book.add_worksheet("S")
    legacy = book.add_format({"font_name": ".VnTime"})
    page.write_row(0, 0, HEADER)
    stem = old.tcvn3(STEM)
    page.write_rich_string(1, 0, legacy, stem[:7], book.add_format({"bold": True}), stem[7:])
    page.write_formula(1, 1, "=A9", None, old.tcvn3(OPTIONS[0]))
    page.write_row(1, 2, [*map(old.tcvn3, OPTIONS[1:]), "A"])
    book.close()
    assert is_right(read(output.getvalue(), "đề.xlsx", "tcvn3"))


def test_the_choice_and_the_proposal_travel_through_the_child() -> None:
    data = of_lines(*map(old.tcvn3, LINES))
    apart, here = check_apart(data, "đề.docx"), check(data, "đề.docx")
    assert apart.proposal is not None
    assert apart.proposal == here.proposal
    assert apart.blocked
    chosen = check_apart(data, "đề.docx", legacy="tcvn3")
    assert chosen.proposal is None
    assert not chosen.blocked
    assert [question.stem for question in chosen.bank] == [STEM]
    text = check_apart(old.vni(TEXT).encode(), "đề.txt", legacy="vni")
    assert text.source == TEXT


def test_signs_that_nobody_sees_are_removed_with_a_notice() -> None:
    text = TEXT.replace("bộ phận", "bộ\u200b phận").replace("đội", "\u0256ội")
    for data in (text.encode(), of_lines(*text.split("\n"))):
        reading = read(data, "đề")
        assert is_right(reading)
        (notice,) = [one for one in reading.findings if "ký tự ẩn" in one.message]
        assert notice.level is Severity.ADVICE
        assert "2 ký tự ẩn" in notice.message
    assert not [one for one in read(TEXT.encode()).findings if "ký tự ẩn" in one.message]


def test_bidi_overrides_block() -> None:
    reading = read(TEXT.replace("bộ", "\u202ebộ").encode(), "đề.txt")
    assert reading.blocked
