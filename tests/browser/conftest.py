"""A real Chromium, and a real server over one open contest with the shipped bank."""

import os
import shutil
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    ViewportSize,
    expect,
    sync_playwright,
)

import question_bank
from question_bank.bank import Bank
from question_bank.blueprint import proportional
from question_bank.formats import read
from quiz.rules import ticket
from quiz.rules.prizes import Prize, PrizeKind, PrizeRules
from quiz.rules.round import Rules
from quiz.settings import Settings
from quiz.web.app import create_app
from tests.cast import OPENS, World, make_world
from tests.conftest import missing

BANK = Path(question_bank.__file__).parent / "banks" / "cchc-2021"
PICTURES = Path(__file__).parent / "pictures"
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}


PATIENCE = 15_000
"""How long (ms) a page may take until it is as a test expects: machines that test are busy."""
expect.set_options(timeout=PATIENCE)

PROGRAM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


LONGEST_SECONDS = 600
"""No test takes a third of it on the slowest machine seen."""


def end_browsers() -> None:
    """Kill every Chromium that this process has started."""
    above: dict[int, int] = {}
    names: dict[int, str] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            about, _, rest = status.read_text().rpartition(") ")
            number, _, name = about.partition(" (")
            above[int(number)], names[int(number)] = int(rest.split()[1]), name
    for pid, name in names.items():
        one = pid
        while one not in {0, os.getpid()}:
            one = above.get(one, 0)
        if one and name == "chromium":
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    """A browser that says nothing any more is ended, and its test fails: Playwright closes a
    context without a limit of time, and once waited for ever."""
    watch = threading.Timer(LONGEST_SECONDS, end_browsers)
    watch.start()
    yield
    watch.cancel()


def chromium_program() -> str:
    """Where Debian's Chromium is."""
    program = shutil.which("chromium")
    if program is None:
        missing("Chromium (Debian's package chromium)")
    return program or ""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Not kept for the session: while it runs, Playwright holds this thread's
    event loop, and no other test could run one."""
    program = chromium_program()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=PROGRAM_OPTIONS)
        yield browser
        browser.close()


PRIZES = PrizeRules(
    (Prize("Giải Nhất"), Prize("Giải Nhì", 2), Prize("Giải Cao tuổi", 1, PrizeKind.SIDE))
)


class RunningClock:
    """A clock that stands at the opening of the contest when it is made and runs on from there."""

    def __init__(self) -> None:
        self.set(OPENS)

    def __call__(self) -> int:
        return self._at + (time.monotonic_ns() - self._since) // 1_000_000

    def set(self, at: int) -> None:
        """Let it be `at` (UTC milliseconds) now."""
        self._at, self._since = at, time.monotonic_ns()


@dataclass(frozen=True, slots=True)
class Site:
    """A running server and the contest in it."""

    url: str
    world: World
    secret: bytes
    clock: "RunningClock"

    def ticket_link(self, name: str) -> str:
        """What stands on the person's ticket."""
        return f"{self.url}/enter#{ticket.ticket(self.secret, self.world.numbers[name], 1)}"

    def typed_code(self, name: str) -> str:
        """The code to type."""
        return ticket.typed_code(self.secret, self.world.numbers[name], 1)


@pytest.fixture
def site(sqlite_url: str, tmp_path: Path) -> Iterator[Site]:
    """A server whose clock a test may set."""
    bank = read(BANK).bank
    with standing(sqlite_url, tmp_path, Rules(proportional(bank, 30), prizes=PRIZES), bank) as site:
        yield site


@contextmanager
def standing(database_url: str, folder: Path, rules: Rules, bank: Bank) -> Iterator[Site]:
    """A server over an open contest with these rules and this bank."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    settings = Settings(data=folder, database_url=database_url, base_url=url, demo=True)
    clock = RunningClock()
    app = create_app(settings, clock)
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_level="warning", lifespan="on", log_config=None
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    world = make_world(app.state.site.database, rules, bank)
    yield Site(url, world, settings.secret(), clock)
    server.should_exit = True
    thread.join()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    """A phone of 360×740 with script."""
    context = chromium.new_context(viewport=PHONE, locale="vi-VN")
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def plain_phone(chromium: Browser) -> Iterator[BrowserContext]:
    """The same without script."""
    context = chromium.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def press(button: Locator) -> None:
    """Press what leads to another page (a button that posts, whatever is answered, or a link) and
    wait until that page is there. A click returns before its navigation has begun, and later still
    where a script asks the device first; whoever then opens a page aborts it. Not for what stays on
    the page: downloads, folded parts, forms that a script sends.
    """
    with button.page.expect_navigation():
        button.click()


def wants_pictures() -> bool:
    """Whether `make pictures` runs."""
    return bool(os.environ.get("QUIZ_PICTURES"))


@pytest.fixture
def second_phone(chromium: Browser) -> Iterator[BrowserContext]:
    """Another phone."""
    context = chromium.new_context(viewport=PHONE, locale="vi-VN")
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()
