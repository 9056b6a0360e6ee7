"""A roster's rows in a form's hidden field, from the preview to the confirmation: nothing is stored
in between. A code of the site and of whoever looked at the preview keeps other rows from coming
back; all the same they are checked like a file."""

import base64
import hashlib
import hmac
import json
import zlib
from collections.abc import Sequence
from typing import Any

from question_bank.vietnamese import clean
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.roster import MAX_ROWS, Roster, RosterRow

_TEXTS = 11
_MOST_BYTES = 12_000_000
"""Inflated: 50,000 rows of 240 bytes."""
_CODE_BYTES = 32


def pack(rows: Sequence[RosterRow], secret: bytes, actor: str) -> str:
    """The rows as one line of ASCII for `actor` to send back. Refuses more than comes back."""
    data = [
        [
            row.line, row.name, row.unit, row.district, row.birth, row.position, row.staff_code,
            row.number, row.gender, row.audience, row.duty, row.phone, row.new_unit,
        ]
        for row in rows
    ]  # fmt: skip
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    if len(text) > _MOST_BYTES:
        raise Refusal(
            RequestReason.UNREADABLE_FILE,
            sentence="Danh sách có quá nhiều chữ để xem trước. Đề nghị chia thành nhiều tệp.",
        )
    body = zlib.compress(text, 6)
    return base64.b64encode(_code(body, secret, actor) + body).decode()


def unpack(packed: str, secret: bytes, actor: str) -> Roster:
    """The rows again. Refuses anything that `pack` did not make for this very actor."""
    try:
        raw = base64.b64decode(packed, validate=True)
    except ValueError:
        raise Refusal(RequestReason.BAD_INPUT, field="Danh sách") from None
    code, body = raw[:_CODE_BYTES], raw[_CODE_BYTES:]
    if not hmac.compare_digest(code, _code(body, secret, actor)):
        raise Refusal(RequestReason.BAD_INPUT, field="Danh sách")
    try:
        inflater = zlib.decompressobj()
        text = inflater.decompress(body, _MOST_BYTES)
        data = json.loads(text) if inflater.eof else None
    except (ValueError, zlib.error, RecursionError):
        data = None
    if not isinstance(data, list) or not 0 < len(data) <= MAX_ROWS:
        raise Refusal(RequestReason.BAD_INPUT, field="Danh sách")
    return Roster(tuple(_row(item) for item in data))


def _code(body: bytes, secret: bytes, actor: str) -> bytes:
    return hmac.new(secret, b"roster\0" + actor.encode() + b"\0" + body, hashlib.sha256).digest()


def _row(item: Any) -> RosterRow:
    fits = isinstance(item, list) and len(item) == _TEXTS + 2
    if not fits or type(item[0]) is not int or type(item[-1]) is not bool:
        raise Refusal(RequestReason.BAD_INPUT, field="Danh sách")
    texts = item[1:-1]
    if not all(type(text) is str and clean(text) == (text, ()) for text in texts):
        raise Refusal(RequestReason.BAD_INPUT, field="Danh sách")
    name, unit, district, birth, position, staff_code, number, gender, audience, duty, phone = (
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
        gender=gender,
        audience=audience,
        duty=duty,
        phone=phone,
        new_unit=item[-1],
    )
