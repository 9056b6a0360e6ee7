"""The text of a whole file, piece by piece, to see in which encoding it is; and the file converted.

Conversion happens in the file, before any reader sees it, so that one way serves every format.
"""

import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import tostring

from question_bank.finding import UnreadableFile
from question_bank.formats.decoding import decoded
from question_bank.formats.package import Package, open_package
from question_bank.formats.passages import Part, Passage, book_parts, word_parts
from question_bank.legacy import Piece, better, convert, fits, is_unicode
from question_bank.suspects import suspect, suspect_bytes, suspect_letters

_PARTS: dict[str, Callable[[Package], Iterator[Part]]] = {"docx": word_parts, "xlsx": book_parts}
_TOKEN = re.compile(r"[ \t\n\r]+|[^ \t\n\r]+")
_HIDDEN = re.compile("[\u00ad\u034f\u061c\u200b-\u200f\u2060-\u2064\ufeff\u00d0\u0189\u00f0\u0256]")
_TEXT_MEMBERS = re.compile(r"(?:document\d*|styles|strings|worksheets/[^/]+)\.xml$", re.IGNORECASE)
_BLOCK = re.compile(r"</(?:[A-Za-z]{1,20}:)?(?:p|si)>")
_TEXT = re.compile(r"<(?:[A-Za-z]{1,20}:)?t(?:\s[^<>]{0,200})?>([^<]*)<")
_OLD_FONT = re.compile("=[\"'](?:\\.vn|vni-)", re.IGNORECASE)
_OLD_FONT_BYTES = re.compile(_OLD_FONT.pattern.encode(), re.IGNORECASE)
_ASCII = bytes(range(128))


def pieces_of(data: bytes, format: str) -> list[Piece]:
    """The paragraphs of a Word file, the cells of a workbook, the lines of a text.

    Nothing where no letter gives reason to look, so that a sound file costs no second walk.
    """
    if not data.startswith(b"PK"):
        text = decoded(data)[0]
        if not _worth_looking(text):
            return []
        return [Piece(f"dòng {number}", line) for number, line in enumerate(text.split("\n"), 1)]
    if format not in _PARTS:
        return []
    package = open_package(data)
    if not any(
        bool(_OLD_FONT_BYTES.search(part)) if "styles" in name.lower() else _worth_walking(part)
        for name, part in package.members.items()
        if _TEXT_MEMBERS.search(name)
    ):
        return []
    try:
        return [
            Piece(passage.where, passage.text, passage.encoding)
            for _name, _tree, passages in _PARTS[format](package)
            for passage in passages
        ]
    except UnreadableFile:  # too much to be held as a tree: its text alone, without its fonts
        members = (one for name, one in package.members.items() if _TEXT_MEMBERS.search(name))
        return [piece for content in members for piece in _bare(content)]


def _bare(content: bytes) -> Iterator[Piece]:
    """What stands in the text elements of a part, a piece for each paragraph or shared string."""
    for number, block in enumerate(_BLOCK.split(content.decode("utf-8", "replace")), 1):
        if text := "".join(_TEXT.findall(block)):
            yield Piece(f"đoạn {number}", html.unescape(text))


def _worth_looking(text: str) -> bool:
    return suspect(text) or bool(_HIDDEN.search(text) or _OLD_FONT.search(text)) or "&#" in text


def _worth_walking(part: bytes) -> bool:
    """The same for a part of a package, which may have 50 MB: letters beyond ASCII are taken out
    before each is looked at, and what may stand beside another is looked for in bytes.
    """
    if suspect_bytes(part) or _OLD_FONT_BYTES.search(part) or b"&#" in part:
        return True
    letters = "" if part.isascii() else part.translate(None, _ASCII).decode("utf-8", "replace")
    return suspect_letters(letters) or bool(_HIDDEN.search(letters))


def hidden_in(pieces: list[Piece]) -> tuple[int, list[str]]:
    """How many signs nobody sees, or look-alikes of Đ, the pieces hold; the places that do."""
    found = [(len(_HIDDEN.findall(piece.text.lstrip("\ufeff"))), piece.where) for piece in pieces]
    return sum(count for count, _where in found), [where for count, where in found if count]


def converted(data: bytes, format: str, encoding: str) -> bytes:
    """The same file with its text in Unicode; unchanged where its format is not walked."""
    if not data.startswith(b"PK"):
        lines = decoded(data)[0].split("\n")
        mixed = any(map(is_unicode, lines))
        return "\n".join(_line(line, encoding, mixed) for line in lines).encode("utf-8")
    if format not in _PARTS:
        return data
    package = open_package(data)
    members = dict(package.members)
    for name, tree, passages in _PARTS[format](package):
        mixed = any(is_unicode(passage.text) for passage in passages)
        for passage in passages:
            _mend(passage, encoding, mixed)
        members[name] = tostring(tree, encoding="utf-8")
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return output.getvalue()


def _line(text: str, encoding: str, mixed: bool) -> str:
    if not fits(text, encoding) or (mixed and not better(text, encoding)):
        return text
    return convert(text, encoding)


def _mend(passage: Passage, encoding: str, mixed: bool) -> None:
    """Convert a passage, font by font. A word goes to the node in which it begins, because one
    letter of VNI may lie in two.
    """
    for places in _by_font(passage):
        texts = [passage.texts[place][0].text or "" for place in places]
        own, capitals = passage.texts[places[0]][1]
        whole = "".join(texts)
        sure = own == encoding and not is_unicode(whole)
        if not sure and _line(whole, encoding, mixed) == whole:
            continue
        ends, end = [], 0
        for text in texts:
            end += len(text)
            ends.append(end)
        new, here = [""] * len(texts), 0
        for found in _TOKEN.finditer(whole):
            while found.start() >= ends[here]:
                here += 1
            new[here] += convert(found[0], encoding, capitals=capitals and sure, sure=sure)
        for place, text in zip(places, new, strict=True):
            passage.texts[place][0].text = text


def _by_font(passage: Passage) -> Iterator[list[int]]:
    """Places of neighbouring texts in one font."""
    group: list[int] = []
    for place, (_element, font) in enumerate(passage.texts):
        if group and passage.texts[group[-1]][1] != font:
            yield group
            group = []
        group.append(place)
    if group:
        yield group
