"""Tickets as files that offices edit and print: one a page, cards, labels (A4, 3 × 8), lists."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

import segno
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_BREAK
from docx.shared import Mm

from question_bank.vietnamese import unaccented
from quiz.documents import decree
from quiz.documents.workbook import Sheet, workbook

Kind = Literal["sheet", "cards", "labels", "list"]
KINDS: tuple[Kind, ...] = ("sheet", "cards", "labels", "list")
LABEL_COLUMNS, LABEL_ROWS = 3, 8
LABEL_WIDTH, LABEL_HEIGHT = Mm(70), Mm(37)
"""Eight rows of 37 mm leave a millimetre for the paragraph that a table must have behind it."""
LIST_HEADERS = ("STT", "Họ và tên", "Số báo danh", "Mã dự thi", "Ký nhận")


@dataclass(frozen=True, slots=True)
class Card:
    """What is printed for one person. The link and the code open the person's paper."""

    name: str
    unit: str
    number: str
    code: str
    link: str
    phone: str = ""


def document(cards: Sequence[Card], kind: Kind, title: str, address: str) -> bytes:
    """A .docx of the tickets; `address` is what is typed by those who have no camera."""
    made = decree.new_document()
    made.core_properties.author, made.core_properties.title = "", title
    {"sheet": _sheets, "cards": _cards, "labels": _labels, "list": _list}[kind](
        made, cards, title, address
    )
    output = io.BytesIO()
    made.save(output)
    return output.getvalue()


def messages(cards: Sequence[Card], *, plain: bool) -> bytes:
    """An .xlsx for a program that sends messages: a row a person; `plain` leaves diacritics out of
    the message, because a text message with them has 70 letters instead of 160."""
    headers = (
        "Số điện thoại", "Số báo danh", "Họ và tên", "Đơn vị", "Đường dẫn", "Mã dự thi", "Tin nhắn",
    )  # fmt: skip
    rows = [
        (
            card.phone,
            card.number,
            card.name,
            card.unit,
            card.link,
            card.code,
            _message(card, plain=plain),
        )
        for card in cards
    ]
    return workbook([Sheet(title="Tin nhắn", above=(), headers=headers, rows=rows)])


def _message(card: Card, *, plain: bool) -> str:
    said = (
        f"Thí sinh {card.name}: số báo danh {card.number}, mã dự thi {card.code}. Vào thi: "
        f"{card.link}. Đề nghị không chuyển tin này cho người khác."
    )
    return unaccented(said) if plain else said


def by_unit(cards: Sequence[Card]) -> Iterator[tuple[str, list[Card]]]:
    """The units in the order of their names, each with its people in the order that they have."""
    for unit, some in groupby(sorted(cards, key=lambda card: card.unit), lambda card: card.unit):
        yield unit, list(some)


def _sheets(made: Any, cards: Sequence[Card], title: str, address: str) -> None:
    for place, card in enumerate(cards):
        if place:
            made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        decree.title(made, "Thẻ dự thi", title)
        for line in (card.name, card.unit):
            decree.write(made.add_paragraph(), line, size=14, bold=True, align=decree.CENTRE)
        for line in (f"Số báo danh: {card.number}", f"Mã dự thi: {card.code}"):
            decree.write(made.add_paragraph(), line, size=16, align=decree.CENTRE)
        middle = made.add_paragraph()
        middle.alignment = decree.CENTRE
        middle.add_run().add_picture(_code(card), width=Mm(55))
        decree.body(made, how(address))
        decree.body(made, "Ai giữ thẻ đều vào thi được; không cho mượn, không chụp ảnh gửi nhóm.")


def how(address: str) -> str:
    """What to do with a ticket."""
    return f"Quét mã QR, hoặc mở {address} rồi nhập số báo danh và mã dự thi."


def _cards(made: Any, cards: Sequence[Card], _title: str, address: str) -> None:
    _margins(made, Mm(12))
    _grid(made, cards, 2, Mm(93), Mm(44), Mm(26), how(address))


def _labels(made: Any, cards: Sequence[Card], _title: str, _address: str) -> None:
    _margins(made, Mm(0))
    _grid(made, cards, LABEL_COLUMNS, LABEL_WIDTH, LABEL_HEIGHT, Mm(22), "")


def _grid(
    made: Any, cards: Sequence[Card], columns: int, width: int, height: int, qr: int, foot: str
) -> None:
    """Tickets beside and below each other in cells of one size."""
    table = made.add_table(rows=0, cols=columns)
    table.autofit = False
    for start in range(0, len(cards), columns):
        row = table.add_row()
        row.height, row.height_rule = height, WD_ROW_HEIGHT_RULE.EXACTLY
        for cell, card in zip(row.cells, cards[start : start + columns], strict=False):
            cell.width = width
            first = cell.paragraphs[0]
            decree.write(first, card.name, size=10, bold=True)
            decree.write(cell.add_paragraph(), card.unit, size=8)
            last = cell.add_paragraph()
            decree.write(last, f"SBD {card.number}\nMã {card.code}  ", size=9, bold=True)
            last.add_run().add_picture(_code(card), width=qr)
            if foot:
                decree.write(cell.add_paragraph(), foot, size=8)


def _list(made: Any, cards: Sequence[Card], title: str, address: str) -> None:
    for place, (unit, some) in enumerate(by_unit(cards)):
        if place:
            made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        decree.title(made, "Danh sách giao thẻ dự thi", unit, *([title] if title != unit else []))
        decree.body(made, how(address))
        rows: list[tuple[str, ...]] = [
            (str(number), card.name, card.number, card.code, "")
            for number, card in enumerate(some, 1)
        ]
        shares, centred = (0.08, 0.36, 0.18, 0.2, 0.18), frozenset({0, 2, 3})
        decree.grid(made, LIST_HEADERS, rows, shares=shares, centred=centred)


def _margins(made: Any, margin: int) -> None:
    section = made.sections[0]
    section.top_margin = section.bottom_margin = margin
    section.left_margin = section.right_margin = margin
    section.header_distance = section.footer_distance = Mm(0)
    section.header.paragraphs[0].clear()


def _code(card: Card) -> io.BytesIO:
    image = io.BytesIO()
    segno.make_qr(card.link, error="m").save(image, kind="png", scale=4, border=2)
    image.seek(0)
    return image
