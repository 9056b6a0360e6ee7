"""What a file says of a key: letters, a number or an option's text, and what stands behind it."""

import re
from collections.abc import Sequence
from functools import lru_cache

from question_bank.formats.naming import stands_for
from question_bank.question import letter_of
from question_bank.vietnamese import same_key

SEVERAL = "(nhiều đáp án)"
"""Behind letters: they are the key themselves, although an option stands for all of them."""
_MARK = r"(?:[A-Za-zĐđ]|\d{1,2})"
_KEY = re.compile(
    rf"\*?[(\[]?(?P<marks>{_MARK}(?:\s*(?:[,;&+]|và|and)\s*{_MARK}(?![\w/]))*|[A-H]{{2,8}})"
    r"(?![\w/])[)\]]?(?P<rest>\s*[.:;,)(–—-].*|\s*$|(?<=[A-H])\s.*)",
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
_AFFIRMS = re.compile(
    r"[\s,(–—-]*(?:là\s+)?(?:đều\s+|cùng\s+)?(?:đúng|chính xác)(?:\s+nhất)?\W*", re.IGNORECASE
)
"""Nothing but that the letters are right."""
_JUDGES = re.compile(
    r"[\s,(–—-]*(?:là\s+)?(?:(?:đều|cùng)\b|sai\b"
    r"|đúng\b(?!\s+(?:theo|vì|do|như|quy định)\b))",
    re.IGNORECASE,
)
"""What judges the letters and goes on: nobody can tell whether it still says the key."""
_DOUBTS = (
    r"(?:(?:cần|vẫn|còn|phải|đang|hơi|xin|đề nghị|hội đồng|tổ)\s+){0,3}"
    r"(?:(?:chưa|không) (?:chắc|rõ|thống nhất)|(?:xem|xem xét|kiểm tra|rà soát|xác minh) lại"
    r"|kiểm tra\W*$|tạm(?: thời)?\W*$|đề nghị (?:hội đồng|xem|rà soát|xác minh|cho ý kiến)"
    r"|không có (?:đáp án|phương án)|theo (?:luật|quy định|văn bản) cũ)"
)
_UNSURE = re.compile(
    rf"^\W*{_DOUBTS}|(?:[(\[]|\s[–—-]\s)\s?{_DOUBTS}[^()\[\]]{{0,40}}[)\]]?\W*$", re.IGNORECASE
)
"""A remark by which the author doubts the key; within a longer text only at its end."""
_WHOLE = re.compile(r"(\d{1,2})[.,]0{1,2}")
"""A number as sheets export it."""
_FRACTION = re.compile(r"[.,]\d")
_POINTS = re.compile(r"\W*\d[\d.,]{0,5}\s?(?:đ|điểm)\W*", re.IGNORECASE)
"""What the question is worth: said of no key."""
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
_OPENS = {")": "(", "]": "["}
_AROUND = " .;,:()[]“”\"'"
"""Signs around an option's text that say nothing."""
_LONGEST_SHOWN = 60

Said = tuple[frozenset[int] | None, str, str]
"""The options' indices (None for none), what stands behind them, and a Vietnamese problem."""


@lru_cache(maxsize=1 << 11)  # many keys may stand against the same many options
def _same(text: str) -> str:
    return same_key(text)


@lru_cache(maxsize=1 << 11)
def _bare(text: str) -> str:
    """As `_same`, without the signs around it; the signs themselves where there is nothing else."""
    return same_key(text.strip(_AROUND)) or same_key(text)


def looks_like_a_key(text: str) -> bool:
    """Whether the text begins with option letters or a number and a sign that ends them."""
    return bool(_KEY.fullmatch(text))


def without_lead(text: str) -> str:
    """`Đáp án đúng là B` -> `B`."""
    return _KEY_LEAD.sub("", text)


def key_of(text: str, labels: Sequence[str], texts: Sequence[str]) -> Said:
    """Read a key: letters, a number or an option's text, with something after it or not.

    `labels` are the options' printed letters or numbers, `texts` their texts. Returns the
    indices (None where there are none), what stands after the key, and a Vietnamese problem.
    """
    value = text.strip()
    if len(value) == 1 and value.isalpha():  # most keys: no text of an option can be meant
        indices, missing = places_of([value], labels)
        if not missing:
            return indices, "", ""
    by_text = _places_of_text(value, texts)
    if not by_text and (whole := _WHOLE.fullmatch(value)):
        value = whole[1]
    several = value.endswith(SEVERAL)
    value = value.removesuffix(SEVERAL).rstrip()
    shown = value[:_LONGEST_SHOWN]
    found = _KEY.fullmatch(value)
    if not found:
        if len(by_text) == 1:
            return frozenset(by_text), "", ""
        return None, "", f"có đáp án “{shown}” không trùng với phương án nào"
    marks = marks_of(found["marks"])
    indices, missing = places_of(marks, labels)
    rest = _unbracketed(found["rest"].strip().lstrip(".:;,)–—- "))
    one_letter = len(marks) == 1 and marks[0].isalpha()
    if by_text and by_text != sorted(indices) and not one_letter:
        return None, "", f"có đáp án “{shown}” có thể hiểu theo hai cách"
    if missing:
        return None, rest, f"có đáp án {missing} không ứng với phương án nào"
    behind = value[found.end("marks") :]
    if _POINTS.fullmatch(behind):
        behind = rest = ""
    if marks[-1].isdigit() and _FRACTION.match(behind):
        problem = "" if by_text else f"có đáp án “{shown}” có thể hiểu theo hai cách"
        return frozenset(by_text) or None, "", problem
    problem, explains = _behind(behind, rest, indices, labels, texts)
    if not problem and not several:
        problem = other_meant(indices, labels, texts)
    if problem:
        return None, "", f"có đáp án “{shown}” {problem}"
    return indices, rest if explains else "", ""


def _unbracketed(text: str) -> str:
    """The text without a pair of brackets around all of it, or one that its key stands in too."""
    if text.startswith("(") and text.find(")") in (-1, len(text) - 1):
        text = text.strip("()")
    if text.endswith((")", "]")) and text.count(text[-1]) > text.count(_OPENS[text[-1]]):
        text = text[:-1]
    return text.strip()


def _places_of_text(text: str, texts: Sequence[str]) -> list[int]:
    """The options whose text this is; without the signs around it where none is the same."""
    same = [index for index, option in enumerate(texts) if _same(option) == _same(text)]
    return same or [index for index, option in enumerate(texts) if _bare(option) == _bare(text)]


def _behind(
    behind: str,
    rest: str,
    indices: frozenset[int],
    labels: Sequence[str],
    texts: Sequence[str],
) -> tuple[str, bool]:
    """A problem with what stands behind the letters of a key, "" for none; whether it explains the
    key rather than say it once more.
    """
    named = _places_of_text(rest, texts) if rest else []
    if indices.intersection(named):
        return "", False
    if named or _begins_another(rest, indices, texts):
        return "với chữ cái và nội dung không khớp nhau", False
    if rest and _UNSURE.search(rest):
        return "có lời ghi chú cho thấy chưa chắc chắn", False
    if _MORE_MARKS.fullmatch(rest):
        return "có thể hiểu theo hai cách", False
    if rest and _denies(behind, indices, labels, texts):
        return "nhắc đến phương án khác hoặc phủ định phương án", False
    if rest and _AFFIRMS.fullmatch(behind):
        return "", False
    if _JUDGES.match(behind):
        return "có lời nhận xét đúng, sai chưa rõ nghĩa", False
    return "", bool(rest)


def _begins_another(rest: str, indices: frozenset[int], texts: Sequence[str]) -> bool:
    """Whether the text behind a letter begins as another option does, and not as its own."""
    said = _bare(rest)
    own = {_bare(texts[index]) for index in indices}
    if any(_leads(text, said) for text in own):
        return False
    return any(_leads(_bare(text), said) for text in texts)


def _leads(text: str, said: str) -> bool:
    """Whether a text of several words stands at the beginning of what is said."""
    behind = said[len(text) : len(text) + 1]
    return " " in text and said.startswith(text) and not behind.isalnum() and behind != "^"


def other_meant(indices: frozenset[int], labels: Sequence[str], texts: Sequence[str]) -> str:
    """What is wrong with several letters beside an option that stands for all of them; "" for
    nothing.
    """
    place = stands_for(indices, labels, texts)
    if place is None:
        return ""
    letters = ", ".join(labels[index] for index in sorted(indices))
    return (
        f"trong khi phương án {labels[place]} nói về chính các phương án này nên chưa rõ đáp án; "
        f"nếu câu có nhiều đáp án, cần ghi “{letters} {SEVERAL}”"
    )


def key_text(key: frozenset[int], texts: Sequence[str]) -> str:
    """A key as our own files write it: `A, C`, with `(nhiều đáp án)` where it is needed."""
    labels = [letter_of(index) for index in range(len(texts))]
    letters = ", ".join(labels[index] for index in sorted(key))
    return letters if stands_for(key, labels, texts) is None else f"{letters} {SEVERAL}"


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
