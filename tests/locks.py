"""Two who want the same rows of PostgreSQL: one holds them while the other has come to wait."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from quiz.store.database import Database

WAITING = text("SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
               " AND datname = current_database()")  # fmt: skip
PATIENCE = 60
"""Seconds after which a test says that nobody came."""


@contextmanager
def waited_for(
    database: Database,
    connection: Connection,
    hold: Callable[[], object],
    act: Callable[[], object],
) -> Iterator[None]:
    """`connection` holds something, while `act` has come to wait for it; it commits at the end."""
    thread = threading.Thread(target=act)
    transaction = connection.begin()
    hold()
    thread.start()
    end = time.monotonic() + PATIENCE
    with database.read_engine.connect() as watching:
        while watching.execute(WAITING).scalar_one() == 0:
            assert time.monotonic() < end, "nobody came to wait"
            watching.rollback()
    yield
    transaction.commit()
    thread.join()
