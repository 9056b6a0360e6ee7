"""A database with results from before the tally gets one when it is brought up to date."""

from alembic import command

from quiz.store import rows, tally
from quiz.store.database import Database
from quiz.store.migrate import migrate
from quiz.store.migrating import to_revision
from quiz.store.writer import Writer
from tests.cast import World
from tests.contents import contents, without_what_came_later
from tests.finished import Sat, hand_in


def test_results_from_before_get_their_contest_and_their_tally(
    database: Database, writer: Writer, world: World
) -> None:
    sat = [Sat(world.people["An"], 5, 5), Sat(world.people["Bình"], 3, 4)]
    hand_in(database, writer, world.vi_thanh, sat)
    without_what_came_later(database)
    before = _but_for_the_tally(database)
    to_revision(database, "0004", command.downgrade)
    migrate(database)
    assert _but_for_the_tally(database) == before
    with database.read_engine.connect() as connection:
        round_ = rows.read_round(connection, world.vi_thanh)
        assert tally.wrong(connection, round_) == 0
        assert tally.total_in_round(connection, round_.id) == 2


def _but_for_the_tally(database: Database) -> dict[str, str]:
    """A tally that is made anew has other shards and the same sums."""
    return {table: digest for table, digest in contents(database).items() if table != "tally"}
