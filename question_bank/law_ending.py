"""Which documents a text says have ended: `Nghị định số 110/2004/NĐ-CP … hết hiệu lực từ …`."""

import re
from collections.abc import Iterator

from question_bank import law_quotes
from question_bank.law import LawText, document_key

_SIGN = r"\d+[a-z]?(?:/\d{4})?/[A-ZĐ][\w-]*"
_KIND = r"(?:Bộ luật|Luật|Pháp lệnh|Nghị định|Nghị quyết|Thông tư|Quyết định)"
_ENDED = re.compile(r"\bhết hiệu lực\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.;](?:\s|$)")
_NAMED = re.compile(rf"\b{_KIND}\b(?P<name>[^;.]{{0,160}}?)\bsố:?\s+(?P<sign>{_SIGN})")
_REPLACED = re.compile(
    rf"\b(?:bãi bỏ|thay thế)\s+(?:toàn bộ\s+)?{_KIND}\b[^;.]{{0,160}}?\bsố:?\s+(?P<sign>{_SIGN})",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:điểm|khoản|điều|mục|chương|phần|phụ lục)\s+\S+\s+(?:của\s+)?$", re.IGNORECASE
)
_AMENDED = re.compile(r"\b(?:sửa đổi|bổ sung|theo)\b", re.IGNORECASE)
_ANOTHERS = re.compile(r"\b(?:sửa đổi|bổ sung|ban hành|thi hành|theo|trừ)\b", re.IGNORECASE)
"""Behind these stands a document that is only spoken of: `đã được sửa đổi theo Luật số …`."""


def ended_by(text: LawText) -> tuple[str, ...]:
    """The numbers of the documents of which the whole is said to end, in the order of the text."""
    found = dict.fromkeys(_said(text))
    own = document_key(text.number)
    return tuple(one for one in found if document_key(one) != own)


def _said(text: LawText) -> Iterator[str]:
    for unit in text.units:
        for line in law_quotes.without(unit.text)[0].split("\n"):
            for sentence in _SENTENCE.split(line):
                yield from _in_sentence(sentence)


def _in_sentence(sentence: str) -> Iterator[str]:
    for replaced in _REPLACED.finditer(sentence):
        yield replaced["sign"]
    ended = _ENDED.search(sentence)
    last, skipped = 0, False
    for named in _NAMED.finditer(sentence, 0, ended.start() if ended else 0):
        between, last = sentence[last : named.start()], named.end()
        goes_on = skipped and not named["name"].strip()  # `theo Luật số … và Luật số …`
        skipped = goes_on or bool(_ANOTHERS.search(between) or _AMENDED.search(named["name"]))
        if not skipped and not _PART.search(between):
            yield named["sign"]
