"""Lines of a legal text -> its units: where articles, clauses and points begin, what is none."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from question_bank import law_quotes
from question_bank.vietnamese import squeeze

_HEADING = re.compile(
    r"(?:phần|chương|mục|tiểu mục)\s+(?:[ivxlc]+|\d+|thứ\s\w+)\b\s*[.:]?\s*(.*)", re.IGNORECASE
)
_NOTES = ("#", "[Ghi chú pháp điển")  # ours, and those of the official code's publisher
_ARTICLE = re.compile(r"Điều\s+(\d+[a-zđ]?)(?:\s*[.:]\s*(.*))?")
_CLAUSE = re.compile(r"(\d+[a-zđ]?)\s*\.(?!\d)")
_POINT = re.compile(r"([a-zđ]\d?)\s*\)")
_SECTION = re.compile(r"[IVXLC]+\s*[.)]\s+(\S.*)")
_ENDS = (".", ";", ":", "”", '"', ",")
_TITLES = 8
"""Lines between a chapter's own line and its first article: its title, sections with theirs."""


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest numbered piece: an article's opening, a clause's, or a point.

    Labels are lower case ("35a", "1a", "đ"), None where the piece has none.
    """

    article: str
    clause: str | None
    point: str | None
    text: str
    title: str = ""


def label(text: str | None) -> str | None:
    """A label as a unit has it; None for none."""
    return squeeze(text).lower() if text else None


def article_at(line: str) -> tuple[str, str] | None:
    """Label and title of the article that the line opens."""
    found = _ARTICLE.fullmatch(line)
    return (found[1].lower(), found[2] or "") if found else None


def cut(lines: Sequence[str]) -> Iterator[Unit]:
    """Units from the lines of a document; headings and all before the first article left out. What
    is quoted belongs to the unit that quotes it. An article of a single line has its words there,
    unless it stands only in a list of contents.
    """
    articles = list(_articles(lines))
    told = {unit.article for unit, piece in articles if piece}
    last = {unit.article: place for place, (unit, _) in enumerate(articles)}
    for place, (unit, piece) in enumerate(articles):
        if piece:
            yield from split(piece, unit)
        elif unit.title and unit.article not in told and place == last[unit.article]:
            yield replace(unit, text=unit.title, title="")


def _articles(lines: Sequence[str]) -> Iterator[tuple[Unit, list[tuple[str, bool]]]]:
    """Each article's label and title, and its lines with whether they are quoted."""
    quoted, dropped = law_quotes.inside(lines), headings(lines)
    unit: Unit | None = None
    piece: list[tuple[str, bool]] = []
    for place, line in enumerate(lines):
        opened = None if place in quoted else article_at(line)
        if opened:
            if unit:
                yield unit, piece
            unit, piece = Unit(opened[0], None, None, "", opened[1]), []
        elif line and place not in dropped and not line.startswith(_NOTES):
            piece.append((line, place in quoted))
    if unit:
        yield unit, piece


def headings(lines: Sequence[str]) -> frozenset[int]:
    """The places of headings with their titles: from `Chương II` to the article that follows. A
    line that only begins so (`theo quy định tại` / `Chương II, 3.`) has clauses or sentences behind
    it and is none. A heading behind the last article opens what is of no article, to the end.
    """
    found: set[int] = set()
    last = max((place for place, line in enumerate(lines) if article_at(line)), default=0)
    for place, line in enumerate(lines):
        opened = None if place in found else _HEADING.fullmatch(line)
        if not opened or not (_is_title(opened[1]) or not opened[1]):
            continue
        end = _next_article(lines, place) if place < last else _tail(lines, place)
        if end is None or (end == place + 1 and line.endswith(".") and _goes_on(lines, place)):
            continue
        found.update(range(place, end))
    return frozenset(found)


def _next_article(lines: Sequence[str], place: int) -> int | None:
    """Where the article under a heading begins; None where what follows is no title."""
    for here in range(place + 1, min(place + 1 + _TITLES, len(lines))):
        line = lines[here]
        if article_at(line):
            return here
        if line and not _HEADING.fullmatch(line) and not _may_be_title(line):
            break
    return None


def _tail(lines: Sequence[str], place: int) -> int | None:
    """The end of the lines, where a heading with a title stands behind the last article."""
    opened = _HEADING.fullmatch(lines[place])
    below = next((line for line in lines[place + 1 : place + 3] if line), "")
    return len(lines) if _is_title(below) or (opened and opened[1]) else None


def _is_title(text: str) -> bool:
    return text == text.upper() and any(letter.isalpha() for letter in text)


def _may_be_title(line: str) -> bool:
    if _CLAUSE.match(line) or _POINT.match(line):
        return False
    return _is_title(line) or (line[:1].isupper() and not line.endswith(_ENDS))


def _goes_on(lines: Sequence[str], place: int) -> bool:
    """Whether the line above ends within a sentence."""
    return place > 0 and bool(lines[place - 1]) and not lines[place - 1].endswith(_ENDS)


def opens_section(line: str) -> bool:
    """Whether the line is a section's heading within an article: `II. MỤC TIÊU`."""
    found = _SECTION.match(line)
    return found is not None and _is_title(found[1])


def split(lines: Iterable[tuple[str, bool]], unit: Unit) -> Iterator[Unit]:
    """The clauses and points in `lines` (each with whether it is quoted), of which the first goes
    on with the labels of `unit`. A section (`II. MỤC TIÊU`) in an article is of no clause: behind
    it clauses are counted anew.
    """
    piece: list[str] = []
    for line, quoted in lines:
        clause = None if quoted else _CLAUSE.match(line)
        point = None if quoted else _POINT.match(line)
        section = not quoted and opens_section(line)
        if clause or point or section:
            if piece:
                yield replace(unit, text="\n".join(piece))
            piece = []
        if clause:
            unit = replace(unit, clause=clause[1].lower(), point=None)
        elif point:
            unit = replace(unit, point=point[1].lower())
        elif section:
            unit = replace(unit, clause=None, point=None)
        piece.append(line)
    if piece:
        yield replace(unit, text="\n".join(piece))
