"""The whole application over a copy of a prepared contest, asked as a server asks it, with a clock
and a wall that a test sets. It can be stopped and started again over the same database.
"""

import asyncio
import json
import re
import shutil
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from fastapi import FastAPI
from sqlmodel import select, text

from quiz import worker
from quiz.clock import SteadyClock
from quiz.rules import ticket
from quiz.rules.round import Rules
from quiz.settings import Settings
from quiz.stages import timekeeping, void
from quiz.store import library
from quiz.store.database import Database
from quiz.store.tables import Staff, StaffDistrict
from quiz.web.app import create_app
from quiz.web.contestant import fragments, views
from quiz.web.site import Site
from tests.cast import OPENS, PASSWORD, World, make_world

T = TypeVar("T")
DEVICES = ("phone", "tablet")
DISTRICTS = {"VT": "Thành phố Vị Thanh", "PH": "Huyện Phụng Hiệp"}
SEED = "5e" * 32
"""Papers and lots are drawn from it: chosen, so that the same steps give the same contest."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A request, byte for byte."""

    method: str
    path: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode()


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is signed in."""

    cookie: str
    token: str

    def get(self, path: str) -> Wire:
        """A page."""
        return Wire("GET", path, self._headers(b""))

    def post(self, path: str, content: dict[str, Any]) -> Wire:
        """What the page's script sends."""
        body = json.dumps(content, separators=(",", ":")).encode()
        return Wire("POST", path, self._headers(b"application/json"), body)

    def form(self, path: str, fields: dict[str, str]) -> Wire:
        """A form without script."""
        body = urlencode(fields).encode()
        return Wire("POST", path, self._headers(b"application/x-www-form-urlencoded"), body)

    def _headers(self, content_type: bytes) -> tuple[tuple[bytes, bytes], ...]:
        plain = (
            (b"host", b"testserver"),
            (b"sec-fetch-site", b"same-origin"),
            (b"cookie", f"session={self.cookie}".encode()),
            (b"x-form-token", self.token.encode()),
        )
        return (*plain, (b"content-type", content_type)) if content_type else plain


@dataclass(frozen=True)
class Prepared:
    """A contest to copy: where it lies, who is in it, and who is signed in on which device."""

    data: Path
    url: str
    """Of a PostgreSQL database; empty for the SQLite file in `data`."""
    world: World
    sessions: dict[str, Session]


class Walls:
    """A running time and a wall, in milliseconds."""

    def __init__(self, now: int) -> None:
        self.running, self.ahead = now, 0

    def wall(self) -> int:
        return OPENS + self.running + self.ahead

    def steady(self) -> int:
        return self.running


