"""Hostile files: the longest time and the largest memory that reading any of them takes.

Each is read in a process of its own by the task that the sandbox runs, without its limits. Seconds
are those of the processor, the start included: what else runs does not count.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from question_bank.checking import task
from question_bank.finding import UnreadableFile
from question_bank.sandbox import forgo_collecting, pieces
from tests.bench.figures import Figure, peak_memory
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
    forgo_collecting()
    with suppress(UnreadableFile):  # its sentence is asserted by test_hostile_corpus
        result = task(path.read_bytes(), name_of(kind), "", "")
        said = sum(map(len, pieces({"result": result})))
        assert said
    print(json.dumps({"seconds": time.process_time(), "memory": peak_memory()}))


if __name__ == "__main__":
    _one(Path(sys.argv[1]), sys.argv[2])
