"""Letters: the only place that knows how Vietnamese text is spelt, compared, sorted and masked."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

_SPACES = dict.fromkeys(
    [0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000],
    " ",
)
_INVISIBLE: dict[int, None] = dict.fromkeys(
    [
        0xAD,
        0x34F,
        0x61C,
        *range(0x200B, 0x2010),
        0x2060,
        0x2061,
        0x2062,
        0x2063,
        0x2064,
        0xFEFF,
    ]
)
_LINE_BREAKS = dict.fromkeys([0x0B, 0x0C, 0x85, 0x2028, 0x2029], "\n")
_LOOK_ALIKES = {0xD0: "Đ", 0x189: "Đ", 0xF0: "đ", 0x256: "đ"}
_PILED = re.compile(
    "((?:[^\\w\\s\x00-\u02ff\u2000-\u2fff\u3000-\U0001ffff]|[\u20d0-\u20ff]){30})"
    "(?:[^\\w\\s\x00-\u02ff\u2000-\u2fff\u3000-\U0001ffff]|[\u20d0-\u20ff])+"
)
"""More marks over one letter than any language writes: putting them in order takes the square of
their number."""
_SMOOTH: dict[int, str | None] = {
    **_SPACES,
    **_INVISIBLE,
    **_LINE_BREAKS,
    **_LOOK_ALIKES,
}

_ODD = re.compile(
    "[^ -\u00cf\u00d1-\u00ef\u00f1-\u0188\u018a-\u0255\u0257-\u02ff\u1e00-\u1eff\u2010-\u205e]"
)
"""Signs that a text of printable characters may hold and that must be looked at more closely:
whatever is no letter of a Latin alphabet, no mark of punctuation, or looks like Đ."""

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_REFUSED = (
    (_BIDI, "Văn bản có ký tự đảo chiều chữ; đề nghị xóa ký tự ẩn này rồi nhập lại."),
    (_CONTROL, "Văn bản có ký tự điều khiển; đề nghị gõ lại đoạn văn bản đó."),
    (_PRIVATE, "Văn bản có ký tự riêng của một phông chữ; đề nghị gõ lại đoạn văn bản đó."),
    (_SURROGATE, "Văn bản có mã ký tự hỏng; đề nghị gõ lại đoạn văn bản đó."),
)

_TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Combining marks in the order of the alphabet: huyền, hỏi, ngã, sắc, nặng (ngang has none)."""
_TONE = re.compile(f"[{_TONES}]")
_SYLLABLE = re.compile("(?:[^\\W\\d_][\u0300-\u036f]*)+")
_LONG_WORD = 30
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: chr(0x40 + rank) for rank, letter in enumerate(_ALPHABET)}


def clean(text: str) -> tuple[str, tuple[str, ...]]:
    r"""The text as it is stored, and a Vietnamese sentence for each thing that must be refused.

    NFC; zero-width characters, soft hyphens and byte order marks removed; every kind of space a
    plain one; line ends `\n`; the look-alikes Ð, ð, Ɖ, ɖ made Đ, đ. Bidi overrides, control and
    private-use characters, lone surrogates and marks piled up without end are removed and reported:
    who stores text refuses it then.
    """
    if text.isascii() and text.isprintable():
        return text, ()
    if text.isprintable() and not _ODD.search(text):  # most texts, and quickly seen
        return unicodedata.normalize("NFC", text), ()
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_SMOOTH)
    problems = []
    if _PILED.search(text):
        problems.append("Văn bản có quá nhiều dấu chồng lên một chữ; đề nghị gõ lại chữ đó.")
        text = _PILED.sub(r"\1", text)
    for pattern, sentence in _REFUSED:
        if pattern.search(text):
            problems.append(sentence)
            text = pattern.sub("", text)
    return unicodedata.normalize("NFC", text), tuple(problems)


def problems_of(text: str) -> tuple[str, ...]:
    """What `clean` says must be refused."""
    return () if text.isprintable() and not _ODD.search(text) else clean(text)[1]


