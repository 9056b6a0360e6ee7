"""XML from outside -> elements, without document types, and never more of them than memory bears.

Expat calls us and we build the standard library's elements: the tree builders of `defusedxml` are
plain Python and take six times as long. ValueError for whatever is no such XML.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from question_bank.finding import UnreadableFile
from question_bank.formats.limits import LIMITS

TOO_MANY_PARTS = (
    "Tệp có quá nhiều thành phần định dạng; đề nghị chép nội dung sang tệp mới hoặc chia thành"
    " nhiều tệp."
)
_DEEPEST = 200
_CHUNK = 1 << 16
_MOST_NAMES = 1_000


def local(element: Element) -> str:
    """The element's name without its namespace: transitional and strict files alike."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def tree_of(data: bytes) -> Element:
    """The whole document. UnreadableFile where it has too many parts."""
    builder = _Builder(frozenset(), None)
    builder.feed(data, final=True)
    return builder.close()


def children_of(data: bytes, parent: str) -> Iterator[Element]:
    """The children of the first element of that name, each forgotten after its turn."""
    builder = _Builder(frozenset(), parent)
    for _, element in builder.events(data):
        yield element
    if not builder.met:
        raise ValueError(f"no {parent}")


def events_of(data: bytes, names: frozenset[str], within: str) -> Iterator[tuple[str, Element]]:
    """`start` and `end` of the elements of these names; the children of each `within` are
    forgotten when they have ended.
    """
    yield from _Builder(names, within).events(data)


class _Builder:
    """Counts elements and their attributes as they come: all, and those that are remembered."""

    def __init__(self, names: frozenset[str], within: str | None) -> None:
        self.met = False
        self._names, self._within = names, within
        self._depth = 0  # of the element whose children are forgotten, while it is open
        self._tags: dict[str, tuple[str, str]] = {}
        self._events: list[tuple[str, Element]] = []
        self._open: list[tuple[Element, str, int]] = []
        self._total = self._live = self._past = 0
        self._tree = TreeBuilder()
        self._parser = expat.ParserCreate(None, "}")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._tree.data
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse

    def feed(self, data: bytes, *, final: bool) -> None:
        """Parse some bytes."""
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error

    def close(self) -> Element:
        """The document's element."""
        tree: Element = self._tree.close()
        return tree

    def events(self, data: bytes) -> Iterator[tuple[str, Element]]:
        """What was met, chunk by chunk; then the children that have ended are forgotten."""
        for start in range(0, max(len(data), 1), _CHUNK):
            self.feed(data[start : start + _CHUNK], final=start + _CHUNK >= len(data))
            yield from self._events
            self._events.clear()
            if self._depth:
                self._open[self._depth - 1][0][:] = []
                self._live, self._past = self._live - self._past, 0

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        full, name = self._named(tag)
        count = 1 + len(attributes)
        self._total += count
        self._live += count
        if self._total > LIMITS.xml_parts or self._live > LIMITS.xml_parts_at_once:
            raise UnreadableFile(TOO_MANY_PARTS)
        if len(self._open) >= _DEEPEST:
            raise ValueError("too deep")
        element = self._tree.start(full, attributes)
        self._open.append((element, name, self._total - count))
        if name == self._within and not self._depth:
            self._depth, self.met = len(self._open), True
        if name in self._names:
            self._events.append(("start", element))

    def _end(self, tag: str) -> None:
        element, name, before = self._open.pop()
        self._tree.end(self._named(tag)[0])
        inside = self._depth > 0 and len(self._open) == self._depth
        if name in self._names or (inside and not self._names):
            self._events.append(("end", element))
        if inside:
            self._past += self._total - before
        elif len(self._open) < self._depth:
            self._depth = self._past = 0

    def _named(self, tag: str) -> tuple[str, str]:
        """The tag as elements spell it, and its local name."""
        known = self._tags.get(tag)
        if known is None:
            known = (f"{{{tag}" if "}" in tag else tag), tag.rpartition("}")[2]
            if len(self._tags) < _MOST_NAMES:
                self._tags[tag] = known
        return known

    def _refuse(self, *_: object) -> None:
        raise ValueError("a document type")
