"""A database that may lose what it acknowledged is refused before anything is written."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import inspect
from typer.testing import CliRunner

from quiz.cli import app
from quiz.store import engines as store
from quiz.store.database import Database
from quiz.store.engines import UnsafeDatabase, sqlite_is_safe, sqlite_release
from tests import clusters
from tests.conftest import missing

QUIZ = Path(sys.executable).parent / "quiz"


@pytest.mark.parametrize(
    ("release", "safe"),
    [
        ((3, 7, 0), False),
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)
def test_sqlite_releases_with_the_fix_are_taken_and_others_refused(
    monkeypatch: pytest.MonkeyPatch, sqlite_url: str, release: tuple[int, ...], safe: bool
) -> None:
    monkeypatch.setattr(store, "sqlite_release", lambda: release)
    assert sqlite_is_safe(release) is safe
    database = Database(sqlite_url)
    if safe:
        database.check()
        return
    with pytest.raises(UnsafeDatabase) as refused:
        database.check()
    sentence = str(refused.value)
    assert f"SQLite {'.'.join(map(str, release))} có thể mất dữ liệu" in sentence
    assert "3.44.6, 3.50.7, 3.51.3" in sentence
    assert "pip install pysqlite3" in sentence


def test_the_sqlite_that_is_installed_here_is_safe() -> None:
    assert sqlite_is_safe(sqlite_release())


@pytest.mark.parametrize("setting", ["fsync", "synchronous_commit", "full_page_writes"])
def test_a_postgresql_that_does_not_wait_for_its_disk_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, setting: str
) -> None:
    programs = clusters.postgres_programs()
    if programs is None:
        missing("PostgreSQL (Debian's package postgresql)")
        return
    with clusters.postgres(programs, f"{setting}=off") as address:
        url = address.format(name="postgres")
        database = Database(url)
        with pytest.raises(UnsafeDatabase) as refused:
            database.check()
        database.close()
        sentence = str(refused.value)
        assert f"{setting} = off" in sentence
        assert f"{setting} = on" in sentence
        monkeypatch.setenv("QUIZ_DATABASE_URL", url)
        for command in ("serve", "demo"):
            result = CliRunner().invoke(app, [command, "--data", str(tmp_path), "--port", "1"])
            assert (result.exit_code, result.stdout) == (1, "")
            assert result.stderr.endswith(f"{sentence}\n")
            assert "Traceback" not in result.stderr
        empty = Database(url)
        assert empty.read_now(lambda connection: inspect(connection).get_table_names()) == []
        empty.close()


@pytest.mark.parametrize("whose", ["ROLE careless", "DATABASE {name}"])
def test_the_real_server_refuses_it_when_only_its_role_or_its_database_does_not_wait(
    postgres_template: str, tmp_path: Path, whose: str
) -> None:
    name = f"careless_{whose.split()[0].lower()}"
    keeper = postgres_template.format(name="postgres")
    with psycopg.connect(keeper, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        connection.execute("CREATE ROLE careless LOGIN SUPERUSER")
        connection.execute(f"ALTER {whose.format(name=name)} SET synchronous_commit = off")
    try:
        url = postgres_template.format(name=name).replace("//quiz@", "//careless@")
        served = subprocess.run(
            [QUIZ, "serve", "--data", tmp_path, "--port", "1"],
            env=os.environ | {"QUIZ_DATABASE_URL": url},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (served.returncode, served.stdout) == (1, "")
        assert "synchronous_commit = off" in served.stderr
        assert served.stderr.count("\n") == 1, served.stderr
        empty = Database(postgres_template.format(name=name))
        assert empty.read_now(lambda connection: inspect(connection).get_table_names()) == []
        empty.close()
    finally:
        with psycopg.connect(keeper, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
            connection.execute("DROP ROLE careless")
