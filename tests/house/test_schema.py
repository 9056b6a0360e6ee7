"""The migrations make exactly the tables that the code declares, on both kinds of database."""

import re

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text
from sqlmodel import SQLModel

from quiz.store.database import Database
from quiz.store.migrate import migrate
from quiz.store.migrating import to_revision
from tests.cast import World
from tests.contents import contents, schema, without_what_came_later


def test_an_upgraded_database_is_what_the_tables_declare(database: Database) -> None:
    with database.write_engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_every_check_constraint_is_in_the_database(database: Database) -> None:
    with database.read_engine.connect() as connection:
        inspector = inspect(connection)
        for table in SQLModel.metadata.sorted_tables:
            declared = sum(isinstance(one, CheckConstraint) for one in table.constraints)
            assert len(inspector.get_check_constraints(table.name)) == declared, table.name


def test_partial_indexes_are_partial(database: Database) -> None:
    statement = (
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        if database.is_sqlite
        else "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
    )
    with database.read_engine.connect() as connection:
        found = " ".join(connection.execute(text(statement)).scalars())
    for name in ("attempts_to_close", "attempts_to_settle"):
        assert re.search(rf"INDEX {name} [^;]*?WHERE", found), name


def test_migrating_again_changes_neither_the_schema_nor_a_row(
    database: Database, world: World
) -> None:
    before = schema(database), contents(database)
    migrate(database)
    assert (schema(database), contents(database)) == before


def test_going_back_to_one_kind_of_round_and_forth_again_loses_no_row(
    database: Database, world: World
) -> None:
    without_what_came_later(database)
    before = contents(database)
    to_revision(database, "0008", command.downgrade)
    assert "one_round_a_series" not in repr(schema(database))
    migrate(database)
    assert contents(database) == before


def test_a_dropped_index_is_seen_by_the_comparison(database: Database) -> None:
    before = schema(database)
    with database.write_engine.begin() as connection:
        connection.execute(text("DROP INDEX one_attempt_a_number"))
    assert schema(database) != before
