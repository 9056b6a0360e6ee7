"""What stands in quotation marks in a legal text: the new words that an amending law gives."""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

_MARK = re.compile(r"[“”\"]")
_OPENS = re.compile(r"\s*[“\"]|.*như sau\s*:?\s*[“\"]", re.IGNORECASE)
_LONGEST = 2_000
"""Lines that one quotation may go on for: beyond, a mark was forgotten."""


def inside(lines: Sequence[str]) -> frozenset[int]:
    """The places of lines that begin within a quotation, which another line opened. A quotation
    that is never closed is none, so that one forgotten mark does not hide the rest of a law.
    """
    steps = [0] * (len(lines) + 2)
    for start, end in _pairs(lines):
        if end - start <= _LONGEST and _OPENS.match(lines[start]):
            steps[start + 1] += 1
            steps[end + 1] -= 1
    depths = accumulate(steps)
    return frozenset(place for place, depth in enumerate(depths) if depth > 0)


def _pairs(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The lines in which each quotation of more than one line is opened and closed."""
    opened: list[tuple[str, int]] = []
    for place, line in enumerate(lines):
        for mark in _MARK.findall(line):
            if mark == "“" or (mark == '"' and (not opened or opened[-1][0] != '"')):
                opened.append((mark, place))
            elif opened:
                start = opened.pop()[1]
                if start < place:
                    yield start, place


def without(text: str) -> tuple[str, bool]:
    """The text without its quotations, and whether each of them is closed. Where one is not, its
    lines are looked at one by one: too much is read then, and nothing is lost.
    """
    kept, closed = _outside(text)
    if closed:
        return kept, True
    return "\n".join(_outside(line)[0] for line in text.split("\n")), False


def _outside(text: str) -> tuple[str, bool]:
    parts: list[str] = []
    straight, depth, last = False, 0, 0
    for found in _MARK.finditer(text):
        if depth == 0:
            parts.append(text[last : found.start()])
        if found[0] == '"':
            straight = not straight
            depth += 1 if straight else -1
        else:
            depth += 1 if found[0] == "“" else -1
        depth = max(0, depth)
        last = found.end()
    if depth == 0:
        parts.append(text[last:])
    return " ".join(parts), depth == 0
