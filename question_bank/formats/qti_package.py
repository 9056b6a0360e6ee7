"""A QTI content package in the order of its test: every item once, with its topic and metadata.

Names of members are looked up in the zip and never used as paths.
"""

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from question_bank.bank import Topic
from question_bank.finding import UnreadableFile
from question_bank.formats.limits import LIMITS
from question_bank.formats.package import MANIFEST, manifest_of, open_package
from question_bank.formats.qti_names import BASED_ON, CATALOG
from question_bank.formats.qti_xml import attr, inside, kids, kin, parse, plain, said, weigh
from question_bank.formats.reading import Report, shorten
from question_bank.vietnamese import squeeze

_BROKEN = "Gói có quá nhiều tham chiếu sai; đề nghị xuất lại gói từ phần mềm đã soạn."
_OLD = (
    "Gói là QTI 1.2 hoặc loại khác, không có câu hỏi QTI 2.x hay 3.0; "
    "đề nghị xuất lại theo QTI 2.1, 2.2 hoặc 3.0."
)


@dataclass(frozen=True)
class Metadata:
    """What the manifest says of an item: our identifier, the topic's, the difficulty in the words
    of LOM, and the texts that the item is based on.
    """

    id: str = ""
    topic: str = ""
    difficulty: str = ""
    bases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """An item's member, its root, the title of its section, and what the manifest says of it."""

    path: str
    root: Element
    section: str
    metadata: Metadata


@dataclass
class Contents:
    """What a package holds: items in order, and what stands at its head."""

    items: list[Item] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    title: str | None = None
    as_of: str = ""
    language: str = ""


def read_package(data: bytes, report: Report) -> Contents:
    """The contents of a zip. UnreadableFile where it holds nothing of QTI 2.x or 3.0."""
    members = open_package(data).members
    weigh(members.values())
    manifest = manifest_of(members)
    if not manifest:
        raise UnreadableFile(f"Gói không có tệp {MANIFEST}; đề nghị xuất lại gói rồi gửi lại.")
    return _Reader(members, report).read(manifest)


