"""Hostile files through the child process: the longest time and the largest memory of any.

Each file is read by a parent of its own, whose only child is the reader, so that the system's count
of children is this reader's. Seconds are those of the processor: what else runs does not count.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from question_bank.checking import check_apart
from question_bank.finding import UnreadableFile
from tests.bench.figures import Figure
from tests.question_bank.hostile import FILES, name_of

SLOWEST_SHOWN = 8


def measure(folder: Path) -> Iterator[Figure]:
    """The worst over all kinds, and the slowest kinds by name."""
    seconds: dict[str, float] = {}
    memory: dict[str, float] = {}
    for kind, make in FILES.items():
        path = folder / "file"
        path.write_bytes(make())
        command = [sys.executable, "-m", "tests.bench.hostile", str(path), kind]
        said = json.loads(subprocess.check_output(command))
        seconds[kind], memory[kind] = said["seconds"], said["memory"]
    for kind in sorted(seconds, key=lambda kind: -seconds[kind])[:SLOWEST_SHOWN]:
        yield Figure(f"hostile {kind}", seconds[kind], "s")
    yield Figure("hostile_worst_time", max(seconds.values()), "s", "<=2")
    yield Figure("hostile_worst_memory", max(memory.values()), "MB", "<=200")


def _one(path: Path, kind: str) -> None:
    with suppress(UnreadableFile):  # its sentence is asserted by test_hostile_corpus
        check_apart(path.read_bytes(), name_of(kind))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = {"seconds": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss / 1024}
    print(json.dumps(said))


if __name__ == "__main__":
    _one(Path(sys.argv[1]), sys.argv[2])
