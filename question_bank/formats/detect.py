"""Which format a file is in, by its content first: names lie."""

import re

from question_bank.finding import UnreadableFile
from question_bank.formats.aiken import HEAD
from question_bank.formats.csv_sheets import separator_of
from question_bank.formats.decoding import is_wide
from question_bank.formats.limits import LIMITS
from question_bank.formats.native import decode
from question_bank.formats.ods import MIME
from question_bank.formats.ole import SIGNATURE
from question_bank.formats.package import (
    DAMAGED,
    ENCRYPTED,
    manifest_of,
    open_package,
    refuse_macros,
)

EMPTY = "Tệp trống; đề nghị chọn tệp có câu hỏi."
TOO_LARGE = "Tệp lớn quá 5 MB; đề nghị bỏ hình ảnh hoặc chia thành nhiều tệp."
_SAVE_AS = "đề nghị lưu nội dung thành tệp .docx hoặc .xlsx."
_FIRST_CHARS = 20_000
_SIGNATURES = (
    (b"%PDF", "Tệp là PDF; "),
    (b"MZ", "Tệp là chương trình chạy được, không phải tệp câu hỏi; "),
    (b"\x7fELF", "Tệp là chương trình chạy được, không phải tệp câu hỏi; "),
    (b"{\\rtf", "Tệp là RTF; "),
    (b"\x89PNG", "Tệp là hình ảnh; "),
    (b"\xff\xd8\xff", "Tệp là hình ảnh; "),
    (b"GIF8", "Tệp là hình ảnh; "),
    (b"Rar!", "Tệp là tệp nén; "),
    (b"7z\xbc\xaf", "Tệp là tệp nén; "),
    (b"\x1f\x8b", "Tệp là tệp nén; "),
)
_MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|table|\?xml|quiz|script|svg)", re.IGNORECASE)
_QTI = re.compile(
    r"<(?:[A-Za-z][\w.-]{0,50}:)?(?:qti-assessment-|assessment)(?:item|test|section)\b",
    re.IGNORECASE,
)
_HEAD = 4_000
"""Characters in which the root of an XML file begins, after its declaration and comments."""
_TELLING = 1_000_000
"""As many characters as tell what kind of text it is."""
_GIFT = re.compile(
    r"(?<!\\)\{(?:[^{}=~]*[=~]|\s*(?:T|F|TRUE|FALSE)\s*[}#])|^\$CATEGORY:", re.MULTILINE
)
_MOODLE = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<quiz\b", re.DOTALL)
_AIKEN = re.compile(r"^[^\S\n]*ANSWER[^\S\n]*:[^\S\n]*[A-Za-z][^\S\n]*$", re.MULTILINE)


def format_of(data: bytes, name: str = "") -> str:
    """The register's name of the format. UnreadableFile, with the remedy, for anything else."""
    if not data.strip():
        raise UnreadableFile(EMPTY)
    if len(data) > LIMITS.file_bytes:
        raise UnreadableFile(TOO_LARGE)
    if data.startswith(SIGNATURE):
        return _ole_format(data)
    if data.startswith(b"PK"):
        return _office_format(data)
    for signature, sentence in _SIGNATURES:
        if data.startswith(signature):
            raise UnreadableFile(sentence + _SAVE_AS)
    return _text_format(data, name.lower())


def _ole_format(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UnreadableFile(ENCRYPTED)
    if "WordDocument".encode("utf-16-le") in data:
        raise UnreadableFile("Tệp là .doc đời cũ; đề nghị mở bằng Word và lưu thành .docx.")
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        return "xls"
    raise UnreadableFile(
        "Tệp là .doc hoặc .xls đời cũ, hoặc có mật khẩu; đề nghị lưu thành .docx hoặc .xlsx."
    )


def _office_format(data: bytes) -> str:
    package = open_package(data)
    types = package.main_type.lower()
    if "wordprocessingml" in types or "ms-word" in types:
        refuse_macros(package, ".docx")
        return "docx"
    if "sheet.binary" in types:
        raise UnreadableFile("Tệp là .xlsb; đề nghị lưu lại thành .xlsx.")
    if "spreadsheetml" in types or "ms-excel" in types:
        refuse_macros(package, ".xlsx")
        return "xlsx"
    if manifest_of(package.members):
        return "qti"
    if package.members.get("mimetype", b"").strip() == MIME:
        return "ods"
    if b"opendocument" in package.members.get("mimetype", b""):
        raise UnreadableFile("Tệp là OpenDocument; " + _SAVE_AS)
    if not package.members:
        raise UnreadableFile(DAMAGED)
    raise UnreadableFile("Tệp là tệp nén, không phải Word hay Excel; đề nghị giải nén rồi gửi lại.")


def _text_format(data: bytes, name: str) -> str:
    if b"\x00" in data and not is_wide(data):
        raise UnreadableFile("Không nhận ra loại tệp; " + _SAVE_AS)
    text = decode(data)
    if text.lstrip().startswith("<") and _QTI.search(text[:_HEAD]):
        return "qti"
    if _MOODLE.match(text):
        return "moodle"
    if _MARKUP.match(text):
        raise UnreadableFile("Tệp là trang web hoặc XML; " + _SAVE_AS)
    if name.endswith((".docx", ".xlsx", ".doc", ".xls", ".ods", ".pdf")):
        raise UnreadableFile("Tên tệp không đúng với nội dung bên trong; " + _SAVE_AS)
    if name.endswith((".gift", ".gift.txt")):
        return "gift"
    if name.endswith((".csv", ".tsv")):
        return "csv"
    text = text[:_TELLING]
    heads, answers = len(HEAD.findall(text)), len(_AIKEN.findall(text))
    if answers > heads and answers >= len(_GIFT.findall(text)):
        return "aiken"
    if not heads and _is_table(text):
        return "csv"
    return "native" if heads or not _GIFT.search(text) else "gift"


def _is_table(text: str) -> bool:
    """Whether the first lines hold a heading row, or say how columns are parted."""
    return bool(separator_of(text[:_FIRST_CHARS]))