@lru_cache(maxsize=1 << 9)
def squeeze(text: str) -> str:
    """`clean` text on one line with single spaces, whatever was refused left out. Remembered a
    little: whoever judges a question asks for the same texts again and again.
    """
    return " ".join(clean(text)[0].split())


def tidy(text: str) -> str:
    """`clean` text of several lines: single spaces within a line, no blank lines."""
    return _tidied(clean(text)[0])


def tidy_and_problems(text: str) -> tuple[str, tuple[str, ...]]:
    """`tidy` text, and what `clean` says must be refused of it."""
    cleaned, problems = clean(text)
    return _tidied(cleaned), problems


def _tidied(text: str) -> str:
    if "\n" not in text:
        return " ".join(text.split())
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))


def fold(text: str) -> str:
    """The search key: "Phụng  Hiệp" and "PHUNG HIEP" -> "phung hiep"."""
    return _each_word(text, _folded, _known_folded)


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFD", word.lower())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return bare.replace("đ", "d")


_known_folded = lru_cache(maxsize=1 << 14)(_folded)


def _each_word(text: str, change: Callable[[str], str], known: Callable[[str], str]) -> str:
    """The change of every word, remembered for those that are no longer than words are."""
    plain = text.isprintable() and not _ODD.search(text)
    words = (text if plain else clean(text)[0]).split()
    if len(text) <= _LONG_WORD or max(map(len, words), default=0) <= _LONG_WORD:
        return " ".join(map(known, words))
    return " ".join([(known if len(word) <= _LONG_WORD else change)(word) for word in words])


def unaccented(text: str) -> str:
    """The text without diacritics, for text messages: "Đặng Thị Ý" -> "Dang Thi Y"."""
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return bare.replace("đ", "d").replace("Đ", "D")


def same_key(text: str) -> str:
    """Equal for two spellings of one text: other case, spaces, NFD or tone placement.

    "Vị Thuỷ", "Vị Thủy" and "VỊ  THỦY" are one; "Vị Thụy" is another.
    """
    return _each_word(text, _same_word, _known_same)


def _same_word(word: str) -> str:
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFD", word.casefold())
    return unicodedata.normalize("NFC", _SYLLABLE.sub(_tone_last, decomposed))


_known_same = lru_cache(maxsize=1 << 14)(_same_word)


def _tone_last(syllable: re.Match[str]) -> str:
    tones = sorted(f"^{_TONES.index(tone) + 1}" for tone in _TONE.findall(syllable[0]))
    return _TONE.sub("", syllable[0]) + "".join(tones)


def sort_key(name: str) -> str:
    """Sorts people as Vietnamese lists do: by given name (the last word), then from the first.

    Letters a ă â b c d đ e ê … y decide before tones (ngang huyền hỏi ngã sắc nặng). The key is
    a plain string, so a database may sort by it too.
    """
    words = [_word_key(word) for word in squeeze(name).lower().split()]
    return "".join(words[-1:] + words[:-1])


def _word_key(word: str) -> str:
    letters, tone = "", 0
    for letter in unicodedata.normalize("NFC", _TONE.sub("", unicodedata.normalize("NFD", word))):
        base = unicodedata.normalize("NFD", letter)[0]
        if letter.isalnum():
            letters += _RANK.get(letter) or _RANK.get(base) or letter
    for mark in _TONE.findall(unicodedata.normalize("NFD", word)):
        tone = _TONES.index(mark) + 1
    return f"{letters} {tone}"


def mask(name: str) -> str:
    """A name for public lists: "Nguyễn Văn An" -> "N. V. An"."""
    words = squeeze(name).split()
    return " ".join([f"{word[0].upper()}." for word in words[:-1]] + words[-1:])


def slug(text: str) -> str:
    """An ASCII identifier: "Nguyên tắc bầu cử" -> "nguyen-tac-bau-cu". Empty for no letters."""
    ascii_only = fold(text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
