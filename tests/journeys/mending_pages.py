"""What the journeys through the import wizard share: a Word file with doubtful keys, and the form
of a preview as a browser sends it.
"""

import re

import docx
import httpx2 as httpx

from tests.cast import Visitor
from tests.journeys.workshop_pages import form_of
from tests.question_bank.word_files import saved

QUESTIONS = 97
DOUBTFUL = (10, 40, 70)
"""Two options in bold; none; half of one underlined."""
OPTIONS = ("Quốc hội", "Chính phủ", "Ủy ban nhân dân cấp tỉnh", "Hội đồng nhân dân cấp tỉnh")


def right(number: int) -> int:
    """The option of question `number` that is meant to be right."""
    return number % len(OPTIONS)


def word_file(questions: int = QUESTIONS) -> bytes:
    """Questions with options A to D, the key in bold, three of them doubtful."""
    document = docx.Document()
    for number in range(1, questions + 1):
        document.add_paragraph(f"Câu {number}. Cơ quan nào quyết định nội dung thứ {number}?")
        for place, option in enumerate(OPTIONS):
            paragraph = document.add_paragraph()
            head, tail = f"{'ABCD'[place]}. {option[:6]}", option[6:]
            runs = [paragraph.add_run(head), paragraph.add_run(tail)]
            if number == DOUBTFUL[0]:
                bold = place in {1, 2}
            else:
                bold = number not in DOUBTFUL and place == right(number)
            for run in runs:
                run.bold = bold
            if number == DOUBTFUL[2] and place == right(number):
                runs[1].underline = True
    return saved(document)


def agreeing(page: str) -> str:
    """What the button sends that agrees to keys which only formatting shows."""
    found = re.search(r'value="(accept-\w+)"[^>]*>Đồng ý dùng các đáp án này<', page)
    assert found
    return found[1]


def preview_form(page: str) -> dict[str, list[str]]:
    """The fields of the preview as a browser would send them."""
    for action in _actions(page):
        return form_of(page, action)
    raise AssertionError("no preview")


def _actions(page: str) -> list[str]:
    return [
        part.split('action="', 1)[1].split('"', 1)[0]
        for part in page.split("<form ")[1:]
        if 'id="confirm"' in part.split(">", 1)[0]
    ]


def press(visitor: Visitor, page: str, url: str, /, **more: str) -> httpx.Response:
    """Press a button of the preview: its fields, `more` instead of what some held."""
    fields = {"form_token": [visitor.token], **preview_form(page)}
    fields |= {_named(name): [value] for name, value in more.items()}
    parts = [(name, (None, value)) for name, values in fields.items() for value in values]
    return visitor.client.post(url, files=parts)


def _named(name: str) -> str:
    """`key_0` can be written as an argument, `key-0` cannot."""
    return name.replace("_", "-") if name.startswith("key_") else name
