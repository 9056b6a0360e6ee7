"""Who moves people or names them again waits for a round before it holds a person, as a start does,
and who gives a prize lets a move name its contest. Else each would wait for the other, and
PostgreSQL would end one of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, text

from quiz.rules.roster import Roster, RosterRow
from quiz.stages import award, enrol, relocate
from quiz.store import gifts, ledger, past_units
from quiz.store.database import Database
from quiz.store.tables import Person
from quiz.store.writer import Writer
from tests.cast import MINUTE, OPENS, World, make_world
from tests.locks import waited_for
from tests.published import FAR, NOW, OVER_RULES, VI_THANH, offices, over

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
FREE = text("SELECT id FROM person WHERE id = :id FOR UPDATE NOWAIT")


@contextmanager
def meeting_a_start(
    database: Database, world: World, act: Callable[[], object]
) -> Iterator[Connection]:
    """A start's transaction that holds the round, while `act` has come to wait for it."""
    with (
        database.write_engine.connect() as starting,
        waited_for(database, starting, lambda: ledger.lock(starting, world.vi_thanh), act),
    ):
        yield starting


def test_a_move_holds_nobody_while_it_waits_for_a_round(database: Database) -> None:
    world = make_world(database, OVER_RULES)
    units, an = offices(database, world), world.people["An"]

    def move() -> None:
        relocate.put(database, an, units[FAR], "Điều động công tác", None, "so", OPENS + MINUTE)

    with meeting_a_start(database, world, move) as starting:
        assert starting.execute(FREE, {"id": an}).scalar_one() == an
    with database.reading() as session:
        assert session.get_one(Person, an).unit_id == units[FAR]


def test_a_roster_that_names_people_again_holds_nobody_while_it_waits_for_a_round(
    database: Database,
) -> None:
    world = make_world(database, OVER_RULES)
    an = world.people["An"]
    with database.writing() as session:
        session.get_one(Person, an).entered_at = 1
    row = RosterRow(2, "Nguyễn Văn An", "UBND Thành phố Vị Thanh", VI_THANH, number="VT0001")

    def name_again() -> None:
        enrol.enrol(database, Roster((row,)), None, "quan", OPENS + MINUTE)

    with meeting_a_start(database, world, name_again) as starting:
        assert starting.execute(FREE, {"id": an}).scalar_one() == an
    with database.reading() as session:
        assert session.get_one(Person, an).entered_at == OPENS + MINUTE


def test_a_prize_that_waits_for_a_move_lets_it_name_the_contest(
    database: Database, writer: Writer
) -> None:
    made = over(database, writer, make_world(database, OVER_RULES))
    contest, home = made.world.contest_id, made.world.vi_thanh
    (gift,) = database.read_now(lambda one: gifts.gifts_of(one, contest, home))
    award.take_back(database, contest, home, gift.id, "lan", NOW)

    def give() -> None:
        award.give(database, contest, home, 2, "VT0001", "Sinh năm 1950", "lan", NOW)

    with database.write_engine.connect() as moving:
        held = text("SELECT id FROM person WHERE id = :id FOR UPDATE")
        with waited_for(database, moving, lambda: moving.execute(held, {"id": made.an}), give):
            past_units.remember(moving, [made.an])
    (given,) = database.read_now(lambda one: gifts.gifts_of(one, contest, home))
    assert given.person_id == made.an
