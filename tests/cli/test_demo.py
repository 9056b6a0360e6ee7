"""`quiz demo` as a person runs it: a process that prints links, serves them and ends at Ctrl-C; and
that it leaves a database alone which is not a demo's.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx2 as httpx
import pytest
from typer.testing import CliRunner

from quiz.cli import app
from quiz.cli.demo import own_names
from quiz.store import engines as store
from quiz.store.database import Database
from tests.bench.server import free_port, waited
from tests.cast import make_world
from tests.contents import contents, schema

QUIZ = Path(sys.executable).parent / "quiz"
KINDS = ("Home", "Components", "Contestant", "Author", "Organizer", "Province", "Administrator")
PATIENCE = 30
HEADERS = {"Sec-Fetch-Site": "same-origin"}


class Demo:
    """A running `quiz demo`, alone in its process group."""

    def __init__(self, data: Path, port: int, *options: str) -> None:
        self.data, self.port = data, port
        self.process = subprocess.Popen(
            [QUIZ, "demo", "--port", str(port), "--data", data, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={name: value for name, value in os.environ.items() if "QUIZ_" not in name},
        )
        self.lines = self._lines()
        self.links = {
            found[1]: found[2]
            for line in self.lines
            if (found := re.search(r"/ (\w+): (http\S+)$", line))
        }
        waited(f"http://127.0.0.1:{port}")

    def _lines(self) -> list[str]:
        """What it prints before it serves."""
        assert self.process.stdout
        lines: list[str] = []
        while not lines or "Ctrl-C" not in lines[-1]:
            line = self.process.stdout.readline()
            assert line, self.process.communicate()[1]
            lines.append(line.rstrip("\n"))
        return lines

    def stop(self) -> int:
        """Ctrl-C: the exit status."""
        self.process.send_signal(signal.SIGINT)
        _, errors = self.process.communicate(timeout=PATIENCE)
        assert "Traceback" not in errors, errors
        return self.process.returncode

    def group(self) -> list[int]:
        """The processes that are left of the group."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[2]) == self.process.pid:
                found.append(int(stat.parent.name))
        return found

    def kill(self) -> None:
        """Whatever happened, leave nothing behind."""
        if self.group():
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()


@contextmanager
def running(data: Path, *options: str, port: int = 0) -> Iterator[Demo]:
    demo = Demo(data, port or free_port(), *options)
    try:
        yield demo
    finally:
        demo.kill()


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, list[str]]:
    """The folder of a demo that has run once, its port, and what it printed."""
    data = tmp_path_factory.mktemp("demo") / "var"
    with running(data) as demo:
        assert demo.stop() == 0
        return data, demo.port, demo.lines


def whole(data: Path) -> dict[str, str]:
    """All that the folder's database holds, but for its schema."""
    database = Database(f"sqlite:///{data / 'quiz.db'}")
    found = contents(database)
    database.close()
    return found


def refused(data: Path, command: str = "demo") -> str:
    """What a refused command says, in one line."""
    result = CliRunner().invoke(app, [command, "--port", str(free_port()), "--data", str(data)])
    assert isinstance(result.exception, SystemExit)
    assert (result.exit_code, result.stdout) == (1, "")
    (sentence,) = [line for line in result.stderr.splitlines() if not line.startswith("{")]
    return sentence


def test_a_new_demo_answers_prints_a_link_for_everybody_and_ctrl_c_leaves_nothing(
    tmp_path: Path,
) -> None:
    with running(tmp_path / "var") as demo:
        assert tuple(demo.links) == KINDS
        for link in demo.links.values():
            assert link.startswith(f"http://127.0.0.1:{demo.port}/")
            page = httpx.get(link)
            assert (page.status_code, page.headers["content-type"]) == (
                200,
                "text/html; charset=utf-8",
            )
        assert demo.group() == [demo.process.pid]
        held = httpx.Client()  # a browser that keeps its connection does not hold the server up
        assert held.get(demo.links["Home"]).status_code == 200
        began = time.monotonic()
        assert demo.stop() == 0
        took = time.monotonic() - began
        held.close()
        assert demo.group() == []
        assert took < 10
    assert (tmp_path / "var" / "demo-logins.json").stat().st_mode & 0o777 == 0o600


def test_each_link_lets_its_owner_in(first: tuple[Path, int, list[str]], tmp_path: Path) -> None:
    data = tmp_path / "var"
    shutil.copytree(first[0], data)
    with running(data) as demo:
        for kind in KINDS[2:]:
            inside = let_in(demo.links[kind])
            assert inside.status_code == 200, inside.text
            assert inside.url.path not in {"/enter", "/sign-in"}
            assert 'action="/sign-out"' in inside.text


