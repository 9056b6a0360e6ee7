"""Of many additions at once, every acknowledged one counts. SQLAlchemy's own transactions on SQLite
lose most of them without an error: the same test over such an engine shows it."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError

from quiz.store.database import Database

THREADS = 8
ADDITIONS = 25


def _add_from_many_threads(engine: Engine) -> tuple[int, int]:
    """(additions that were acknowledged, what the counter holds)."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counter (value INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    acknowledged: list[int] = []

    def add() -> None:
        for _ in range(ADDITIONS):
            try:
                with engine.begin() as connection:
                    value = connection.execute(text("SELECT value FROM counter")).scalar_one()
                    connection.execute(text("UPDATE counter SET value = :new"), {"new": value + 1})
            except OperationalError:
                continue  # refused and told so: nothing was acknowledged
            acknowledged.append(1)

    threads = [threading.Thread(target=add) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        total: int = connection.execute(text("SELECT value FROM counter")).scalar_one()
    return len(acknowledged), total


@pytest.fixture
def default_engine(tmp_path: Path) -> Iterator[Engine]:
    """The mutant: an engine with SQLAlchemy's default transactions."""
    engine = create_engine(f"sqlite:///{tmp_path / 'default.db'}", connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def wal(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA journal_mode = WAL")

    yield engine
    engine.dispose()


def test_every_acknowledged_addition_counts(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    acknowledged, total = _add_from_many_threads(database.write_engine)
    database.close()
    assert acknowledged == THREADS * ADDITIONS
    assert total == acknowledged


def test_sqlalchemys_default_transactions_lose_acknowledged_additions(
    default_engine: Engine,
) -> None:
    acknowledged, total = _add_from_many_threads(default_engine)
    assert total < acknowledged
