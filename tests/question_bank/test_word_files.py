"""Word files as authors make them."""

from collections.abc import Iterable

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX
from docx.text.run import Run

from question_bank.finding import Severity
from question_bank.formats import Reading, read
from question_bank.question import Question
from tests.question_bank.word_files import RED, of_lines, of_xml, saved, with_member

OPTIONS = ("Đủ 18 tuổi", "Đủ 21 tuổi", "Đủ 25 tuổi")


def reading(data: bytes) -> Reading:
    return read(data, "đề.docx")


def only(data: bytes) -> Question:
    (question,) = reading(data).bank.questions
    return question


def levels(data: bytes) -> list[Severity]:
    return [finding.level for finding in reading(data).findings]


def document(marked: Iterable[int], kind: str, part: str) -> bytes:
    """Three options; those in `marked` stand out in their letter, their text or both."""
    word = docx.Document()
    word.add_paragraph("Câu 1 (dễ). Tuổi ứng cử là bao nhiêu?")
    for index, text in enumerate(OPTIONS):
        paragraph = word.add_paragraph()
        letter, body = paragraph.add_run(f"{'ABC'[index]}. "), paragraph.add_run(text)
        for run, name in ((letter, "letter"), (body, "text")):
            if index in marked and part in (name, "both"):
                _stand_out(run, kind)
    return saved(word)


def _stand_out(run: Run, kind: str) -> None:
    run.bold = kind == "bold" or None
    run.underline = kind == "underline" or None
    if kind == "red":
        run.font.color.rgb = RED
    if kind == "highlight":
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    if kind == "Strong":
        run.style = "Strong"


@pytest.mark.parametrize("kind", ["bold", "underline", "red", "highlight", "Strong"])
@pytest.mark.parametrize("part", ["letter", "text", "both"])
def test_a_letter_or_option_that_stands_out_is_the_key_with_advice(kind: str, part: str) -> None:
    data = document([1], kind, part)
    assert only(data).key == {1}
    assert levels(data) == [Severity.BLOCKS]
    assert "định dạng" in reading(data).findings[0].message


def test_bold_on_every_option_is_no_key() -> None:
    assert only(document([0, 1, 2], "bold", "both")).key == frozenset()
    assert levels(document([0, 1, 2], "bold", "letter")) == [Severity.BLOCKS]


def test_all_letters_bold_and_one_option_wholly_bold_is_that_key() -> None:
    word = docx.Document()
    word.add_paragraph("Câu 1. Hỏi?")
    for index, text in enumerate(OPTIONS):
        paragraph = word.add_paragraph()
        paragraph.add_run(f"{'ABC'[index]}. ").bold = True
        paragraph.add_run(text).bold = index == 2
    assert only(saved(word)).key == {2}


def test_one_bold_word_in_an_option_is_no_key() -> None:
    word = docx.Document()
    word.add_paragraph("Câu 1. Hỏi?")
    paragraph = word.add_paragraph("A. Người ")
    paragraph.add_run("không").bold = True
    paragraph.add_run(" có quyền")
    word.add_paragraph("B. Người có quyền")
    assert only(saved(word)).key == frozenset()


def test_formatting_that_contradicts_itself_is_doubtful_and_no_key() -> None:
    word = docx.Document()
    word.add_paragraph("Câu 1 (dễ). Hỏi?")
    for letter, text in zip("ABC", OPTIONS, strict=True):
        run = word.add_paragraph().add_run(f"{letter}. {text}")
        if letter == "A":
            run.bold = True
        if letter == "B":
            run.font.color.rgb = RED
    assert levels(saved(word)) == [Severity.DOUBTFUL, Severity.BLOCKS]


def test_formatting_against_the_key_line_blocks() -> None:
    word = docx.Document()
    word.add_paragraph("Câu 1 (dễ). Hỏi?")
    word.add_paragraph().add_run("A. một").bold = True
    word.add_paragraph("B. hai")
    word.add_paragraph("Đáp án: B")
    assert levels(saved(word)) == [Severity.BLOCKS]


