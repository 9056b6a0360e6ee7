"""A database with decisions goes back by one migration and forth again without losing any, unless
one says what the older code cannot read."""

import pytest
from alembic import command

from quiz.rules.deciding import Ruling
from quiz.store.database import Database
from quiz.store.migrate import migrate
from quiz.store.migrating import to_revision
from quiz.store.writer import Writer
from tests.cast import World
from tests.committee import Committee
from tests.contents import contents
from tests.finished import five_of_vi_thanh

BEFORE = "0027-1"


def test_decisions_are_kept_unless_one_option_or_another_is_right(
    database: Database, writer: Writer, world: World
) -> None:
    people = five_of_vi_thanh(database, writer, world)
    committee = Committee(database, writer, world)
    committee.publish()
    question = committee.question_of(committee.attempt_of(people["Bình"]), 6)
    committee.decide(Ruling.NEW_KEY, question, key=frozenset({2}))
    kept = contents(database)
    to_revision(database, BEFORE, command.downgrade)
    migrate(database)
    assert contents(database) == kept
    committee.decide(Ruling.EITHER_KEY, question, key=frozenset({1, 2}))
    kept = contents(database)
    with pytest.raises(RuntimeError, match="one option or another"):
        to_revision(database, BEFORE, command.downgrade)
    assert contents(database) == kept
    assert committee.holds()
