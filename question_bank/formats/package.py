"""Office files are zip packages: opened here without trusting any size, name or entity in them."""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element

from question_bank.finding import UnreadableFile
from question_bank.formats.limits import LIMITS
from question_bank.formats.trees import DOCTYPES, NAMES, children_of, local, tree_of

DAMAGED = "Tệp bị hỏng hoặc chưa tải lên hết; đề nghị mở bằng Word hoặc Excel, lưu lại rồi gửi lại."
TOO_BIG = "Tệp giải nén quá 50 MB; đề nghị bỏ hình ảnh và chia thành nhiều tệp."
_TOO_MANY = "Tệp có quá {} thành phần; đề nghị bỏ hình ảnh hoặc chia thành nhiều tệp rồi lưu lại."
_TWICE = "Tệp có hai thành phần cùng tên; đề nghị tạo lại tệp rồi gửi lại."
ENCRYPTED = "Tệp có mật khẩu; đề nghị bỏ mật khẩu rồi lưu lại."
_DOCTYPE = (
    "Tệp có khai báo DOCTYPE không được phép; đề nghị mở bằng Word hoặc Excel, "
    "chép nội dung sang tệp mới rồi gửi lại."
)
MACROS = "Tệp có macro; đề nghị lưu lại thành {} (không có macro)."
__all__ = [
    "DAMAGED",
    "ENCRYPTED",
    "MACROS",
    "TOO_BIG",
    "Package",
    "attribute",
    "child",
    "local",
    "manifest_of",
    "open_package",
    "refuse_macros",
]

_CHUNK = 1 << 16
MANIFEST = "imsmanifest.xml"
"""What makes a zip a content package of learning material."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""As Office files are packed; others inflate a few bytes into gigabytes at one step."""


@dataclass(frozen=True)
class Package:
    """The members of a package, inflated within the limits. Names are never used as paths."""

    members: dict[str, bytes]

    def xml(self, name: str) -> Element | None:
        """A part as a tree, or None where there is no such part."""
        data = self.members.get(name)
        if data is None:
            return None
        try:
            return tree_of(data)
        except (ValueError, LookupError) as error:
            raise UnreadableFile(DAMAGED) from error

    def children(self, name: str, parent: str) -> Iterator[Element]:
        """The children of a part's first `parent`, one after the other, each for its turn only."""
        try:
            yield from children_of(self.members.get(name, b""), parent)
        except (ValueError, LookupError) as error:
            raise UnreadableFile(DAMAGED) from error

    def related(self, source: str) -> dict[str, str]:
        """The parts that `source` names, under their relationship identifiers."""
        folder, name = posixpath.split(source)
        tree = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        targets = {}
        for relation in tree if tree is not None else ():
            target = relation.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            targets[relation.get("Id", "")] = posixpath.normpath(path)
        return targets

    @property
    def main_type(self) -> str:
        """The content types of the package, as one text to search in; "" for other zips."""
        data = self.members.get("[Content_Types].xml", b"")
        return " ".join(
            kind
            for kind in re.findall(r'ContentType="([^"]*)"', data.decode("utf-8", "replace"))
            if "main" in kind
        )


@lru_cache(maxsize=1)
def open_package(data: bytes) -> Package:
    """Inflate a package. UnreadableFile for what is damaged, encrypted, too big or declares
    a document type.

    The last one is remembered, since several look into the same file one after the other; who
    reads from outside forgets it at the end.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive.infolist())
            members = _inflate(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        KeyError,
    ) as error:
        raise UnreadableFile(DAMAGED) from error
    except (NotImplementedError, RuntimeError) as error:
        raise UnreadableFile(ENCRYPTED) from error
    for name, content in members.items():
        if _is_xml(name, content) and any(mark in content for mark in DOCTYPES):
            raise UnreadableFile(_DOCTYPE)
    return Package(members)


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    most = LIMITS.members
    if any(posixpath.basename(entry.filename) == MANIFEST for entry in entries):
        most = LIMITS.item_members  # a file for each question
    if len(entries) > most:
        raise UnreadableFile(_TOO_MANY.format(most))
    if len({entry.filename for entry in entries}) < len(entries):
        raise UnreadableFile(_TWICE)
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile(ENCRYPTED)
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise UnreadableFile(DAMAGED)
    if sum(entry.file_size for entry in entries) > LIMITS.inflated_bytes:
        raise UnreadableFile(TOO_BIG)


def _inflate(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Every member, counted while it is inflated: the directory may lie."""
    members, total = {}, 0
    for entry in archive.infolist():
        chunks = []
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                total += len(chunk)
                if total > LIMITS.inflated_bytes:
                    raise UnreadableFile(TOO_BIG)
                chunks.append(chunk)
        members[entry.filename] = b"".join(chunks)
    return members


def _is_xml(name: str, content: bytes) -> bool:
    if name.lower().endswith((".xml", ".rels", ".vml")):
        return True
    return content[:4].lstrip(b"\xef\xbb\xbf\xff\xfe\xfe\x00 \r\n\t").startswith(b"<")


def manifest_of(members: Iterable[str]) -> str:
    """The manifest of a content package, the outermost one; "" for other zips."""
    found = [name for name in members if posixpath.basename(name) == MANIFEST]
    return min(found, key=lambda name: (name.count("/"), name), default="")


def refuse_macros(package: Package, remedy: str) -> None:
    """UnreadableFile for a package with macros, whatever its name; `remedy` is `.docx`."""
    if "macroenabled" in package.main_type.lower() or any(
        name.lower().endswith("vbaproject.bin") for name in package.members
    ):
        raise UnreadableFile(MACROS.format(remedy))


def attribute(element: Element | None, name: str) -> str:
    """An attribute by its name without namespace; "" where there is none."""
    if element is not None:
        if (plain := element.get(name)) is not None:
            return plain
        for key, value in element.items():
            if key.rpartition("}")[2] == name:
                return value
    return ""


def child(element: Element | None, *names: str) -> Element | None:
    """The first child of that name, of that name's child, and so on."""
    for name in names:
        if element is None:
            return None
        for each in element:
            if NAMES[each.tag] == name:
                element = each
                break
        else:
            return None
    return element
