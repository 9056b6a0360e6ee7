"""Vietnamese text in an encoding from before Unicode, or read in the wrong one: found, converted
side by side, and never changed without being asked.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from question_bank.legacy_tables import TCVN3, VIQR, VNI
from question_bank.spelling import is_syllable

ENCODINGS = {
    "tcvn3": "TCVN3 (ABC)",
    "vni": "VNI",
    "viqr": "VIQR",
    "cp1258": "Windows-1258",
    "mojibake": "UTF-8 bị đọc sai bảng mã",
}
"""The encodings that can be chosen, with their names on the screen."""
SHOWN = 12
"""Lines that a proposal shows before and after."""
SAMPLE = 2_000
"""Pieces that are judged of a very long file."""
_WORDS_AT_LEAST = 3
_SHARE_AT_LEAST = 0.75
_SHARE_BEFORE = 0.6

_WORD = re.compile(r"[^\x00-@\[-`{-\x7f]+")
"""ASCII letters and everything beyond ASCII: the signs of TCVN3 are no letters of Unicode."""
_TYPED = re.compile(r"\S+")
_UNICODE = re.compile(
    "[\u0100-\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0-\u01b0\u1ea0-\u1ef9]"
)
"""Letters that only Unicode has: a text with one of them is in none of the old encodings."""
_VNI_SIGN = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_VIQR_SIGN = re.compile(
    r"\\(?P<plain>.)|" + "|".join(sorted(map(re.escape, VIQR), key=len, reverse=True))
)
_LONE_LETTER = re.compile(r"[^A-Za-z\\]*[A-Za-z][.?]\W*")
_QUOTES = "“”‘’…–—"
_VIQR_SHAPE = re.compile(r"[aeouAEOU][\^(+*]|[aeiouyAEIOUY]['`~]|[Dd]d")
_MISREAD = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u02dc\u2013-\u2122]")
_HIGH = re.compile("[\x80-\u024f\u02c6-\u02dc\u2013-\u2122]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a file's text as it stands in the file: a line, a paragraph, a cell.

    `encoding` is the one that its font is made for, "" where the font says nothing.
    """

    where: str
    text: str
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Text that seems to be in an old encoding: some lines of it before and after converting.

    `certainty` (0 to 1) is the share of the changed words that are spelt as Vietnamese afterwards;
    `places` names every piece that would change.
    """

    encoding: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    certainty: float
    places: tuple[str, ...]

    @property
    def name(self) -> str:
        """The encoding as people call it."""
        return ENCODINGS[self.encoding]


def convert(text: str, encoding: str, *, capitals: bool = False, sure: bool = False) -> str:
    """The text from an encoding of `ENCODINGS`, in NFC. KeyError for any other name.

    Words that are Vietnamese as they stand, and would not be afterwards, are left alone, so that
    a line that mixes both survives; not where the font is `sure`. `capitals`: the font shows small
    letters as capitals (.VnTimeH).
    """
    pattern = _TYPED if encoding == "viqr" else _WORD
    converted = pattern.sub(lambda found: _word(found[0], encoding, sure), text)
    return converted.upper() if capitals else converted


@lru_cache(maxsize=1 << 15)
def _word(word: str, encoding: str, sure: bool) -> str:
    if _UNICODE.search(word):
        return word
    changed = unicodedata.normalize("NFC", _CONVERTERS[encoding](word))
    if not sure and changed != word and _spelt(word) and not _spelt(changed):
        return word
    return changed


def _tcvn3(word: str) -> str:
    return "".join(TCVN3.get(sign, sign) for sign in word)


def _vni(word: str) -> str:
    return _VNI_SIGN.sub(lambda found: VNI[found[0]], word)


def _viqr(word: str) -> str:
    """A point or question mark behind a vowel is its tone, as RFC 1456 says; but not behind a lone
    letter ("a."), which names an option, nor where the word is Vietnamese only without it.
    """
    if _LONE_LETTER.fullmatch(word):
        return word
    changed = _signs(word)
    if word[-1] in ".?" and not _spelt(changed):
        other = _signs(word[:-1])
        return other + word[-1] if _spelt(other) else changed
    return changed


def _signs(word: str) -> str:
    return _VIQR_SIGN.sub(lambda found: found["plain"] or VIQR[found[0]], word)


def _cp1258(word: str) -> str:
    raw = _raw(word)
    return word if raw is None else raw.decode("cp1258", "replace")


def _misread(word: str) -> str:
    """Text that was UTF-8 and was read as Windows-1252 or Latin-1, once or twice."""
    for _time in range(2):
        raw = _raw(word)
        if raw is None or not _MISREAD.search(word):
            break
        try:
            word = raw.decode("utf-8")
        except UnicodeDecodeError:
            break
    return word


def _raw(word: str) -> bytes | None:
    """The bytes that were read as Windows-1252; where that has no letter, as Latin-1."""
    raw = bytearray()
    for letter in word:
        try:
            raw += letter.encode("cp1252")
        except UnicodeEncodeError:
            if ord(letter) > 0xFF:
                return None
            raw.append(ord(letter))
    return bytes(raw)


_CONVERTERS: dict[str, Callable[[str], str]] = {
    "tcvn3": _tcvn3,
    "vni": _vni,
    "viqr": _viqr,
    "cp1258": _cp1258,
    "mojibake": _misread,
}


def _spelt(word: str) -> bool:
    return all(map(_is_good, _WORD.findall(word)))


def _is_good(word: str) -> bool:
    return is_syllable(word.strip(_QUOTES))


@dataclass
class _Score:
    """Words that converting changes: how many there are, and how many are Vietnamese."""

    before: int = 0
    good_before: int = 0
    after: int = 0
    good_after: int = 0

    def add(self, other: "_Score") -> None:
        self.before += other.before
        self.good_before += other.good_before
        self.after += other.after
        self.good_after += other.good_after

    @property
    def share_before(self) -> float:
        return self.good_before / self.before if self.before else 0.0

    @property
    def share(self) -> float:
        return self.good_after / self.after if self.after else 0.0


def _score(before: str, after: str, encoding: str) -> _Score:
    if encoding == "viqr":
        words = zip(_TYPED.findall(before), _TYPED.findall(after), strict=True)
        changed = [new for old, new in words if old != new and _VIQR_SHAPE.search(old)]
        return _Score(len(changed), 0, len(changed), sum(map(_spelt, changed)))
    old, new = Counter(_WORD.findall(before)), Counter(_WORD.findall(after))
    gone, come = old - new, new - old
    return _Score(
        gone.total(),
        sum(count for word, count in gone.items() if _is_good(word)),
        come.total(),
        sum(count for word, count in come.items() if _is_good(word)),
    )


def better(text: str, encoding: str) -> bool:
    """Whether converting makes more words Vietnamese than it spoils."""
    if not fits(text, encoding):
        return False
    score = _score(text, convert(text, encoding), encoding)
    return score.good_after > score.good_before


def is_unicode(text: str) -> bool:
    """Whether the text has a letter that none of the old encodings has."""
    return bool(_UNICODE.search(text))


def fits(text: str, encoding: str) -> bool:
    """Whether the text may be in this encoding at all."""
    if encoding == "viqr":
        return text.isascii() and bool(_VIQR_SHAPE.search(text))
    if encoding == "mojibake":
        return bool(_MISREAD.search(text))
    return bool(_HIGH.search(text)) and not _UNICODE.search(text)


def propose(pieces: Iterable[Piece]) -> Proposal | None:
    """The encoding in which some of the text seems to be; None where all seems well.

    The letters decide. A font made for an encoding only lowers what they must show. Of very many
    pieces, as many as `SAMPLE` are judged, spread evenly; the rest are like them.
    """
    pieces = [piece for piece in pieces if piece.text.strip()]
    best: tuple[int, Proposal] | None = None
    for encoding in ENCODINGS:
        fitting = [piece for piece in pieces if fits(piece.text, encoding)]
        step = -(-len(fitting) // SAMPLE) or 1
        total, changed = _Score(), []
        for piece in fitting[::step]:
            after = convert(piece.text, encoding)
            score = _score(piece.text, after, encoding)
            if score.good_after > score.good_before:
                total.add(score)
                changed.append((piece, after))
        if _convinces(total, encoding, changed) and (not best or total.good_after * step > best[0]):
            places = fitting if step > 1 else [piece for piece, _after in changed]
            best = total.good_after * step, _proposal(encoding, total, changed, places)
    return best[1] if best else None


def _convinces(score: _Score, encoding: str, changed: Sequence[tuple[Piece, str]]) -> bool:
    if any(piece.encoding == encoding for piece, _after in changed):
        return score.share > score.share_before
    return (
        score.good_after >= _WORDS_AT_LEAST
        and score.share >= _SHARE_AT_LEAST
        and score.share_before <= _SHARE_BEFORE
    )


def _proposal(
    encoding: str, score: _Score, changed: list[tuple[Piece, str]], places: list[Piece]
) -> Proposal:
    shown = changed[:SHOWN]
    return Proposal(
        encoding,
        tuple(piece.text for piece, _after in shown),
        tuple(after for _piece, after in shown),
        round(score.share, 3),
        tuple(piece.where for piece in places),
    )
