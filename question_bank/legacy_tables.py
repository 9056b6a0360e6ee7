"""The letters of TCVN3 (ABC), VNI, VIQR: what each wrote for Vietnamese before Unicode.

TCVN3 is the lower half of TCVN 5712:1993 (VN3): one code a letter, capitals with a tone only by an
all-capitals font. VNI for Windows writes a base letter and a mark that stands for tone and shape at
once. VIQR is RFC 1456. The orders of tones are that of `TONES`.
"""

import unicodedata

TONES = "\u0300\u0309\u0303\u0301\u0323"
"""huyền, hỏi, ngã, sắc, nặng."""

_TCVN3_TONES = {
    "a": "B5 B6 B7 B8 B9",
    "ă": "BB BC BD BE C6",
    "â": "C7 C8 C9 CA CB",
    "e": "CC CE CF D0 D1",
    "ê": "D2 D3 D4 D5 D6",
    "i": "D7 D8 DC DD DE",
    "o": "DF E1 E2 E3 E4",
    "ô": "E5 E6 E7 E8 E9",
    "ơ": "EA EB EC ED EE",
    "u": "EF F1 F2 F3 F4",
    "ư": "F5 F6 F7 F8 F9",
    "y": "FA FB FC FD FE",
}
_TCVN3_PLAIN = "A1 A2 A3 A4 A5 A6 A7 A8 A9 AA AB AC AD AE"
_TCVN3_PLAIN_LETTERS = "ĂÂÊÔƠƯĐăâêôơưđ"

_VNI_TONES = "øûõùï"
_VNI_CIRCUMFLEX = "àåãáä"
_VNI_BREVE = "èúüéë"
_VNI_I = "ìæóíò"
_VNI_BASES = {"a": "a", "e": "e", "o": "o", "u": "u", "y": "y", "ô": "ơ", "ö": "ư"}

_VIQR_SHAPES = {"^": "aeo", "(": "a", "+": "ou", "*": "ou"}
_VIQR_SIGNS = {"^": "\u0302", "(": "\u0306", "+": "\u031b", "*": "\u031b"}
_VIQR_TONES = "`?~'."


def _letter(base: str, *marks: str) -> str:
    return unicodedata.normalize("NFC", base + "".join(marks))


def _bytes(codes: str) -> str:
    return bytes.fromhex(codes).decode("latin-1")


def _tcvn3() -> dict[str, str]:
    table = dict(zip(_bytes(_TCVN3_PLAIN), _TCVN3_PLAIN_LETTERS, strict=True))
    for base, codes in _TCVN3_TONES.items():
        for code, tone in zip(_bytes(codes), TONES, strict=True):
            table[code] = _letter(base, tone)
    return table


def _vni() -> dict[str, str]:
    """Lower-case sequences first; a capital base makes a capital whatever case its mark has."""
    small = {"ô": "ơ", "ö": "ư", "ñ": "đ", "î": "ỵ"}
    for written, base in _VNI_BASES.items():
        for mark, tone in zip(_VNI_TONES, TONES, strict=True):
            small[written + mark] = _letter(base, tone)
    for base in "aeo":
        small[base + "â"] = _letter(base, "\u0302")
        for mark, tone in zip(_VNI_CIRCUMFLEX, TONES, strict=True):
            small[base + mark] = _letter(base, "\u0302", tone)
    small["aê"] = "ă"
    for mark, tone in zip(_VNI_BREVE, TONES, strict=True):
        small["a" + mark] = _letter("ă", tone)
    for code, tone in zip(_VNI_I, TONES, strict=True):
        small[code] = _letter("i", tone)
    table = {}
    for written, letter in small.items():
        base, mark = written[0], written[1:]
        for end in {mark, mark.upper()}:
            table[base + end] = letter
            table[base.upper() + end] = letter.upper()
    return table


def _viqr() -> dict[str, str]:
    table = {"dd": "đ", "DD": "Đ", "Dd": "Đ"}
    shapes = [("", "aeiouy"), *_VIQR_SHAPES.items()]
    for sign, bases in shapes:
        for base in bases + bases.upper():
            letter = _letter(base, _VIQR_SIGNS.get(sign, ""))
            if sign:
                table[base + sign] = letter
            for mark, tone in zip(_VIQR_TONES, TONES, strict=True):
                table[base + sign + mark] = _letter(letter, tone)
    return table


TCVN3 = _tcvn3()
"""What stands in a text read as Latin-1 -> the letter."""
VNI = _vni()
VIQR = _viqr()
