"""What QTI 2.x and 3.0 have in common: one name for elements and attributes, safe trees, text."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from question_bank.finding import UnreadableFile
from question_bank.formats.markup import STRUCK, STRUCK_LOST
from question_bank.formats.package import local
from question_bank.vietnamese import clean, tidy

DEEPEST = 100
"""Elements within each other: what people write has a dozen."""
BROKEN = "Tệp XML bị hỏng hoặc chưa tải lên hết; đề nghị xuất lại từ phần mềm đã soạn rồi gửi lại."
DOCTYPE = (
    "Tệp XML có khai báo DOCTYPE không được phép; đề nghị bỏ khai báo này hoặc xuất lại từ phần "
    "mềm đã soạn rồi gửi lại."
)
TOO_MUCH = "Tệp XML quá lớn hoặc có quá nhiều phần tử; đề nghị chia ngân hàng thành nhiều tệp."
TOO_DEEP = (
    f"Tệp XML có quá {DEEPEST} phần tử lồng nhau; đề nghị xuất lại từ phần mềm đã soạn rồi gửi lại."
)
_HEAVIEST = 800_000
"""Tags and attributes: 5,000 questions take 730,000, and no tree of so many takes 200 MB."""
_LARGEST = 10_000_000
"""Bytes of one file: the manifest of 5,000 questions has five million."""
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "pre",
        "blockquote",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "caption",
        "tr",
        "itembody",
        "prompt",
        "contentbody",
        "rubricblock",
        "feedbackblock",
        "section",
        "article",
    ]
)
_LOST = {
    "img": "hình ảnh",
    "picture": "hình ảnh",
    "svg": "hình ảnh",
    "object": "tệp nhúng",
    "iframe": "tệp nhúng",
    "audio": "âm thanh",
    "video": "video",
    "include": "tệp nhúng",
    "table": "bảng",
    "math": "công thức",
    "sub": "chỉ số dưới",
    "sup": "chỉ số trên",
}
_WITHOUT_TEXT = frozenset(
    ["img", "picture", "svg", "object", "iframe", "audio", "video", "include"]
)
_SILENT = frozenset(["stylesheet", "style", "script", "cataloginfo"])
_CELLS = frozenset(("td", "th"))


@dataclass
class Plain:
    """Markup as plain text: what stood beside it for people other than contestants, or is shown
    only with the result (`asides`); and what plain text cannot say, in Vietnamese (`lost`).
    """

    parts: list[str] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text, tidied: a line for each block and after each line break."""
        return tidy("".join(self.parts))

    @property
    def problems(self) -> tuple[str, ...]:
        """What must be refused in it, each as a Vietnamese sentence."""
        return clean("".join([*self.parts, *self.asides]))[1]


def weigh(members: Iterable[bytes]) -> None:
    """UnreadableFile where the files would together make more of a tree than a bank needs."""
    if sum(member.count(b"<") + member.count(b"=") for member in members) > _HEAVIEST:
        raise UnreadableFile(TOO_MUCH)


def parse(data: bytes) -> Element:
    """The root. UnreadableFile for XML that is broken, too deep or declares a document type."""
    if len(data) > _LARGEST:
        raise UnreadableFile(TOO_MUCH)
    weigh([data])
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise UnreadableFile(DOCTYPE) from error
    except (ParseError, ValueError, LookupError) as error:
        raise UnreadableFile(BROKEN) from error
    level = [root]
    for _ in range(DEEPEST):
        level = [child for element in level for child in element]
    if level:
        raise UnreadableFile(TOO_DEEP)
    return root


def kin(element: Element) -> str:
    """`simpleChoice` and `qti-simple-choice` -> `simplechoice`."""
    return _plain_name(local(element))


def attr(element: Element, name: str) -> str:
    """An attribute by that kind of name, `maxchoices`; "" where there is none."""
    for key, value in element.attrib.items():
        if _plain_name(key.rpartition("}")[2]) == name:
            return value.strip()
    return ""


def kids(element: Element, name: str) -> list[Element]:
    """The children of that kind."""
    return [child for child in element if kin(child) == name]


def inside(element: Element, name: str) -> list[Element]:
    """The descendants of that kind, the element itself among them."""
    return [each for each in element.iter() if kin(each) == name]


def said(element: Element, name: str) -> str:
    """The text of the first descendant of that kind on one line; "" where there is none."""
    found = inside(element, name)
    return " ".join("".join(found[0].itertext()).split()) if found else ""


def plain(element: Element, *, without: Element | None = None) -> Plain:
    """The element's text, all of it but for one element within."""
    out = Plain()
    _walk(element, out, without)
    return out


def _walk(element: Element, out: Plain, without: Element | None) -> None:
    name = kin(element)
    if name in STRUCK:
        out.lost.append(STRUCK_LOST)
        return
    if lost := _LOST.get(name):
        out.lost.append(lost)
    if name in _BLOCKS or name == "br":
        out.parts.append("\n")
    if name in _WITHOUT_TEXT:
        out.parts.append(f" {attr(element, 'alt')} ")
        return
    out.parts.append(_spaced(element.text))
    for child in element:
        if child is without or kin(child) in _SILENT or not kin(child):
            pass
        elif _is_aside(child):
            aside = plain(child)
            out.asides += [text for text in (aside.text, *aside.asides) if text]
            out.lost += aside.lost
        else:
            _walk(child, out, without)
        out.parts.append(_spaced(child.tail))
    if name in _BLOCKS:
        out.parts.append("\n")
    elif name in _CELLS:
        out.parts.append(" ")


def _is_aside(element: Element) -> bool:
    name = kin(element)
    if name == "rubricblock":
        return "candidate" not in (attr(element, "view") or "candidate").split()
    return name in ("feedbackinline", "feedbackblock")


def _spaced(text: str | None) -> str:
    return " ".join((text or "").splitlines()) if text and text.strip() else (text and " ") or ""


@lru_cache(maxsize=1024)
def _plain_name(name: str) -> str:
    return name.removeprefix("qti-").replace("-", "").lower()
