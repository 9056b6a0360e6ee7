"""A disk whose power can be cut: what tests/faults/power.c saw synced stays, the rest is lost, or
half of it is there.
"""

import random
import shutil
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

NAMES = ("quiz.db", "quiz.db-wal", "quiz.db-journal")
SHARED = "quiz.db-shm"
"""SQLite's index into the log, which it makes anew after a crash: not on any disk."""
SOURCE = Path(__file__).with_name("power.c")
SECTORS = (512, 4096)
"""Bytes that a disk writes as a whole: old disks, new disks."""


def compile_shim(folder: Path) -> Path | None:
    """The preloaded library; None where it cannot be made or Linux's loader is not there to load
    it."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        return None
    library = folder / "power.so"
    flags = ("-std=c11", "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC")
    subprocess.run(
        [compiler, *flags, "-o", library, SOURCE, "-ldl", "-lpthread"],
        check=True,
    )
    return library


@dataclass(frozen=True, slots=True)
class Counts:
    """What the shim saw, in all processes so far."""

    writes: int
    syncs: int
    folder_syncs: int
    removals: int


class Disk:
    """The disk under a data folder. Whatever stands in the folder at the beginning is on it."""

    def __init__(self, library: Path, folder: Path, synced: Path) -> None:
        self._library, self._folder, self._synced = library, folder.resolve(), synced.resolve()
        self.lost_sectors = 0
        """Sectors that were written, not synced, and are not there after the cuts so far."""
        for kept in ("content", "entry", "gone"):
            (self._synced / kept).mkdir(parents=True)
        self._settle()

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs whose disk this is."""
        return {
            "LD_PRELOAD": str(self._library),
            "QUIZ_POWER_FOLDER": str(self._folder),
            "QUIZ_POWER_SYNCED": str(self._synced),
        }

    @property
    def counts(self) -> Counts:
        """What the shim saw. It counts from when the first process of the disk has started."""
        return Counts(*struct.unpack("4Q", (self._synced / "counts").read_bytes()))

    def unsynced(self) -> list[str]:
        """The files that are there and not as they were synced: none after an orderly end, or the
        shim has overlooked something."""
        return [
            name
            for name in NAMES
            if (self._folder / name).exists()
            and self._read("content", name) != _bytes(self._folder / name)
        ]

    def cut(self, dice: random.Random | None = None) -> None:
        """What is left after a power cut; the server must be dead. Without dice nothing that was
        not synced; with dice some of it, sector by sector and name by name, as a disk may have
        written it in any order."""
        for name in NAMES:
            self._restore(name, dice)
        (self._folder / SHARED).unlink(missing_ok=True)
        self._settle()

    def _restore(self, name: str, dice: random.Random | None) -> None:
        path, gone = self._folder / name, _bytes(self._kept("gone", name))
        written, kept = _bytes(path), self._read("content", name)
        if gone is not None and (dice is None or dice.random() < 0.5):
            path.write_bytes(gone)
            return
        named = gone is None and self._kept("entry", name).exists()
        if not named and (written is None or dice is None or dice.random() < 0.5):
            path.unlink(missing_ok=True)
            return
        path.write_bytes(self._torn(written or b"", kept or b"", dice) if written else kept or b"")

    def _torn(self, written: bytes, kept: bytes, dice: random.Random | None) -> bytes:
        """`kept` with some of the sectors by which `written` differs."""
        sector = dice.choice(SECTORS) if dice else SECTORS[0]
        found = bytearray(kept)
        if dice and dice.random() < 0.5:  # the new length is there, perhaps before its bytes
            found = found[: len(written)].ljust(len(written), b"\0")
        for at in range(0, max(len(written), len(kept)), sector):
            new = written[at : at + sector]
            if new == kept[at : at + sector]:
                continue
            if dice and new and dice.random() < 0.5:
                found = found.ljust(at, b"\0")
                found[at : at + len(new)] = new
            else:
                self.lost_sectors += 1
        return bytes(found)

    def _settle(self) -> None:
        """Everything that is there is on the disk."""
        for name in NAMES:
            path = self._folder / name
            for kept in ("content", "entry", "gone"):
                self._kept(kept, name).unlink(missing_ok=True)
            if path.exists():
                shutil.copy(path, self._kept("content", name))
                self._kept("entry", name).touch()

    def _kept(self, what: str, name: str) -> Path:
        return self._synced / what / name

    def _read(self, what: str, name: str) -> bytes | None:
        return _bytes(self._kept(what, name))


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None
