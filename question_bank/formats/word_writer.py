"""A bank as a Word document that people can print and mend, and that `word.read_word` reads."""

import io

import docx
from docx.shared import Pt

from question_bank.bank import Bank
from question_bank.formats.draft import Topics
from question_bank.formats.native import question_lines


def write_word(bank: Bank) -> bytes:
    """The bank as a .docx: `Câu N.`, lettered options, `Đáp án:`, `Căn cứ:` and the other tags.

    Topics stand as headings with their titles; their identifiers and `as_of` are not carried.
    """
    document = docx.Document()
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(13)
    document.core_properties.title = bank.title
    document.add_paragraph(bank.title, style="Title")
    topics, current = Topics(bank.topics), ""
    for number, question in enumerate(bank, 1):
        if question.topic != current:
            current = question.topic
            place = [topic.id for topic in bank.topics].index(current) + 1
            document.add_paragraph(f"Chuyên đề {place}. {topics.name(current)}", style="Heading 1")
        marker = f"Câu {number}."
        for line in question_lines(question, number, stars=False):
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(2)
            if line.startswith(marker):
                paragraph.paragraph_format.keep_with_next = True
                paragraph.add_run(marker).bold = True
                line = line.removeprefix(marker)
            paragraph.add_run(line)
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()
