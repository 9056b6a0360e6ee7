"""Connections go back to the pool: those of an event loop too, when its thread has ended."""

import asyncio
import threading

from sqlalchemy import Connection, text

from quiz.store.database import Database

LOOPS = 100
"""More than the pool has."""


def test_a_hundred_event_loops_one_after_the_other_read_without_waiting(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    told: list[int] = []

    def one(connection: Connection) -> int:
        number: int = connection.execute(text("SELECT 1")).scalar_one()
        return number

    for _ in range(LOOPS):
        loop = threading.Thread(target=lambda: told.append(asyncio.run(database.read(one))))
        loop.start()
        loop.join(5)
        assert not loop.is_alive()
    database.close()
    assert told == [1] * LOOPS
