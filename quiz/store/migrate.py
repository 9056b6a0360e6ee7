"""Bring a database up to date. Most starts find that it is, and load nothing that could."""

from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from quiz.store.database import Database
from quiz.store.engines import UnsafeDatabase

FOLDER = Path(__file__).parent / "migrations"
VERSIONS = FOLDER / "versions"
"""A file each, in order: its name begins with the revision."""
_NEWER = (
    "Cơ sở dữ liệu thuộc một phiên bản mới hơn của hệ thống; "
    "đề nghị cập nhật phần mềm rồi chạy lại."
)


def migrate(database: Database) -> None:
    """Apply the migrations that are missing. Safe to run from several processes at once. Refuses a
    database that a newer release has migrated: UnsafeDatabase."""
    with database.read_engine.connect() as connection:
        found = _revisions(connection)
    if found == [newest()]:
        return
    if any(one > newest() for one in found):
        raise UnsafeDatabase(_NEWER)
    import_module("quiz.store.migrating").to_revision(database, "head")


def is_current(connection: Connection) -> bool:
    """Whether no migration is missing, so that every table is as the code knows it."""
    return _revisions(connection) == [newest()]


def _revisions(connection: Connection) -> list[str]:
    if not inspect(connection).has_table("alembic_version"):
        return []
    return list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())


def newest() -> str:
    """The newest revision."""
    return max(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*_*.py"))
