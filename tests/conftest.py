"""What every test may ask for: an empty database of both kinds, and one open contest."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from quiz.store.database import Database
from quiz.store.migrate import migrate
from quiz.store.writer import Writer
from tests import clusters
from tests.cast import Stage, World, make_world, staged

IN_CI = bool(os.environ.get("CI"))


def missing(what: str) -> None:
    """Say what a test needs that this machine lacks. CI installs it, so there it is a failure."""
    if IN_CI:
        pytest.fail(f"CI must have {what}")
    pytest.skip(f"needs {what}")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "quiz.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    with database.write_engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    """The address (with `{name}` for the database) of a server whose database `template` is
    migrated."""
    programs = clusters.postgres_programs()
    if programs is None:
        missing("PostgreSQL (Debian's package postgresql)")
        return
    with clusters.postgres(programs, within=clusters.in_memory()) as address:
        _postgres(address, "CREATE DATABASE template_quiz")
        database = Database(address.format(name="template_quiz"))
        migrate(database)
        database.close()
        yield address


def _postgres(address: str, statement: str) -> None:
    url = address.format(name="postgres").replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database; a test that asks for it runs on both kinds."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = tmp_path / "quiz.db"
        shutil.copy(template, path)
        yield f"sqlite:///{path}"
        return
    address: str = request.getfixturevalue("postgres_template")
    name = f"quiz_{os.getpid()}_{abs(hash(request.node.nodeid)):x}"
    _postgres(address, f"CREATE DATABASE {name} TEMPLATE template_quiz STRATEGY FILE_COPY")
    yield address.format(name=name)
    _postgres(address, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of an empty, migrated SQLite database, where the kind does not matter."""
    path = tmp_path / "quiz.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty, migrated database."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def writer(database: Database) -> Iterator[Writer]:
    """The writer of `database`."""
    writer = Writer(database)
    writer.start()
    yield writer
    writer.close()


@pytest.fixture
def world(database: Database) -> World:
    """The open contest in `database`."""
    return make_world(database)


@pytest.fixture
def stage(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    """The application over the open contest, on both kinds of database."""
    with staged(tmp_path, database_url) as running:
        yield running


@pytest.fixture
def quick_stage(sqlite_url: str, tmp_path: Path) -> Iterator[Stage]:
    """The same on SQLite only, for pages that ask no new question of the database."""
    with staged(tmp_path, sqlite_url) as running:
        yield running
