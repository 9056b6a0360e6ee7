"""The mutant of the power cut: a server whose SQLite does not wait for the disk at each commit.
`python -m tests.faults.lazy_disk serve --port … --data …`
"""

from typing import Any

from sqlalchemy import Engine, event

from quiz import cli
from quiz.store import engines


def be_lazy() -> None:
    """Let every connection end its preparation with synchronous = NORMAL."""
    real = engines._prepare_sqlite

    def prepare(engine: Engine, begin: str, *, read_only: bool) -> None:
        real(engine, begin, read_only=read_only)

        @event.listens_for(engine, "connect")
        def on_connect(connection: Any, _record: object) -> None:
            connection.execute("PRAGMA synchronous = NORMAL").close()

    engines._prepare_sqlite = prepare


if __name__ == "__main__":
    be_lazy()
    cli.main()
