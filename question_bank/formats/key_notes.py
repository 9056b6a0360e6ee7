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
    return found.start() if found and _CLOSED.search(found[0]) else 0


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
    right = frozenset(place for place, (_, verdict) in said.items() if verdict)
    if right and len(right) < len(parts):
        for place, (text, _verdict) in said.items():
            draft.options[place].text = text
        draft.claims.append(Claim(_SOURCE, right))
