"""A bank as a Word document that people can print and mend, and that `word.read_word` reads."""

import io

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from question_bank.bank import Bank
from question_bank.formats.draft import Topics
from question_bank.formats.native import escaped, question_lines
from question_bank.formats.tokens import plain


def write_word(bank: Bank) -> bytes:
    """The bank as a .docx: `Câu N.`, lettered options, `Đáp án:`, `Căn cứ:` and the other tags.

    Topics stand as headings with their titles; see `losses` for what is not
    carried.
    """
    document = docx.Document()
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(13)
    document.core_properties.title = bank.title
    document.add_paragraph(bank.title, style="Title")
    body = document.element.body
    section = body.sectPr
    body.remove(section)
    topics, current = Topics(bank.topics), ""
    for number, question in enumerate(bank, 1):
        if question.topic != current:
            current = question.topic
            place = [topic.id for topic in bank.topics].index(current) + 1
            name = topics.name(current)
            shown = name if plain(name) == name else escaped(name)
            if number > 1:  # what stands right under an explanation may be its next line
                _append(document)
            document.add_paragraph(f"Chuyên đề {place}. {shown}", style="Heading 1")
        marker = f"Câu {number}."
        for line in question_lines(question, number, stars=False):
            paragraph = _append(document)
            paragraph.paragraph_format.space_after = Pt(2)
            if line.startswith(marker):
                paragraph.paragraph_format.keep_with_next = True
                paragraph.add_run(marker).bold = True
                line = line.removeprefix(marker)
            paragraph.add_run(line)
    body.append(section)
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def _append(document: Document) -> Paragraph:
    """A new paragraph behind the others. The library's own way looks through all of them for the
    place of each: 5,000 questions took two minutes."""
    element = OxmlElement("w:p")
    document.element.body.append(element)
    return Paragraph(element, document)
