"""Telephone numbers in the one way in which they are stored and compared."""

import re

_NATIONAL = re.compile(r"0[2-9]\d{8,9}")
_DROPPED = re.compile(r"[\s.()\u00a0-]")


def canonical_phone(text: str) -> str:
    """`0912345678` for `+84 912 345 678`, `84912345678`, `0084…` and `912345678`, whose first zero
    Excel took for nothing; empty where it is no Vietnamese number.
    """
    digits = _DROPPED.sub("", text)
    digits = re.sub(r"^(?:\+84|0084|84(?=\d{9}$))0?", "0", digits)
    if re.fullmatch(r"[35789]\d{8}", digits):
        digits = "0" + digits
    return digits if _NATIONAL.fullmatch(digits) else ""
