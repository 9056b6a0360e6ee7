"""200 people each start 20 times at once: one attempt each, because its number is unique."""

import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from quiz import failpoint
from quiz.stages import sit
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import OPENS, World
from tests.crowds import add_crowd

PEOPLE = 200
STARTS = 20


@pytest.fixture
def crowd(database: Database, world: World) -> list[int]:
    """200 people of Vị Thanh."""
    return add_crowd(database, world, PEOPLE)


@pytest.fixture
def gate() -> Iterator[None]:
    """Nobody acts before everybody has checked."""
    checked = 0
    opened = asyncio.Event()

    async def wait_for_all() -> None:
        nonlocal checked
        checked += 1
        if checked == PEOPLE * STARTS:
            opened.set()
        await opened.wait()

    failpoint.armed["start.checked"] = wait_for_all
    yield
    del failpoint.armed["start.checked"]


async def _storm(
    database: Database, writer: Writer, round_id: int, crowd: list[int]
) -> list[tuple[int, int]]:
    async def start(person_id: int) -> tuple[int, int]:
        return person_id, await sit.start(database, writer, round_id, person_id, OPENS)

    return await asyncio.gather(*(start(person_id) for person_id in crowd * STARTS))


def _count(database: Database, table: str) -> int:
    statements = {
        "attempts": "SELECT COUNT(*) FROM attempt",
        "starts": "SELECT COUNT(*) FROM entry WHERE kind = 'start'",
    }
    count: int = database.read_now(
        lambda connection: connection.execute(text(statements[table])).scalar_one()
    )
    return count


@pytest.mark.usefixtures("gate")
def test_200_people_who_start_20_times_at_once_have_200_attempts(
    database: Database, writer: Writer, world: World, crowd: list[int]
) -> None:
    told = asyncio.run(_storm(database, writer, world.vi_thanh, crowd))
    assert _count(database, "attempts") == PEOPLE
    assert _count(database, "starts") == PEOPLE
    assert len(set(told)) == PEOPLE
    assert {person for person, _ in told} == set(crowd)


@pytest.mark.usefixtures("gate")
def test_without_the_unique_index_the_same_storm_makes_more_attempts(
    database: Database, writer: Writer, world: World, crowd: list[int]
) -> None:
    with database.write_engine.begin() as connection:
        connection.execute(text("DROP INDEX one_attempt_a_number"))
    asyncio.run(_storm(database, writer, world.vi_thanh, crowd))
    assert _count(database, "attempts") > PEOPLE
