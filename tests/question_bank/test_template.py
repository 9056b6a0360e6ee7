"""The workbook that authors fill in: its lists; what is filled in reads without a finding."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

import pytest

from question_bank.finding import UnreadableFile
from question_bank.formats import Reading, read
from question_bank.formats.columns import HEADINGS, columns_of
from question_bank.formats.package import open_package
from question_bank.formats.template import _EXAMPLES, _FIELDS, ASIDE, write_template
from question_bank.question import Level
from tests.question_bank.word_files import with_member

SHEET = "xl/worksheets/sheet1.xml"


def filled(*rows: Sequence[str]) -> bytes:
    """The template with rows typed below its headings."""
    xml = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{chr(ord("A") + place)}{number}" t="inlineStr">'
            f"<is><t>{escape(text)}</t></is></c>"
            for place, text in enumerate(row)
            if text
        )
        + "</row>"
        for number, row in enumerate(rows, 2)
    )
    end = b"</sheetData>"
    return with_member(write_template(), SHEET, lambda old: old.replace(end, xml.encode() + end))


def reading(*rows: Sequence[str]) -> Reading:
    return read(filled(*rows), "mẫu.xlsx")


def test_what_is_filled_in_reads_without_a_finding() -> None:
    result = reading(
        ["Bầu cử", "dễ", "Một?", "a", "b", "c", "", "B", "85/2015/QH13, Điều 2", "vì thế", "có"],
        ["Một cửa", "khó", "Hai?", "a", "b", "c", "d", "A, C", "", "", "không"],
    )
    assert result.findings == ()
    first, second = result.bank.questions
    assert (sorted(first.key), sorted(second.key)) == ([1], [0, 2])
    assert (first.level, second.level) == (Level.EASY, Level.HARD)
    assert (first.shuffle, second.shuffle) == (True, False)
    assert [topic.title for topic in result.bank.topics] == ["Bầu cử", "Một cửa"]
    assert first.explanation == "vì thế"
    assert [str(basis) for basis in first.legal_basis] == ["85/2015/QH13, Điều 2"]


def test_our_own_examples_read_without_a_finding_when_they_are_typed() -> None:
    result = reading(*([example.get(field, "") for field in _FIELDS] for example in _EXAMPLES))
    assert [one.message for one in result.findings if "giữ ở cuối" not in one.message] == []
    assert len(result.bank) == 2


def test_the_empty_template_holds_no_question() -> None:
    with pytest.raises(UnreadableFile, match="Không tìm thấy câu hỏi nào"):
        read(write_template(), "mẫu.xlsx")


def test_the_reader_knows_every_heading() -> None:
    columns = columns_of([*HEADINGS.values(), "Phương án A", "Phương án B"])
    assert columns is not None
    assert set(columns.fields) == set(HEADINGS)


def test_there_are_lists_to_choose_from_and_the_heading_row_stays() -> None:
    sheet = open_package(write_template()).members[SHEET].decode()
    assert sheet.count("<dataValidation ") == sheet.count('type="list"') == 4
    assert '"dễ,trung bình,khó"' in sheet.replace("&quot;", '"')
    assert '"A,B,C,D"' in sheet.replace("&quot;", '"')
    assert "'Danh mục'!$A$3:$A$62" in sheet
    assert 'state="frozen"' in sheet


def test_the_topics_may_be_given() -> None:
    with zipfile.ZipFile(io.BytesIO(write_template(["Đất đai & nhà ở"]))) as book:
        assert "Đất đai &amp; nhà ở" in book.read("xl/sharedStrings.xml").decode()


def test_the_guide_is_formal() -> None:
    with zipfile.ZipFile(io.BytesIO(write_template())) as book:
        text = book.read("xl/sharedStrings.xml").decode()
    assert text.count(ASIDE) == 1
    assert "!" not in text.split("<sst", 1)[1]
    assert " bạn" not in text.lower()
