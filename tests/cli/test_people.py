"""`quiz people`: the same stages from a terminal."""

import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from quiz.cli import app
from tests.rosters import row, workbook

RUNNER = CliRunner()


def run(*arguments: str | Path) -> tuple[int, str]:
    result = RUNNER.invoke(app, ["people", *map(str, arguments)])
    return result.exit_code, result.output


@pytest.fixture
def data(tmp_path: Path) -> Path:
    assert run("units", "--data", tmp_path)[0] == 0
    return tmp_path


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "ds.xlsx"
    path.write_bytes(workbook([row(unit="Xã Vị Tân"), row("=Bảy", "Phòng Nội vụ")]))
    return path


def test_units_are_loaded_once(data: Path) -> None:
    assert run("units", "--data", data) == (0, "Có 84 đơn vị, thêm hoặc sửa 0.\n")


def test_an_import_can_be_tried_done_and_repeated(data: Path, roster: Path) -> None:
    assert "Nếu ghi: thêm 2" in run("import", roster, "--data", data, "--dry-run")[1]
    status, text = run("import", roster, "--data", data, "--json")
    said = json.loads(text)
    assert (status, said["written"], said["new"], said["changed"]) == (0, True, 2, 0)
    assert said["new_units"] == ["Phòng Nội vụ, Thành phố Vị Thanh"]
    assert "Đã thêm 0, cập nhật 0, không đổi 2." in run("import", roster, "--data", data)[1]


def test_problems_are_printed_by_row_and_column_and_the_answer_is_no(
    data: Path, tmp_path: Path
) -> None:
    path = tmp_path / "sai.xlsx"
    path.write_bytes(workbook([row(unit="Xã Vị Tân"), row("Bảy", birth=80, district="Long Mỹ")]))
    status, text = run("import", path, "--data", data)
    assert status == 1
    assert "dòng 3, cột Năm sinh: " in text
    assert "dòng 3, cột Huyện/Thị xã/Thành phố: " in text
    assert "chưa ghi dòng nào" in text
    status, text = run("import", path, "--data", data, "--json")
    assert (status, json.loads(text)["written"]) == (1, False)
    path.write_bytes(b"PK\x03\x04")
    status, text = run("import", path, "--data", data)
    assert status == 1
    assert "đề nghị" in text


def test_tickets_are_written_as_texts_that_nothing_computes(data: Path, roster: Path) -> None:
    run("import", roster, "--data", data)
    book, table = data / "the.xlsx", data / "the.csv"
    assert run("tickets", "--district", "930", "--out", book, "--data", data)[0] == 0
    assert run("tickets", "--unit", "Phòng Nội vụ", "--out", table, "--data", data)[0] == 0
    lines = CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()
    assert [line[2] for line in lines[1:]] == ["930-0002", "930-0001"]
    assert str(lines[1][4]).endswith("/enter#" + str(lines[1][4]).rpartition("#")[2])
    text = table.read_text("utf-8-sig")
    assert "'=Bảy" in text
    assert "930-0002" in text


def test_only_the_owner_may_read_the_tickets_whatever_stood_there(data: Path, roster: Path) -> None:
    run("import", roster, "--data", data)
    for name in ("the.xlsx", "the.csv"):
        out = data / name
        out.write_text("cũ")
        out.chmod(0o644)
        status, text = run("tickets", "--district", "930", "--out", out, "--data", data, "--json")
        assert (status, json.loads(text)) == (0, {"tickets": 2, "file": str(out)})
        assert out.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in data.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("import", "missing.xlsx"), 2),
        (("tickets", "--out", "a.xlsx"), 2),
        (("tickets", "--unit", "x", "--district", "y", "--out", "a.xlsx"), 2),
        (("tickets", "--unit", "x", "--out", "a.pdf"), 2),
        (("tickets", "--unit", "x", "--out", "/missing/a.xlsx"), 2),
        (("tickets", "--unit", "Cà Mau", "--out", "a.xlsx"), 1),
    ],
)
def test_wrong_use_and_no_have_their_own_exit_status(
    data: Path, arguments: tuple[str, ...], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(data)
    given = ("--data", data) if arguments[0] == "tickets" else ()
    assert run(*arguments, *given)[0] == status
