"""`quiz contest make`, `open` and `team`: a contest from a file to its team, from a terminal."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from question_bank.formats import write
from quiz.cli import app
from quiz.rules import contest_file
from quiz.rules.criteria import Across, AttemptsPer, TieBreak
from quiz.rules.eligibility import Duty
from quiz.rules.marking import Partial
from quiz.rules.prediction import Target
from quiz.rules.presets import Preset
from quiz.rules.round import Rules
from quiz.stages import choose, count, units
from quiz.store.database import Database
from quiz.store.tables import BankVersion, Contest, Round, Unit
from quiz.store.writer import Writer
from tests.cast import CLOSES, OPENS, make_world, small_bank
from tests.finished import five_of_vi_thanh
from tests.question_bank.law_files import LAW
from tests.stages.test_ticks import keep

DOC = Path(__file__).parents[2] / "docs" / "contest-file.md"
EXAMPLE, SEVERAL = re.findall(r"```toml\n(.*?)```", DOC.read_text(), re.S)
SMALL = 'name = "Hội thi"\nbank = "bank.txt"\n[rules]\nquestions = 6\n'
WINDOW = "[window]\nopens = 2021-04-05T08:00:00\ncloses = 2021-04-05T10:00:00\n"
LATE_WINDOW = "[window]\nopens = 2021-04-05T08:00:00\ncloses = 9999-12-31T23:59:59-12:00\n"
PRIZES = "prizes.table = "


@pytest.fixture
def database(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    """Hậu Giang's units, known to the commands; a bank beside the contest file."""
    monkeypatch.setenv("QUIZ_DATA", str(tmp_path))
    monkeypatch.setenv("QUIZ_DATABASE_URL", sqlite_url)
    (tmp_path / "bank.txt").write_bytes(write(small_bank(), "native"))
    database = Database(sqlite_url)
    yield database
    database.close()


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["contest", *map(str, arguments)])


def data(*arguments: object) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def make(folder: Path, content: str) -> Any:
    path = folder / "contest.toml"
    path.write_text(content)
    return run("make", path, "--json")


def contests(database: Database) -> list[Contest]:
    with database.reading() as session:
        return list(session.exec(select(Contest)))


def test_the_example_of_the_docs_is_made_again_and_opened(
    database: Database, tmp_path: Path
) -> None:
    units.load_units(database, units.shipped_units(), OPENS)
    first, second = make(tmp_path, EXAMPLE), make(tmp_path, EXAMPLE)
    assert first.exit_code == second.exit_code == 0, first.output
    made = json.loads(first.stdout)
    assert made == json.loads(second.stdout)
    assert made["rounds"] == 8
    (contest,) = contests(database)
    rules = Rules.load(contest.rules)
    assert (rules.minutes, rules.attempts, rules.seats, rules.question_count) == (20, 2, 3, 1)
    with database.reading() as session:
        own = session.exec(
            select(Round).join(Unit, Unit.id == Round.district_id).where(Unit.code == "931")  # type: ignore[arg-type]
        ).one()
    assert own.closes_at - own.opens_at == 3.5 * 3_600_000
    opened = data("open", made["contest"])
    assert len(opened["rounds"]) == 8
    assert data("open", made["contest"]) == opened
    assert contests(database)[0].opened_at is not None
    assert make(tmp_path, EXAMPLE).exit_code == 1


def test_the_docs_example_of_weeks_audiences_and_practice_is_made(
    database: Database, tmp_path: Path
) -> None:
    units.load_units(database, units.shipped_units(), OPENS)
    made = make(tmp_path, SEVERAL)
    assert made.exit_code == 0, made.output
    assert json.loads(made.stdout)["rounds"] == 3 * 8
    rules = Rules.load(contests(database)[0].rules)
    assert [one.id for one in rules.audiences] == ["can-bo", "nguoi-dan"]
    assert (rules.minutes, rules.question_count, rules.floor_seconds) == (15, 6, 2)
    with database.reading() as session:
        found = {(one.label, one.audience, one.kind) for one in session.exec(select(Round))}
    assert found == {
        ("Tuần 1", "can-bo", "official"),
        ("Tuần 1", "nguoi-dan", "official"),
        ("Thi thử", "", "practice"),
    }


def test_the_docs_tell_of_every_key_of_the_file_and_its_rules() -> None:
    described = DOC.read_text()
    names = {field.name for field in fields(Rules)} - {"blueprint"}
    for name in names | contest_file._KEYS | contest_file._ROUND:
        assert re.search(rf"`(rules\.)?{name}[`.]", described), name
    for kind in (*Preset, *TieBreak, *Target, *Duty, *Partial, *AttemptsPer, *Across):
        assert str(kind) in described, kind


def test_a_bank_is_named_by_its_digest_and_a_blueprint_by_its_size(
    database: Database, tmp_path: Path
) -> None:
    world = make_world(database)
    given = SMALL.replace("bank.txt", world.bank.digest[:10]) + WINDOW
    made = json.loads(make(tmp_path, given).stdout)
    assert (made["bank"], made["rounds"]) == (world.bank_version_id, 4)
    with database.reading() as session:
        assert len(session.exec(select(BankVersion)).all()) == 1


