"""`quiz contest`: list, board, publish, recount, from a terminal."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select
from typer.testing import CliRunner

from quiz.cli import app
from quiz.clock import system_clock
from quiz.stages import sit
from quiz.store import rows
from quiz.store.database import Database
from quiz.store.tables import Result
from quiz.store.writer import Writer
from tests.cast import MINUTE, PASSWORD, World, make_world
from tests.finished import five_of_vi_thanh


@pytest.fixture
def contest(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Database, World]]:
    """The contest of 2021 with five finished attempts in Vị Thanh, known to the commands."""
    monkeypatch.setenv("QUIZ_DATA", str(tmp_path))
    monkeypatch.setenv("QUIZ_DATABASE_URL", sqlite_url)
    database = Database(sqlite_url)
    world = make_world(database)
    writer = Writer(database)
    writer.start()
    five_of_vi_thanh(database, writer, world)
    writer.close()
    yield database, world
    database.close()


BOTH = f"{PASSWORD}\n{PASSWORD}\n"


def void(attempt: int) -> tuple[object, ...]:
    """Lan and Quản void an attempt, their passwords in two lines."""
    return (
        "void", attempt, "--reason", "Theo biên bản số 3", "--by", "lan", "--signed-by", "quan",
        "--password-stdin",
    )  # fmt: skip


def run(*arguments: object, typed: str = "") -> Any:
    return CliRunner().invoke(app, ["contest", *map(str, arguments)], input=typed)


def data(*arguments: object, status: int = 0, typed: str = "") -> Any:
    result = run(*arguments, "--json", typed=typed)
    assert result.exit_code == status, result.output
    return json.loads(result.stdout)


def test_the_list_names_every_round_with_its_counts(contest: tuple[Database, World]) -> None:
    _, world = contest
    (found,) = data("list")
    assert (found["name"], found["opened"]) == ("Hội thi thử", True)
    first = found["rounds"][0]
    assert first["id"] == world.vi_thanh
    assert (first["roster"], first["sat"], first["finished"]) == (5, 5, 5)
    assert first["phase"] == "closed"
    printed = run("list").stdout
    assert "Thành phố Vị Thanh" in printed
    assert "5 đã nộp bài" in printed


def test_an_empty_database_has_no_contest(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZ_DATABASE_URL", sqlite_url)
    assert run("list", "--data", tmp_path).stdout == "Chưa có cuộc thi nào.\n"
    assert data("list", "--data", tmp_path) == []


def test_the_board_is_printed_with_full_names_in_its_order(
    contest: tuple[Database, World],
) -> None:
    _, world = contest
    board = data("board", world.vi_thanh)
    assert (board["official"], board["district"]) == (False, "Thành phố Vị Thanh")
    assert [(one["place"], one["name"], one["score"]) for one in board["lines"]][:2] == [
        (1, "Nguyễn Văn An", 6),
        (2, "Trần Thị Bình", 5),
    ]
    assert "tạm thời" in run("board", world.vi_thanh).stdout


def test_publishing_twice_gives_one_board(contest: tuple[Database, World]) -> None:
    _, world = contest
    first, second = data("publish", world.vi_thanh), data("publish", world.vi_thanh)
    assert first == second
    assert data("board", world.vi_thanh)["digest"] == first["digest"]


def test_a_recount_that_holds_exits_0(contest: tuple[Database, World]) -> None:
    _, world = contest
    found = data("recount", world.vi_thanh)
    assert found["holds"] is True
    assert (found["people"], found["results"], found["differences"]) == (5, 5, [])
    assert "nhật ký nguyên vẹn" in run("recount", world.vi_thanh).stdout


def test_a_result_that_differs_exits_1_and_names_the_person(
    contest: tuple[Database, World],
) -> None:
    database, world = contest
    with database.writing() as session:
        session.connection().execute(
            text("UPDATE result SET correct_count = 0 WHERE person_id = :person"),
            {"person": world.people["An"]},
        )
    found = data("recount", world.vi_thanh, status=1)
    assert (found["holds"], found["differences"]) == (False, [world.people["An"]])
    assert run("publish", world.vi_thanh).exit_code == 1


def test_a_broken_chain_exits_1_and_names_the_entry(contest: tuple[Database, World]) -> None:
    database, world = contest
    with database.writing() as session:
        session.connection().execute(
            text("UPDATE entry SET choice = '0' WHERE round_id = :round AND number = 3"),
            {"round": world.vi_thanh},
        )
        session.connection().execute(
            text("UPDATE entry SET hash = 'x' WHERE round_id = :round AND number = 3"),
            {"round": world.vi_thanh},
        )
    assert data("recount", world.vi_thanh, status=1)["broken_link"] == 3


def test_a_wrong_tally_exits_1_and_is_mended(contest: tuple[Database, World]) -> None:
    database, world = contest
    with database.writing() as session:
        session.connection().execute(text("UPDATE tally SET people = people + 1 WHERE level = 1"))
    before = data("recount", world.vi_thanh, status=1)
    assert before["wrong_tallies"] > 0
    assert "--mend" in run("recount", world.vi_thanh).stdout
    mended = json.loads(run("recount", world.vi_thanh, "--mend", "--json").stdout)
    assert (mended["holds"], mended["wrong_tallies"]) == (True, 0)


@pytest.mark.parametrize("command", ["board", "publish", "recount"])
def test_a_round_that_is_not_there_exits_1_with_a_sentence(
    contest: tuple[Database, World], command: str
) -> None:
    result = run(command, 999)
    assert result.exit_code == 1
    assert "Không tìm thấy" in result.stderr
    assert run(command, 2**70).exit_code == 2
    assert run(command, 0).exit_code == 2


def sat_now(database: Database, world: World) -> int:
    """A running attempt of somebody in Phụng Hiệp, today."""
    now = system_clock()
    with database.writing() as session:
        session.connection().execute(
            text("UPDATE round SET opens_at = :opens, closes_at = :closes WHERE id = :id"),
            {"id": world.phung_hiep, "opens": now - MINUTE, "closes": now + 60 * MINUTE},
        )
    writer = Writer(database)
    writer.start()
    started = sit.start(database, writer, world.phung_hiep, world.people["Chi"], now)
    attempt = asyncio.run(started)
    writer.close()
    return attempt


def test_time_is_given_to_one_candidate_or_to_a_round(contest: tuple[Database, World]) -> None:
    database, world = contest
    attempt = sat_now(database, world)
    before = database.read_now(lambda one: rows.read_attempt(one, attempt)).deadline_at
    asked = data("extend", world.phung_hiep, "--minutes", 10, "--reason", "Mất điện")
    assert (asked["minutes"], asked["applied_to"]) == (10, 1)
    number = ("--number", "ph0001")
    told = run("extend", world.phung_hiep, "--minutes", 5, "--reason", "Mất điện", *number)
    assert told.stdout == "Đã gia hạn 5 phút cho 1 lượt thi.\n"
    after = database.read_now(lambda one: rows.read_attempt(one, attempt)).deadline_at
    assert after == before + 15 * MINUTE


def test_a_round_that_has_closed_waits_for_a_second_signature(
    contest: tuple[Database, World],
) -> None:
    database, world = contest
    with database.writing() as session:
        closed = {"id": world.phung_hiep, "closes": system_clock() - MINUTE}
        session.connection().execute(
            text("UPDATE round SET closes_at = :closes WHERE id = :id"), closed
        )
    told = run("extend", world.phung_hiep, "--minutes", 10, "--reason", "Mất điện")
    assert told.exit_code == 0
    assert "chờ một người khác xác nhận" in told.stdout


def test_what_cannot_be_extended_exits_1_with_a_sentence(contest: tuple[Database, World]) -> None:
    _, world = contest
    short = run("extend", world.vi_thanh, "--minutes", 1, "--reason", "Mất điện")
    assert short.exit_code == 1
    assert "chưa đủ" in short.stderr
    assert run("extend", world.vi_thanh, "--minutes", 1, "--reason", " ").exit_code == 1
    assert run("extend", 999, "--minutes", 1, "--reason", "Mất điện").exit_code == 1
    assert run("extend", world.vi_thanh, "--minutes", 0, "--reason", "x").exit_code == 2


def test_an_attempt_is_voided_once_and_leaves_the_board(contest: tuple[Database, World]) -> None:
    database, world = contest
    with database.reading() as session:
        wanted = select(Result.attempt_id).where(Result.person_id == world.people["An"])
        attempt = session.exec(wanted).one()
    for _ in range(2):
        told = data(*void(attempt), typed=BOTH)
        assert told == {"attempt": attempt, "round": world.vi_thanh, "voided": True}
    names = [one["name"] for one in data("board", world.vi_thanh)["lines"]]
    assert len(names) == 4
    assert "Nguyễn Văn An" not in names
    assert data("recount", world.vi_thanh)["holds"] is True
    assert run(*void(999_999), typed=BOTH).exit_code == 1


def test_the_keeper_of_the_machine_signs_for_nobody(contest: tuple[Database, World]) -> None:
    database, world = contest
    with database.reading() as session:
        wanted = select(Result.attempt_id).where(Result.person_id == world.people["An"])
        attempt = session.exec(wanted).one()
    for typed in ("", f"{PASSWORD}\n", f"{PASSWORD}\nđoán thử một lần\n"):
        assert run(*void(attempt), typed=typed).exit_code == 1
    alone = ("void", attempt, "--reason", "x", "--by", "quan", "--password-stdin")
    assert run(*alone, typed=BOTH).exit_code == 2
    assert run(*alone, "--signed-by", "quan", typed=BOTH).exit_code == 1
    assert len(data("board", world.vi_thanh)["lines"]) == 5