def test_key_lines_are_read() -> None:
    data = of_lines("Câu 1: Hỏi?", "a/ một", "b/ hai", "c/ ba", "Đáp án: b", "Mức độ: dễ")
    assert only(data).key == {1}
    assert reading(data).findings == ()


def test_a_wrong_line_is_named() -> None:
    data = of_lines("Câu 1 (dễ): Hỏi?", "a/ một", "b/ hai", "Đáp án: b", "Tác giả nghỉ ở đây")
    (finding,) = reading(data).findings
    assert finding.where == "đề.docx, dòng 5"
    assert "Tác giả nghỉ ở đây" in finding.message


def test_a_key_table_at_the_end_is_read_as_lines_and_as_a_table() -> None:
    lines = ["Câu 1. Một?", "A. x", "B. y", "Câu 2. Hai?", "A. u", "B. v", "BẢNG ĐÁP ÁN"]
    assert [q.key for q in reading(of_lines(*lines, "1-B 2-A")).bank] == [{1}, {0}]
    for rows in (
        [["Câu", "1", "2"], ["Đáp án", "B", "A"]],
        [["Câu", "Đáp án"], ["1", "B"], ["2", "A"]],
        [["1-B", "2-A"]],
        [["Câu 1", "b", "Câu 2", "a"]],
    ):
        word = docx.Document()
        for line in lines:
            word.add_paragraph(line)
        table = word.add_table(len(rows), len(rows[0]))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        assert [q.key for q in reading(saved(word)).bank] == [{1}, {0}]


def test_options_may_stand_in_the_cells_of_a_table() -> None:
    for rows in ([["A. x", "B. y"], ["C. z", "D. t"]], [["A", "x"], ["B", "y"], ["C.", "z"]]):
        word = docx.Document()
        word.add_paragraph("Câu 1. Hỏi?")
        table = word.add_table(len(rows), 2)
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        word.add_paragraph("Đáp án: B")
        question = only(saved(word))
        assert [option.text for option in question.options][:3] == ["x", "y", "z"]
        assert question.key == {1}


def test_a_whole_table_of_questions_is_read_and_a_red_cell_is_the_key() -> None:
    word = docx.Document()
    table = word.add_table(3, 6)
    for cell, text in zip(
        table.rows[0].cells, ["STT", "Câu hỏi", "A", "B", "C", "Đáp án"], strict=True
    ):
        cell.text = text
    for number, key in ((1, "B"), (2, "")):
        cells = table.rows[number].cells
        for cell, text in zip(cells, [str(number), f"Hỏi {number}?", *OPTIONS, key], strict=True):
            cell.text = text
    table.rows[2].cells[4].paragraphs[0].runs[0].font.color.rgb = RED
    assert [question.key for question in reading(saved(word)).bank] == [{1}, {2}]


NUMBERING = """
<w:abstractNum w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/>
<w:numFmt w:val="decimal"/><w:lvlText w:val="Câu %1:"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="upperLetter"/><w:lvlText w:val="%2."/>
</w:lvl></w:abstractNum>"""
NUMBER = '<w:num w:numId="90"><w:abstractNumId w:val="90"/></w:num>'


def _listed(depth: int, text: str, mark: str = "") -> str:
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="90"/></w:numPr>'
        f"<w:rPr>{mark}</w:rPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
    )


def _numbered(*paragraphs: str) -> bytes:
    def change(content: bytes) -> bytes:
        text = content.decode()
        place = text.index("<w:num ")
        text = text[:place] + NUMBERING + text[place:]
        return text.replace("</w:numbering>", NUMBER + "</w:numbering>").encode()

    return with_member(of_xml(*paragraphs), "word/numbering.xml", change)


