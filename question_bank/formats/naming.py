"""What an option says of the others: every one above it, or some of them by their letters."""

import re
from collections.abc import Sequence

from question_bank.vietnamese import fold

_ALL_OF_THEM = re.compile(
    r"(?:tat ca|toan bo|ca)\b.*\b(?:phuong an|dap an|y|cau|noi dung|truong hop)\b.*"
    r"\b(?:tren|dung|sai)|tat ca deu (?:dung|sai)"
    r"|khong (?:co )?(?:phuong an|dap an|y|cau) nao\b.*"
)
_LONGEST_REFERENCE = 200  # characters; what is longer says something of its own
_LETTERS_OF_OTHERS = re.compile(
    r"\b(?:ca|chi)\s+(?:\w+\s+)?[a-h]\s*(?:,|;|va)\s*[a-h]\b"
    r"|^[a-h](?:\s*(?:,|;|va)\s*[a-h])+(?:\s+(?:deu\s+)?(?:dung|sai))?\.?$"
)
_JUDGED = re.compile(
    r"(?:[(\[](?:(?P<right>đúng|đáp án|đáp án đúng|câu đúng|true)|sai|false)[)\]]"
    r"|(?<!dấu )(?<!dấu)(?<!hiệu )(?<!tích )(?<!hình )(?<!đánh )(?P<tick>[✓✔☑]))\s?[.;]?$",
    re.IGNORECASE,
)
_LONGEST_NOTE = 20
_ALONE = re.compile(r"\b[A-HĐa-hđ]\b")
_WORD = re.compile(r"\w+")
_LETTERS = frozenset("abcdefgh")
_AROUND_LETTERS = frozenset(
    (
        *("ca", "chi", "gom", "co", "hai", "ba", "bon", "cac", "tat", "deu", "dung", "va", "la"),
        *("noi", "dung", "phuong", "an", "dap", "cau", "y", "tren", "tra", "loi"),
    )
)
"""Words beside the letters of an option that says nothing but which others are right."""


def names_all_others(text: str) -> bool:
    """Whether an option means every option above it, so it must stay last."""
    return len(text) <= _LONGEST_REFERENCE and bool(_ALL_OF_THEM.match(fold(text)))


def names_letters(text: str) -> bool:
    """Whether an option names others by letter, so none of them may move."""
    if len(text) > _LONGEST_REFERENCE or not _ALONE.search(text):
        return False
    return bool(_LETTERS_OF_OTHERS.search(fold(text)))


def stands_for(key: frozenset[int], labels: Sequence[str], texts: Sequence[str]) -> int | None:
    """The option that says of just these options that they are right, as `Cả A và B` does of A and
    B: who writes `A, B` beside it may mean that one. None where there is none.
    """
    if len(key) < 2:
        return None
    letters = [label.lower() for label in labels]
    for place, text in enumerate(texts):
        if len(text) > _LONGEST_REFERENCE or not _meant(place, text, letters):
            continue
        if key - {place} == _meant(place, text, letters) - {place}:
            return place
    return None


def _meant(place: int, text: str, letters: Sequence[str]) -> frozenset[int]:
    """The options of which an option says that they are right."""
    folded = fold(text)
    words = _WORD.findall(folded)
    named = [word for word in words if word in _LETTERS]
    if len(named) > 1 and all(word in _LETTERS or word in _AROUND_LETTERS for word in words):
        return frozenset(letters.index(letter) for letter in named if letter in letters)
    if not folded.startswith("khong") and "sai" not in words and names_all_others(text):
        return frozenset(range(place)) or frozenset(range(1, len(letters)))
    return frozenset()


def noted(text: str) -> tuple[str, bool | None]:
    """An option's text without `(đúng)`, `(sai)` or a tick at its end, and which of them it says;
    None where it says neither.
    """
    end = text[-_LONGEST_NOTE:]
    found = _JUDGED.search(end) if end[-2:].rstrip(" .;")[-1:] in (*")]✓✔☑",) else None
    if not found:
        return text, None
    rest = text[: len(text) - len(found[0])].rstrip()
    return (rest, bool(found["right"] or found["tick"])) if rest else (text, None)
