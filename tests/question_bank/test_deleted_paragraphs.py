"""Paragraphs whose end was deleted with changes being tracked are one with the next."""

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml

from tests.question_bank.readings import doubts, only, reading, texts
from tests.question_bank.word_files import W, saved


def end_deleted(
    document: Document, text: str, *, style: str | None = None, how: str = "del"
) -> None:
    """A paragraph whose end is no longer there; its text stays."""
    paragraph = document.add_paragraph(text, style=style)
    mark = f'<w:rPr {W}><w:{how} w:id="9" w:author="x"/></w:rPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(mark))


def all_deleted(document: Document, text: str, style: str) -> None:
    end_deleted(document, "", style=style)
    gone = f'<w:del {W} w:id="1" w:author="x"><w:r><w:delText>{text}</w:delText></w:r></w:del>'
    document.paragraphs[-1]._p.append(parse_xml(gone))


def test_a_deleted_question_takes_no_number_from_those_that_remain() -> None:
    word = docx.Document()
    for stem in ("Tuổi bầu cử?", "", "Tuổi ứng cử?", "Nhiệm kỳ?"):
        if not stem:
            all_deleted(word, "Câu bị xóa?", "List Number")
            continue
        word.add_paragraph(stem, style="List Number")
        for option in ("A. một", "B. hai", "C. ba"):
            word.add_paragraph(option)
    word.add_paragraph("BẢNG ĐÁP ÁN")
    word.add_paragraph("1-A 2-B 3-C")
    bank = reading(saved(word)).bank
    assert [question.stem for question in bank] == ["Tuổi bầu cử?", "Tuổi ứng cử?", "Nhiệm kỳ?"]
    assert [question.key for question in bank] == [{0}, {1}, {2}]
    assert doubts(saved(word)) == []


@pytest.mark.parametrize("how", ["del", "moveFrom"])
def test_a_line_end_that_was_deleted_is_none(how: str) -> None:
    word = docx.Document()
    word.add_paragraph("Câu 1 (dễ). Ai bầu?")
    end_deleted(word, "A. Cử tri", how=how)
    for line in (" đủ 18 tuổi", "*B. Khách"):
        word.add_paragraph(line)
    assert texts(only(saved(word))) == ["Cử tri đủ 18 tuổi", "Khách"]


def test_the_last_paragraph_before_a_table_is_kept() -> None:
    word = docx.Document()
    for line in ("Câu 1 (dễ). Ai bầu?", "A. Cử tri"):
        word.add_paragraph(line)
    end_deleted(word, "B. Khách")
    grid = word.add_table(1, 2)
    grid.rows[0].cells[0].text, grid.rows[0].cells[1].text = "1", "B"
    assert texts(only(saved(word))) == ["Cử tri", "Khách"]
    assert only(saved(word)).key == {1}
