"""A contestant's session lasts a week, or until an hour after the last of the own rounds closes."""

import asyncio

import pytest
from sqlalchemy import text

from quiz.rules import ticket
from quiz.stages import entering, signin
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import OPENS, World
from tests.stages.test_revoking import SECRET

DAY = 86_400_000


@pytest.mark.parametrize(
    ("closes_in", "lasts"),
    [(3 * DAY, 7 * DAY), (30 * DAY, 30 * DAY + 3_600_000), (5_000 * DAY, 400 * DAY)],
)
def test_it_outlasts_the_round_by_an_hour(
    database: Database, writer: Writer, world: World, closes_in: int, lasts: int
) -> None:
    with database.writing() as session:
        session.connection().execute(
            text("UPDATE round SET closes_at = :at WHERE id = :round"),
            {"at": OPENS + closes_in, "round": world.vi_thanh},
        )
    token = ticket.ticket(SECRET, world.numbers["An"], 1)
    entered = asyncio.run(entering.enter_by_ticket(database, writer, SECRET, token, OPENS))
    assert entered.lasts_ms == lasts
    end = OPENS + lasts
    assert asyncio.run(signin.viewer(database, entered.session, end - 1)) is not None
    assert asyncio.run(signin.viewer(database, entered.session, end)) is None


def test_a_long_round_of_another_district_lengthens_nothing(
    database: Database, writer: Writer, world: World
) -> None:
    with database.writing() as session:
        session.connection().execute(
            text("UPDATE round SET closes_at = :at WHERE id = :round"),
            {"at": OPENS + 30 * DAY, "round": world.phung_hiep},
        )
    token = ticket.ticket(SECRET, world.numbers["An"], 1)
    entered = asyncio.run(entering.enter_by_ticket(database, writer, SECRET, token, OPENS))
    assert entered.lasts_ms == 7 * DAY