def test_automatic_numbers_and_letters_are_read_as_printed() -> None:
    bank = reading(
        _numbered(
            _listed(0, "Hỏi một?"),
            _listed(1, "x"),
            _listed(1, "y"),
            "<w:p><w:r><w:t>Đáp án: B</w:t></w:r></w:p>",
            _listed(0, "Hỏi hai?"),
            _listed(1, "u"),
            _listed(1, "v", "<w:b/>"),
        )
    ).bank
    assert [question.stem for question in bank] == ["Hỏi một?", "Hỏi hai?"]
    assert [[option.text for option in question.options] for question in bank] == [
        ["x", "y"],
        ["u", "v"],
    ]
    assert [question.key for question in bank] == [{1}, {1}]


def _paragraph(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


def _run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_tracked_insertions_stay_and_deletions_go() -> None:
    data = of_xml(
        _paragraph(
            _run("Câu 1. Tuổi ")
            + f'<w:ins w:id="1" w:author="x">{_run("ứng cử")}</w:ins>'
            + '<w:del w:id="2" w:author="x"><w:r><w:delText>bầu cử</w:delText></w:r></w:del>'
        ),
        _paragraph(_run("A. x")),
        _paragraph(_run("B. y")),
        _paragraph(_run("Đáp án: A")),
    )
    assert only(data).stem == "Tuổi ứng cử"


def test_content_controls_text_boxes_breaks_and_tabs_are_read() -> None:
    box = f"<w:pict><w:txbxContent>{_paragraph(_run('Đáp án: C'))}</w:txbxContent></w:pict>"
    data = of_xml(
        f"<w:sdt><w:sdtContent>{_paragraph(_run('Câu 1. Hỏi?'))}</w:sdtContent></w:sdt>",
        _paragraph(
            f"{_run('A. x')}<w:r><w:br/></w:r>{_run('B. y')}<w:r><w:tab/></w:r>{_run('C. z')}"
        ),
        _paragraph(f"<w:r>{box}</w:r>"),
    )
    question = only(data)
    assert [option.text for option in question.options] == ["x", "y", "z"]
    assert question.key == {2}


def test_black_and_automatic_colours_are_no_marks_and_shading_is() -> None:
    black = '<w:color w:val="000000"/>'
    shade = '<w:shd w:val="clear" w:fill="FFFF00"/>'
    data = of_xml(
        _paragraph(_run("Câu 1 (dễ). Hỏi?")),
        _paragraph(_run("A. x", black)),
        _paragraph(_run("B. y", '<w:color w:val="auto"/>')),
        _paragraph(_run("C. z", shade)),
    )
    assert only(data).key == {2}


def test_the_red_key_is_found_among_blue_options() -> None:
    blue, red = '<w:color w:val="0000FF"/>', '<w:color w:val="FF0000"/>'
    data = of_xml(
        _paragraph(_run("Câu 1 (dễ). Hỏi?", blue)),
        _paragraph(_run("A. x", blue)),
        _paragraph(_run("B. y", blue)),
        _paragraph(_run("C. z", red)),
    )
    assert only(data).key == {2}


def test_marks_stay_in_place_when_letters_are_composed() -> None:
    data = of_xml(
        _paragraph(_run("Câu 1 (dễ). Hỏi?")),
        _paragraph(_run("A. Nguye\u0302\u0303n Va\u0306n")),
        _paragraph(_run("B\u200b. ") + _run("Nguye\u0302", "<w:b/>") + _run("\u0303n A", "<w:b/>")),
        _paragraph(_run("C. Lê")),
    )
    assert [option.text for option in only(data).options] == ["Nguyễn Văn", "Nguyễn A", "Lê"]
    assert only(data).key == {1}


def test_hidden_text_is_left_out_and_said() -> None:
    data = of_xml(
        _paragraph(_run("Câu 1 (dễ). Hỏi?") + _run("bí mật", "<w:vanish/>")),
        _paragraph(_run("A. x")),
        _paragraph(_run("*B. y")),
    )
    assert only(data).stem == "Hỏi?"
    assert levels(data) == [Severity.DOUBTFUL]
