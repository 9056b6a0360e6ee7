"""Builds small .xls and .ods files: BIFF8 records in a compound file, an OpenDocument package."""

import io
import struct
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
Rows = Sequence[Sequence[str]]


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _wide(text: str, length: str) -> bytes:
    return struct.pack(f"<{length}B", len(text), 1) + text.encode("utf-16-le")


def _sheet(rows: Rows, extra: bytes) -> bytes:
    cells = b"".join(
        record(0x204, struct.pack("<HHH", row, column, 0) + _wide(text, "H"))
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
        if text
    )
    return (
        record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + extra + cells + record(0xA)
    )


def xls(
    sheets: dict[str, Rows],
    *,
    extra: bytes = b"",
    hidden: Sequence[str] = (),
    before: bytes = b"",
    storages: Sequence[str] = (),
) -> bytes:
    """`extra` are records of every sheet, `before` records of the workbook, `storages` names of
    further entries of the compound file.
    """
    head = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + before
    names = {name: struct.pack("<BB", int(name in hidden), 0) + _wide(name, "B") for name in sheets}
    length = len(head) + sum(8 + len(name) for name in names.values()) + 4
    listed, bodies = b"", b""
    for name, rows in sheets.items():
        listed += record(0x85, struct.pack("<I", length + len(bodies)) + names[name])
        bodies += _sheet(rows, extra)
    return _compound(head + listed + record(0xA) + bodies, storages)


def shared_strings(*texts: str, split: int = 8_000) -> bytes:
    """An SST record, continued where it is longer than `split` bytes."""
    chunks = [struct.pack("<II", len(texts), len(texts))]
    for text in texts:
        piece = _wide(text, "H")
        while piece:
            room = split - len(chunks[-1])
            if room < 3:
                chunks.append(b"")
                continue
            if len(piece) <= room:
                chunks[-1] += piece
                break
            room -= (room - 3) % 2
            chunks[-1] += piece[:room]
            piece = b"\x01" + piece[room:]
            chunks.append(b"")
    first, *others = chunks
    return record(0xFC, first) + b"".join(record(0x3C, chunk) for chunk in others)


def shared_cell(row: int, column: int, number: int) -> bytes:
    return record(0xFD, struct.pack("<HHHI", row, column, 0, number))


def hidden_row(row: int) -> bytes:
    return record(0x208, struct.pack("<HHHHHHI", row, 0, 9, 255, 0, 0, 0x20))


def hidden_column(column: int) -> bytes:
    return record(0x7D, struct.pack("<6H", column, column, 2000, 0, 1, 0))


def merged(top: int, bottom: int, left: int, right: int) -> bytes:
    return record(0xE5, struct.pack("<5H", 1, top, bottom, left, right))


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le")
    links = struct.pack("<BBIII", kind, 1, _FREE, _FREE, child)
    tail = bytes(36) + struct.pack("<III", start, size, 0)
    return raw.ljust(64, b"\0") + struct.pack("<H", len(raw) + 2) + links + tail


def _compound(stream: bytes, storages: Sequence[str]) -> bytes:
    """One stream, long enough for sectors of its own, behind the table and the directory."""
    size = max(len(stream), 4096)
    count = -(-size // _SECTOR)
    numbers = [_FAT, _END, *range(3, count + 2), _END]
    assert len(numbers) <= _SECTOR // 4
    table = struct.pack(f"<{len(numbers)}I", *numbers).ljust(_SECTOR, b"\xff")
    entries = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, size)
    for name in storages:
        entries += _entry(name, 1, _FREE, 0, 0)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    body = table + entries.ljust(_SECTOR, b"\0") + stream.ljust(count * _SECTOR, b"\0")
    return header + body


_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (
        *(("office", "office"), ("table", "table"), ("text", "text"), ("style", "style")),
    )
)
_MIME = "application/vnd.oasis.opendocument.spreadsheet"


def cells(texts: Sequence[str]) -> str:
    """A row of cells; a line break in a text begins a new paragraph."""
    row = ""
    for text in texts:
        inside = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n") if text)
        kind = ' office:value-type="string"' if text else ""
        row += f"<table:table-cell{kind}>{inside}</table:table-cell>"
    return f"<table:table-row>{row}</table:table-row>"


def ods(*tables: str, styles: str = "", members: dict[str, bytes] | None = None) -> bytes:
    """A document of tables given as XML."""
    content = (
        f'<?xml version="1.0"?><office:document-content {_NAMES}><office:automatic-styles>{styles}'
        "</office:automatic-styles><office:body><office:spreadsheet>"
        f"{''.join(tables)}</office:spreadsheet></office:body></office:document-content>"
    )
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _MIME)
        archive.writestr("content.xml", content)
        for name, data in (members or {}).items():
            archive.writestr(name, data)
    return output.getvalue()


def table(name: str, *rows: str, style: str = "ta1") -> str:
    return (
        f'<table:table table:name="{name}" table:style-name="{style}">{"".join(rows)}</table:table>'
    )
