"""What a command cannot use is told in one sentence on standard error: exit 1, never a trace."""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest


def quiz(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as the program runs it."""
    return subprocess.run(
        [sys.executable, "-c", "import quiz.cli; quiz.cli.main()", *map(str, arguments)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def refused(done: subprocess.CompletedProcess[str], said: str, status: int = 1) -> None:
    """It said no, in one sentence."""
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stderr.strip().endswith(".")


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"QUIZ_DATABASE_URL": "garbage"}, "QUIZ_DATABASE_URL"),
        ({"QUIZ_DATABASE_URL": "mysql://x/y"}, "QUIZ_DATABASE_URL"),
        ({"QUIZ_DATABASE_URL": "sqlite:garbage"}, "QUIZ_DATABASE_URL"),
        ({"QUIZ_DATABASE_URL": "postgresql://x:hidden@127.0.0.1:1/y"}, "cơ sở dữ liệu"),
        ({"QUIZ_GUESSES": "abc"}, "QUIZ_GUESSES"),
        (
            {"QUIZ_REQUEST_DAYS": "1000000000"},
            "QUIZ_REQUEST_DAYS quá lớn; đề nghị đặt không quá 365",
        ),
        ({"QUIZ_RETENTION_MONTHS": "30000"}, "QUIZ_RETENTION_MONTHS quá lớn"),
        ({"QUIZ_BASE_URL": "http://["}, "QUIZ_BASE_URL"),
        ({"QUIZ_BASE_URL": "quiz.example"}, "QUIZ_BASE_URL"),
    ],
)
@pytest.mark.parametrize("command", [("staff", "list"), ("serve", "--port", "1")])
def test_a_wrong_setting_is_named(
    tmp_path: Path, command: tuple[str, ...], environment: Mapping[str, str], said: str
) -> None:
    done = quiz(*command, "--data", tmp_path, **environment)
    refused(done, said)
    assert "hidden" not in done.stderr


@pytest.mark.parametrize("command", [("staff", "list"), ("serve", "--port", "1")])
@pytest.mark.parametrize("kind", ["junk", "folder"])
def test_a_database_that_is_none_is_refused(
    tmp_path: Path, command: tuple[str, ...], kind: str
) -> None:
    path = tmp_path / "quiz.db"
    path.mkdir() if kind == "folder" else path.write_bytes(b"junk" * 4_000)
    refused(quiz(*command, "--data", tmp_path), "cơ sở dữ liệu")


@pytest.mark.parametrize("kind", ["empty", "folder"])
def test_a_secret_key_that_is_none_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "secret.key"
    path.mkdir() if kind == "folder" else path.touch()
    assert quiz("people", "units", "--data", tmp_path).returncode == 0
    out = tmp_path / "out.csv"
    tickets = ("people", "tickets", "--district", "930", "--out", out)
    refused(quiz(*tickets, "--data", tmp_path), "đúng 32 byte")
    refused(quiz("serve", "--port", "1", "--data", tmp_path), "đúng 32 byte")
    assert not out.exists()


def test_only_an_ordinary_file_of_a_bearable_size_is_read(tmp_path: Path) -> None:
    fifo, big, folder = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "c.csv"
    os.mkfifo(fifo)
    folder.mkdir()
    with big.open("wb") as file:
        file.truncate(6_000_000)
    for command in ("import", "units"):
        refused(quiz("people", command, fifo, "--data", tmp_path), "tệp thông thường")
        refused(quiz("people", command, "/dev/zero", "--data", tmp_path), "tệp thông thường")
        refused(quiz("people", command, big, "--data", tmp_path), "lớn hơn")
        wrong = quiz("people", command, folder, "--data", tmp_path)
        assert wrong.returncode == 2
        assert "Traceback" not in wrong.stderr


@pytest.mark.parametrize("content", [b"\0\0", b"PK\x03\x04\xff", b"x" * 200_000, b"a,b\n1,2\n"])
def test_a_table_of_units_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "units.csv"
    path.write_bytes(content)
    refused(quiz("people", "units", path, "--data", tmp_path), "đề nghị")


def test_a_target_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    bank, target = tmp_path / "ok.txt", tmp_path / "bank.xlsx"
    bank.write_text("# Bầu cử\n\n1. Cơ quan nào tổ chức bầu cử? [dễ]\n*A. Ủy ban\nB. Sở\n")
    target.mkdir()
    done = quiz("bank", "convert", bank, target)
    assert "Traceback" not in done.stderr
    assert done.returncode == 1


def test_a_busy_port_and_an_unknown_host_end_serving_with_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        refused(quiz("serve", "--port", port, "--data", tmp_path), f"cổng {port}")
    for host in ("no-such-host.invalid", "192.0.2.1", "x" * 70 + ".y"):
        refused(quiz("serve", "--host", host, "--port", port, "--data", tmp_path), "--host")
