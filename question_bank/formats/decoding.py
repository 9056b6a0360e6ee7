"""Bytes of a text file -> text: UTF-8, UTF-16, Windows-1258, or eight bits of an older encoding."""

import re
import unicodedata
from functools import lru_cache

from question_bank.finding import UnreadableFile
from question_bank.legacy import Piece, propose
from question_bank.spelling import is_syllable

_NOT_TEXT = "Tệp không phải văn bản UTF-8; đề nghị lưu lại tệp với bảng mã UTF-8."
_MARKS = (b"\xff\xfe", b"\xfe\xff")
_WORD = re.compile(r"[^\W\d_]+")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_SAMPLE = 100_000  # bytes that tell in which of the old encodings a text is
_WORDS_AT_LEAST = 3
_SHARE_AT_LEAST = 0.7
_EIGHT_BIT = ("tcvn3", "vni")


@lru_cache(maxsize=1)
def decoded(data: bytes) -> tuple[str, str]:
    """The text and what it was: `utf-8`, `utf-16`, `cp1258`, or `8-bit` for one of the older
    encodings, whose bytes stand as Windows-1252 for `question_bank.legacy` to convert. The last
    file is remembered, like `open_package`'s.

    UnreadableFile for anything else.
    """
    if wide := _wide(data):
        return _decode(data, wide), "utf-16"
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        if b"\x00" in data:
            raise UnreadableFile(_NOT_TEXT) from error
    if _is_1258(data[:_SAMPLE]):
        return unicodedata.normalize("NFC", data.decode("cp1258", "replace")), "cp1258"
    text = "".join(map(_LATIN.__getitem__, data))
    sample = text[:_SAMPLE].split("\n")
    proposal = propose(Piece("", line) for line in sample)
    if not proposal or proposal.encoding not in _EIGHT_BIT:
        raise UnreadableFile(_NOT_TEXT)
    return text, "8-bit"


def is_wide(data: bytes) -> bool:
    """Whether the bytes are UTF-16, with a byte order mark or without."""
    return bool(_wide(data))


def _wide(data: bytes) -> str:
    """The UTF-16 codec. Without a mark, ASCII letters and spaces show by their zero bytes."""
    if data[:2] in _MARKS:
        return "utf-16"
    if len(data) % 2 or b"\x00" not in data:
        return ""
    sample = data[:2_000]
    even, odd = (sample[start::2].count(0) / (len(sample) / 2) for start in (0, 1))
    if max(even, odd) < 0.4 or min(even, odd) > 0.02:
        return ""
    codec = "utf-16-le" if odd > even else "utf-16-be"
    return "" if _CONTROL.search(sample.decode(codec, "replace")) else codec


def _decode(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise UnreadableFile(_NOT_TEXT) from error


def _is_1258(sample: bytes) -> bool:
    """Whether the words that are not plain ASCII are Vietnamese, read as Windows-1258."""
    text = unicodedata.normalize("NFC", sample.decode("cp1258", "replace"))
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    good = sum(map(is_syllable, words))
    return good >= _WORDS_AT_LEAST and good >= _SHARE_AT_LEAST * len(words)


def _latin(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_LATIN = [_latin(byte) for byte in range(256)]
