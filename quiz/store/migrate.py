"""Bring a database up to date, from code; and make the next migration."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from quiz.store.database import Database

_FOLDER = Path(__file__).parent / "migrations"
VERSIONS = _FOLDER / "versions"
_LOCK = 442021
"""PostgreSQL's advisory lock, so that of several processes that start at once one migrates."""


def migrate(database: Database) -> None:
    """Apply the migrations that are missing. Safe to run from several processes at once."""
    with database.write_engine.begin() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        command.upgrade(configuration(connection), "head")


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for an open connection."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config
