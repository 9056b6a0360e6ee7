"""XML from outside -> elements, without document types, and never more of them than memory bears.

The standard library's parser in C makes them, and their chunks are counted before they are parsed.
`defusedxml` parses in plain Python and takes six times as long. ValueError for whatever is no such
XML.
"""

import re
from collections import deque
from collections.abc import Iterator
from itertools import chain
from typing import cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from question_bank.finding import UnreadableFile
from question_bank.formats.limits import LIMITS

TOO_MANY_PARTS = (
    "Tệp có quá nhiều thành phần định dạng; đề nghị chép nội dung sang tệp mới hoặc chia thành"
    " nhiều tệp."
)
DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))
_ENCODING = re.compile(r"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']*)""")
_ENCODINGS = ("utf-8", "us-ascii", "ascii", "iso-8859-1", "utf-16")
"""In any other, a document type might be written in bytes that we do not look for."""
_CHUNK = 1 << 16
_MOST_PARENTS = 8
_MOST_NAMES = 1 << 10


class _Names(dict[object, str]):
    """Tags -> names without their namespace, the first of them remembered; "" for comments."""

    def __missing__(self, tag: object) -> str:
        name = tag.rpartition("}")[2] if isinstance(tag, str) else ""
        if len(self) < _MOST_NAMES:
            self[tag] = name
        return name


NAMES = _Names()
"""A tag's name, where a million elements are asked for theirs."""


def local(element: Element) -> str:
    """The element's name without its namespace: transitional and strict files alike."""
    return NAMES[element.tag]


def tree_of(data: bytes) -> Element:
    """The whole document. UnreadableFile where it has too many parts."""
    maker = _Maker("")
    for chunk in _chunks(data):
        maker.feed(chunk)
        maker.forget(maker.total)
    return maker.close()


def children_of(data: bytes, parent: str) -> Iterator[Element]:
    """The children of the elements of that name, each forgotten after its turn. UnreadableFile
    where there are too many parts, in all or within one child.
    """
    maker = _Maker(parent)
    for chunk in _chunks(data):
        before = maker.total
        maker.feed(chunk)
        for element in maker.parents:
            yield from element[:-1]
        maker.forget(maker.total - before)
    maker.close()
    for element in maker.parents:
        yield from element
    if not maker.parents:
        raise ValueError(f"no {parent}")


def _chunks(data: bytes) -> Iterator[bytes]:
    found = _ENCODING.match(data[:300].removeprefix(b"\xef\xbb\xbf").decode("latin-1"))
    if (found and found[1].lower() not in _ENCODINGS) or any(mark in data for mark in DOCTYPES):
        raise ValueError("a document type, or an encoding that might hide one")
    return (data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK))


class _Maker:
    """Makes the elements and counts them with their attributes: all, and those that are kept.

    What may begin one is counted in the bytes, `<` and `=`, so it is never too few. The parser
    tells which elements have begun: being asked for each of them takes twice the time.
    """

    def __init__(self, parent: str) -> None:
        self.total = 0
        self.parents: list[Element] = []
        self._root: Element | None = None
        self._kept = 0
        self._parent = parent
        self._parser: XMLPullParser[Element] = XMLPullParser(("start",))

    def feed(self, chunk: bytes) -> None:
        """Parse some bytes."""
        self.total += chunk.count(b"<") - chunk.count(b"</") + chunk.count(b"=")
        if self.total > LIMITS.xml_parts:
            raise UnreadableFile(TOO_MANY_PARTS)
        self._parser.feed(chunk)
        self._look()

    def close(self) -> Element:
        """The document's element."""
        try:
            self._parser.close()
        except ParseError as error:
            raise ValueError(str(error)) from error
        self._look()
        if self._root is None:
            raise ValueError("no element")
        return self._root

    def _look(self) -> None:
        try:
            events = cast("Iterator[tuple[str, Element]]", self._parser.read_events())
            if self._root is None and (first := next(events, None)):
                self._root = first[1]
                events = chain((first,), events)
            name = self._parent
            if name:
                self.parents += [
                    each for _, each in events if each.tag.endswith(name) and local(each) == name
                ]
            else:
                deque(events, maxlen=0)
        except ParseError as error:
            raise ValueError(str(error)) from error
        if len(self.parents) > _MOST_PARENTS:
            raise ValueError(f"too many of {name}")

    def forget(self, new: int) -> None:
        """Drop the children that have ended. `new` parts came last, and a child that is still
        growing began among them, unless none has ended.
        """
        ended = [parent for parent in self.parents if len(parent) > 1]
        for parent in ended:
            del parent[:-1]
        self._kept = new if ended else self._kept + new if self._parent else new
        if self._kept > LIMITS.xml_parts_at_once:
            raise UnreadableFile(TOO_MANY_PARTS)
