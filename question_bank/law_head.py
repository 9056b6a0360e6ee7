"""What the lines before a law's first article say: number, title, kind, days, other numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from question_bank.law import Amendment, document_key
from question_bank.vietnamese import fold

_HEADER = re.compile(r"#\s*([^|]+?)\s*(?:\|\s*(.+))?")
_HEADER_DAY = re.compile(r"#\s*Ngày có hiệu lực\s*:\s*(.+)", re.IGNORECASE)
_HEADER_ISSUED = re.compile(r"#\s*Ngày ban hành\s*:\s*(.+)", re.IGNORECASE)
_ARTICLE = re.compile(r"Điều\s+\d+[a-zđ]?\s*(?:[.:].*)?")
_SIGN = r"\d+[a-z]?(?:/\d{4})?/[A-ZĐ][\w-]*"
_NUMBER = re.compile(rf"\bsố\s?:?\s?({_SIGN})", re.IGNORECASE)
_SIGNS = re.compile(_SIGN)
_AMENDED = re.compile(rf"sửa đổi[^()]*?\bbởi\b[^()]*?({_SIGN})", re.IGNORECASE)
_KINDS: tuple[str, ...] = (
    "Văn bản hợp nhất",
    "Hiến pháp",
    "Bộ luật",
    "Luật",
    "Pháp lệnh",
    "Nghị định",
)
_KINDS += ("Nghị quyết liên tịch", "Nghị quyết", "Thông tư liên tịch", "Thông tư", "Quyết định")
_DAY = re.compile(
    r"(?:ngày\s+)?(\d{1,2})\s*(?:/|-|\s+tháng\s+)(\d{1,2})\s*(?:/|-|\s+năm\s+)(\d{4})\b"
)
_IN_FORCE = re.compile(
    r"(?:Luật|Nghị định|Nghị quyết|Thông tư|Pháp lệnh|Quyết định|Hiến pháp|Văn bản) này,? "
    r"có hiệu lực(?: thi hành)? (?:kể )?từ (ngày .{8,40})",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"(?:Luật|Nghị định|Nghị quyết|Thông tư|Pháp lệnh|Quyết định) này,? có hiệu lực(?: thi hành)? "
    r"(?:kể )?từ ngày (?:ký|được thông qua|ban hành)\b",
    re.IGNORECASE,
)
_ENDED = re.compile(r"#.*?hết hiệu lực(?: (?:từ|kể từ))? (?:ngày )?(\d{1,2}/\d{1,2}/\d{4})", re.I)
_SEARCHED, _LONGEST = 60, 1_000
"""Lines, and characters of each, in which a head is looked for."""


@dataclass(frozen=True, slots=True)
class Head:
    """As `LawReading` says. `several`: more than one day of force was told. `before` are the lines
    above the first article, `lines` header lines that say the same, for text that has none.
    """

    number: str
    title: str
    kind: str
    issued: str
    since: str
    until: str
    also: str
    several: bool
    amended: tuple[Amendment, ...]
    before: tuple[str, ...]
    lines: tuple[str, ...]


def head_of(lines: Sequence[str]) -> Head:
    """What the lines say of the document; "" for what they do not say."""
    first = next((i for i, line in enumerate(lines) if _ARTICLE.fullmatch(line)), len(lines))
    before = [line[:_LONGEST] for line in lines[:first] if line][:_SEARCHED]
    written = next((found for line in before if (found := _HEADER.fullmatch(line))), None)
    number = written[1] if written else _number(before)
    title = (written[2] or "") if written else _title(before)
    issued = _issued(before)
    days = _days_of_force(lines, before, issued)
    since = max(days, default="")
    also = _also(number, title, before)
    by = _AMENDED.findall(f"{number} {title}")
    document = also or document_key(number)
    return Head(
        number=number,
        title=title,
        kind=_kind(number, before),
        issued=issued,
        since=since,
        until=_until(before),
        also=also,
        several=len(set(days)) > 1,
        amended=tuple(Amendment(one, document, (), since) for one in by if number),
        before=tuple(before),
        lines=() if written or not number else (f"# {number} | {title}",),
    )


def days_in(text: str) -> list[str]:
    """The ISO days in a text, as `01/7/2025` or `ngày 01 tháng 7 năm 2025`; none that cannot be."""
    days = []
    for day, month, year in _DAY.findall(text):
        try:
            days.append(date(int(year), int(month), int(day)).isoformat())
        except ValueError:
            continue
    return days


def _number(before: Sequence[str]) -> str:
    """`Luật số 85/2015/QH13` of a line `Luật số: 85/2015/QH13`, the first that is no reference."""
    for line in before:
        found = _NUMBER.search(line)
        if found and not line.startswith(("#", "Căn cứ")):
            kind = _kind_in(line[: found.start()]) or _kind("", before)
            return f"{kind} số {found[1]}" if kind else found[1]
    for place, line in enumerate(before):  # a constitution has no number
        if fold(line) == "hien phap":
            year = next(iter(re.findall(r"\b(?:19|20)\d\d\b", " ".join(before[place:]))), "")
            return f"Hiến pháp {year}".strip()
    return ""


def _title(before: Sequence[str]) -> str:
    """The lines between the kind's own line and the sentence that enacts it."""
    for place, line in enumerate(before):
        if _kind_in(line) and fold(line) == fold(_kind_in(line)):
            lines: list[str] = []
            for said in before[place + 1 : place + 5]:
                if said.startswith(("Căn cứ", "Chương ", "Phần ", "Theo ")) or said.endswith(";"):
                    break
                if _SIGNS.search(said) or not any(letter.isalpha() for letter in said):
                    break
                lines.append(said)
            return " ".join(lines)
    return ""


