"""Migrations by Alembic, from code: up, down, and what the next one is made with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from quiz.store.database import Database
from quiz.store.migrate import FOLDER

_LOCK = 442021
"""PostgreSQL's advisory lock, so that of several processes that start at once one migrates."""


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


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for an open connection."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config
