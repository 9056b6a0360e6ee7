"""The lines of a legal text in a .txt, .docx or .html file: words only, and footnotes as `[25]`."""

import re
from collections.abc import Iterator
from html import unescape
from xml.etree.ElementTree import Element

from question_bank.finding import UnreadableFile
from question_bank.formats.detect import format_of
from question_bank.formats.limits import LIMITS
from question_bank.formats.looks import Styles
from question_bank.formats.native import decode
from question_bank.formats.numbering import Numbering
from question_bank.formats.package import (
    DAMAGED,
    Package,
    attribute,
    child,
    local,
    open_package,
)

_TOO_LARGE = "Văn bản lớn quá 5 MB; đề nghị bỏ hình ảnh, phụ lục rồi tải lên lại."
_TOO_LONG = f"Văn bản dài quá {LIMITS.lines} dòng; đề nghị bỏ phụ lục rồi tải lên lại."
_LONG_LINE = (
    f"Văn bản có dòng dài quá {LIMITS.line_chars} ký tự; đề nghị mở bằng Word, ngắt dòng theo "
    "điều, khoản, điểm rồi lưu lại."
)
_NOT_A_LAW = "Tệp không phải văn bản .txt, .docx hoặc .html; đề nghị lưu lại thành .docx."
_MARKUP = re.compile(r"\s*<(?:!doctype\s+html|html|head|body|div|p|meta|title|!--)", re.IGNORECASE)
_CHARSET = re.compile(r"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{1,20})", re.IGNORECASE)
_CHARSETS = {"utf-8": "utf-8-sig", "utf8": "utf-8-sig", "windows-1258": "cp1258"}
_DROPPED = frozenset({"script", "style", "head", "noscript", "template", "svg", "select", "button"})
_BLOCKS = frozenset(
    {"p", "div", "br", "hr", "li", "ul", "ol", "table", "tr", "td", "th", "blockquote", "pre"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "main", "nav"}
    | {"aside", "center", "dl", "dt", "dd"}
)
_POWER = re.compile(r"(?:(?<!\w)(?:[kcdm]|da|h)?m|\d(?:[kcdm]|da|h)?m|[x×]\s?10)$")
"""Behind these a raised number is no footnote: `100 m2`, `3 x 106`, as Word's own text has it."""
_RAW = frozenset({"script", "style"})
_MARKUP_OPENS = re.compile(r"<(?=[a-zA-Z/!?])")
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]{0,40})")
_RAW_END = re.compile(r"</(?:script|style)\b", re.IGNORECASE)
_GONE = frozenset({"del", "moveFrom", "delText", "instrText", "pPr", "rPr", "sdtPr", "tblPr"})
_DEPTHS = tuple("012345678")


def lines_of(data: bytes, name: str = "") -> list[str]:
    """The lines as the reader sees them, unclean. UnreadableFile, with the remedy, for what is no
    such file; the content decides, not the name.
    """
    if len(data) > LIMITS.file_bytes:
        raise UnreadableFile(_TOO_LARGE)
    if _MARKUP.match(_beginning(data)):
        lines = _of_html(data)
    elif format_of(data, name) == "docx":
        lines = _of_word(open_package(data))
    elif data.startswith(b"PK"):
        raise UnreadableFile(_NOT_A_LAW)
    else:
        lines = decode(data).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > LIMITS.lines:
        raise UnreadableFile(_TOO_LONG)
    if max(map(len, lines), default=0) > LIMITS.line_chars:
        raise UnreadableFile(_LONG_LINE)
    return lines


def _beginning(data: bytes) -> str:
    """The first bytes as letters, for what is ASCII in any of the encodings."""
    return data.removeprefix(b"\xef\xbb\xbf")[:4_000].decode("latin-1")


