"""The migrations make exactly the tables that the code declares, on both kinds of database."""

import re

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text
from sqlmodel import SQLModel

from quiz.store.database import Database
from quiz.store.migrate import migrate


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
    for name in ("attempts_to_close", "attempts_to_settle", "one_entry_a_seq"):
        assert re.search(rf"INDEX {name} [^;]*?WHERE", found), name


def test_migrating_again_changes_nothing(database: Database) -> None:
    migrate(database)
    with database.read_engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
