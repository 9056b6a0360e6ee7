"""What one line of a question file is: the only place with the patterns of the line grammar."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from question_bank.formats.key_tables import heads_keys
from question_bank.formats.keys import looks_like_a_key, without_lead
from question_bank.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` of a line stand out in one way: `bold`, `colour` and so on."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file. `text` has been through `vietnamese.clean`; `number` counts from 1."""

    number: int
    text: str
    marks: tuple[Mark, ...] = ()


class Kind(StrEnum):
    """What a line is by its look alone; its neighbours decide the rest."""

    BLANK = "blank"
    COMMENT = "comment"
    TOPIC = "topic"
    SECTION = "section"
    QUESTION = "question"
    OPTION = "option"
    NUMBERED = "numbered"
    BULLET = "bullet"
    TAG = "tag"
    KEYS = "keys"
    SHOUT = "shout"
    END = "end"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Token:
    """A line and its kind. The content begins at `start`; `label` is a number, letter or tag
    name; `mark_start` and `mark_end` frame the printed letter or number; `note` is what stands
    in brackets after a question's number.
    """

    kind: Kind
    line: Line
    start: int = 0
    label: str = ""
    star: bool = False
    mark_start: int = 0
    mark_end: int = 0
    note: str = ""

    @property
    def content(self) -> str:
        """The line after its marker."""
        return self.line.text[self.start :]


TAGS = {
    "ma": "id",
    "ma cau": "id",
    "ma cau hoi": "id",
    "id": "id",
    "muc do": "level",
    "do kho": "level",
    "level": "level",
    "chuyen de": "topic",
    "chu de": "topic",
    "linh vuc": "topic",
    "topic": "topic",
    "can cu": "basis",
    "can cu phap ly": "basis",
    "co so phap ly": "basis",
    "legal basis": "basis",
    "giai thich": "explanation",
    "explanation": "explanation",
    "tron phuong an": "shuffle",
}

# No pattern has two `\s*` that could share a run of blanks: it would take the square of its length.
_QUESTION = re.compile(
    r"\s*(?i:câu(?:\s*hỏi)?|bài|question)\s*(?i:số\s*)?(?P<number>\d{1,5})"
    r"(?:\s*\((?P<note>[^)]{1,30})\))?(?P<stop>\s*[.:)/–-]\s*|\s+|$)"
)
_OPTION = re.compile(
    r"\s*(?:(?P<star>[*✓✔☑]|=+>|[→➔])\s*)?(?P<mark>\(?(?P<label>[A-Za-zĐđ])\s*(?:[.)]|(?<![Đđ])/|/(?=\s)))"
    r"(?:\s*(?P<late>\*)(?=\s*\w))?\s*"
)
_NUMBERED = re.compile(
    r"\s*(?:(?P<star>\*)\s*)?(?P<mark>\(?(?P<label>\d{1,4})\s*[.)/:])(?!\d)\s*(?=\S)"
)
_BULLET = re.compile(
    r"\s*(?:(?P<star>\*)\s*)?(?P<mark>[-–—•●◦▪■□○o§·+])(?P<label>)\s+(?:(?P<late>\*)\s*)?(?=\S)"
)
_STARRED = re.compile(
    r"\s*\*\s+(?!(?:ghi chú|lưu ý|chú ý|chú thích|căn cứ|giải thích|nguồn|gợi ý|phần|chương|mục)\b)"
    r"(?=[^\s*])",
    re.IGNORECASE,
)
"""An option in a list of dashes: the star stands in the place of its dash. A note is none."""
_TAG = re.compile(r"\s*(?P<name>[^:\s][^:]{0,24}?)\s*:\s*")
_KEY_TAG = re.compile(
    r"\s*(?:(?:\*|[=-]+>|[→⇒➔➜►])\s*)?(?:[(\[]\s*)?"
    r"(?:(?:bảng\s+)?(?P<name>đáp\s*án|dap\s*an|answer|key|trả\s*lời|đ/a|đ\.?a\.?(?=\s?:))"
    r"|(?P<long>câu\s+trả\s+lời(?=\s?:)|(?:phương\s*án|câu|ý|lựa\s*chọn)(?:\s+trả\s*lời)?(?=\s+(?:đúng|chính\s*xác))))"
    r"(?:\s*(?:đúng|chính\s+xác)(?:\s+nhất)?)?(?:\s*là)?\s*(?P<colon>(?:[:=]|[-–](?=\s))?)\s*",
    re.IGNORECASE,
)
_KEY_ALONE = re.compile(r"\s*\[\s?[A-Ha-h](?:\s?[,;]\s?[A-Ha-h]){0,7}\s?\]\s*")
_CHOSEN = re.compile(
    r"\s*(?:chọn|kết\s?quả)\s?:?\s?(?:(?:đáp án|phương án|câu|ý)\s)?(?P<key>[A-H])\s?\.?\s*",
    re.IGNORECASE,
)
_KEYS_LED = re.compile(
    r"\s*(?:(?:\*|[=-]+>)\s*)?(?:[(\[]\s*)?(?:bảng\s+)?(?:đáp\s*án|đ/a|đ\.?a\.?)(?:\s*đúng)?"
    r"(?:\s*(?:của\s+)?(?=câu)|\s*:\s*)",
    re.IGNORECASE,
)
_PAIR_TEXT = (
    r"(?i:câu\s*)?(\d{1,5})\s*(?:[-–—.:)/=]\s*)?"
    r"((?:[A-Ha-h]|(?<=[-–—.:)/=])[Đđ]|(?<=[-–—.:)/=] )[Đđ])(?:\s*,\s*[A-Ha-hĐđ](?![\w.]))*)(?!\w)"
)
_PAIR = re.compile(_PAIR_TEXT)
_PAIRS = re.compile(rf"[\s|]*(?:{_PAIR_TEXT}[\s,;|.]*)+")
_SECTION = re.compile(
    r"\s*(?:(?i:phần|chương|chuyên đề)\s+(?i:thứ\s+)?(?:[IVXL]+|\d+)\b|[IVX]+\s*\.(?=\s))"
    r"\s*[.:–-]?\s*(?P<title>.*)"
)
_ROMAN = ("I", "V", "X")
_KEPT_CHARS = 200
"""Longer lines are seldom the same twice, and would hold much memory."""
_END = re.compile(r"[\s\W_]*hết[\s\W_]*", re.IGNORECASE)


