"""Numbers that Vietnamese writes in words, as digits, so that “năm ngày” meets “05 ngày”."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from question_bank.vietnamese import same_key

_UNITS = {"một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5}
_UNITS |= {"sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10}
_UNITS = {same_key(word): number for word, number in _UNITS.items()}
_TIMES = {"mươi": 10, "trăm": 100, "nghìn": 1_000, "ngàn": 1_000, "triệu": 1_000_000}
_TIMES = {same_key(word): number for word, number in _TIMES.items()}
_INSIDE = frozenset(map(same_key, ("mốt", "tư", "lăm")))
"""Numbers only behind a ten: alone they are other words."""
_FIVE = same_key("năm")
"""A year, too: “mười năm” are ten of them."""
_GAP = frozenset(map(same_key, ("linh", "lẻ")))
_LEADING_ZEROS = re.compile(r"(?<![\d.,])0+(?=\d)")
_THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")
_WORD_OF_NUMBER = re.compile(rf"\b(?:{'|'.join(map(re.escape, _UNITS))})\b")


@lru_cache(maxsize=1 << 16)
def in_digits(text: str) -> str:
    """A text as `review_terms.spelt` gives it, its numbers in digits: no leading zeros, no dots
    between thousands, no words.

    What stands for no number may become one (“năm bầu cử”): for comparing only.
    """
    if "0" in text or "." in text:
        text = _LEADING_ZEROS.sub("", _THOUSANDS.sub("", text))
    return " ".join(_told(text.split())) if _WORD_OF_NUMBER.search(text) else text


def _told(words: Iterable[str]) -> Iterator[str]:
    total = part = 0
    begun = more = gap = False
    """Whether a number has begun, whether it may go on with a unit, whether “linh” was said."""
    for word in words:
        unit, factor = _UNITS.get(word), _TIMES.get(word)
        if begun and factor:
            total = (total + part) * factor if factor >= 1_000 else total + part * factor
            part, more = 0, True
        elif more and word in _GAP:
            gap = True
        elif more and unit and (word != _FIVE or gap):
            part, more, gap = part + unit, unit == 10, False
        else:
            if begun:
                yield str(total + part)
            total, begun = 0, unit is not None and word not in _INSIDE
            part, more, gap = (unit or 0) if begun else 0, unit == 10, False
            if not begun:
                yield word
    if begun:
        yield str(total + part)
