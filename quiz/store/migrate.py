"""Bring a database up to date, from code; and make the next migration."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from quiz.store.database import Database

_FOLDER = Path(__file__).parent / "migrations"
VERSIONS = _FOLDER / "versions"
_LOCK = 442021
"""PostgreSQL's advisory lock, so that of several processes that start at once one migrates."""


def migrate(database: Database) -> None:
    """Apply the migrations that are missing. Safe to run from several processes at once."""
    to_revision(database, "head", command.upgrade)


def to_revision(
    database: Database, revision: str, how: Callable[[Config, str], None] = command.upgrade
) -> None:
    """Up or down to a revision, in one transaction."""
    with (
        database.write_engine.connect() as connection,
        _tables_may_be_remade(connection, database),
        connection.begin(),
    ):
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        how(configuration(connection), revision)
        if database.is_sqlite and connection.execute(text("PRAGMA foreign_key_check")).all():
            raise RuntimeError("a migration would leave rows that point nowhere")


@contextmanager
def _tables_may_be_remade(connection: Connection, database: Database) -> Iterator[None]:
    """SQLite changes a constraint by making the table anew, and would take a dropped table's
    children for lost: the references are checked at the end instead. The switch works outside of
    transactions only, so below SQLAlchemy."""
    if not database.is_sqlite:
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def is_current(connection: Connection) -> bool:
    """Whether no migration is missing, so that every table is as the code knows it."""
    script = ScriptDirectory.from_config(configuration(connection))
    heads = MigrationContext.configure(connection).get_current_heads()
    return set(heads) == set(script.get_heads())


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for an open connection."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config
