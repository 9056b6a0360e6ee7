"""Publishing and sitting at one moment: nothing is started or lost behind the official board."""

import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from quiz import failpoint
from quiz.rules.reasons import AttemptReason, BoardReason
from quiz.rules.refusal import Refusal
from quiz.stages import count, sit
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import CLOSES, OPENS, World


@pytest.fixture
def published_meanwhile(database: Database, writer: Writer, world: World) -> Iterator[None]:
    """The results are published between a start's check and its act."""

    async def publish() -> None:
        await asyncio.to_thread(
            count.publish, database, writer, world.vi_thanh, "lan", CLOSES + 60_000
        )

    failpoint.armed["start.checked"] = publish
    yield
    del failpoint.armed["start.checked"]


@pytest.mark.usefixtures("published_meanwhile")
def test_nobody_starts_behind_the_official_board(
    database: Database, writer: Writer, world: World
) -> None:
    with pytest.raises(Refusal) as refused:
        asyncio.run(sit.start(database, writer, world.vi_thanh, world.people["An"], OPENS))
    assert refused.value.reason is AttemptReason.ROUND_CLOSED
    attempts = text("SELECT COUNT(*) FROM attempt")
    assert database.read_now(lambda connection: connection.execute(attempts).scalar_one()) == 0


def test_publishing_waits_for_an_attempt_that_has_ended_and_is_not_counted_yet(
    database: Database, writer: Writer, world: World
) -> None:
    attempt = asyncio.run(sit.start(database, writer, world.vi_thanh, world.people["An"], OPENS))
    asyncio.run(sit.expire(database, writer, CLOSES + 60_000))
    with pytest.raises(Refusal) as refused:
        count.publish(database, writer, world.vi_thanh, "lan", CLOSES + 60_000)
    assert refused.value.reason is BoardReason.ATTEMPTS_RUNNING
    asyncio.run(count.settle(database, writer, attempt))
    published = count.publish(database, writer, world.vi_thanh, "lan", CLOSES + 60_000)
    assert published.version == 1
