"""A legal text as articles, clauses and points, in which a LegalBasis finds its words.

Two shapes are read: a `.txt` holds one document (`Điều N` at the beginning of a line), a `.jsonl`
holds one unit a line and many documents. A Library holds several versions of a document and
picks the one that was in force on a day.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Self

from question_bank.law_units import Unit, cut, label, opens_section, split
from question_bank.question import LegalBasis
from question_bank.vietnamese import clean, fold, same_key, tidy

_FOOTNOTE = re.compile(r"[ \t]*\[\d+\]")
_NUMBER = re.compile(r"\d+[a-z]?(?:/\d{4})?/[a-z][a-z0-9-]*")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_WORD = re.compile(r"\w+")
_HEADER = re.compile(r"#\s*([^|]+?)\s*(?:\|\s*(.+))?")
_CONSTITUTION = re.compile(r"hien phap\b.*?\b((?:19|20)\d\d)\b.*")
_REPEALED = re.compile(
    r"(?:\d{1,4}[a-zđ]?\s{0,9}\.|[a-zđ]\d?\s{0,9}\))?\s{0,9}\(?\s{0,9}"
    r"(?:(?:điều|khoản|điểm) này\s{1,9})?(?:(?:đã )?(?:được|bị) )?"
    r"bãi bỏ(?: (?:theo|bởi|tại) [^()]{0,300})?\s{0,9}\)?[.;]?",
    re.IGNORECASE,
)


def document_key(name: str) -> str:
    """One spelling for every way to name a document: "Luật số 85/2015/QH13" -> "85/2015/qh13".

    A constitution has no number and is known by its year, however it is named; any other name
    without a number is folded whole.
    """
    folded = fold(name)
    number = _NUMBER.search(folded)
    if number:
        return number[0]
    constitution = _CONSTITUTION.fullmatch(folded)
    return f"hien phap {constitution[1]}" if constitution else folded


def say_day(iso: str) -> str:
    """`01/7/2025`, as Vietnamese offices write an ISO day; any other text as it is."""
    found = _ISO.fullmatch(iso)
    if not found:
        return iso
    year, month, day = found.groups()
    return f"{day}/{month if int(month) < 3 else int(month)}/{year}"


def plain(text: str) -> str:
    """The text in NFC, without footnote marks (`[25]`) and superfluous spaces; lines are kept."""
    return tidy(_FOOTNOTE.sub("", clean(text)[0]))


def is_repealed(text: str) -> bool:
    """Whether nothing is left of a place but the note of a consolidated text: `(được bãi bỏ)`."""
    return all(_REPEALED.fullmatch(line) for line in text.split("\n"))


def words(text: str) -> tuple[str, ...]:
    """The words of a text for comparing: no case, punctuation, footnotes or tone placement."""
    return tuple(same_key(" ".join(_WORD.findall(plain(text)))).split())


@dataclass(frozen=True)
class LawText:
    """One version of one document. `name` tells versions apart; `number` is as it was written.

    `notes` are the footnotes of a consolidated text, (mark, words), which are no part of the law.
    """

    name: str
    number: str
    title: str
    units: tuple[Unit, ...]
    notes: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, text: str, name: str = "") -> Self:
        """The document in a `.txt`: header lines with `#`, the first `# number | title`."""
        lines = plain(text).split("\n")
        header = next((found for line in lines if (found := _HEADER.fullmatch(line))), None)
        number, title = (header[1], header[2] or "") if header else ("", "")
        return cls(name or document_key(number), number, title, tuple(cut(lines)))

    @classmethod
    def load(cls, content: str, name: str = "") -> Self:
        """The inverse of `dump`. ValueError, KeyError or TypeError where the text is another."""
        data = json.loads(content)
        units = tuple(Unit(*fields) for fields in data["units"])
        notes = tuple((mark, said) for mark, said in data["notes"])
        return cls(name, data["number"], data["title"], units, notes)

    def dump(self) -> str:
        """The content without its name, as canonical JSON."""
        data = {
            "number": self.number,
            "title": self.title,
            "units": [[u.article, u.clause, u.point, u.text, u.title] for u in self.units],
            "notes": self.notes,
        }
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """SHA-256 over `dump`, in hex: the same from a .txt, a .docx and a .html."""
        return hashlib.sha256(self.dump().encode()).hexdigest()

    @property
    def articles(self) -> Mapping[str, tuple[Unit, ...]]:
        """The units of each article, under the articles' labels in the order of the text."""
        return self._articles

    @cached_property
    def _articles(self) -> Mapping[str, tuple[Unit, ...]]:
        articles: dict[str, list[Unit]] = {}
        for unit in self.units:
            articles.setdefault(unit.article, []).append(unit)
        return {article: tuple(units) for article, units in articles.items()}

    def find(self, article: str, clause: str | None = None, point: str | None = None) -> str | None:
        """The words of an article, a clause or a point with all that stands under it.

        None where the document has no such place, and where several clauses of the article have the
        point and none of them is named. Where an article counts its clauses anew in each section,
        every clause of that number is given under its section's heading.
        """
        if point is not None and clause is None and len(self.clauses_with(article, point)) > 1:
            return None
        clause, point = label(clause), label(point)
        found: list[str] = []
        section = shown = ""
        for unit in self._articles.get(label(article) or "", ()):
            if opens_section(unit.text):
                section = unit.text.partition("\n")[0]
            if clause not in (None, unit.clause) or point not in (None, unit.point):
                continue
            if clause is not None and section != shown:
                found.append(section)
                shown = section
            found.append(unit.text)
        return "\n".join(found) if found else None

    def clauses_with(self, article: str, point: str) -> tuple[str, ...]:
        """The clauses of an article that have such a point; "" for one of the article itself."""
        units = self._articles.get(label(article) or "", ())
        return tuple(
            dict.fromkeys(unit.clause or "" for unit in units if unit.point == label(point))
        )

    def resolve(self, basis: LegalBasis) -> str | None:
        """The words that `basis` names, if it is of this document and the place exists."""
        if document_key(basis.document) != document_key(self.number):
            return None
        return self.find(basis.article, basis.clause, basis.point)


