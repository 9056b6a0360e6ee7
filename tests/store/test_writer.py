"""The writer: groups, isolates a fault, refuses when it is full."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, text

from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.store.database import Database
from quiz.store.writer import Writer

_ADD = text(
    "INSERT INTO audit_log (at, actor, action, subject, detail) VALUES (0, 'lan', 'add', :what, '')"
)


Job = Callable[[Connection], Any]


def add(what: str) -> Job:
    """A job that writes one row."""

    def job(connection: Connection) -> str:
        connection.execute(_ADD, {"what": what})
        return what

    return job


def written(database: Database) -> list[str]:
    """The subjects that were written, in order."""
    statement = text("SELECT subject FROM audit_log ORDER BY id")
    return database.read_now(lambda connection: list(connection.execute(statement).scalars()))


def refuse(_connection: Connection) -> None:
    raise Refusal(RequestReason.NOT_FOUND)


def fail(connection: Connection) -> None:
    connection.execute(_ADD, {"what": "half"})
    raise ValueError("a bug")


def break_sql(connection: Connection) -> None:
    connection.execute(text("INSERT INTO no_such_table VALUES (1)"))


def in_one_group(database: Database, jobs: list[Job]) -> list[Any]:
    """The outcomes of jobs that all waited before the writer began."""
    writer = Writer(database)
    futures = [writer.submit(job) for job in jobs]
    writer.start()
    outcomes = [future.exception() or future.result() for future in futures]
    writer.close()
    return outcomes


def test_a_refusal_ends_its_own_job_only(database: Database) -> None:
    first, refused, last = in_one_group(database, [add("one"), refuse, add("two")])
    assert (first, last) == ("one", "two")
    assert isinstance(refused, Refusal)
    assert written(database) == ["one", "two"]


def test_a_fault_undoes_its_own_writes_and_reaches_nobody_else(database: Database) -> None:
    first, failed, last = in_one_group(database, [add("one"), fail, add("two")])
    assert (first, last) == ("one", "two")
    assert isinstance(failed, ValueError)
    assert written(database) == ["one", "two"]


def test_a_fault_of_the_database_is_said_to_be_busy(database: Database) -> None:
    first, failed = in_one_group(database, [add("one"), break_sql])
    assert first == "one"
    assert isinstance(failed, Refusal)
    assert failed.reason is RequestReason.BUSY
    assert written(database) == ["one"]


def test_a_full_queue_refuses_and_forgets_nothing_that_it_took(database: Database) -> None:
    writer = Writer(database, waiting=2)
    taken = [writer.submit(add("one")), writer.submit(add("two"))]
    with pytest.raises(Refusal) as refused:
        writer.submit(add("three"))
    assert refused.value.reason is RequestReason.BUSY
    writer.start()
    assert [future.result() for future in taken] == ["one", "two"]
    writer.close()
    assert written(database) == ["one", "two"]


def test_closing_writes_what_waits_and_then_refuses(database: Database) -> None:
    writer = Writer(database)
    gate = threading.Event()
    writer.start()
    writer.submit(lambda _connection: gate.wait(5))
    waiting = writer.submit(add("one"))
    gate.set()
    writer.close()
    assert waiting.result(0) == "one"
    with pytest.raises(Refusal):
        writer.submit(add("two"))


def test_one_of_many_jobs_that_fails_holds_up_none_behind_it(database: Database) -> None:
    async def many() -> list[str]:
        writer = Writer(database)
        writer.start()
        done = await writer.run_each([(add("one"), 0), (fail, 0), (add("two"), 0)])
        writer.close()
        return done

    assert asyncio.run(many()) == ["one", "two"]
    assert written(database) == ["one", "two"]
