"""Writes Unicode text in the old encodings, by tables of the tests' own.

TCVN3 as the codes of TCVN 5712:1993 run, VNI and VIQR letter by letter: another order and another
shape than the tables of the product, so that a slip in one of them is seen.
"""

import unicodedata

_TCVN3 = (
    "ĂÂÊÔƠƯĐăâêôơưđ......àảãáạ.ằẳẵắ.......ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò.ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ"
)
"""A1 to FE; a point where TCVN3 has no letter."""
_TO_TCVN3 = {letter: chr(code) for code, letter in enumerate(_TCVN3, 0xA1) if letter != "."}
_VNI_PAIRS = (
    "á aù à aø ả aû ã aõ ạ aï â aâ ấ aá ầ aà ẩ aå ẫ aã ậ aä ă aê ắ aé ằ aè ẳ aú ẵ aü ặ aë "
    "é eù è eø ẻ eû ẽ eõ ẹ eï ê eâ ế eá ề eà ể eå ễ eã ệ eä í í ì ì ỉ æ ĩ ó ị ò "
    "ó où ò oø ỏ oû õ oõ ọ oï ô oâ ố oá ồ oà ổ oå ỗ oã ộ oä ơ ô ớ ôù ờ ôø ở ôû ỡ ôõ ợ ôï "
    "ú uù ù uø ủ uû ũ uõ ụ uï ư ö ứ öù ừ öø ử öû ữ öõ ự öï ý yù ỳ yø ỷ yû ỹ yõ ỵ î đ ñ"
)
_VNI = _VNI_PAIRS.split()
_TO_VNI = dict(zip(_VNI[::2], _VNI[1::2], strict=True))
_TO_VNI |= {letter.upper(): sign.upper() for letter, sign in _TO_VNI.items()}
_VIQR_MARKS = {
    "\u0302": "^",
    "\u0306": "(",
    "\u031b": "+",
    "\u0300": "`",
    "\u0309": "?",
    "\u0303": "~",
    "\u0301": "'",
    "\u0323": ".",
}
_VIQR_SIGNS = "^(+*`?~'.\\"
LETTERS = [*_TO_VNI]
"""The 134 letters that ASCII does not have."""


def tcvn3(text: str) -> str:
    """As a text in a .VnTime font stands in a file; capitals with a tone are written small."""
    return "".join(
        _TO_TCVN3.get(letter) or _TO_TCVN3.get(letter.lower()) or letter for letter in text
    )


def vni(text: str) -> str:
    """As a text in a VNI- font stands in a file."""
    return "".join(_TO_VNI.get(letter, letter) for letter in text)


def viqr(text: str) -> str:
    """By RFC 1456: a sign that could be read as a mark of the letter before it is escaped."""
    written = ""
    for letter in unicodedata.normalize("NFC", text):
        if letter in "đĐ":
            written += "dd" if letter == "đ" else "DD"
            continue
        base, *marks = list(unicodedata.normalize("NFD", letter))
        if not marks and (letter in _VIQR_SIGNS or (letter in "dD" and written[-1:] in "dD")):
            written += "\\"
        # The shape stands before the tone, whatever order the decomposition has.
        marks.sort(key=lambda mark: mark not in "\u0302\u0306\u031b")
        written += base + "".join(_VIQR_MARKS[mark] for mark in marks)
    return written


def cp1258(text: str) -> bytes:
    """As Windows wrote it: the letter with its shape, then the tone as a mark of its own."""
    data = b""
    for letter in unicodedata.normalize("NFC", text):
        base, *marks = list(unicodedata.normalize("NFD", letter))
        tones = [mark for mark in marks if mark not in "\u0302\u0306\u031b"]
        shape = "".join(mark for mark in marks if mark in "\u0302\u0306\u031b")
        data += unicodedata.normalize("NFC", base + shape).encode("cp1258")
        data += "".join(tones).encode("cp1258")
    return data


def misread_1258(text: str) -> str:
    """Windows-1258 that a program took for Windows-1252."""
    return "".join(_read_1252(byte) for byte in cp1258(text))


def mojibake(text: str, times: int = 1) -> str:
    """UTF-8 that a program took for Windows-1252."""
    for _time in range(times):
        text = "".join(_read_1252(byte) for byte in text.encode())
    return text


def _read_1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)
