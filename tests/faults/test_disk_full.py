"""The disk is full in the middle of a contest: whoever taps is told to wait and how long, whoever
reads is served, nothing that was answered 200 is lost, and saving goes on by itself when there is
space again; also when the server was killed and started again meanwhile.

The data folder is a tmpfs of 2 MB, which a ballast file fills to the last block. SQLite's log alone
fills such a disk: the mutant, which does not give its space back, stands still for good.
"""

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2 as httpx
import pytest

from quiz.rules import ticket
from quiz.settings import Settings
from quiz.store.database import Database
from quiz.store.migrate import migrate
from tests.conftest import missing
from tests.faults.server import SERVE, Server, mutant
from tests.faults.sitting import FULL, Contest, Tapper, make_contest, tapping, wait_for_everybody

FILLS = 20 if FULL else 4
DISK = "2m"
BACK_SECONDS = 5
PATIENCE_SECONDS = 60
STILL_SECONDS = 3
LITTLE = 65_536
"""Bytes that become free: room for three or four transactions."""
MANY_TAPS = 64
"""More than eight people in four transactions can save."""
ENOUGH_TAPS = 5_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 2 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    options = ("-t", "tmpfs", "-o", f"size={DISK},mode=700", "tmpfs")
    mounted = subprocess.run(["mount", *options, folder], capture_output=True, check=False)
    if mounted.returncode:
        missing("the right to mount a tmpfs")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def contest(small_disk: Path) -> Contest:
    """An open contest on it."""
    settings = Settings(data=small_disk)
    database = Database(settings.url)
    migrate(database)
    database.close()
    return make_contest(settings)


class Ballast:
    """A file that takes whatever space there is, and each block that becomes free."""

    def __init__(self, folder: Path, name: str = "ballast") -> None:
        self._path = folder / name

        self._enough = threading.Event()

    @contextmanager
    def fills(self) -> Iterator[None]:
        """The disk is full while the block runs, then there is space again."""
        self._enough.clear()
        thread = threading.Thread(target=self._fill)
        thread.start()
        try:
            yield
        finally:
            self.rest()
            thread.join()
            self._path.unlink()

    def rest(self) -> None:
        """Stay as large as it is."""
        self._enough.set()

    def _fill(self) -> None:
        with self._path.open("ab", buffering=0) as file:
            while not self._enough.is_set():
                try:
                    file.write(bytes(4096))
                except OSError:
                    self._enough.wait(0.001)


def wait_until_full(tappers: list[Tapper]) -> None:
    """Until everybody was told to wait."""
    had = [tapper.waits for tapper in tappers]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(t.waits == waits for t, waits in zip(tappers, had, strict=True)):
        broken = [fault for tapper in tappers for fault in tapper.faults]
        assert not broken, broken
        assert time.monotonic() < deadline, "the disk does not fill"
        time.sleep(0.01)


def wrong_answers(url: str, contest: Contest, tapper: Tapper) -> list[str]:
    """Pages that are not served, and a sign-in that is not told to come back."""
    found = []
    board = f"/rounds/{contest.world.vi_thanh}/board"
    for path in (tapper.attempt, "/", board):
        page = httpx.get(f"{url}{path}", headers={"Cookie": tapper.headers["Cookie"]})
        if page.status_code != 200:
            found.append(f"GET {path}: {page.status_code}")
    headers = {"Sec-Fetch-Site": "same-origin"}
    with httpx.Client(base_url=url, headers=headers) as client:
        token = client.get("/enter").text.split('name="form_token" value="')[1].split('"')[0]
        number = contest.world.numbers["An"]
        form = {
            "form_token": token,
            "ticket": ticket.ticket(contest.settings.secret(), number, 1),
        }
        entered = client.post("/enter", data=form)
        if entered.status_code != 503 or "Retry-After" not in entered.headers:
            found.append(f"POST /enter: {entered.status_code}")
    return found


def test_a_full_disk_loses_nothing_and_saving_goes_on_by_itself(contest: Contest) -> None:
    ballast = Ballast(contest.settings.data)
    server = Server(SERVE, contest.settings.data)
    back = []
    try:
        server.start()
        tappers = contest.enter(server.url)
        for _ in range(FILLS):
            with ExitStack() as stack:
                with ballast.fills():
                    stack.enter_context(tapping(server.url, tappers))
                    wait_until_full(tappers)
                    wrong = wrong_answers(server.url, contest, tappers[0])
                back.append(wait_for_everybody(tappers, PATIENCE_SECONDS))
            assert wrong + contest.wrong(tappers) == []
        assert server.runs
    finally:
        server.kill()
    saved = sum(len(tapper.saved) for tapper in tappers)
    waits = sum(tapper.waits for tapper in tappers)
    print(f"{saved} taps, {FILLS} fills, {waits} times told to wait, back after {max(back):.2f} s")
    assert max(back) < BACK_SECONDS


def test_a_server_that_is_started_on_a_full_disk_answers_and_saves_when_there_is_space(
    contest: Contest,
) -> None:
    server = Server(SERVE, contest.settings.data)
    try:
        server.start()
        tappers = contest.enter(server.url)
        ballast = Ballast(contest.settings.data)
        with ballast.fills():
            with tapping(server.url, tappers):
                wait_until_full(tappers)
            ballast.rest()  # a server that starts needs the blocks that it had
            server.kill()
            server.start()
            with (
                Ballast(contest.settings.data, "more").fills(),
                tapping(server.url, tappers),
            ):
                wait_until_full(tappers)
                assert wrong_answers(server.url, contest, tappers[0]) == []
        with tapping(server.url, tappers):
            assert wait_for_everybody(tappers, PATIENCE_SECONDS) < BACK_SECONDS
        assert contest.wrong(tappers) == []
    finally:
        server.kill()


def tap_on(command: tuple[str, ...], contest: Contest) -> int:
    """How many taps are saved when the log has filled the disk and then a little becomes free."""
    ballast = contest.settings.data / "ballast"
    ballast.write_bytes(bytes(LITTLE))
    server = Server(command, contest.settings.data)
    try:
        server.start()
        tappers = contest.enter(server.url)
        with tapping(server.url, tappers):
            before = wait_until_nothing_is_saved(tappers)
            ballast.unlink()
            after = wait_until_nothing_is_saved(tappers)
        assert contest.wrong(tappers) == []
    finally:
        server.kill()
    return after - before


def wait_until_nothing_is_saved(tappers: list[Tapper]) -> int:
    """How many taps were saved in all, when for a while none was any more."""
    saved, last = -1, time.monotonic()
    while time.monotonic() < last + STILL_SECONDS and saved < ENOUGH_TAPS:
        now = sum(len(tapper.saved) for tapper in tappers)
        if now > saved:
            saved, last = now, time.monotonic()
        time.sleep(0.05)
    return saved


def test_the_log_that_filled_the_disk_gives_its_space_back(contest: Contest) -> None:
    assert tap_on(SERVE, contest) > MANY_TAPS


def test_a_server_that_keeps_the_space_stands_still(contest: Contest) -> None:
    assert 0 < tap_on(mutant("no_room"), contest) < MANY_TAPS
