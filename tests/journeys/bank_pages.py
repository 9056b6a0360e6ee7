"""What the journeys through the authors' pages share: a file, a text, and a browser's forms."""

import html
import re

import docx
from sqlmodel import func, select

from quiz.store.tables import AuditLog, BankVersion
from tests.cast import Stage, Visitor
from tests.question_bank.word_files import saved

TEXT = "Câu 1. Hỏi một?\nA. một\n*B. hai\n\nCâu 2. Hỏi hai?\nA. một\n*B. hai\n"


def bold_keys() -> bytes:
    """Two questions with a bold key, one of which has a line that may not be meant."""
    document = docx.Document()
    for number in (1, 2):
        document.add_paragraph(f"Câu {number}. Cơ quan nào làm việc thứ {number}?")
        for place, option in enumerate(("Quốc hội", "Chính phủ", "Ủy ban nhân dân")):
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{'abc'[place]}) {option}").bold = place == 1
        if number == 2:
            document.add_paragraph("Dòng này không rõ thuộc đâu")
    return saved(document)


def written(stage: Stage) -> tuple[int, int]:
    """How many versions and log lines there are: what an upload must not change."""
    with stage.database.reading() as session:
        versions = session.exec(select(func.count()).select_from(BankVersion)).one()
        noted = select(func.count()).select_from(AuditLog).where(AuditLog.action != "sign_in")
        return versions, session.exec(noted).one()


def field(page: str, name: str) -> str:
    """The value of a hidden field, or the text of a textarea."""
    found = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    found = found or re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
    assert found, name
    return html.unescape(found[1])


def send(visitor: Visitor, url: str, **fields: str) -> tuple[int, str, str]:
    """A form as the preview page sends it: multipart, without a file."""
    parts = {"form_token": visitor.token, **fields}
    response = visitor.client.post(url, files={k: (None, v) for k, v in parts.items()})
    return response.status_code, response.text, response.headers.get("location", "")


def sent_back(page: str) -> dict[str, str]:
    return {name: field(page, name) for name in ("text", "title", "seen")}