class Venue:
    """A running server; `url` and `data` as the settings have them."""

    def __init__(self, data: Path, url: str, now: int) -> None:
        self.walls = Walls(now)
        self._settings = Settings(
            data=data,
            database_url=url,
            base_url="http://testserver",
            answers_per_second=1_000_000,
        )
        self._runner = asyncio.Runner()
        self._open()

    def close(self) -> None:
        """Stop for good."""
        self._stop()
        self._runner.close()

    def restart(self) -> None:
        """Stop, and start anew knowing nothing."""
        self._stop()
        library._banks.clear()
        library._papers._values.clear()
        library.rules.cache_clear()
        fragments._shelves.clear()
        views._printed.cache_clear()
        self._open()

    def ask(self, wire: Wire) -> Reply:
        """The reply to a request."""
        return self._run(_ask(self._app, wire))

    def tick(self) -> None:
        """What the worker does twice a second."""
        self._run(timekeeping.watch(self.database, self._site.writer, self._clock))
        self._run(worker.tick(self.database, self._site.writer, self._clock()))

    def void(self, attempt_id: int) -> None:
        """What `quiz contest void` does."""
        writer = self._site.writer
        void.void(self.database, writer, attempt_id, "Thử hủy", ("lan", "quan"), self._clock())

    def enter(self, number: str, before: str = "") -> Session:
        """Enter by ticket in a browser that had the session's cookie `before`."""
        stranger = Session(before, "")
        stranger = Session(before, self._token(stranger))
        entry = ticket.ticket(self._site.secret, number, 1)
        return self._signed_in(self.ask(stranger.form("/enter", {"ticket": entry})))

    def sign_in(self, username: str) -> Session:
        """Sign in by password."""
        stranger = Session("", self._token(Session("", "")))
        form = {"username": username, "password": PASSWORD}
        return self._signed_in(self.ask(stranger.form("/sign-in", form)))

    def _signed_in(self, reply: Reply) -> Session:
        assert reply.status == 303, reply.text
        found = re.match(r"session=([^;]+)", reply.headers["set-cookie"])
        assert found
        return Session(found[1], self._token(Session(found[1], "")))

    def _token(self, session: Session) -> str:
        page = self.ask(session.get("/enter")).text
        found = re.search(r'name="form_token" value="([^"]*)"', page)
        assert found, page
        return found[1]

    @property
    def database(self) -> Database:
        """The server's."""
        return self._site.database

    def _open(self) -> None:
        self._clock = SteadyClock(self.walls.wall, self.walls.steady, boot="a-machine")
        self._app = create_app(self._settings, self._clock, ticking=False)
        self._site: Site = self._app.state.site
        self._site.answers._burst = 1_000_000  # all in one millisecond: no pace is tried here
        self._life: AbstractAsyncContextManager[Any] = self._app.router.lifespan_context(self._app)
        self._run(self._life.__aenter__())

    def _stop(self) -> None:
        self._run(self._life.__aexit__(None, None, None))

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.get_loop().run_until_complete(work)


async def _ask(app: FastAPI, wire: Wire) -> Reply:
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": wire.method,
        "scheme": "http",
        "path": wire.path,
        "raw_path": wire.path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [*wire.headers, (b"content-length", b"%d" % len(wire.body))],
        "client": ("127.0.0.1", 5),
        "server": ("testserver", 80),
    }
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": wire.body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    headers = {
        name.decode("latin-1"): value.decode("latin-1") for name, value in sent[0]["headers"]
    }
    return Reply(sent[0]["status"], headers, b"".join(one.get("body", b"") for one in sent[1:]))


def prepare(data: Path, url: str, rules: Rules) -> Prepared:
    """The open contest of tests/cast.py in an empty, migrated database; An, Bình and Chi have
    entered on two devices each, lan (for both districts) and so have signed in."""
    settings = Settings(data=data, database_url=url)
    database = Database(settings.url)
    world = make_world(database, rules)
    with database.writing() as session:
        lan = session.exec(select(Staff).where(Staff.username == "lan")).one()
        assert lan.id is not None
        session.add(StaffDistrict(staff_id=lan.id, district_id=world.districts[DISTRICTS["PH"]]))
        session.connection().execute(text("UPDATE round SET seed = :seed"), {"seed": SEED})
    database.close()
    venue = Venue(data, url, -1_000)
    sessions = {
        f"{name}.{device}": venue.enter(number)
        for name, number in world.numbers.items()
        for device in DEVICES
    } | {name: venue.sign_in(name) for name in ("lan", "so")}
    with venue.database.writing() as session:
        session.connection().execute(text("DELETE FROM time_anchor"))
    venue.close()
    return Prepared(data, url, world, sessions)


@dataclass
class Copies:
    """Gives each example a contest of its own. `make` and `drop` make and remove a PostgreSQL
    database; for SQLite files they are None."""

    folder: Path
    contests: dict[bool, Prepared]
    """By whether two attempts are allowed."""
    make: Callable[[str, int], str] | None = None
    drop: Callable[[str], None] | None = None
    count: int = 0

    def open(self, two: bool, now: int) -> tuple[Venue, Callable[[], None]]:
        """A running server over a new copy, and what removes it."""
        self.count += 1
        prepared, data = self.contests[two], self.folder / f"copy-{self.count}"
        shutil.copytree(prepared.data, data)
        url = self.make(prepared.url, self.count) if self.make else ""
        venue = Venue(data, url, now)

        def remove() -> None:
            venue.close()
            shutil.rmtree(data)
            if self.drop:
                self.drop(url)

        return venue, remove
