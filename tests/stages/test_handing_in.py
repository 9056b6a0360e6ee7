"""Handing in and counting are one transaction, but handing in does not depend on counting."""

import asyncio

from sqlalchemy import Connection, text

from quiz.stages import count, sit
from quiz.store.database import Database
from quiz.store.writer import Writer
from quiz.worker import tick
from tests.cast import MINUTE, OPENS, World


def counted(database: Database) -> list[int]:
    """The attempts that stand among the results."""
    statement = text("SELECT attempt_id FROM result")
    return database.read_now(lambda connection: list(connection.execute(statement).scalars()))


def start(database: Database, writer: Writer, world: World) -> int:
    """An's attempt."""
    return asyncio.run(sit.start(database, writer, world.vi_thanh, world.people["An"], OPENS))


def test_what_was_handed_in_is_counted_at_once(
    database: Database, writer: Writer, world: World
) -> None:
    attempt = start(database, writer, world)
    an, then = world.people["An"], count.settlement(attempt)
    asyncio.run(sit.submit(database, writer, attempt, an, OPENS + MINUTE, then))
    assert counted(database) == [attempt]


def fail(connection: Connection) -> None:
    """A counting with a bug, after it has written."""
    connection.execute(text("UPDATE attempt SET settled = TRUE"))
    raise ValueError("a bug")


def test_a_fault_in_counting_leaves_the_attempt_handed_in_and_the_worker_counts_it(
    database: Database, writer: Writer, world: World
) -> None:
    attempt = start(database, writer, world)
    an = world.people["An"]
    ended = asyncio.run(sit.submit(database, writer, attempt, an, OPENS + MINUTE, fail))
    assert (ended.ended_at, ended.submitted) == (OPENS + MINUTE, True)
    assert counted(database) == []
    asyncio.run(tick(database, writer, OPENS + MINUTE))
    assert counted(database) == [attempt]
