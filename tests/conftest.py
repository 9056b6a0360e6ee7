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
from tests import chance, clusters
from tests.cast import Stage, World, make_world, staged

os.environ.setdefault("QUIZ_TOTP", "off")
os.environ.setdefault("QUIZ_STAFF_IDLE_MINUTES", "720")
"""A test that is about codes or idle sessions asks for them: `staged(…, totp=True)`."""

_WORLD = "made_world"
IN_CI = bool(os.environ.get("CI"))
_LONG = ("tests/house/test_get_never_writes.py", "tests/faults/test_kill.py")
"""Files with tests of a minute and more. They begin first: one that began last would run alone."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first, everything else in its order."""
    items.sort(key=lambda one: not one.nodeid.startswith(_LONG))


def pytest_configure() -> None:
    """Before there are workers: all of them draw by the same."""
    chance.chosen()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int) -> None:
    """By what the papers were drawn that something failed with."""
    if exitstatus:
        terminalreporter.write_line(f"papers drawn by QUIZ_CHANCE={chance.chosen()!r}")


@pytest.fixture(autouse=True, scope="module")
def _papers_of_its_file(request: pytest.FixtureRequest) -> Iterator[None]:
    """What the tests of a file share is drawn by the file's name."""
    with chance.seeds_of(request.node.nodeid):
        yield


@pytest.fixture(autouse=True)
def _papers_of_its_own(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test draws its own papers, whatever ran before it."""
    with chance.seeds_of(request.node.nodeid):
        yield


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
    close_whole(database)
    return path


def close_whole(database: Database) -> None:
    """Close a SQLite file with nothing of it left beside it, so that it can be copied."""
    with database.write_engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.close()


@pytest.fixture(scope="session")
def sqlite_world(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, World]:
    """A SQLite file to copy in which the contest is open, and what stands in it."""
    path = tmp_path_factory.mktemp("world") / "quiz.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    with chance.seeds_of("world"):
        world = make_world(database)
    close_whole(database)
    return path, world


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


@pytest.fixture(scope="session")
def postgres_world(postgres_template: str) -> World:
    """The database `template_world`, in which the contest is open: what stands in it."""
    _postgres(postgres_template, "CREATE DATABASE template_world TEMPLATE template_quiz")
    database = Database(postgres_template.format(name="template_world"))
    with chance.seeds_of("world"):
        world = make_world(database)
    database.close()
    return world


def _postgres(address: str, statement: str) -> None:
    url = address.format(name="postgres").replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database; a test that asks for it runs on both kinds.
    Where `made_world` is asked for as well, the contest is open in it: made once and copied.
    """
    if request.param == "sqlite":
        yield _sqlite_copy(request, tmp_path)
        return
    address: str = request.getfixturevalue("postgres_template")
    template = "template_quiz"
    if _WORLD in request.fixturenames:
        request.getfixturevalue("postgres_world")
        template = "template_world"
    name = f"quiz_{os.getpid()}_{abs(hash(request.node.nodeid)):x}"
    _postgres(address, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    yield address.format(name=name)
    _postgres(address, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The same on SQLite, where the kind does not matter."""
    return _sqlite_copy(request, tmp_path)


def _sqlite_copy(request: pytest.FixtureRequest, folder: Path) -> str:
    if _WORLD in request.fixturenames:
        template = request.getfixturevalue("sqlite_world")[0]
    else:
        template = request.getfixturevalue("sqlite_template")
    shutil.copy(template, folder / "quiz.db")
    return f"sqlite:///{folder / 'quiz.db'}"


@pytest.fixture
def made_world(request: pytest.FixtureRequest) -> World:
    """What stands in the test's database, of whichever kind it is."""
    if "database_url" in request.fixturenames:
        url: str = request.getfixturevalue("database_url")
    else:
        url = request.getfixturevalue("sqlite_url")
    if url.startswith("sqlite:"):
        world: World = request.getfixturevalue("sqlite_world")[1]
    else:
        world = request.getfixturevalue("postgres_world")
    return world


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
def world(database: Database, made_world: World) -> World:
    """The open contest in `database`."""
    return made_world


@pytest.fixture
def stage(database_url: str, made_world: World, tmp_path: Path) -> Iterator[Stage]:
    """The application over the open contest, on both kinds of database."""
    with staged(tmp_path, database_url, world=made_world) as running:
        yield running


@pytest.fixture
def quick_stage(sqlite_url: str, made_world: World, tmp_path: Path) -> Iterator[Stage]:
    """The same on SQLite only, for pages that ask no new question of the database."""
    with staged(tmp_path, sqlite_url, world=made_world) as running:
        yield running
