"""`quiz bank diff | merge | export` from a terminal."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from question_bank.formats import read
from quiz.cli import app
from quiz.settings import Settings
from quiz.store import workshop
from quiz.store.database import Database
from quiz.store.tables import BankOrigin, WorkingBank

GOOD = """Câu 1. {}
Mã: cau-1
Mức độ: dễ
A. Đủ 18 tuổi
*B. Đủ 21 tuổi

Câu 2. Ai có quyền bầu cử?
Mã: cau-2
Mức độ: dễ
*A. Công dân đủ 18 tuổi
B. Mọi người
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["bank", *map(str, arguments)])


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """The same bank in two wordings."""
    paths = tmp_path / "a.txt", tmp_path / "b.txt"
    for path, stem in zip(paths, ("Đủ tuổi ứng cử?", "Bao nhiêu tuổi thì ứng cử?"), strict=True):
        path.write_text(GOOD.format(stem), encoding="utf-8")
    return paths


def test_what_differs_is_told_in_words_and_for_a_program(two: tuple[Path, Path]) -> None:
    same = run("diff", two[0], two[0])
    assert (same.exit_code, same.stdout.strip()) == (0, "Số câu: thêm 0, bỏ 0, đổi 0.")
    found = run("diff", *two)
    assert found.exit_code == 1
    assert "- Đủ tuổi ứng cử?" in found.stdout
    assert "+ Bao nhiêu tuổi thì ứng cử?" in found.stdout
    (told,) = json.loads(run("diff", *two, "--json").stdout)["changed"].values()
    assert [part["part"] for part in told] == ["Câu hỏi"]


def test_a_conflict_is_named_and_nothing_is_written(two: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "chung.txt"
    found = run("merge", *two, "-o", out)
    assert found.exit_code == 1
    assert "câu cau-1: khác nhau ở câu hỏi" in found.stderr
    assert not out.exists()


def test_a_base_or_a_preferred_side_settles_it(two: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "chung.xlsx"
    assert run("merge", *two, "-o", out, "--base", two[0]).exit_code == 0
    assert read(out).bank.by_id["cau-1"].stem == "Bao nhiêu tuổi thì ứng cử?"
    assert run("merge", *two, "-o", out, "--prefer", "a").exit_code == 0
    assert read(out).bank.by_id["cau-1"].stem == "Đủ tuổi ứng cử?"


def test_a_version_is_taken_away_by_number_or_digest(
    two: tuple[Path, Path], tmp_path: Path
) -> None:
    told = json.loads(run("publish", two[0], "--data", tmp_path, "--json").stdout)
    out = tmp_path / "ra.gift"
    for name in (str(told["version"]), told["digest"][:12]):
        out.unlink(missing_ok=True)
        assert run("export", name, "-o", out, "--data", tmp_path).exit_code == 0
        assert read(out).bank.by_id.keys() == {"cau-1", "cau-2"}
    assert run("export", "4711", "-o", out, "--data", tmp_path).exit_code == 1


def test_a_sealed_version_is_not_taken_away(two: tuple[Path, Path], tmp_path: Path) -> None:
    told = json.loads(run("publish", two[0], "--data", tmp_path, "--json").stdout)
    database = Database(Settings(data=tmp_path).url)
    with database.writing() as session:
        home = WorkingBank(
            title="Kín", created_at=0, created_by="phuc", sealed_until=9_000_000_000_000
        )
        session.add(home)
        session.flush()
        assert home.id is not None
        assert workshop.bank_row(session, home.id)
        session.add(BankOrigin(version_id=told["version"], bank_id=home.id))
    database.close()
    out = tmp_path / "ra.txt"
    refused = run("export", str(told["version"]), "-o", out, "--data", tmp_path)
    assert (refused.exit_code, out.exists()) == (1, False)
    assert "niêm phong" in refused.stderr