class _Page:
    """What a browser would print of a page, line by line."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._silent = ""
        self._raised = self._linked = False

    def tag(self, name: str, *, closes: bool) -> None:
        """A tag was met."""
        if self._silent:
            self._silent = "" if closes and name == self._silent else self._silent
        elif name in _DROPPED:
            self._silent = "" if closes else name
        elif name in _BLOCKS:
            self._parts.append("\n")
        self._linked = not closes and self._raised and name == "a"
        self._raised = not closes and (name == "sup" or self._linked)

    def say(self, text: str) -> None:
        """Text between tags."""
        if self._silent or not text:
            return
        text = re.sub(r"\s+", " ", unescape(text))
        number = text.strip()
        if self._raised and number.isdecimal() and not self._is_power(number):
            text = f"[{number}]"
        self._parts.append(text)

    def _is_power(self, number: str) -> bool:
        if self._linked or len(number) > 2:
            return False
        before = _POWER.search("".join(self._parts[-3:])[-12:])
        return before is not None and (number in ("2", "3") or before[0].endswith("10"))

    def lines(self) -> list[str]:
        """What was printed until now."""
        return "".join(self._parts).split("\n")


def _printed(text: str) -> list[str]:
    """The page's lines. A walk of our own: the standard library's parser takes minutes for a few
    megabytes of tags that never end. What is not closed ends the page.
    """
    page, place = _Page(), 0
    while mark := _MARKUP_OPENS.search(text, place):
        start = mark.start()
        page.say(text[place:start])
        tag = _TAG.match(text, start)
        if tag:
            page.tag(tag[2].lower(), closes=bool(tag[1]))
        ends = "-->" if text.startswith("<!--", start) else ">"
        end = text.find(ends, start)
        if end < 0:
            return page.lines()
        place = end + len(ends)
        if tag and not tag[1] and tag[2].lower() in _RAW:
            closing = _RAW_END.search(text, place)
            if closing is None:
                return page.lines()
            place = closing.start()
    page.say(text[place:])
    return page.lines()


def _of_html(data: bytes) -> list[str]:
    declared = _CHARSET.search(_beginning(data))
    charset = declared[1].lower() if declared else "utf-8"
    coding = _CHARSETS.get(charset)
    if coding is None or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = decode(data)
    else:
        text = data.decode(coding, "replace")
    return [line for line in _printed(text) if line.strip()]


def _of_word(package: Package) -> list[str]:
    main = next(
        (path for path in package.related("").values() if path.endswith("document.xml")),
        "word/document.xml",
    )
    body = child(package.xml(main), "body")
    if body is None:
        raise UnreadableFile(DAMAGED)
    folder = main.rpartition("/")[0]
    walk = _Walk(
        Styles(package.xml(f"{folder}/styles.xml")),
        Numbering(package.xml(f"{folder}/numbering.xml")),
    )
    try:
        lines = list(walk.lines(body))
        for note in package.xml(f"{folder}/footnotes.xml") or ():
            number = attribute(note, "id")
            if number.isdecimal() and not attribute(note, "type"):
                lines += [f"[{number}] {line}" for line in walk.lines(note) if line.strip()][:1]
    except RecursionError as error:
        raise UnreadableFile(DAMAGED) from error
    return lines


class _Walk:
    """Paragraphs with the numbers that Word prints before them."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles, self._numbering = styles, numbering

    def lines(self, parent: Element) -> Iterator[str]:
        """The paragraphs of an element, also those in its tables."""
        for element in parent:
            name = local(element)
            if name == "p":
                yield from (self._label(element) + "".join(self._texts(element))).split("\n")
            elif name == "AlternateContent":
                yield from self.lines(element[0]) if len(element) else ()
            elif name not in _GONE:
                yield from self.lines(element)

    def _label(self, paragraph: Element) -> str:
        properties = child(paragraph, "pPr")
        place = child(properties, "numPr")
        if place is None:
            place = self._styles.list_place(attribute(child(properties, "pStyle"), "val"))
        if place is None:
            return ""
        depth = attribute(child(place, "ilvl"), "val")
        return self._numbering.next(
            attribute(child(place, "numId"), "val"), int(depth) if depth in _DEPTHS else 0
        )[0]

    def _texts(self, parent: Element) -> Iterator[str]:
        for element in parent:
            name = local(element)
            if name == "t":
                yield element.text or ""
            elif name in ("tab", "ptab"):
                yield " "
            elif name in ("br", "cr"):
                yield "\n"
            elif name == "noBreakHyphen":
                yield "-"
            elif name == "footnoteReference":
                yield f"[{attribute(element, 'id')}]"
            elif name not in _GONE:
                yield from self._texts(element)