@dataclass(frozen=True, slots=True)
class Edition:
    """A text with the ISO days of its force: from `since`, before `until` ("" for open).

    `also` is a second number under which the text may be cited: a consolidated text is cited by
    its own number or by that of the law that it consolidates.
    """

    text: LawText
    since: str = ""
    until: str = ""
    also: str = ""

    @property
    def keys(self) -> frozenset[str]:
        """The document keys under which the text is found."""
        return frozenset(
            {document_key(self.text.number), document_key(self.also or self.text.number)}
        )

    def in_force(self, day: str) -> bool:
        """Whether the text was in force on the ISO day; "" asks for what has no end, in force or
        still to be: who shows words of today says the day.
        """
        if not day:
            return not self.until
        return self.since <= day and (not self.until or day < self.until)


@dataclass(frozen=True, slots=True)
class Amendment:
    """That the document `by` changes `document` from the ISO day `since` on ("" where no day is
    known): at these places ("Điều 4, khoản 2"), or at places that are not told.
    """

    by: str
    document: str
    places: tuple[str, ...] = ()
    since: str = ""

    def touches(self, basis: LegalBasis) -> bool:
        """Whether it says that it changes the basis' own place, one in it, or one around it."""
        if document_key(basis.document) != document_key(self.document):
            return False
        asked = str(replace(basis, document="")).removeprefix(", ")
        return any(
            f"{one}, ".startswith(f"{asked}, ") or f"{asked}, ".startswith(f"{one}, ")
            for one in self.places
        )


@dataclass(frozen=True)
class Library:
    """Legal texts, found by document number and day, and what is known of who changed them."""

    editions: tuple[Edition, ...]
    amendments: tuple[Amendment, ...] = ()

    def of(self, number: str) -> tuple[Edition, ...]:
        """Every edition of a document, by whichever of its numbers, the oldest first."""
        return self._by_key.get(document_key(number), ())

    @cached_property
    def _by_key(self) -> Mapping[str, tuple[Edition, ...]]:
        found: dict[str, list[Edition]] = {}
        for edition in sorted(self.editions, key=lambda one: one.since):
            for key in edition.keys:
                found.setdefault(key, []).append(edition)
        return {key: tuple(editions) for key, editions in found.items()}

    def text(self, number: str, as_of: str = "") -> LawText | None:
        """The version of a document in force on the ISO day; the latest where several were."""
        held = [one for one in self.of(number) if one.in_force(as_of)]
        return held[-1].text if held else None

    def resolve(self, basis: LegalBasis, as_of: str = "") -> str | None:
        """The words that `basis` names in the version in force on the ISO day, or None."""
        text = self.text(basis.document, as_of)
        return text.find(basis.article, basis.clause, basis.point) if text else None


def load_text(path: Path) -> LawText:
    """The document of a `.txt` file, named after the file."""
    return LawText.parse(path.read_text(encoding="utf-8-sig"), path.stem)


def load_units(path: Path) -> dict[str, LawText]:
    """Every document of a `.jsonl` file under its name.

    A line is an object with `doc` (name), `so` (number), `dieu` and `text`, and where they apply
    `ten_dieu` (the article's title), `khoan` and `diem`. ValueError or KeyError where it is not.
    """
    numbers: dict[str, str] = {}
    units: dict[str, list[Unit]] = {}
    with path.open(encoding="utf-8-sig") as lines:
        for line in lines:
            if not line.strip():
                continue
            row = json.loads(line)
            numbers.setdefault(row["doc"], row["so"])
            held = units.setdefault(row["doc"], [])
            article, clause, point = (label(row.get(name)) for name in ("dieu", "khoan", "diem"))
            if point and not clause and held and held[-1].article == article:
                clause = held[-1].clause  # its clause was hidden behind a footnote mark
            unit = Unit(article or "", clause, point, "", plain(row.get("ten_dieu", "")))
            rows = [(line, False) for line in plain(row["text"]).split("\n")]
            held.extend(split(rows, unit))
    return {name: LawText(name, number, "", tuple(units[name])) for name, number in numbers.items()}
