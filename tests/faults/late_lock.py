"""The mutant of the two servers: SQLite's own way, a transaction that takes the write lock with its
first write, after what it has read. `python -m tests.faults.late_lock serve --port … --data …`
"""

from quiz import cli
from quiz.store import plain


def be_late() -> None:
    """Let every transaction of the writer begin with a plain BEGIN."""
    plain.BEGIN = "BEGIN"


if __name__ == "__main__":
    be_late()
    cli.main()
