"""`quiz rehearse` as a keeper runs it, against a server process: everybody sits, nothing is lost,
nothing is left; and what it says where something is wrong.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from quiz.clock import system_clock
from quiz.rehearsal.keeper import Denied, Keeper
from quiz.rehearsal.machine import server_at
from quiz.rules import totp
from quiz.settings import Settings
from quiz.store.database import Database
from quiz.store.tables import Staff
from tests.bench.server import free_port, waited
from tests.cast import PASSWORD, make_world
from tests.contents import contents

QUIZ = str(Path(sys.executable).parent / "quiz")
ROOT = Path(__file__).parents[2]
SERVE = (QUIZ, "serve")
FORGETFUL = (sys.executable, "-m", "tests.cli.forgetful_server", "serve")
QUICK = ("--within", "1", "--pause", "0", "--taps", "15")
"""Fewer taps than the server takes at once of one person."""
KEPT = {"revocation", "session", "time_anchor", "audit_log", "audit_seal"}
"""What a rehearsal does not put back: notes to other processes, its keeper's session, the time."""


def environment(url: str = "", **more: str) -> dict[str, str]:
    """Without settings of whoever runs the tests."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("QUIZ_")}
    return clean | {"QUIZ_DATABASE_URL": url, "QUIZ_TOTP": "off"} | more


@contextmanager
def serving(
    data: Path, database_url: str = "", command: tuple[str, ...] = SERVE, **more: str
) -> Iterator[str]:
    """The address of a server process."""
    port = free_port()
    with subprocess.Popen(
        [*command, "--port", str(port), "--data", data],
        cwd=ROOT,
        env=environment(database_url, **more),
    ) as process:
        try:
            waited(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def rehearse(*arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [QUIZ, "rehearse", *arguments],
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )


def rows(database: Database) -> dict[str, str]:
    """What a rehearsal must leave as it was: not the sessions of its keeper, nor that
    the keeper signed in."""
    kept = contents(database)
    return {name: digest for name, digest in kept.items() if name not in KEPT}


def marked(database: Database) -> int:
    """How many contests of rehearsals there are."""
    statement = text("SELECT COUNT(*) FROM contest WHERE rehearsal")
    return database.read_now(lambda one: int(one.execute(statement).scalar_one()))


def open_now(database: Database) -> None:
    """Let the real rounds be open for an hour."""
    with database.write_engine.begin() as connection:
        until = {"until": system_clock() + 3_600_000}
        connection.execute(text("UPDATE round SET closes_at = :until"), until)


def test_everybody_sits_over_http_with_dropped_connections_and_nothing_is_lost_or_left(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    make_world(database)
    before = rows(database)
    out = tmp_path / "rehearsal.json"
    with serving(tmp_path, database_url) as url:
        done = rehearse(
            url, "--username", "so", "--people", "12", "--drops", "15", *QUICK, "--json",
            "--out", out, QUIZ_REHEARSE_PASSWORD=PASSWORD,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told == json.loads(out.read_text())
    assert (told["people"], told["attempts"], told["lost"]) == (12, 12, 0)
    assert told["errors"] == {}
    assert told["dropped"] > 0
    assert told["saves"] == 12 * 15
    assert told["saves_per_second"] > 0
    steps: dict[str, Any] = told["steps"]
    assert {name: step["count"] for name, step in steps.items()} == {
        "enter": 12, "sign_in": 12, "open": 12, "start": 12, "paper": 14, "tap": 180, "submit": 12,
        "receipt": 12,
    }  # fmt: skip
    assert all(
        0 < step["p50"] <= step["p95"] <= step["p99"] <= step["most"] for step in steps.values()
    )
    assert told["cpu_ms_per_attempt"] > 0
    assert told["peak_bytes"] > 20_000_000
    assert rows(database) == before


def test_on_the_servers_machine_the_data_folder_does_instead_of_a_password(
    sqlite_url: str, tmp_path: Path
) -> None:
    database = Database(sqlite_url)
    make_world(database)
    before = contents(database)
    with serving(tmp_path) as url:
        done = rehearse(url, "--data", tmp_path, "--people", "3", *QUICK)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Lượt thi hoàn thành: 3/3" in done.stdout
    assert "Câu trả lời bị mất: 0" in done.stdout
    assert "Lỗi: không" in done.stdout
    assert "ms CPU mỗi lượt thi" in done.stdout
    after = contents(database)
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"revocation", "time_anchor", "audit_seal"}
    database.close()


def test_a_server_that_loses_what_it_acknowledged_is_caught(
    sqlite_url: str, tmp_path: Path
) -> None:
    database = Database(sqlite_url)
    with serving(tmp_path, command=FORGETFUL) as url:
        done = rehearse(url, "--data", tmp_path, "--people", "3", *QUICK, "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["lost"] >= 3
    assert told["well"] is False
    assert marked(database) == 0
    database.close()


def test_ctrl_c_removes_what_was_made(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url)
    make_world(database)
    before = rows(database)
    with serving(tmp_path) as url:
        process = subprocess.Popen(
            [QUIZ, "rehearse", url, "--username", "quan", "--people", "5", "--pause", "20",
             "--within", "1"],
            env=environment(QUIZ_REHEARSE_PASSWORD=PASSWORD), stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        attempts = text("SELECT COUNT(*) FROM attempt")
        for _ in range(200):
            if database.read_now(lambda one: one.execute(attempts).scalar_one()) == 5:
                break
            time.sleep(0.1)
        assert marked(database) == 1
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Đã dừng giữa chừng" in said
    assert "Traceback" not in said
    assert rows(database) == before
    database.close()


def test_a_rehearsal_that_was_killed_is_removed_by_hand(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url)
    make_world(database)
    before = rows(database)
    with serving(tmp_path) as url:
        process = subprocess.Popen(
            [QUIZ, "rehearse", url, "--data", tmp_path, "--people", "5", "--pause", "20"],
            env=environment(),
        )
        for _ in range(200):
            if marked(database):
                break
            time.sleep(0.1)
        process.kill()
        process.wait()
        again = rehearse(url, "--data", tmp_path, "--people", "3")
        assert again.returncode == 1
        assert "--remove" in again.stderr
        removed = rehearse(url, "--username", "quan", "--remove", QUIZ_REHEARSE_PASSWORD=PASSWORD)
    assert (removed.returncode, removed.stderr) == (0, "")
    assert rows(database) == before
    database.close()


def test_an_open_real_round_is_left_in_peace_unless_the_keeper_insists(
    sqlite_url: str, tmp_path: Path
) -> None:
    database = Database(sqlite_url)
    make_world(database)
    open_now(database)
    with serving(tmp_path) as url:
        wanted = (url, "--data", tmp_path, "--people", "2", *QUICK)
        refused = rehearse(*wanted)
        assert refused.returncode == 1
        assert "4 vòng thi thật" in refused.stderr
        assert marked(database) == 0
        insisted = rehearse(*wanted, "--yes")
    assert insisted.returncode == 0, insisted.stderr
    assert "Cảnh báo" in insisted.stderr
    assert marked(database) == 0
    database.close()


def test_wrong_passwords_roles_and_addresses_are_told_in_a_sentence(
    sqlite_url: str, tmp_path: Path
) -> None:
    database = Database(sqlite_url)
    make_world(database)
    nobody = f"http://127.0.0.1:{free_port()}"
    with serving(tmp_path) as url:
        for address, username, password, sentence in (
            (url, "quan", "sai-mat-khau", "Tên đăng nhập hoặc mật khẩu không đúng"),
            (url, "lan", PASSWORD, "không có quyền"),
            (nobody, "quan", PASSWORD, "không trả lời"),
        ):
            done = rehearse(address, "--username", username, QUIZ_REHEARSE_PASSWORD=password)
            assert done.returncode == 1
            assert sentence in done.stderr
            assert "Traceback" not in done.stderr
    assert marked(database) == 0
    database.close()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("ftp://example.org", "--username", "quan"), "http"),
        (("http://example.org",), "--username"),
        (("http://example.org", "--username", "quan", "--data", "var"), "--username"),
        (("http://example.org", "--username", "quan"), "QUIZ_REHEARSE_PASSWORD"),
        (("http://example.org", "--username", "quan", "--pause", "100"), "hết giờ"),
        (("http://example.org", "--username", "quan", "--people", "0"), "--people"),
        (("http://example.org", "--username", "quan", "--people", "20001"), "--people"),
        (("http://example.org", "--username", "quan", "--drops", "91"), "--drops"),
    ],
)
def test_wrong_use_is_told_before_anything_is_asked(
    arguments: tuple[str, ...], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = rehearse(*arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_more_people_than_the_machine_has_connections_is_told() -> None:
    done = subprocess.run(
        ["sh", "-c", f"ulimit -n 300; exec {QUIZ} rehearse http://x --username q --people 250"],
        env=environment(QUIZ_REHEARSE_PASSWORD="x"), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "200 kết nối" in done.stderr


def test_the_server_takes_all_the_connections_that_the_system_lets_it_have(tmp_path: Path) -> None:
    shell = ("sh", "-c", f'ulimit -Sn 256; ulimit -Hn 5000; exec {QUIZ} serve "$@"', "serve")
    with serving(tmp_path, command=shell) as url:
        machine = server_at("127.0.0.1", int(url.rpartition(":")[2]))
        limits = Path(f"/proc/{machine.pids[0]}/limits").read_text()
    open_files = next(line for line in limits.splitlines() if line.startswith("Max open files"))
    assert open_files.split()[3:5] == ["5000", "5000"]


def test_a_keeper_who_is_asked_for_a_code_gives_it_once_an_app_is_tied(
    sqlite_url: str, tmp_path: Path
) -> None:
    database = Database(sqlite_url)
    make_world(database)
    with serving(tmp_path, sqlite_url, QUIZ_TOTP="on") as url, asyncio.Runner() as runner:
        keeper = Keeper(url)
        with pytest.raises(Denied, match="trên trình duyệt"):
            runner.run(keeper.sign_in("so", PASSWORD, lambda: ""))
        runner.run(keeper.sign_out())
        with database.writing() as session:
            staff = session.exec(select(Staff).where(Staff.username == "so")).one()
            staff.totp_since = 1
        assert staff.id is not None
        key = totp.totp_key(Settings(data=tmp_path).secret(), staff.id, staff.totp_version)
        keeper = Keeper(url)
        code = totp.code_of(key, system_clock() // totp.STEP_MS)
        runner.run(keeper.sign_in("so", PASSWORD, lambda: code))
        assert "began_at" in runner.run(keeper.standing())
        runner.run(keeper.sign_out())
    database.close()
