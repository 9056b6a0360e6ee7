"""What a text says that it changes in others: `Sửa đổi, bổ sung khoản 2 Điều 4 như sau`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from question_bank import law_quotes
from question_bank.law import Amendment, LawText, document_key
from question_bank.law_changes import Place, say_place
from question_bank.law_places import places_in
from question_bank.law_units import Unit

_SIGN = r"\d+[a-z]?(?:/\d{4})?/[A-ZĐ][\w-]*"
_KIND = r"(?:Bộ luật|Luật|Pháp lệnh|Nghị định|Nghị quyết|Thông tư|Quyết định)"
_TITLE = re.compile(r"(?:sửa đổi|bổ sung|bãi bỏ|hủy bỏ|huỷ bỏ|thay thế|bỏ)\b", re.IGNORECASE)
_NAMED = re.compile(rf"\bcủa\s+({_KIND}\s.+)", re.IGNORECASE)
_OF_LAWS = re.compile(rf"\bcủa (?:các |một số )?{_KIND}\b", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:sửa đổi|bổ sung|bãi bỏ|hủy bỏ|huỷ bỏ|thay thế|(?:thay|bỏ) (?:cụm )?từ|"
    r"bỏ (?:các )?(?:đoạn|quy định|nội dung|điểm|khoản|điều))\b",
    re.IGNORECASE,
)
_PLACE_FIRST = re.compile(
    r"(?:\d+[a-zđ]?\.|[a-zđ]\d?\)|-)?\s*(?:tại )?(?:các |từ )?(?:điểm|khoản|điều) ", re.IGNORECASE
)
_OWN = re.compile(rf"của {_KIND} này\s*[.;]?\s*$", re.IGNORECASE)
_SECTIONS = re.compile(
    r"\b(?:(?:tiểu mục|mục) (?:\d+|[ivxlc]+)\b,? )?(?:chương|phần|mục|phụ lục) "
    r"(?:[ivxlc]+[a-zđ]?|\d+|thứ \w+)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(rf"\bsố\s+({_SIGN})")
_KINDS = re.compile(rf"\b{_KIND}\b(?P<own> này\b)?")
_CHANGES = re.compile(
    r"(?:sửa đổi|bổ sung|bãi bỏ|hủy bỏ|huỷ bỏ|thay thế|bỏ)(?:, (?:bổ sung|thay thế|bãi bỏ))*"
    r"(?: (?:cụm )?từ)?\s+(?:bằng (?:cụm )?từ\s+)?(?:các |một số )?(?:quy định )?(?:tại |ở )?"
    r"((?:từ )?(?:điểm|khoản|điều) .*)",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\([^()]*\)")
_SOME = re.compile(r"\bmột số\b", re.IGNORECASE)
_SEARCHED, _MOST_ARTICLES, _MOST_PLACES = 300_000, 100, 2_000
"""Characters in which a law's number is looked for, articles that may amend others, and places; of
a text twenty times as many are read, because one may be named again and again."""
_SAID = 100


@dataclass(frozen=True, slots=True)
class Amending:
    """What is changed, as far as it is told, and each piece that says so without a place that could
    be read: where it stands and how it begins.
    """

    amendments: tuple[Amendment, ...]
    untold: tuple[tuple[str, str], ...] = ()


@dataclass
class _Told:
    """What was read of one document after the other."""

    places: dict[str, dict[str, None]] = field(default_factory=dict)
    untold: dict[tuple[str, str], None] = field(default_factory=dict)
    read: int = 0
    """Places until now, however often each came."""

    @property
    def is_full(self) -> bool:
        return self.read > 20 * _MOST_PLACES

    def add(self, document: str, places: Sequence[Place]) -> None:
        self.name(document, map(say_place, places))

    def name(self, document: str, places: Iterable[str]) -> None:
        held = self.places.setdefault(document, {})
        if len(held) < _MOST_PLACES:
            held.update(dict.fromkeys(places))

    def misses(self, unit: Unit, line: str) -> None:
        where = say_place((unit.article, unit.clause or "", unit.point or ""))
        self.untold[where, line[:_SAID]] = None


def read_amending(text: LawText, before: Sequence[str], since: str) -> Amending:
    """The documents that this one amends from the ISO day `since` on, and where, as far as its own
    sentences tell. `before` are the lines above its first article, which give the numbers of what
    the articles call by name. What is quoted in it, the new words, is not looked at.
    """
    told = _Told()
    said = " ".join([*before, *(unit.text for unit in text.units)])[:_SEARCHED]
    own, amending = document_key(text.number), 0
    for units in text.articles.values():
        if told.is_full:
            break
        title = law_quotes.without(_title(units[0]))[0]
        amends = bool(_TITLE.match(title)) and amending < _MOST_ARTICLES
        amending += amends
        document = _document(title, said) if amends else ""
        if document and document_key(document) != own:
            _read_article(told, units, title, document)
        else:
            _read_others(told, units, own, amends=amends and bool(_OF_LAWS.search(title)))
    return Amending(
        tuple(
            Amendment(text.number, one, tuple(held)[:_MOST_PLACES], since)
            for one, held in told.places.items()
        ),
        tuple(told.untold),
    )


def _title(first: Unit) -> str:
    """An article's title; its first line where it has none."""
    return first.title or ("" if first.clause else first.text.partition("\n")[0])