def token(line: Line) -> Token:
    """The line's kind by its look alone."""
    if len(line.text) > _KEPT_CHARS:
        return _token(line)
    seen = _known(line.text)  # written out, because `replace` takes three times as long
    return Token(
        seen.kind,
        line,
        seen.start,
        seen.label,
        seen.star,
        seen.mark_start,
        seen.mark_end,
        seen.note,
    )


@lru_cache(maxsize=1 << 16)
def _known(text: str) -> Token:
    """A text is written, read and written again: the same lines come up several times."""
    return _token(Line(0, text))


def _token(line: Line) -> Token:
    text = line.text
    if not text.strip():
        return Token(Kind.BLANK, line)
    if text.lstrip().startswith("\\"):
        return Token(Kind.TEXT, line)
    if text.lstrip().startswith("//"):
        return Token(Kind.COMMENT, line)
    if text.lstrip().startswith("# "):
        return Token(Kind.TOPIC, line, text.index("#") + 1)
    if _END.fullmatch(text):
        return Token(Kind.END, line)
    if _PAIRS.fullmatch(text) or _is_led_table(text):
        return Token(Kind.KEYS, line)
    if heads_keys(text):
        return Token(Kind.SHOUT, line)
    return _question(line) or _tag(line) or _item(line) or _other(line)


def _is_led_table(text: str) -> bool:
    """`ĐÁP ÁN: 1.A, 2.C` and `Đáp án câu 1: A`, but not `Đáp án: 2. A`, which may be one key."""
    found = _KEYS_LED.match(text)
    if not found:
        return False
    rest = text[found.end() :].rstrip(" )].")
    led = text[: found.end()].rstrip()[-1:] != ":"
    return bool(_PAIRS.fullmatch(rest)) and (led or len(_PAIR.findall(rest)) > 1)


def _question(line: Line) -> Token | None:
    found = _QUESTION.match(line.text)
    if not found:
        return None
    rest = line.text[found.end() :]
    if not found["stop"].strip() and not found["note"] and rest and not rest[0].isupper():
        return None
    return Token(Kind.QUESTION, line, found.end(), found["number"], note=found["note"] or "")


def _tag(line: Line) -> Token | None:
    if found := _KEY_TAG.match(line.text):
        rest = line.text[found.end() :]
        says = looks_like_a_key(without_lead(rest))
        plainly = found["name"] and (found["colon"] in (":", "=") or not rest)
        if plainly or says or (found["long"] and found["colon"] and rest):
            return Token(Kind.TAG, line, found.end(), "key")
    if found := _CHOSEN.fullmatch(line.text):
        return Token(Kind.TAG, line, found.start("key"), "key")
    if _KEY_ALONE.fullmatch(line.text):
        return Token(Kind.TAG, line, line.text.index("["), "key")
    if (found := _TAG.match(line.text)) and (name := TAGS.get(fold(found["name"]))):
        return Token(Kind.TAG, line, found.end(), name)
    return None


def _item(line: Line) -> Token | None:
    for kind, pattern in (
        (Kind.OPTION, _OPTION),
        (Kind.NUMBERED, _NUMBERED),
        (Kind.BULLET, _BULLET),
    ):
        if found := pattern.match(line.text):
            rest = line.text[found.end() :]
            if found["label"] in _ROMAN and len(rest.split()) > 1 and rest.isupper():
                return None
            star = bool(found["star"] or found.groupdict().get("late"))
            start, end = found.span("mark")
            return Token(kind, line, found.end(), found["label"], star, start, end)
    if found := _STARRED.match(line.text):
        return Token(Kind.BULLET, line, found.end(), star=True)
    return None


def _other(line: Line) -> Token:
    text = line.text.strip()
    if found := _SECTION.fullmatch(line.text):
        return Token(Kind.SECTION, line, found.start("title"))
    if text.isupper() and len(re.findall(r"[^\W\d_]{2,}", text)) > 1:
        return Token(Kind.SHOUT, line)
    return Token(Kind.TEXT, line)


def pairs(text: str) -> list[tuple[str, str]]:
    """`1-A 2.B 3 C,D` -> [("1", "A"), ("2", "B"), ("3", "C,D")]."""
    return [(found[1], found[2].upper()) for found in _PAIR.finditer(text)]


def plain(text: str) -> str:
    """The text that a content says: one leading backslash makes everything after it literal,
    and a last one then only keeps what stands before it from being read.
    """
    text = text.strip()
    if text.startswith("\\"):
        text = text[1:].removesuffix("\\")
    return " ".join(text.split())
