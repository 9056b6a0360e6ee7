"""`make fuzz`: changes the bytes of good files again and again, and looks for a reader that falls.

    python -m tests.question_bank.fuzz [MUTATIONS [SEED]]

Every reader of the register gets as many. A fall is any exception but UnreadableFile, or a reader
that dies: the mutations of a reader run in a process of their own, which says which one it is at.
What changes inside a package is one of its members, so that the reader sees it.
"""

import io
import random
import subprocess
import sys
import traceback
import zipfile
from collections.abc import Iterator
from pathlib import Path

from question_bank.bank import Bank
from question_bank.finding import UnreadableFile
from question_bank.formats import READERS, WRITERS, read
from question_bank.review import review

SHIPPED = Path(__file__).parents[2] / "question_bank" / "banks" / "cchc-2021"
SEED = 20_210_523
MUTATIONS = 100_000
REVIEWED = 50
"""One reading in so many is reviewed too."""
_PIECES = (
    b"\x00", b"\xff", b"<", b">", b"&", b"{", b"}", b"=", b"~", b"\n", b"\r\n", b"\t", b" " * 60,
    b"A. ", b"*B. ", b"1-A 2-B", "Câu 1. ".encode(), "Đáp án: ".encode(), b"# ", b"+++", b"9" * 40,
    b"-1", b"1e999", b"%", b"::", b"$CATEGORY: ", "\u202e\u0301\ud7ff".encode(), b"<w:p>",
    b"</w:r>", b'r="XFD1048576"', b"<!DOCTYPE x>", b"]]>", b"\\", b'"', b"'",
)  # fmt: skip
"""What means something to some reader."""


def seeds() -> dict[str, bytes]:
    """A good file for each reader of the register; plain text where nobody writes its format."""
    shipped = read(SHIPPED).bank
    small = Bank(shipped.title, shipped.topics, shipped.questions[:4], shipped.as_of)
    text = WRITERS["native"](small)
    return {name: WRITERS[name](small) if name in WRITERS else text for name in READERS}


def mutations(data: bytes, count: int, seed: str) -> Iterator[bytes]:
    """Changed files, the same for the same seed."""
    chance = random.Random(seed)
    members = _members(data)
    for _ in range(count):
        if not members or chance.random() < 0.2:
            yield _changed(data, chance)
            continue
        name = chance.choice(list(members))
        yield _packed({**members, name: _changed(members[name], chance)})


def _changed(data: bytes, chance: random.Random) -> bytes:
    whole = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randrange(len(whole) + 1)
        to = min(len(whole), at + chance.choice((1, 1, 4, 30, 400)))
        kind = chance.randrange(6)
        if kind == 0 and at < len(whole):
            whole[at] = chance.randrange(256)
        elif kind == 1:
            del whole[at:to]
        elif kind == 2:
            whole[at:at] = chance.choice(_PIECES)
        elif kind == 3:
            whole[at:at] = whole[at:to] * chance.choice((1, 2, 20))
        elif kind == 4:
            other = chance.randrange(len(whole) + 1)
            whole[at:to] = whole[other : other + to - at]
        else:
            whole[at:to] = chance.choice(_PIECES)
    return bytes(whole)


def _members(data: bytes) -> dict[str, bytes]:
    if not data.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(members: dict[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return output.getvalue()


def falls(name: str, count: int, seed: int) -> list[str]:
    """The reader's falls, each with the number of its mutation and the place."""
    found = []
    for number, data in enumerate(mutations(seeds()[name], count, f"{seed} {name}")):
        try:
            reading = READERS[name](data, f"x.{name}")
            if number % REVIEWED == 0:
                review(reading.bank)
        except UnreadableFile:
            continue
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{Path(last.filename).name}:{last.lineno}"
            found.append(f"{name} {number}: {type(error).__name__} at {place}")
    return found


def main(count: int = MUTATIONS, seed: int = SEED) -> int:
    """Every reader in a process of its own; 1 where one fell."""
    fallen = 0
    for name in READERS:
        command = [sys.executable, "-m", "tests.question_bank.fuzz", str(count), str(seed), name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        lines = done.stdout.splitlines()
        if done.returncode:
            lines.append(f"{name}: the process ended with {done.returncode}\n{done.stderr[-400:]}")
        print(f"{name}: {count} mutations, seed {seed}, {len(lines)} falls", *lines[:20], sep="\n")
        sys.stdout.flush()
        fallen += len(lines)
    return int(fallen > 0)


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:3]]
    if len(sys.argv) > 3:
        print("\n".join(falls(sys.argv[3], *numbers)), end="")
    else:
        sys.exit(main(*numbers))