def _kind(number: str, before: Sequence[str]) -> str:
    if found := _kind_in(number):
        return found
    if "VBHN" in number:
        return _KINDS[0]
    return next((kind for line in before if fold(line) == fold(kind := _kind_in(line))), "")


def _kind_in(line: str) -> str:
    """The kind that a line begins with."""
    folded = fold(line)
    return next((kind for kind in _KINDS if folded.startswith(fold(kind)) and folded), "")


def _issued(before: Sequence[str]) -> str:
    said = next((found[1] for line in before if (found := _HEADER_ISSUED.fullmatch(line))), None)
    if said is not None:
        return next(iter(days_in(said)), "")
    return next((days[0] for line in before if "ngày" in line and (days := days_in(line))), "")


def _days_of_force(lines: Sequence[str], before: Sequence[str], issued: str) -> list[str]:
    """From the header where it says one, else from the text's own sentences, which may name the day
    of issue (`từ ngày ký`). Those of a consolidated text stand before its first article, the
    amending laws' among them.
    """
    said = next((found[1] for line in before if (found := _HEADER_DAY.fullmatch(line))), None)
    if said is not None and (told := days_in(said)):
        return told
    for part in (before, lines):
        days = [
            day
            for line in part
            if not line.startswith(("#", "Căn cứ"))
            for found in _IN_FORCE.finditer(line)
            for day in days_in(found[1])[:1]
        ]
        days += [day for line in before for day in _told_of(line)] if part is before else []
        if days:
            return days
    signed = any(_SIGNED.search(line) for line in lines if not line.startswith("#"))
    return [issued] if signed and issued else []


def _told_of(line: str) -> list[str]:
    """`… số 22/2008/QH12 ngày … của Quốc hội, có hiệu lực kể từ ngày …`."""
    _, found, behind = line.partition("có hiệu lực")
    return days_in(behind)[:1] if found and _SIGNS.search(line) and line[0] != "#" else []


def _until(before: Sequence[str]) -> str:
    found = next((found for line in before if (found := _ENDED.search(line))), None)
    return next(iter(days_in(found[1])), "") if found else ""


def _also(number: str, title: str, before: Sequence[str]) -> str:
    """The number of the law that a consolidated text consolidates."""
    if "VBHN" not in number:
        return ""
    texts = [title, *(line for line in before if not line.startswith(("#", "Căn cứ")))]
    for text in texts:
        for sign in _SIGNS.findall(text):
            if "VBHN" not in sign:
                return str(sign)
    return ""
