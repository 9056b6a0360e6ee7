"""The mutant of the two servers: SQLite's own way, a transaction that takes the write lock with its
first write, after what it has read. `python -m tests.faults.late_lock serve --port … --data …`
"""

from sqlalchemy import Connection, Engine, event

from quiz import cli
from quiz.store import database


def be_late() -> None:
    """Let every transaction begin with a plain BEGIN."""
    real = database._prepare_sqlite

    def prepare(engine: Engine, *, writing: bool) -> None:
        real(engine, writing=writing)
        if writing:
            engine.dispatch.begin.clear()

            @event.listens_for(engine, "begin")
            def on_begin(connection: Connection) -> None:
                connection.exec_driver_sql("BEGIN")

    database._prepare_sqlite = prepare


if __name__ == "__main__":
    be_late()
    cli.main()
