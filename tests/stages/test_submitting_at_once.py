"""Many people each hand in 20 times at once: one end and one receipt each, whoever reads it."""

import asyncio
import os
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text

from quiz import failpoint
from quiz.stages import sit
from quiz.store import ledger, rows
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import MINUTE, OPENS, World
from tests.crowds import add_crowd

PEOPLE = 200 if os.environ.get("QUIZ_FAULTS") == "full" else 40
SUBMITS = 20


@pytest.fixture
def sitting(database: Database, writer: Writer, world: World) -> list[tuple[int, int]]:
    """So many people of Vị Thanh with a running attempt: (attempt, person)."""
    ids = add_crowd(database, world, PEOPLE)

    async def start_all() -> list[int]:
        return await asyncio.gather(
            *(sit.start(database, writer, world.vi_thanh, one, OPENS) for one in ids)
        )

    return list(zip(asyncio.run(start_all()), ids, strict=True))


@pytest.fixture
def gate() -> Iterator[None]:
    """Nobody acts before everybody has seen a running attempt."""
    checked = 0
    opened = asyncio.Event()

    async def wait_for_all() -> None:
        nonlocal checked
        checked += 1
        if checked == PEOPLE * SUBMITS:
            opened.set()
        await opened.wait()

    failpoint.armed["submit.checked"] = wait_for_all
    yield
    del failpoint.armed["submit.checked"]


@pytest.fixture
def looks_only_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutant: what an attempt was like before everybody waited is believed ever after."""
    real = rows.read_attempt
    seen: dict[int, rows.AttemptState] = {}

    def read_attempt(connection: Connection, attempt_id: int) -> rows.AttemptState:
        return seen.setdefault(attempt_id, real(connection, attempt_id))

    monkeypatch.setattr(rows, "read_attempt", read_attempt)


Told = tuple[int, int | None, ledger.Receipt | None]
"""Attempt, its end as the verb told it, its receipt as read right after."""


async def _storm(database: Database, writer: Writer, sitting: list[tuple[int, int]]) -> list[Told]:
    """Everybody hands in 20 times, each time a millisecond later."""

    async def submit(attempt_id: int, person_id: int, arrived: int) -> Told:
        ended = await sit.submit(database, writer, attempt_id, person_id, arrived)
        receipt = await database.read(lambda connection: ledger.ending(connection, attempt_id))
        return attempt_id, ended.ended_at, receipt

    return await asyncio.gather(
        *(
            submit(attempt_id, person_id, OPENS + MINUTE + time)
            for time in range(SUBMITS)
            for attempt_id, person_id in sitting
        )
    )


def _submissions(database: Database) -> int:
    statement = text("SELECT COUNT(*) FROM entry WHERE kind = 'submit'")
    count: int = database.read_now(lambda connection: connection.execute(statement).scalar_one())
    return count


@pytest.mark.usefixtures("gate")
def test_people_who_hand_in_20_times_at_once_have_one_receipt_each(
    database: Database, writer: Writer, world: World, sitting: list[tuple[int, int]]
) -> None:
    told = asyncio.run(_storm(database, writer, sitting))
    assert len(told) == PEOPLE * SUBMITS
    assert len(set(told)) == PEOPLE
    assert {attempt for attempt, _, _ in told} == {attempt for attempt, _ in sitting}
    assert all(receipt is not None and receipt.at == ended for _, ended, receipt in told)
    assert len({receipt.number for _, _, receipt in told if receipt}) == PEOPLE
    assert _submissions(database) == PEOPLE
    broken = database.read_now(lambda connection: ledger.broken_link(connection, world.vi_thanh))
    assert broken is None


@pytest.mark.usefixtures("gate", "looks_only_before")
def test_ending_by_what_was_read_before_the_lock_ends_attempts_twice(
    database: Database, writer: Writer, sitting: list[tuple[int, int]]
) -> None:
    asyncio.run(_storm(database, writer, sitting))
    assert _submissions(database) > PEOPLE
