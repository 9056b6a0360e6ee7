"""Values that stand beside a question in any format: level, key, legal basis, yes and no."""

import re
from collections.abc import Sequence
from functools import lru_cache

from question_bank.formats.citations import cited_in
from question_bank.formats.reading import shorten
from question_bank.question import LegalBasis, Level
from question_bank.vietnamese import fold, same_key, squeeze

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
_MARK = r"(?:[A-Za-zĐđ]|\d{1,2})"
_KEY = re.compile(
    rf"\*?\(?(?P<marks>{_MARK}(?:\s*(?:[,;&+]|và|and)\s*{_MARK}(?![\w/]))*|[A-H]{{2,8}})"
    r"(?![\w/])\)?(?P<rest>\s*[.:;,)(–—-].*|\s*$|(?<=[A-H])\s.*)",
    re.DOTALL,
)
_MORE_MARKS = re.compile(
    rf"\W*(?:(?:hoặc|hay|or)\W+{_MARK}\b.*|(?:(?:và|and)\W+)?[A-Ha-h1-8](?:\W+[A-Ha-h1-8])*\W*)",
    re.IGNORECASE | re.DOTALL,
)
"""Behind a key: another one, so that nobody can tell which is meant."""
_KEY_LEAD = re.compile(
    r"(?:(?:đáp án|phương án|lựa chọn|câu|ý|option|answer)(?: đúng)?(?: là)?\s*:?\s+)(?=\S{1,2}\b)",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\W*(?:là\s+|đã\s+|thì\s+)?(?:sai|trừ|bỏ|sửa|nhầm|không phải|không đúng|chưa đúng)\b"
    r"(?!\s+(?:đổi|phiếu|trường hợp))",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?<![\w/.-])(?P<large>[A-HĐ])(?![\w/-])"
    r"|(?:\b(?:là|thành|sang|đáp án|phương án|câu|ý)|[:=>→])\s*(?P<small>[a-hđ])(?!\w)"
)
_NO_OPTION = re.compile(
    r"\b(?:điểm(?:\s+[a-zđ]\s*(?:,|và))*|phụ lục|bảng|biểu|mẫu|nhóm|loại|hạng|khu|hình|tổ)\s*$",
    re.IGNORECASE,
)
"""Before a letter that is no option's: `điểm a, B khoản 1`, `Phụ lục B`."""
_BETWEEN_MARKS = re.compile(r"\s*(?:[,;&+]|và|and)\s*")


def level_of(text: str) -> Level | None:
    """The level that the words name, or None."""
    return _LEVEL_WORDS.get(fold(text).strip(" .()[]"))


def yes_or_no(text: str) -> bool | None:
    """`có` -> True, `không` -> False, anything else None."""
    return _ANSWERS.get(fold(text).strip(" ."))


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


@lru_cache(maxsize=1 << 11)  # many keys may stand against the same many options
def _same(text: str) -> str:
    return same_key(text)


def looks_like_a_key(text: str) -> bool:
    """Whether the text begins with option letters or a number and a sign that ends them."""
    return bool(_KEY.fullmatch(text))


def without_lead(text: str) -> str:
    """`Đáp án đúng là B` -> `B`."""
    return _KEY_LEAD.sub("", text)


def key_of(
    text: str, labels: Sequence[str], texts: Sequence[str]
) -> tuple[frozenset[int] | None, str, str]:
    """Read a key: letters, a number or an option's text, with something after it or not.

    `labels` are the options' printed letters or numbers, `texts` their texts. Returns the
    indices (None where there are none), what stands after the key, and a Vietnamese problem.
    """
    value = text.strip()
    by_text = [index for index, option in enumerate(texts) if _same(option) == _same(value)]
    found = _KEY.fullmatch(value)
    if not found:
        if len(by_text) == 1:
            return frozenset(by_text), "", ""
        return None, "", f"có đáp án “{value[:60]}” không trùng với phương án nào"
    marks = marks_of(found["marks"])
    indices, missing = places_of(marks, labels)
    rest = found["rest"].strip().lstrip(".:;,)–—-").strip()
    one_letter = len(marks) == 1 and marks[0].isalpha()
    if by_text and by_text != sorted(indices) and not one_letter:
        return None, "", f"có đáp án “{value[:60]}” có thể hiểu theo hai cách"
    if missing:
        return None, rest, f"có đáp án {missing} không ứng với phương án nào"
    named = [index for index, option in enumerate(texts) if _same(option) == _same(rest)]
    if rest and named and not indices.intersection(named):
        return (
            None,
            "",
            f"có đáp án “{value[:60]}” với chữ cái và nội dung không khớp nhau",
        )
    if not named and _MORE_MARKS.fullmatch(rest):
        return None, "", f"có đáp án “{value[:60]}” có thể hiểu theo hai cách"
    if rest and not named and _denies(value[found.end("marks") :], indices, labels, texts):
        return (
            None,
            "",
            f"có đáp án “{value[:60]}” nhắc đến phương án khác hoặc phủ định phương án",
        )
    return indices, "" if named else rest, ""


def _denies(
    rest: str, indices: frozenset[int], labels: Sequence[str], texts: Sequence[str]
) -> bool:
    """Whether what stands after a key takes it back or names another option, which the text of
    the right option itself does not name.
    """
    if _DENIAL.match(rest):
        return True
    known = {label.upper() for label in labels if label.isalpha()}
    right = {labels[index].upper() for index in indices}
    told = {letter for index in indices for letter, _ in _letters_in(texts[index])}
    return any(
        letter in known - right - told and not _NO_OPTION.search(rest[:place])
        for letter, place in _letters_in(rest)
    )


def _letters_in(text: str) -> list[tuple[str, int]]:
    """The letters that a text names as options, each with its place."""
    return [
        ((found["large"] or found["small"]).upper(), found.start(found.lastgroup or 0))
        for found in _NAMED.finditer(text)
    ]


def marks_of(text: str) -> list[str]:
    """`A, C`, `A và C` and `AC` -> ["A", "C"]; `12` stays one mark."""
    if text.isalpha() and text.isascii() and text.isupper():
        return list(text)
    return _BETWEEN_MARKS.split(text.strip())


def places_of(marks: list[str], labels: Sequence[str]) -> tuple[frozenset[int], str]:
    """The indices of the marks; the first mark that names no option or more than one."""
    known = [label.upper() for label in labels]
    chosen = set()
    for mark in marks:
        places = [index for index, label in enumerate(known) if label == mark.upper()]
        if not places and mark.isdigit() and 1 <= int(mark) <= len(known):
            places = _counted(int(mark), known)
        if not places and mark.isalpha() and known and not known[0].isalpha():
            places = [ord(mark.upper()) - ord("A")]
        if len(places) != 1 or places[0] >= len(known):
            return frozenset(), mark
        chosen.add(places[0])
    return frozenset(chosen), ""


def _counted(number: int, known: Sequence[str]) -> list[int]:
    """The place of the option that a number names, counted from 1; none where the options' letters
    have a gap before it, so that it may be counted with the missing one or without.
    """
    letter = chr(ord("A") + number - 1)
    place = number - 1
    lettered = all(len(label) == 1 and label.isalpha() for label in known)
    return [] if lettered and known[place] != letter else [place]
