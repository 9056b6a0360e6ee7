"""A quick first look for signs of an old encoding, in texts and in the bytes of whole files."""

import re

_SUSPECT_LETTER = re.compile("[\u0080-\u009f¡-¿ÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñö÷øûüþÿ\u02c6\u02dc\u0192]")
_SUSPECT_PAIR = re.compile("[ÂÃâ][\u0080-\u2122]")
_SUSPECT_SIGN = re.compile(r"[\^(+*'`~](?<=[aeouAEOU][\^(+*]|[aeiouyAEIOUY]['`~])")
_SUSPECT_BYTES = (
    re.compile(_SUSPECT_SIGN.pattern.encode()),
    re.compile(rb"\xc3[\x82\x83\xa2][\xc2-\xe2]"),  # `_SUSPECT_PAIR` in UTF-8, and some more
)
"""The rare sign comes first in each: whole files are searched for it."""


def suspect(text: str) -> bool:
    """Whether a text holds signs that sound Vietnamese text does without: a quick first look."""
    if _SUSPECT_SIGN.search(text) or "dd" in text or "Dd" in text:
        return True
    return not text.isascii() and bool(_SUSPECT_PAIR.search(text) or suspect_letters(text))


def suspect_bytes(text: bytes) -> bool:
    """The same for a text in UTF-8, but for single letters (`suspect_letters`); now and then it
    says so of a sound one.
    """
    return b"dd" in text or b"Dd" in text or any(each.search(text) for each in _SUSPECT_BYTES)


def suspect_letters(text: str) -> bool:
    """Whether one of the letters, wherever it stands, is none of sound Vietnamese text."""
    return bool(_SUSPECT_LETTER.search(text))