class _Reader:
    """Walks one package; every member is taken once."""

    def __init__(self, members: dict[str, bytes], report: Report) -> None:
        self._members, self._report = members, report
        self._contents = Contents()
        self._metadata: dict[str, Metadata] = {}
        self._roots: dict[str, Element | None] = {}
        self._taken: set[str] = set()
        self._told: set[tuple[str, str]] = set()

    def read(self, manifest: str) -> Contents:
        """The contents that the manifest names."""
        root = parse(self._members[manifest])
        self._head(root)
        named = [path for path in self._resources(root, manifest) if path]
        roots = {path: self._root(path) for path in dict.fromkeys(named)}
        for path, each in roots.items():
            if each is not None and kin(each) == "assessmenttest":
                self._take_test(each, path)
        for path, each in roots.items():
            if each is None or kin(each) in ("assessmenttest", "assessmentsection"):
                continue
            if kin(each) != "assessmentitem":
                self._doubt(path, "không phải câu hỏi QTI 2.x hay 3.0")
            elif path not in self._taken:
                self._take(path, each, "")
        if not self._contents.items:
            raise UnreadableFile(_OLD)
        return self._contents

    def _head(self, root: Element) -> None:
        for lom in [lom for each in kids(root, "metadata") for lom in kids(each, "lom")]:
            for general in kids(lom, "general"):
                self._contents.language = said(general, "language")
                self._contents.as_of = said(general, "coverage")
            self._contents.topics += [
                Topic(identifier, title) for identifier, title in _taxa(lom) if identifier
            ]

    def _resources(self, root: Element, manifest: str) -> Iterable[str]:
        """The members of the question resources, in order; tells those that are not there."""
        base = posixpath.join(posixpath.dirname(manifest), attr(root, "base"))
        seen: set[str] = set()
        for holder in kids(root, "resources"):
            for resource in kids(holder, "resource"):
                if not attr(resource, "type").startswith("imsqti"):
                    continue
                folder = posixpath.join(base, attr(holder, "base"), attr(resource, "base"))
                path = self._found(attr(resource, "href"), folder, manifest)
                if path and path in seen:
                    self._doubt(path, f"được {MANIFEST} nêu nhiều lần, chỉ đọc một lần")
                elif path:
                    seen.add(path)
                    self._metadata[path] = _metadata_of(resource)
                    yield path

    def _found(self, href: str, folder: str, source: str) -> str:
        """The member that a reference means; "" with a finding where there is none."""
        if len(self._report.findings) > LIMITS.item_members:
            raise UnreadableFile(_BROKEN)
        bare = href.partition("#")[0]
        for name in (bare, unquote(bare)):
            path = posixpath.normpath(posixpath.join(folder, name))
            if name and path in self._members:
                return path
        self._report.blocks(
            self._report.place(shorten(source)),
            f"Gói không có thành phần “{shorten(href, 60)}” được nêu ở đây; "
            "đề nghị xuất lại gói cho đủ.",
        )
        return ""

    def _root(self, path: str) -> Element | None:
        """The member's root, or None with a finding where it is no XML that can be read."""
        if path not in self._roots:
            self._roots[path] = None
            try:
                self._roots[path] = parse(self._members[path])
            except UnreadableFile as error:
                self._report.blocks(self._report.place(shorten(path)), str(error))
        return self._roots[path]

    def _doubt(self, path: str, problem: str) -> None:
        if (path, problem) in self._told:
            return
        self._told.add((path, problem))
        self._report.doubts(
            self._report.place(shorten(path)),
            f"Thành phần này {problem}; đề nghị kiểm tra lại gói.",
        )

    def _take_test(self, root: Element, path: str) -> None:
        if self._contents.title is None:
            self._contents.title = squeeze(attr(root, "title"))
        self._taken.add(path)
        self._walk(root, path, "")

    def _walk(self, parent: Element, path: str, section: str) -> None:
        """Take what is below, in order; sections of other files as if they stood here."""
        for child in parent:
            name = kin(child)
            if name in ("testpart", "assessmentsection"):
                title = squeeze(attr(child, "title")) if name == "assessmentsection" else ""
                self._walk(child, path, title or section)
            elif name in ("assessmentitemref", "assessmentsectionref"):
                self._follow(child, path, section)

    def _follow(self, reference: Element, source: str, section: str) -> None:
        path = self._found(attr(reference, "href"), posixpath.dirname(source), source)
        if not path:
            return
        if path in self._taken:
            self._doubt(path, "được bài thi nhắc đến nhiều lần, chỉ đọc một lần")
            return
        root = self._root(path)
        if root is None:
            self._taken.add(path)
        elif kin(root) == "assessmentitem":
            self._take(path, root, section)
        elif kin(root) == "assessmentsection":
            self._taken.add(path)
            self._walk(root, path, squeeze(attr(root, "title")) or section)
        else:
            self._doubt(path, "không phải câu hỏi hay phần thi QTI 2.x hay 3.0")

    def _take(self, path: str, root: Element, section: str) -> None:
        self._taken.add(path)
        metadata = self._metadata.get(path, Metadata())
        self._contents.items.append(Item(path, root, section, metadata))


def _metadata_of(resource: Element) -> Metadata:
    identifier = topic = difficulty = ""
    bases = []
    for lom in [lom for each in kids(resource, "metadata") for lom in kids(each, "lom")]:
        for entry in [each for general in kids(lom, "general") for each in general]:
            if kin(entry) == "identifier" and said(entry, "catalog") == CATALOG:
                identifier = said(entry, "entry")
        for each in inside(lom, "difficulty"):
            difficulty = said(each, "value")
        for relation in kids(lom, "relation"):
            if any(said(each, "value").lower() == BASED_ON for each in kids(relation, "kind")):
                bases += [plain(each).text for each in inside(relation, "description")]
        topic = next((identifier for identifier, _ in _taxa(lom)), topic)
    return Metadata(identifier, topic, difficulty, tuple(filter(None, bases)))


def _taxa(lom: Element) -> list[tuple[str, str]]:
    """The topics of our catalogue that a description names: identifiers and titles."""
    paths = [
        path
        for path in inside(lom, "taxonpath")
        if any(said(source, "string") == CATALOG for source in kids(path, "source"))
    ]
    taxa = [taxon for path in paths for taxon in kids(path, "taxon")]
    return [(said(taxon, "id"), squeeze(said(taxon, "entry"))) for taxon in taxa]
