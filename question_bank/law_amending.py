"""What an amending law says that it changes: `Sửa đổi, bổ sung khoản 2 Điều 4 như sau`."""

import re
from collections.abc import Iterator, Sequence

from question_bank.law import Amendment, LawText, Unit
from question_bank.vietnamese import fold

_SIGN = r"\d+[a-z]?(?:/\d{4})?/[A-ZĐ][\w-]*"
_TITLE = re.compile(r"(?:sửa đổi|bổ sung|bãi bỏ|thay thế)\b.*?\bcủa\s+(.+)", re.IGNORECASE)
_ACT = re.compile(
    r"(?:\d+[a-zđ]?\.|[a-zđ]\d?\))?\s*(?:sửa đổi|bổ sung|bãi bỏ|thay thế|thay cụm|bỏ cụm)",
    re.IGNORECASE,
)
_PLACES = re.compile(
    r"(?:(?:các )?điểm (?P<points>[a-zđ]\d?(?:(?:, | và )(?:điểm )?[a-zđ]\d?\b)*) )?"
    r"(?:(?:các )?khoản (?P<clauses>\d+[a-zđ]?(?:(?:, | và )(?:khoản )?\d+[a-zđ]?\b)*) )?"
    r"(?:các )?Điều (?P<articles>\d+[a-zđ]?(?:(?:, | và )\d+[a-zđ]?\b)*)",
    re.IGNORECASE,
)
_SEARCHED, _MOST_ARTICLES, _MOST_PLACES = 300_000, 100, 2_000
"""Characters in which a law's number is looked for, articles that may amend others, and places."""
_LIST = re.compile(r"(?:, | và )(?:điểm |khoản )?")


def amendments_in(text: LawText, before: Sequence[str], since: str) -> tuple[Amendment, ...]:
    """The documents that this one amends from the ISO day `since` on, and where, as far as its own
    sentences tell. `before` are the lines above its first article, which give the numbers of what
    the articles call by name. What is quoted in it, the new words, is not looked at.
    """
    places: dict[str, dict[str, None]] = {}
    said = " ".join([*before, *(unit.text for unit in text.units)])[:_SEARCHED]
    amending = [units for units in text.articles.values() if _TITLE.match(units[0].title)]
    for units in amending[:_MOST_ARTICLES]:
        document = _document(units[0].title, said)
        if document and document not in text.number:
            held = places.setdefault(document, {})
            for line in (units[0].title, *_own_lines(units)):
                if _ACT.match(line) and len(held) < _MOST_PLACES:
                    held.update(dict.fromkeys(_places(line)))
    return tuple(Amendment(text.number, one, tuple(held), since) for one, held in places.items())


def _document(title: str, said: str) -> str:
    """The number of the document that an article with this title amends, "" where it does not."""
    found = _TITLE.match(title)
    if not found:
        return ""
    if number := re.search(_SIGN, found[1]):
        return number[0]
    named = re.search(rf"{re.escape(found[1].rstrip('. '))}\s+số\s+({_SIGN})", said, re.IGNORECASE)
    return named[1] if named else ""


def _own_lines(units: Sequence[Unit]) -> Iterator[str]:
    """The lines of an article that stand in no quotation."""
    depth = 0
    for line in (line for unit in units for line in unit.text.split("\n")):
        if depth <= 0:
            yield line
        depth = max(0, depth + line.count("“") - line.count("”"))


def _places(line: str) -> Iterator[str]:
    own = line.partition("“")[0]
    if fold(own).rstrip(" .;").endswith("cua luat nay"):
        return
    for found in _PLACES.finditer(own):
        for article in _LIST.split(found["articles"]):
            for nth, clause in enumerate(_LIST.split(found["clauses"] or "")):
                for point in _LIST.split(found["points"] or "") if nth == 0 else ("",):
                    place = f"Điều {article}" + (f", khoản {clause}" if clause else "")
                    yield place + (f", điểm {point}" if point else "")
