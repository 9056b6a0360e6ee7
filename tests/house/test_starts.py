"""A start loads what it needs: a server that was killed is back sooner, and a command says its
sentence sooner. Extras, migrations and the other commands are loaded by whoever asks for them."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text
from typer.testing import CliRunner

from quiz.cli import app
from quiz.store.database import Database
from quiz.store.engines import UnsafeDatabase
from quiz.store.migrate import migrate, newest
from quiz.store.migrating import configuration

LOAD = "import quiz.cli; quiz.cli.Commands().get_command(None, {name!r})"
TELL = "; import sys; print(*sorted(sys.modules))"
NOT_TO_SERVE = ("psycopg", "authlib", "joserfc", "httpx2", "alembic", "mako", "pygments")


def loaded(statements: str) -> set[str]:
    """The modules that are there after it."""
    done = subprocess.run(
        [sys.executable, "-c", statements + TELL], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_a_server_starts_without_extras_and_migrations() -> None:
    there = loaded(LOAD.format(name="serve"))
    assert "quiz.web.app" in there
    assert there.isdisjoint(NOT_TO_SERVE)


@pytest.mark.parametrize("name", ["people", "staff", "contest", "bank", "privacy", "audit", "law"])
def test_a_command_starts_without_the_web(name: str) -> None:
    assert loaded(LOAD.format(name=name)).isdisjoint(("quiz.web", "fastapi", *NOT_TO_SERVE))


def test_a_start_that_loads_everything_is_caught() -> None:
    """The mutant: as every command was loaded before."""
    every = (
        "import quiz.cli; [quiz.cli.Commands().get_command(None, one) for one in quiz.cli.COMMANDS]"
    )
    assert "fastapi" in loaded(every)


def test_a_database_that_is_up_to_date_needs_no_migrations(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'quiz.db'}"
    start = (
        "from quiz.store.database import Database; from quiz.store.migrate import migrate;"
        f" database = Database({url!r}); migrate(database); database.close()"
    )
    assert "alembic" in loaded(start)
    assert "alembic" not in loaded(start)


def test_the_newest_revision_is_the_one_that_alembic_leads_to(database: Database) -> None:
    migrate(database)
    with database.write_engine.connect() as connection:
        heads = ScriptDirectory.from_config(configuration(connection)).get_heads()
    assert heads == [newest()]


def test_a_database_of_a_newer_release_is_refused_in_a_sentence(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'quiz.db'}")
    migrate(database)
    with database.write_engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UnsafeDatabase, match="phiên bản mới hơn"):
        migrate(database)
    database.close()


def test_a_mistyped_command_is_told_the_one_that_was_meant() -> None:
    done = CliRunner().invoke(app, ["srve"])
    assert done.exit_code == 2
    assert "serve" in done.output