def test_only_the_named_districts_take_part_where_there_is_no_common_window(
    database: Database, tmp_path: Path
) -> None:
    make_world(database)
    given = SMALL + WINDOW.replace("[window]", "[windows.930]").replace("00\n", "00+07:00\n")
    made = json.loads(make(tmp_path, given).stdout)
    assert made["rounds"] == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("name = ", "không phải TOML"),
        ("", "mục “name”"),
        ('name = "a"\nbank = 1\n', "mục “bank”"),
        (SMALL + "minutes = true\n" + WINDOW, "mục “rules.minutes”"),
        (SMALL + 'minutes = "30"\n' + WINDOW, "mục “rules.minutes”"),
        (SMALL + "minutes = 0\n" + WINDOW, "từ 1 đến 240"),
        (SMALL + 'counting = "worst"\n' + WINDOW, "best, first, last"),
        (SMALL + 'tie_breaks = ["lots", "duration"]\n' + WINDOW, "Bốc thăm"),
        (SMALL + "tie_breaks = [[]]\n" + WINDOW, "mục “rules.tie_breaks[1]”"),
        (SMALL + "hurry = 1\n" + WINDOW, "mục “rules.hurry”"),
        (SMALL.replace("= 6", "= 99") + WINDOW, "không đủ 99 câu"),
        (SMALL + "[[rules.blueprint]]\ntopic = 'x'\n", "questions và blueprint"),
        (SMALL, "ít nhất một vòng thi"),
        (SMALL + WINDOW.replace("[window]", "[windows.999]"), "mã 999"),
        (SMALL + "[window]\nopens = 2021-04-05\ncloses = 2021-04-06\n", "mục “opens”"),
        (SMALL + f"minutes = {'9' * 5000}\n" + WINDOW, "không phải TOML"),
        ("x = " + "[" * 5000, "lồng nhau"),
        (SMALL + "minutes = 0x" + "f" * 5000 + "\n" + WINDOW, "không quá 12 chữ số"),
        (SMALL.replace("= 6", "= 0x" + "f" * 5000) + WINDOW, "mục “questions”"),
        (SMALL + f"{PRIZES}[{{title = 'Nhất', worth = 1_000_000_000}}]\n" + WINDOW, "999.999.999"),
        (SMALL + f'{PRIZES}[{{title = "Nhất\\u0000"}}]\n' + WINDOW, "ký tự điều khiển"),
        (SMALL + f"{PRIZES}[{{title = 'Nhất; nhì'}}]\n" + WINDOW, "dấu chấm phẩy"),
        (SMALL + 'audiences = [{id = "a\\nb", title = "A"}]\n' + WINDOW, "trên một dòng"),
        (SMALL.replace("Hội thi", "Hội\\u0000thi") + WINDOW, "ký tự điều khiển"),
        (SMALL + LATE_WINDOW, "mục “closes” phải từ năm 2000 đến năm 2100"),
        (SMALL + WINDOW.replace("2021", "0001"), "mục “opens” phải từ năm 2000"),
        (SMALL.replace("bank.txt", "nope.txt") + WINDOW, "Không có tệp"),
        (SMALL.replace("bank.txt", "x" * 5000) + WINDOW, "Không có tệp"),
        (SMALL.replace("bank.txt", "\\u0000") + WINDOW, "Không có tệp"),
    ],
)
def test_a_wrong_file_exits_1_with_a_sentence_and_makes_nothing(
    database: Database, tmp_path: Path, content: str, sentence: str
) -> None:
    make_world(database)
    result = make(tmp_path, content)
    assert result.exit_code == 1, result.output
    assert sentence in result.stderr
    assert len(contests(database)) == 1


def test_the_team_is_printed_and_written_once_it_is_confirmed(
    database: Database, tmp_path: Path
) -> None:
    world = make_world(database)
    writer = Writer(database)
    writer.start()
    people = five_of_vi_thanh(database, writer, world)
    assert run("team", world.vi_thanh).exit_code == 1
    board = count.publish(database, writer, world.vi_thanh, "lan", CLOSES)
    assert "Chưa xác nhận đội tuyển" in run("team", world.vi_thanh).stderr
    skips = {people["Bình"]: "Xin rút"}
    seen = choose.Seen(board.digest, 0)
    choose.confirm(writer, world.vi_thanh, seen, choose.Wanted(skips), "lan", CLOSES)
    writer.close()
    found = data("team", world.vi_thanh)
    assert found["members"][0]["name"] == "Nguyễn Văn An"
    assert [one["reason"] for one in found["skips"]] == ["Xin rút"]
    assert [one["captain"] for one in found["members"]] == [False] * 3
    assert (found["eased"], found["of_old_board"]) == ([], False)
    for name in ("team.docx", "team.xlsx"):
        printed = run("team", world.vi_thanh, "--out", tmp_path / name).stdout
        assert "Nguyễn Văn An" in printed
        assert (tmp_path / name).read_bytes().startswith(b"PK")
    assert run("team", world.vi_thanh, "--out", tmp_path / "team.pdf").exit_code == 2
    assert run("team", world.vi_thanh, "--out", tmp_path / "no" / "a.docx").exit_code == 1
    assert run("team", 999).exit_code == 1
    assert run("open", 999).exit_code == 1


def test_opening_on_doubtful_law_exits_1_with_the_option_that_says_it_was_seen(
    database: Database, tmp_path: Path
) -> None:
    keep(database, LAW)
    units.load_units(database, units.shipped_units(), OPENS)
    made = json.loads(make(tmp_path, SMALL + WINDOW).stdout)
    refused = run("open", made["contest"])
    assert refused.exit_code == 1
    assert "chưa có 85/2015/QH13" in refused.output
    option = re.search(r"--law-seen (\w+)$", refused.output.strip())
    assert option
    assert run("open", made["contest"], "--law-seen", "khac").exit_code == 1
    for _ in range(2):
        opened = data("open", made["contest"], "--law-seen", option[1])
        assert len(opened["rounds"]) == made["rounds"]
