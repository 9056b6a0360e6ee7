"""The shared strings of an .xls: how long each is, so that one long string in every cell is seen
before calamine copies it into each.
"""

import struct

_HEAD = 3
_RICH, _PHONETIC, _WIDE = 8, 4, 1


def lengths_of(chunks: list[bytes]) -> list[int]:
    """Letters of each string in an SST record and the CONTINUE records behind it.

    struct.error or IndexError where they end in the middle of a string or promise too many.
    """
    reader = _Reader(chunks)
    _total, unique = struct.unpack("<II", reader.take(8))
    if unique * _HEAD > sum(map(len, chunks)):  # calamine makes room for as many as it is told
        raise struct.error
    lengths: list[int] = []
    while len(lengths) < unique and not reader.at_end:
        length, flags = struct.unpack("<HB", reader.take(_HEAD))
        runs = struct.unpack("<H", reader.take(2))[0] if flags & _RICH else 0
        extra = struct.unpack("<I", reader.take(4))[0] if flags & _PHONETIC else 0
        reader.skip_letters(length, bool(flags & _WIDE))
        reader.skip(runs * 4 + extra)
        lengths.append(length)
    return lengths


class _Reader:
    """A place in records that continue each other."""

    def __init__(self, chunks: list[bytes]) -> None:
        self._chunks, self._chunk, self._place = chunks, 0, 0

    @property
    def at_end(self) -> bool:
        """Whether nothing is left."""
        while self._chunk < len(self._chunks) and self._place >= len(self._chunks[self._chunk]):
            self._chunk, self._place = self._chunk + 1, 0
        return self._chunk >= len(self._chunks)

    def take(self, count: int) -> bytes:
        """The next bytes; a string's head is never parted."""
        if self.at_end:
            return b""
        start, self._place = self._place, self._place + count
        return self._chunks[self._chunk][start : self._place]

    def skip(self, count: int) -> None:
        """Pass over bytes, from one record into the next."""
        while count and not self.at_end:
            step = min(count, len(self._chunks[self._chunk]) - self._place)
            self._place += step
            count -= step

    def skip_letters(self, count: int, wide: bool) -> None:
        """Pass over letters; each further record begins by saying whether they are wide."""
        while count and not self.at_end:
            if self._place == 0:
                wide = bool(self._chunks[self._chunk][0] & _WIDE)
                self._place = 1
            size = 2 if wide else 1
            room = (len(self._chunks[self._chunk]) - self._place) // size
            step = min(count, room)
            self._place += step * size
            count -= step
            if count:
                self._chunk, self._place = self._chunk + 1, 0
