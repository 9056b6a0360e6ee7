"""Bring a database up to date. Most starts find that it is, and load nothing that could."""

from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from quiz.store.database import Database

FOLDER = Path(__file__).parent / "migrations"
VERSIONS = FOLDER / "versions"
"""A file each, in order: its name begins with the revision."""


def migrate(database: Database) -> None:
    """Apply the migrations that are missing. Safe to run from several processes at once."""
    with database.read_engine.connect() as connection:
        if is_current(connection):
            return
    import_module("quiz.store.migrating").to_revision(database, "head")


def is_current(connection: Connection) -> bool:
    """Whether no migration is missing, so that every table is as the code knows it."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return found == [newest()]


def newest() -> str:
    """The newest revision."""
    return max(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*_*.py"))
