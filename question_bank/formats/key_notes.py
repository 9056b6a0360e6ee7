"""Keys that stand within other lines: at the end of a line of options, or as `(đúng)` in one."""

import re
from collections.abc import Iterator, Sequence

from question_bank.formats.draft import Claim, Draft
from question_bank.formats.marks import Part
from question_bank.formats.naming import noted
from question_bank.formats.tokens import Kind, Line, Mark, Token, token

_HOLDERS = (Kind.QUESTION, Kind.OPTION, Kind.NUMBERED, Kind.BULLET)
_TRAILING = re.compile(
    r"(?<=[\s.;,?)])(?:[=-]{1,3}>\s?)?[(\[]?(?:đáp án|đ/a|đ\.?a\.?(?=\s?:)|answer)"
    r"(?: đúng)?(?: là)?\s?[:=–-]?\s?[(\[]?[A-Ha-h](?:\s?[,;]\s?[A-Ha-h]){0,7}[)\].]{0,2}$",
    re.IGNORECASE,
)
"""A key behind the options of its line. Letters alone: what goes on may belong to an option."""
_LONGEST = 100  # characters of a key at the end of a line
_ENDS = frozenset("ABCDEFGHabcdefgh")
_LED = 12  # characters before a key that are looked at
_LEADS_ON = re.compile(
    r"(?:\b(?:và|hoặc|hay|cả|chỉ(?: có)?|theo|ghi|của|các)|,)\s{0,9}$", re.IGNORECASE
)
"""Words that what looks like a key belongs to: `Cả đáp án a) và đáp án b)`."""
_COUNTS = re.compile(r"\b(?:hai|ba|bốn)\s{0,9}$", re.IGNORECASE)
_SEVERAL = re.compile(r"[a-h]\s?[,;]\s?[a-h]", re.IGNORECASE)
_ASKS_WRONG = re.compile(r"\b(?:sai|không đúng|không chính xác|chưa đúng)\b", re.IGNORECASE)
_CLOSED = re.compile(r"[:=–\])-]")
_SOURCE = "ghi chú (đúng)"


def tokens_of(line: Line) -> Iterator[Token]:
    """The line's token, and one of its own for a key at its end."""
    whole = token(line)
    place = trailing_key(line.text) if whole.kind in _HOLDERS else 0
    if place > whole.start and not whole.content.lstrip().startswith("\\"):
        yield token(_cut(line, 0, place))
        yield token(_cut(line, place, len(line.text)))
    else:
        yield whole


def trailing_key(text: str) -> int:
    """Where a key at the end of a line begins; 0 where there is none."""
    if text[-6:].rstrip(" )].")[-1:] not in _ENDS:
        return 0
    found = _TRAILING.search(text.rstrip(), max(len(text) - _LONGEST, 0))
    if not found or not _CLOSED.search(found[0]):
        return 0
    led = text[max(found.start() - _LED, 0) : found.start()]
    counted = _COUNTS.search(led) and _SEVERAL.search(found[0])
    return 0 if counted or _LEADS_ON.search(led) else found.start()


def _cut(line: Line, start: int, end: int) -> Line:
    marks = (
        Mark(max(mark.start, start) - start, min(mark.end, end) - start, mark.kind)
        for mark in line.marks
        if mark.start < end and mark.end > start
    )
    return Line(line.number, line.text[start:end].rstrip(), tuple(marks))


def claim_by_notes(parts: Sequence[Part], draft: Draft) -> None:
    """The options that say of themselves that they are right, as a claim; the note is no text."""
    said = {
        place: noted(draft.options[place].text)
        for place, part in enumerate(parts)
        if not part.pieces[-1].text.lstrip().startswith("\\")
    }
    verdicts = [verdict for _, verdict in said.values() if verdict is not None]
    right = frozenset(place for place, (_, verdict) in said.items() if verdict)
    if right and len(verdicts) > 1 and _ASKS_WRONG.search(draft.stem):
        draft.problems.append("hỏi điều sai mà phương án tự ghi đúng, sai nên chưa rõ đáp án")
    elif right and len(right) < len(parts):
        for place, (text, _verdict) in said.items():
            draft.options[place].text = text
        draft.claims.append(Claim(_SOURCE, right))
