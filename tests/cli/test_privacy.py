"""`quiz privacy` and `quiz audit` at the keeper's terminal."""

import json
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from quiz.cli import app
from quiz.rules.retention import ERASED_NAME
from quiz.store.database import Database
from quiz.store.tables import Person
from quiz.store.writer import Writer
from tests.cast import make_world
from tests.whole_life import LIFE_RULES, live

RUN = CliRunner()


@pytest.fixture
def folder(sqlite_url: str, tmp_path: Path) -> Path:
    """The data of a contest that was over years ago."""
    database = Database(sqlite_url)
    writer = Writer(database)
    writer.start()
    live(database, writer, make_world(database, LIFE_RULES))
    writer.close()
    database.close()
    return tmp_path


def names(folder: Path) -> set[str]:
    database = Database(f"sqlite:///{folder / 'quiz.db'}")
    with database.reading() as session:
        found = set(session.exec(select(Person.name)).all())
    database.close()
    return found


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    done = RUN.invoke(app, [*arguments, "--data", str(folder)])
    return done.exit_code, done.output


def test_without_yes_it_says_what_would_go_and_removes_nothing(folder: Path) -> None:
    status, said = run(folder, "privacy", "purge")
    assert status == 0
    assert "Sẽ xóa" in said
    assert "6 người" in said
    assert ERASED_NAME not in names(folder)


def test_with_yes_names_are_gone_and_the_recount_holds(folder: Path) -> None:
    status, said = run(folder, "privacy", "purge", "--contest", "1", "--yes", "--json")
    assert status == 0
    assert json.loads(said)["people"] == 6
    assert names(folder) == {ERASED_NAME}
    assert run(folder, "contest", "recount", "1")[0] == 0
    assert run(folder, "audit", "verify")[0] == 0


def test_a_day_before_the_contest_and_a_day_that_is_none(folder: Path) -> None:
    assert "0 người" in run(folder, "privacy", "purge", "--before", "2021-04-05", "--yes")[1]
    assert run(folder, "privacy", "purge", "--before", "hôm qua")[0] == 2
    assert ERASED_NAME not in names(folder)


def test_open_requests_are_listed_with_what_is_overdue(folder: Path) -> None:
    status, said = run(folder, "privacy", "requests")
    assert status == 0
    assert "VT0002" in said
    assert "QUÁ HẠN" in said
    assert json.loads(run(folder, "privacy", "requests", "--json")[1])["overdue"] == 1


def test_a_log_that_was_changed_is_told_and_ends_with_1(folder: Path) -> None:
    assert "nguyên vẹn" in run(folder, "audit", "verify")[1]
    database = Database(f"sqlite:///{folder / 'quiz.db'}")
    with database.write_engine.connect() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_log_no_update")
        connection.exec_driver_sql("UPDATE audit_log SET actor = 'hoa' WHERE id = 3")
        connection.commit()
    database.close()
    status, said = run(folder, "audit", "verify")
    assert (status, "số 3" in said) == (1, True)
