"""Builds real .docx files for the tests: python-docx, and raw XML where it cannot say a thing."""

import io
import re
import zipfile
from collections.abc import Callable

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.shared import RGBColor

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RED = RGBColor(0xFF, 0, 0)


def saved(document: Document) -> bytes:
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def of_lines(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def of_xml(*paragraphs: str) -> bytes:
    """A document whose body is raw XML, `w:` being the usual namespace."""
    document = docx.Document()
    body = document.element.body
    for number, xml in enumerate(paragraphs):
        body.insert(number, parse_xml(re.sub(r"^<([\w:]+)", rf"<\1 {W}", xml)))
    return saved(document)


def with_member(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The package with one part changed."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(output, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry.filename, change(content) if entry.filename == name else content)
    return output.getvalue()