def let_in(link: str) -> httpx.Response:
    """Where somebody is after following a link, as the page's script follows it."""
    with httpx.Client(follow_redirects=True, headers=HEADERS) as browser:
        parts = urlsplit(link)
        token = re.search(r'name="form_token" value="([^"]*)"', browser.get(link).text)
        assert token
        form = {"form_token": token[1]}
        if parts.path == "/enter":
            form["ticket"] = parts.fragment
        else:
            username, _, password = parts.fragment.partition("/")
            form |= {"username": username, "password": unquote(password)}
        return browser.post(parts._replace(fragment="").geturl(), data=form)


def test_a_second_run_prints_the_same_links_and_serves_the_same_data(
    first: tuple[Path, int, list[str]],
) -> None:
    data, port, lines = first
    before = whole(data)
    with running(data, port=port) as again:
        assert again.lines == lines
        assert httpx.get(again.links["Home"]).text.count("/board") >= 8
        assert again.stop() == 0
    assert whole(data) == before


def test_a_demo_on_all_addresses_prints_local_links_and_answers_to_its_own_names(
    first: tuple[Path, int, list[str]], tmp_path: Path
) -> None:
    data = tmp_path / "var"
    shutil.copytree(first[0], data)
    with running(data, "--host", "0.0.0.0") as demo:
        local = f"http://127.0.0.1:{demo.port}"
        assert {urlsplit(link).netloc for link in demo.links.values()} == {local[7:]}
        statuses = {
            name: httpx.get(local, headers={"Host": f"{name}:{demo.port}"}).status_code
            for name in (*own_names(), "localhost", "evil.example")
        }
        assert statuses.pop("evil.example") == 400
        assert set(statuses.values()) == {200}, statuses
        for address in {name for name in own_names() if re.fullmatch(r"[\d.]+", name)}:
            assert httpx.get(f"http://{address}:{demo.port}").status_code == 200


def test_a_contest_of_other_people_is_left_alone_with_a_sentence(
    sqlite_url: str, tmp_path: Path
) -> None:
    database = Database(sqlite_url)
    make_world(database)
    before = contents(database), schema(database)
    said = refused(tmp_path)
    assert (contents(database), schema(database)) == before
    database.close()
    assert "không phải của bản chạy thử" in said
    assert "--data" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["quiz.db"]


def test_the_logins_of_another_demo_open_no_contest_of_other_people(
    first: tuple[Path, int, list[str]], sqlite_url: str, tmp_path: Path
) -> None:
    database = Database(sqlite_url)
    make_world(database)
    before = contents(database)
    shutil.copy(first[0] / "demo-logins.json", tmp_path)
    assert "không phải của bản chạy thử" in refused(tmp_path)
    assert contents(database) == before
    database.close()


@pytest.mark.parametrize("logins", [None, "", "[]", '{"tac-gia": 1}', '{"tac-gia": "x"}'])
def test_a_demo_without_its_logins_is_left_alone_with_a_sentence(
    first: tuple[Path, int, list[str]], tmp_path: Path, logins: str | None
) -> None:
    data = tmp_path / "var"
    shutil.copytree(first[0], data)
    before = whole(data)
    (data / "demo-logins.json").unlink()
    if logins is not None:
        (data / "demo-logins.json").write_text(logins)
    assert "không phải của bản chạy thử" in refused(data)
    assert whole(data) == before


def test_a_file_that_is_no_database_is_left_alone_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "quiz.db").write_bytes(b"no database " * 500)
    assert "Không đọc được" in refused(tmp_path)
    assert (tmp_path / "quiz.db").read_bytes() == b"no database " * 500


def test_a_data_folder_that_is_a_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    assert "Không dùng được thư mục" in refused(tmp_path / "var")


def test_a_demo_goes_on_where_the_first_run_was_ended_before_its_contest(
    sqlite_url: str, tmp_path: Path
) -> None:
    logins = dict.fromkeys(("tac-gia", "to-chuc", "so-noi-vu", "quan-tri"), "mat-khau")
    (tmp_path / "demo-logins.json").write_text(json.dumps(logins))
    with running(tmp_path) as demo:
        assert demo.links["Author"].endswith("#tac-gia/mat-khau")
        assert demo.stop() == 0


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_an_old_sqlite_is_refused_with_a_sentence_and_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(store, "sqlite_release", lambda: (3, 40, 1))
    said = refused(tmp_path, command)
    assert "SQLite 3.40.1" in said
    assert "pysqlite3" in said
    assert list(tmp_path.iterdir()) == []
