"""`quiz staff`: accounts from a terminal."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from quiz.cli import app
from quiz.stages import signin
from quiz.store.database import Database

PASSWORD = "một mật khẩu dài"
ADD = ("add", "quan-tri", "--name", "Quản trị", "--role", "administrator")


def run(data: Path, *arguments: str, typed: str = f"{PASSWORD}\n") -> tuple[int, str]:
    result = CliRunner().invoke(app, ["staff", *arguments, "--data", str(data)], input=typed)
    return result.exit_code, result.output


def knows(data: Path, username: str, password: str = PASSWORD) -> bool:
    database = Database(f"sqlite:///{data / 'quiz.db'}")
    try:
        return signin.verify_password(database, username, password).username == username
    except Exception:
        return False
    finally:
        database.close()


def test_the_first_administrator_is_made_in_an_empty_folder(tmp_path: Path) -> None:
    data = tmp_path / "new"
    assert run(data, *ADD, "--password-stdin") == (0, "Đã lập tài khoản “quan-tri”.\n")
    assert knows(data, "quan-tri")
    status, text = run(data, "list", "--json")
    assert (status, json.loads(text)) == (
        0,
        [
            {
                "username": "quan-tri",
                "name": "Quản trị",
                "role": "administrator",
                "districts": [],
                "active": True,
                "number": "",
            }
        ],
    )
    assert run(data, "list")[1] == "quan-tri  Quản trị  Quản trị viên\n"


def test_an_organiser_is_given_known_districts(tmp_path: Path) -> None:
    add = ("add", "Lan", "--name", "Lan", "--role", "organizer", "--password-stdin")
    assert run(tmp_path, *add)[0] == 1
    status, text = run(tmp_path, *add, "--district", "930")
    assert (status, "Không có đơn vị cấp huyện mang mã 930" in text) == (1, True)
    assert CliRunner().invoke(app, ["people", "units", "--data", str(tmp_path)]).exit_code == 0
    assert run(tmp_path, *add, "--district", "930", "--district", "931")[0] == 0
    assert run(tmp_path, "change", "lan", "--district", "932", "--name", "Lan Anh")[0] == 0
    assert run(tmp_path, "list")[1] == "lan  Lan Anh  Ban Tổ chức đơn vị  932\n"
    assert run(tmp_path, "change", "lan", "--role", "author", "--json")[0] == 0
    assert run(tmp_path, "list")[1] == "lan  Lan Anh  Ban Đề thi\n"


def test_a_password_is_changed_and_an_account_disabled(tmp_path: Path) -> None:
    run(tmp_path, *ADD, "--password-stdin")
    status, text = run(tmp_path, "password", "Quan-Tri", "--password-stdin", typed="ngắn\n")
    assert (status, "từ 12 đến 128 ký tự" in text) == (1, True)
    another = "x" * 128
    assert run(tmp_path, "password", "quan-tri", "--password-stdin", typed=another)[0] == 0
    assert (knows(tmp_path, "quan-tri"), knows(tmp_path, "quan-tri", another)) == (False, True)
    assert run(tmp_path, "disable", "quan-tri")[0] == 0
    assert not knows(tmp_path, "quan-tri", another)
    assert "đã khóa" in run(tmp_path, "list")[1]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (ADD, 2),
        (("password", "quan-tri"), 2),
        (("add", "x", "--name", "x", "--role", "contestant", "--password-stdin"), 2),
        (("disable", "ai"), 1),
        (("password", "ai", "--password-stdin"), 1),
        (("change", "ai", "--name", "x"), 1),
    ],
)
def test_wrong_use_and_no_have_their_own_exit_status(
    tmp_path: Path, arguments: tuple[str, ...], status: int
) -> None:
    found, text = run(tmp_path, *arguments)
    assert found == status, text


def test_at_a_terminal_the_password_is_asked_twice_and_never_shown(tmp_path: Path) -> None:
    leader, follower = pty.openpty()
    program = "from quiz.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "staff", *ADD, "--data", str(tmp_path)],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
    )
    os.close(follower)
    shown = b""
    for prompt in ("Mật khẩu: ", "Nhập lại mật khẩu: "):
        while prompt.encode() not in shown:
            shown += os.read(leader, 1000)
        os.write(leader, f"{PASSWORD}\n".encode())
    assert process.wait(timeout=60) == 0
    try:
        while more := os.read(leader, 1000):
            shown += more
    except OSError:  # the other end is closed
        pass
    os.close(leader)
    assert PASSWORD not in shown.decode()
    assert "Đã lập tài khoản" in shown.decode()
    assert knows(tmp_path, "quan-tri")