def _document(title: str, said: str) -> str:
    """The number of the document that a title names by its number or its name, "" for none."""
    if number := re.search(_SIGN, title):
        return number[0]
    named = _NAMED.search(title)
    if not named:
        return ""
    name = re.escape(re.sub(r"[ .:]+(?:như sau)?[ .:]*$", "", named[1]))
    found = re.search(rf"{name}\s+số\s+({_SIGN})", said, re.IGNORECASE)
    return found[1] if found else ""


def _read_article(told: _Told, units: Sequence[Unit], title: str, document: str) -> None:
    """An article of which every clause changes one document. What stands in a clause without an
    article of its own stands in the one that the clause's first line names.
    """
    told.add(document, list(places_in(title)))
    whole = [place for place in places_in(title) if not place[1]]
    for clause in _clauses(units):
        heading: list[Place] = []
        inner: list[Place] = []
        silent: list[tuple[Unit, str]] = []
        acts = 0
        for unit, line in _own_lines(clause):
            if _OWN.search(line) or not (_VERB.search(line) or _PLACE_FIRST.match(line)):
                continue
            acts += 1
            base = heading or whole
            found = list(places_in(line, base[0][0] if len(base) == 1 else ""))
            told.read += len(found)
            if told.is_full:
                told.misses(unit, line)
                return
            if not found:
                silent.append((unit, line))
            if acts == 1:
                heading = found
            else:
                inner += found
            if sections := _sections(line, found):
                told.name(document, sections)
        some = bool(inner) and any(_SOME.search(line) for _, line in _own_lines(clause[:1]))
        narrowed = some and not silent and _all_whole(heading)
        told.add(document, inner if narrowed else [*heading, *inner])
        leads = clause[0].clause is None and len(clause) < len(units)
        for unit, line in () if heading or whole or leads else silent[bool(inner) :]:
            told.misses(unit, line)


def _all_whole(places: Sequence[Place]) -> bool:
    return not any(clause or point for _, clause, point in places)


def _sections(line: str, found: Sequence[Place]) -> list[str]:
    """The chapters and annexes that a line names instead of articles."""
    return [] if found else [one[0] for one in _SECTIONS.finditer(line)]


def _read_others(told: _Told, units: Sequence[Unit], own: str, *, amends: bool) -> None:
    """An article of which each sentence says whom it changes: `bãi bỏ khoản 3 Điều 5 Nghị định số
    55/2011/NĐ-CP`. `amends`: its title says that it does, so that silence is doubtful.
    """
    for clause in _clauses(units):
        first, any_found = "", False
        for _, line in _own_lines(clause):
            first = first or line
            for document, places in _of_others(_BRACKETS.sub(" ", line)):
                told.read += len(places)
                if told.is_full:
                    told.misses(clause[0], line)
                    return
                if document_key(document) != own:
                    told.add(document, places)
                    any_found = True
        if amends and not any_found and _VERB.search(first):
            told.misses(clause[0], first)


def _of_others(line: str) -> Iterator[tuple[str, list[Place]]]:
    """The documents that a sentence names by their numbers behind places that it changes."""
    last, goes_on = 0, False
    for numbered in _NUMBERED.finditer(line):
        said, last = line[last : numbered.start()], numbered.end()
        kinds = list(_KINDS.finditer(said))
        head = said[: kinds[-1].start()] if kinds else said
        changed = _CHANGES.search(head)
        places_said = changed[1] if changed else head if goes_on else ""
        own = any(found["own"] for found in _KINDS.finditer(places_said))
        places = [] if own else list(places_in(places_said))
        goes_on = bool(places)
        if places:
            yield numbered[1], places


def _clauses(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    """An article's units by clause, its opening by itself."""
    held: list[Unit] = []
    for unit in units:
        if held and held[-1].clause != unit.clause:
            yield held
            held = []
        held.append(unit)
    if held:
        yield held


def _own_lines(units: Sequence[Unit]) -> Iterator[tuple[Unit, str]]:
    """The lines of a clause without what is quoted."""
    for unit in units:
        text, _ = law_quotes.without(unit.text)
        for line in text.split("\n"):
            if said := " ".join(line.split()):
                yield unit, said
