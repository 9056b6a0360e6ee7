"""A roster's rows in a form's hidden field, from the preview to the confirmation: nothing is stored
in between. What comes back is checked like a file."""

import base64
import json
import zlib
from collections.abc import Sequence
from typing import Any

from question_bank.vietnamese import clean
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.roster import MAX_ROWS, Roster, RosterRow

_TEXTS = 7
_MOST_BYTES = 40_000_000
"""Inflated; 50,000 rows hold far less."""


def pack(rows: Sequence[RosterRow]) -> str:
    """The rows as one line of ASCII."""
    data = [
        [
            row.line, row.name, row.unit, row.district, row.birth, row.position, row.staff_code,
            row.number, row.new_unit,
        ]
        for row in rows
    ]  # fmt: skip
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 6)).decode()


def unpack(packed: str) -> Roster:
    """The rows again. Refuses anything that `pack` did not make."""
    try:
        inflater = zlib.decompressobj()
        raw = inflater.decompress(base64.b64decode(packed, validate=True), _MOST_BYTES)
        data = json.loads(raw) if inflater.eof else None
    except (ValueError, zlib.error, RecursionError):
        data = None
    if not isinstance(data, list) or not 0 < len(data) <= MAX_ROWS:
        raise Refusal(Reason.BAD_INPUT, field="Danh sách")
    return Roster(tuple(_row(item) for item in data))


def _row(item: Any) -> RosterRow:
    fits = isinstance(item, list) and len(item) == _TEXTS + 2
    if not fits or type(item[0]) is not int or type(item[-1]) is not bool:
        raise Refusal(Reason.BAD_INPUT, field="Danh sách")
    texts = item[1:-1]
    if not all(type(text) is str and clean(text) == (text, ()) for text in texts):
        raise Refusal(Reason.BAD_INPUT, field="Danh sách")
    name, unit, district, birth, position, staff_code, number = (
        " ".join(text.split()) for text in texts
    )
    return RosterRow(
        line=item[0],
        name=name,
        unit=unit,
        district=district,
        birth=birth,
        position=position,
        staff_code=staff_code,
        number=number,
        new_unit=item[-1],
    )
