"""The layout of an administrative document after Decree 30/2020/NĐ-CP, annex I: A4, Times New
Roman, the two blocks at the top, the signature block, the page number from the second page on.

Numbers, dates and signatures stay blank: whoever issues the document fills them in.
"""

from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

FONT = "Times New Roman"
DOTS = "…………………………"
LEFT, CENTRE, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


def new_document(*, landscape: bool = False) -> Any:
    """An empty A4 document with the decree's margins and font, numbered from page 2."""
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name = FONT
    normal.font.size = Pt(13)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    normal.paragraph_format.space_after = Pt(0)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    _field(number.add_run(), "PAGE")
    return document


def head(document: Any, parent: str, body: str, symbol: str = "", about: str = "") -> None:
    """The two blocks at the top. An empty `parent` or `body` leaves dots to be written over;
    `symbol` follows the blank number, as in `Số:      /QĐ-UBND`; `about` is what a letter is about,
    under its number."""
    table = document.add_table(rows=2, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _widths(table, document, (0.42, 0.58))
    left, right = table.rows[0].cells
    write(left.paragraphs[0], parent.upper() or DOTS, size=12, align=CENTRE)
    write(left.add_paragraph(), body.upper() or DOTS, size=13, bold=True, align=CENTRE)
    _rule(left.add_paragraph(), 6.9, 2.3)
    write(
        right.paragraphs[0],
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        size=12,
        bold=True,
        align=CENTRE,
    )
    write(right.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", size=13, bold=True, align=CENTRE)
    _rule(right.add_paragraph(), 9.5, 5.7)
    left, right = table.rows[1].cells
    write(left.paragraphs[0], f"Số:         {symbol}".rstrip(), size=13, align=CENTRE)
    if about:
        write(left.add_paragraph(), about, size=12, align=CENTRE)
    place = "……………, ngày       tháng       năm         "
    write(right.paragraphs[0], place, size=13, italic=True, align=CENTRE)


def title(document: Any, heading: str, *abstract: str) -> None:
    """The type of the document in bold capitals, what it is about in bold under it, a rule."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(18)
    write(paragraph, heading.upper(), size=14, bold=True, align=CENTRE)
    for line in abstract:
        write(document.add_paragraph(), line, size=14, bold=True, align=CENTRE)
    _rule(document.add_paragraph(), 16.5, 4)


def body(document: Any, text: str, *, italic: bool = False, align: Any = BOTH) -> None:
    """A paragraph of the text, its first line indented; centred ones are not."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(6)
    if align is not CENTRE:
        paragraph.paragraph_format.first_line_indent = Cm(1)
    write(paragraph, text, italic=italic, align=align)


def grid(
    document: Any,
    headers: tuple[str, ...],
    rows: list[tuple[str, ...]],
    shares: tuple[float, ...],
    centred: frozenset[int],
) -> None:
    """A ruled table. `shares` of the text's width sum to 1; columns in `centred` are centred. Its
    head is repeated on every page and no row is torn."""
    spacer = document.add_paragraph()
    spacer.paragraph_format.space_after = Pt(4)
    table = document.add_table(rows=1, cols=len(headers), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _mark(table.rows[0], "w:tblHeader")
    for cell, text in zip(table.rows[0].cells, headers, strict=True):
        write(cell.paragraphs[0], text, size=12, bold=True, align=CENTRE)
    for row in rows:
        added = table.add_row()
        _mark(added, "w:cantSplit")
        for column, (cell, text) in enumerate(zip(added.cells, row, strict=True)):
            align = CENTRE if column in centred else LEFT
            write(cell.paragraphs[0], text, size=12, align=align)
    _widths(table, document, shares)


def signature(document: Any, recipients: tuple[str, ...]) -> None:
    """`Nơi nhận` on the left, the blank signature block on the right."""
    document.add_paragraph()
    table = document.add_table(rows=1, cols=2)
    _mark(table.rows[0], "w:cantSplit")
    _widths(table, document, (0.5, 0.5))
    left, right = table.rows[0].cells
    write(left.paragraphs[0], "Nơi nhận:", size=12, bold=True, italic=True)
    for number, recipient in enumerate(recipients, 1):
        end = "." if number == len(recipients) else ";"
        write(left.add_paragraph(), f"- {recipient}{end}", size=11)
    write(right.paragraphs[0], DOTS, size=13, bold=True, align=CENTRE)
    for _blank in range(5):
        right.add_paragraph()
    write(right.add_paragraph(), DOTS, size=13, bold=True, align=CENTRE)


def write(
    paragraph: Any,
    text: str,
    *,
    size: int = 13,
    bold: bool = False,
    italic: bool = False,
    align: Any = LEFT,
) -> None:
    """Add the text to the paragraph."""
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.bold = bold
    run.italic = italic
    paragraph.alignment = align


def _widths(table: Any, document: Any, shares: tuple[float, ...]) -> None:
    section = document.sections[0]
    whole = section.page_width - section.left_margin - section.right_margin
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = int(whole * share)
        for cell in column.cells:
            cell.width = int(whole * share)


def _rule(paragraph: Any, block: float, length: float) -> None:
    """A line of this length under the text above, in the middle of a block of that width, in cm."""
    paragraph.paragraph_format.line_spacing = Pt(4)
    inset = Cm((block - length) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = inset
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "auto")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _field(run: Any, code: str) -> None:
    for kind in ("begin", "code", "end"):
        if kind == "code":
            part = OxmlElement("w:instrText")
            part.text = code
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)
