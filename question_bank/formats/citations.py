"""Citations as people write them -> legal bases; nothing where a reading would be a guess.

`khoản 1 Điều 5 và khoản 2 Điều 6 Luật số 85/2015/QH13` names two places, `Điều 4 điểm a khoản 2`
one. A range, two acts in one breath or a place that can be read in two ways names none: a doubt
costs its author a minute, a basis that lost a clause nobody sees.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from question_bank.question import LegalBasis

_LONGEST = 300  # characters; the patterns are not made for more
_VALUES = r"{0}(?:(?:\s*,\s*|\s+và\s+){0})*"
_NUMBER = r"\d+[a-zđ]?(?![\w/-]|\.\d)"
_LETTER = r"[a-zđ]\d?(?![\w/-])"
_TERM = re.compile(
    rf"\b(?:(?P<point>điểm)\s+(?P<letters>{_VALUES.format(_LETTER)})"
    rf"|(?P<clause>khoản)\s+(?P<clauses>{_VALUES.format(_NUMBER)})"
    rf"|điều\s+(?P<articles>{_VALUES.format(_NUMBER)}))",
    re.IGNORECASE,
)
_PARTED = re.compile(r"\s{0,9},\s{0,9}|\s{1,9}và\s{1,9}", re.IGNORECASE)
_LINK = r"(?:[\s,]|(?:và|của|tại|theo|quy định|căn cứ|vào|ở|trong)\b)*"
_LINKS = re.compile(_LINK, re.IGNORECASE)
_ENDS = re.compile(
    rf"^{_LINK}|(?:[\s,]|\b(?:và|của|tại|theo|quy định)(?=[\s,]*$))*$", re.IGNORECASE
)
_ACT = re.compile(r"\d+[a-z]?/(?:\d{4}/)?[A-ZĐ][A-ZĐ0-9-]*", re.IGNORECASE)
_TITLE = re.compile(
    r"(?:Hiến pháp|Luật|Bộ luật|Pháp lệnh|Nghị định|Nghị quyết|Thông tư)[^,;:]*", re.IGNORECASE
)
_PLACE = re.compile(r"\b(?:điều|khoản|điểm)\s+\d", re.IGNORECASE)
_MENDED = re.compile(r"sửa đổi|bổ sung|thay thế|bãi bỏ", re.IGNORECASE)
_CLAUSES_FIRST = re.compile("(?:KP)+")
_OUTER_SHAPE = re.compile(r"K*|(?:KP)+|(?:PK)+|P")


@dataclass(frozen=True, slots=True)
class _Term:
    """`khoản 1, 2` -> ("K", ["1", "2"]); P is a point, D an article; `also`: behind an “và”."""

    kind: str
    values: tuple[str, ...]
    also: bool = False


Place = tuple[str, str | None, str | None]
"""Article, clause, point."""
_Inner = tuple[str | None, str | None]
"""Clause, point."""


def cited_in(text: str) -> tuple[LegalBasis, ...]:
    """Every basis that the text names, in its order; none where it is not certain."""
    text = text.strip().rstrip(".")
    if len(text) > _LONGEST:
        return ()
    basis = LegalBasis.parse(text)
    if basis and not _TERM.search(basis.document) and len(_ACT.findall(basis.document)) < 2:
        return (basis,)
    parts = list(_parts(text))
    acts = [part for part in parts if isinstance(part, str)]
    if not acts or "" in acts:
        return ()
    if isinstance(parts[0], str):
        parts = parts[::-1]  # the act stands before its places
        runs = [(act, places[::-1]) for act, places in _runs(parts)][::-1]
    else:
        runs = _runs(parts)
    bases: list[LegalBasis] = []
    for act, terms in runs:
        places = _places(terms)
        if not places:
            return ()
        bases += [LegalBasis(act, *place) for place in places]
    return tuple(bases)


def _runs(parts: list[_Term | str]) -> list[tuple[str, list[_Term]]]:
    """The terms before each act, and that act; an act "" for terms that none follows."""
    runs: list[tuple[str, list[_Term]]] = []
    terms: list[_Term] = []
    for part in parts:
        if isinstance(part, str):
            runs.append((part, terms))
            terms = []
        else:
            terms.append(part)
    return [*runs, ("", [])] if terms else runs


def _parts(text: str) -> Iterator[_Term | str]:
    """Terms and acts in order; "" for what is neither."""
    place = 0
    for found in _TERM.finditer(text):
        yield from _between(text[place : found.start()])
        kind = "P" if found["point"] else "K" if found["clause"] else "D"
        values = found["letters"] or found["clauses"] or found["articles"]
        also = "và" in text[place : found.start()].lower().split()
        yield _Term(kind, tuple(_PARTED.split(values.lower())), also)
        place = found.end()
    yield from _between(text[place:])


def _between(text: str) -> Iterator[str]:
    if not _LINKS.fullmatch(text):
        yield _act(_ENDS.sub("", text))


def _act(text: str) -> str:
    """The act that a text names: its number, else its title; "" where it says more than that."""
    numbers = list(_ACT.finditer(text))
    if _PLACE.search(text) or len(numbers) > 1:
        return ""
    if numbers:
        before, after = text[: numbers[0].start()], text[numbers[0].end() :]
        told = re.search("[,;:]", before + after) or _MENDED.search(after)
        return "" if told else numbers[0][0]
    return text.strip() if _TITLE.fullmatch(text) and not re.search(r"\bđến\b", text) else ""


def _places(terms: list[_Term]) -> list[Place]:
    """The places that the terms name, read from the point outwards or from the article inwards:
    none where neither is possible, or both are and say different things.
    """
    readings = [places for places in (_outwards(terms), _inwards(terms)) if places]
    return readings[0] if readings and all(one == readings[0] for one in readings) else []


def _outwards(terms: list[_Term]) -> list[Place]:
    """`điểm a khoản 1, khoản 2 Điều 5`, `khoản 1 điểm a Điều 5`."""
    places: list[Place] = []
    inner: list[_Term] = []
    for term in terms:
        if term.kind != "D":
            inner.append(term)
            continue
        within = _before_article(inner)
        if within is None or (inner and len(term.values) > 1):
            return []
        places += [(article, *one) for article in term.values for one in within]
        inner = []
    return [] if inner else places


def _before_article(inner: list[_Term]) -> list[_Inner] | None:
    """Clauses and points that stand before their article; None where that is not certain. A point
    that no clause follows is of the clause before it, where each clause has its own.
    """
    shape = "".join(term.kind for term in inner)
    own = not any(term.also for term in inner if term.kind == "P")
    if shape in ("", "P") or (own and _CLAUSES_FIRST.fullmatch(shape)):
        return _within(inner, shape)
    if shape.endswith("P"):
        return None
    found: list[_Inner] = []
    points: tuple[str, ...] = ()
    for term in inner:
        if points and (term.kind == "P" or len(term.values) > 1):
            return None
        if term.kind == "P":
            points = term.values
        else:
            found += [(clause, point) for clause in term.values for point in points or (None,)]
            points = ()
    return found


def _inwards(terms: list[_Term]) -> list[Place]:
    """`Điều 5 khoản 1 điểm a`, `Điều 5 điểm a khoản 1`."""
    starts = [place for place, term in enumerate(terms) if term.kind == "D"]
    if not starts or starts[0] != 0:
        return []
    places: list[Place] = []
    for start, end in zip(starts, [*starts[1:], len(terms)], strict=True):
        articles, inner = terms[start].values, terms[start + 1 : end]
        shape = "".join(term.kind for term in inner)
        if not _OUTER_SHAPE.fullmatch(shape) or (inner and len(articles) > 1):
            return []
        within = _within(inner, shape)
        if within is None:
            return []
        places += [(article, *one) for article in articles for one in within]
    return places


_WHOLE: list[_Inner] = [(None, None)]


def _within(inner: list[_Term], shape: str) -> list[_Inner] | None:
    """Clauses and points of one article; None where a point may belong to several clauses."""
    if not shape:
        return _WHOLE
    if shape == "P":
        return [(None, point) for point in inner[0].values]
    if "P" not in shape:
        return [(clause, None) for term in inner for clause in term.values]
    found: list[_Inner] = []
    for one, two in zip(inner[::2], inner[1::2], strict=True):
        clause, point = (one, two) if one.kind == "K" else (two, one)
        if len(clause.values) > 1:
            return None
        found += [(clause.values[0], each) for each in point.values]
    return found
