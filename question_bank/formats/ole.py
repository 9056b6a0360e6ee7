"""Compound files (OLE), in which .xls is kept: their streams; no number in them is trusted."""

import struct
from collections.abc import Callable
from dataclasses import dataclass

from question_bank.finding import UnreadableFile
from question_bank.formats.package import DAMAGED

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_ENTRY = 128
_FREE = 0xFFFFFFFA  # from here on numbers say what a sector is, not where
_STORAGE, _STREAM, _ROOT = 1, 2, 5


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class Compound:
    """The entries of a compound file. UnreadableFile where it is damaged."""

    def __init__(self, data: bytes) -> None:
        if len(data) < _HEADER or not data.startswith(SIGNATURE):
            raise UnreadableFile(DAMAGED)
        self._data = data
        big, small = struct.unpack_from("<HH", data, 30)
        if big not in (9, 12) or small != 6:
            raise UnreadableFile(DAMAGED)
        self._size, self._small_size = 1 << big, 1 << small
        self._cutoff = self._number(56)
        self._fat = self._table(self._fat_sectors())
        directory = self._chain(self._number(48), self._fat, self._sector)
        self._entries = self._read_entries(directory)
        small_fat = self._chain(self._number(60), self._fat, self._sector)
        self._small_fat = _numbers(small_fat)
        root = next((entry for entry in self._entries if entry.kind == _ROOT), None)
        self._small = self._chain(root.start, self._fat, self._sector) if root else b""

    @property
    def names(self) -> set[str]:
        """The names of all storages and streams."""
        return {entry.name for entry in self._entries}

    def stream(self, *names: str) -> bytes:
        """The first stream that has one of the names; "" where there is none."""
        for name in names:
            for entry in self._entries:
                if entry.kind == _STREAM and entry.name.lower() == name.lower():
                    if entry.size < self._cutoff:
                        content = self._chain(entry.start, self._small_fat, self._small_sector)
                    else:
                        content = self._chain(entry.start, self._fat, self._sector)
                    return content[: entry.size]
        return b""

    def _number(self, offset: int) -> int:
        value: int = struct.unpack_from("<I", self._data, offset)[0]
        return value

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    def _small_sector(self, number: int) -> bytes:
        start = number * self._small_size
        return self._small[start : start + self._small_size]

    def _fat_sectors(self) -> list[int]:
        """The sectors of the table, the first 109 in the header, others in sectors of their own."""
        listed = list(struct.unpack_from("<109I", self._data, 76))
        following, seen = self._number(68), 0
        while following < _FREE and seen <= len(self._data) // self._size:
            numbers = _numbers(self._sector(following))
            if not numbers:
                break
            listed += numbers[:-1]
            following, seen = numbers[-1], seen + 1
        return [number for number in listed if number < _FREE]

    def _table(self, sectors: list[int]) -> list[int]:
        if len(sectors) > len(self._data) // self._size + 1:
            raise UnreadableFile(DAMAGED)
        return _numbers(b"".join(map(self._sector, sectors)))

    def _chain(self, start: int, table: list[int], sector: Callable[[int], bytes]) -> bytes:
        """The sectors that follow each other from `start`; a circle ends where it began."""
        chunks: list[bytes] = []
        while start < len(table):
            chunks.append(sector(start))
            if len(chunks) > len(table):
                raise UnreadableFile(DAMAGED)
            start = table[start]
        return b"".join(chunks)

    def _read_entries(self, directory: bytes) -> list[_Entry]:
        entries = []
        for offset in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            raw = directory[offset : offset + _ENTRY]
            length = min(int.from_bytes(raw[64:66], "little"), 64)
            name = raw[: max(length - 2, 0)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", raw, 116)
            if raw[66] in (_STORAGE, _STREAM, _ROOT):
                entries.append(_Entry(name, raw[66], start, size))
        return entries


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))
