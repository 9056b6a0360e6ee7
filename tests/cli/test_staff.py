"""`quiz staff`: accounts from a terminal."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from quiz.cli import app
from quiz.cli.serve import tell_first_steps
from quiz.clock import system_clock
from quiz.settings import Settings
from quiz.stages import signin, staffing
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


def test_an_empty_folder_is_given_a_setup_link_until_there_is_an_administrator(
    tmp_path: Path,
) -> None:
    status, text = run(tmp_path, "setup-link")
    found = re.search(r"http://127\.0\.0\.1:8000/set-up#([\w-]{43})\n", text)
    assert (status, bool(found)) == (0, True)
    assert found
    assert found[1].encode() not in b"".join(
        path.read_bytes() for path in tmp_path.iterdir() if path.is_file()
    )
    assert run(tmp_path, *ADD, "--password-stdin")[0] == 0
    status, text = run(tmp_path, "setup-link")
    assert (status, "đã có quản trị viên đang hoạt động" in text) == (1, True)
    assert run(tmp_path, "disable", "quan-tri")[0] == 0
    assert run(tmp_path, "setup-link")[0] == 0


def test_the_server_tells_a_setup_link_and_warns_where_codes_are_off(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(data=tmp_path, base_url="https://thi.example", totp=False)
    tell_first_steps(settings)
    told = capsys.readouterr()
    assert "https://thi.example/set-up#" in told.out
    assert "QUIZ_TOTP đang tắt" in told.err
    run(tmp_path, *ADD, "--password-stdin")
    capsys.readouterr()
    tell_first_steps(settings.model_copy(update={"totp": True}))
    assert capsys.readouterr() == ("", "")


def test_a_link_a_reset_and_sessions_from_a_terminal(tmp_path: Path) -> None:
    run(tmp_path, *ADD, "--password-stdin")
    status, text = run(tmp_path, "link", "Quan-Tri")
    assert (status, "/password-link#" in text) == (0, True)
    database = Database(f"sqlite:///{tmp_path / 'quiz.db'}")
    token = text.split("#")[1].split("\n")[0]
    assert staffing.use_link(database, token, "x" * 20, system_clock()) == "quan-tri"
    database.close()
    assert knows(tmp_path, "quan-tri", "x" * 20)
    assert run(tmp_path, "totp-reset", "quan-tri")[0] == 0
    assert run(tmp_path, "sessions", "quan-tri") == (0, "Không có phiên nào đang mở.\n")
    assert json.loads(run(tmp_path, "sessions", "quan-tri", "--end", "--json")[1]) == []
    for command in ("link", "totp-reset", "sessions"):
        assert run(tmp_path, command, "ai")[0] == 1
