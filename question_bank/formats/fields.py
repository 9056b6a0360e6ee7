"""Values that stand beside a question in any format: level, key, legal basis, yes and no."""

import re
from collections.abc import Iterable

from question_bank.formats.citations import cited_in
from question_bank.formats.reading import shorten
from question_bank.question import LegalBasis, Level
from question_bank.vietnamese import fold, squeeze

_LEVELS = {
    Level.EASY: ("de", "easy", "nhan biet", "nb", "muc 1", "1", "co ban"),
    Level.MEDIUM: (
        "trung binh",
        "tb",
        "medium",
        "thong hieu",
        "th",
        "muc 2",
        "2",
        "vua",
    ),
    Level.HARD: (
        "kho",
        "hard",
        "van dung",
        "van dung cao",
        "vd",
        "vdc",
        "muc 3",
        "3",
        "rat kho",
    ),
}
_LEVEL_WORDS = {word: level for level, words in _LEVELS.items() for word in words}

PINNED = {"{cố định}": True, "{không cố định}": False}
_ANSWERS = {
    "co": True,
    "yes": True,
    "true": True,
    "khong": False,
    "no": False,
    "false": False,
}

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def level_of(text: str) -> Level | None:
    """The level that the words name, or None."""
    return _LEVEL_WORDS.get(fold(text).strip(" .()[]"))


def yes_or_no(text: str) -> bool | None:
    """`có` -> True, `không` -> False, anything else None."""
    return _ANSWERS.get(fold(text).strip(" ."))


def shares_alike(weights: Iterable[float]) -> bool:
    """Whether right options share the whole 100 % of a question in equal parts, but for rounding:
    an option of 5 % beside three of 33.33 % is hardly meant to be right.
    """
    shares = list(weights)
    return abs(sum(shares) - 100) < 1 and max(shares) - min(shares) < 1


def invalid_identifier(identifier: str) -> str:
    """What is wrong with a question's identifier, as the end of a sentence; "" for nothing."""
    if not identifier or _IDENTIFIER.fullmatch(identifier):
        return ""
    return (
        f"có mã “{shorten(identifier, 40)}” không hợp lệ; đề nghị chỉ dùng chữ không dấu, số, "
        "dấu chấm và gạch nối."
    )


def pinned_of(text: str) -> tuple[str, bool | None]:
    """An option's text without `{cố định}` or `{không cố định}`, and which of them it had."""
    for marker, pinned in PINNED.items():
        if text.endswith(marker):
            return text.removesuffix(marker).rstrip(), pinned
    return text, None


def bases_of(text: str) -> tuple[tuple[LegalBasis, ...], tuple[str, ...]]:
    """The legal bases that `;` separates, and the parts that name none."""
    bases: list[LegalBasis] = []
    others: list[str] = []
    for part in filter(None, (squeeze(part) for part in text.split(";"))):
        if cited := cited_in(part):
            bases += cited
        else:
            others.append(part)
    return tuple(bases), tuple(others)
