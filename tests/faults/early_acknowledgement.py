"""The mutant of the kill test: a server that says "saved" before the disk has it, and whose disk
takes 20 ms. `python -m tests.faults.early_acknowledgement serve --port … --data …`
"""

import time
from typing import Any

from quiz import cli
from quiz.rules.tapping import Tap
from quiz.store import writer
from quiz.store.taps import write_taps
from quiz.store.writer import Writer

DISK_SECONDS = 0.02


def say_it_early() -> None:
    """Let the writer tell everybody inside its transaction."""
    real = Writer._transaction

    def transaction(self: Writer, group: list[Any]) -> list[Any]:
        taps = [task.work for task in group if isinstance(task.work, Tap)]
        if len(taps) < len(group):
            return real(self, group)
        with self._database.write_engine.begin() as connection:
            outcomes = write_taps(connection, taps)
            writer._tell(group, outcomes)
            time.sleep(DISK_SECONDS)
        return list(outcomes)

    Writer._transaction = transaction  # type: ignore[method-assign]


if __name__ == "__main__":
    say_it_early()
    cli.main()
