"""The writer stands still and its queue is full: a tap is told 503 with Retry-After and nothing
else, outboxes keep it, and when the writer goes on all is saved. Starts never stand before taps.
"""

import asyncio
import os
import random
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from quiz import failpoint
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.stages import sit
from quiz.store.database import Database
from quiz.store.writer import GROUP_JOBS, Writer
from tests.cast import MINUTE, OPENS, World, add_person
from tests.faults.contest import Contest, make_contest, serving, wrong
from tests.faults.outbox import Person

FULL = os.environ.get("QUIZ_FAULTS") == "full"
PEOPLE = 100 if FULL else 24
QUEUE = 8
STALL_SECONDS = 6 if FULL else 3
PATIENCE = 60
STARTS = 5 * GROUP_JOBS
TAPPERS = 20


@pytest.fixture
def contest(database_url: str, tmp_path: Path) -> Contest:
    """On both kinds of database."""
    return make_contest(tmp_path, database_url, PEOPLE)


@contextmanager
def writer_stands(contest: Contest) -> Iterator[None]:
    """While the block runs, another process (we) holds what the writer needs."""
    database = Database(contest.settings.url)
    with database.write_engine.begin() as connection:
        connection.execute(
            text("UPDATE round SET head_number = head_number WHERE id = :id"),
            {"id": contest.round_id},
        )
        yield
    database.close()


def test_taps_are_told_503_while_the_queue_is_full_and_all_are_saved_afterwards(
    contest: Contest,
) -> None:
    async def story(port: int) -> list[Person]:
        people = [Person(port, random.Random(number)) for number in range(PEOPLE)]
        await asyncio.gather(
            *(
                person.enter(contest.round_id, ticket)
                for person, ticket in zip(people, contest.tickets, strict=True)
            )
        )
        flowing = asyncio.Event()
        with writer_stands(contest):
            for person in people:
                for question in range(1, 6):
                    person.tap(question, person.dice.randint(0, 3))
            running = [asyncio.create_task(one.run(flowing.is_set)) for one in people]
            await asyncio.sleep(STALL_SECONDS)
            assert sum(len(person.saved) for person in people) == 0
        flowing.set()
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*running)
        for person in people:
            await person.hand_in()
        return people

    settings = {"writer_queue": str(QUEUE), "answers_per_second": "1000000"}
    with serving(contest, **settings) as server:
        people = asyncio.run(story(int(server.url.rsplit(":", 1)[1])))
    statuses = [status for person in people for status in person.statuses]
    print(f"{statuses.count(503)} of {PEOPLE} people were told 503")
    assert set(statuses) == {200, 503}
    assert statuses.count(503) >= PEOPLE - 2 * QUEUE  # so many wait, so many are in its hands
    assert all(set(person.last) == set(range(1, 6)) for person in people)
    assert wrong(contest, people) == []


@pytest.fixture
def crowd(database: Database, world: World) -> list[int]:
    """People of Vị Thanh."""
    district = world.districts["Thành phố Vị Thanh"]
    return [
        add_person(database, f"Thí sinh {number}", f"VT1{number:03d}", district)
        for number in range(STARTS + TAPPERS)
    ]


@contextmanager
def busy(writer: Writer) -> Iterator[None]:
    """While the block runs, the writer does not come to what waits."""
    began, go_on = threading.Event(), threading.Event()

    def hold(_connection: Connection) -> None:
        began.set()
        go_on.wait(PATIENCE)

    held = writer.submit(hold)
    began.wait(PATIENCE)
    try:
        yield
    finally:
        go_on.set()
        held.result(PATIENCE)


@pytest.fixture
def checked() -> Iterator[list[None]]:
    """Has one item for each start that goes to the writer next."""
    passed: list[None] = []

    async def count() -> None:
        passed.append(None)

    failpoint.armed["start.checked"] = count
    yield passed
    del failpoint.armed["start.checked"]


def tap(database: Database, writer: Writer, attempt: int, person: int) -> Coroutine[Any, Any, Any]:
    """Somebody's first tap."""
    return sit.answer(
        database, writer, attempt, person, question=1, choice=(0,), seq=1, arrived=OPENS + MINUTE
    )


def test_a_flood_of_starts_waits_behind_the_taps(
    database: Database, writer: Writer, world: World, crowd: list[int], checked: list[None]
) -> None:
    order: list[str] = []

    async def flood() -> None:
        def begin(what: str, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
            task = asyncio.create_task(work)
            task.add_done_callback(lambda _: order.append(what))
            return task

        def start(person: int) -> Coroutine[Any, Any, int]:
            return sit.start(database, writer, world.vi_thanh, person, OPENS)

        tappers = crowd[STARTS:]
        attempts = [await start(person) for person in tappers]
        with busy(writer):
            starts = [begin("start", start(person)) for person in crowd[:STARTS]]
            async with asyncio.timeout(PATIENCE):
                while len(checked) < STARTS + TAPPERS:
                    await asyncio.sleep(0.01)
            taps = [
                begin("tap", tap(database, writer, attempt, person))
                for attempt, person in zip(attempts, tappers, strict=True)
            ]
            await asyncio.sleep(0.2)
        await asyncio.gather(*starts, *taps)

    asyncio.run(flood())
    last_tap = max(place for place, what in enumerate(order) if what == "tap")
    assert order.count("start") == STARTS
    assert order[:last_tap].count("start") <= GROUP_JOBS


def test_where_no_more_starts_fit_taps_still_do(
    database: Database, world: World, crowd: list[int]
) -> None:
    writer = Writer(database, waiting=QUEUE)
    writer.start()

    async def flood() -> list[Any]:
        tapper, *others = crowd[: 2 * QUEUE + 1]
        attempt = await sit.start(database, writer, world.vi_thanh, tapper, OPENS)
        with busy(writer):
            starts = [
                asyncio.create_task(sit.start(database, writer, world.vi_thanh, person, OPENS))
                for person in others
            ]
            async with asyncio.timeout(PATIENCE):
                while sum(task.done() for task in starts) < QUEUE:
                    await asyncio.sleep(0.01)
            saving = asyncio.create_task(tap(database, writer, attempt, tapper))
            await asyncio.sleep(0.2)
            assert not saving.done()
        assert (await saving).state == "saved"
        return await asyncio.gather(*starts, return_exceptions=True)

    told = asyncio.run(flood())
    writer.close()
    refused = [one for one in told if isinstance(one, Refusal)]
    assert len(refused) == QUEUE
    assert {one.reason for one in refused} == {RequestReason.BUSY}
    assert len([one for one in told if isinstance(one, int)]) == QUEUE
