"""An answer counts when its last byte arrived by the deadline and the grace, whenever its first
came: over a real connection, with a clock that the test sets.
"""

import asyncio
import json
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import text

from quiz.rules.ticket import ticket
from quiz.settings import Settings
from quiz.store.database import Database
from quiz.web.app import create_app
from tests.bench.server import free_port
from tests.cast import MINUTE, OPENS, FakeClock, World, make_world
from tests.faults.outbox import Person
from tests.faults.wire import read_message

DEADLINE = OPENS + 30 * MINUTE
LAST = DEADLINE + 3_000
"""The last millisecond of the grace."""
TAP = json.dumps({"seq": 1, "question": 1, "choice": [2]}).encode()
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Site:
    """A server on a port, its clock and its contest."""

    app: FastAPI
    port: int
    clock: FakeClock
    world: World
    secret: bytes


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    """A real server in a thread."""
    port = free_port()
    settings = Settings(
        data=tmp_path, database_url=database_url, base_url=f"http://127.0.0.1:{port}"
    )
    clock = FakeClock()
    app = create_app(settings, clock, ticking=False)
    config = uvicorn.Config(app, port=port, log_level="warning", lifespan="on", log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield Site(app, port, clock, make_world(app.state.site.database), settings.secret())
    server.should_exit = True
    thread.join()


async def _answer(site: Site, finished: int, kind: str) -> int:
    """An starts; half of an answer is sent before the deadline, the rest when the clock says
    `finished`. The reply's status."""
    an = Person(site.port, random.Random(1))
    await an.enter(site.world.vi_thanh, ticket(site.secret, site.world.numbers["An"], 1))
    an.asker.close()
    form = urlencode({"form_token": an.headers["X-Form-Token"], "q1": "2"}).encode()
    path, body = ("answers", TAP) if kind == JSON else ("save", form)
    headers = an.headers | {"Content-Type": kind, "Content-Length": str(len(body))}
    lines = [f"POST {an.attempt}/{path} HTTP/1.1", f"Host: 127.0.0.1:{site.port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    site.clock.now = DEADLINE - 1
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write("\r\n".join([*lines, "", ""]).encode() + body[:20])
    await asyncio.sleep(0.5)
    site.clock.now = finished
    writer.write(body[20:])
    reply = await read_message(reader)
    writer.transport.abort()
    assert reply is not None
    return reply.status


def entries(site: Site) -> list[str]:
    """The kinds of An's entries, in order."""
    statement = text("SELECT kind FROM entry WHERE attempt_id IS NOT NULL ORDER BY number")
    database: Database = site.app.state.site.database
    return database.read_now(lambda connection: list(connection.execute(statement).scalars()))


@pytest.mark.parametrize(("kind", "status"), [(JSON, 200), (FORM, 303)])
def test_an_answer_whose_last_byte_comes_within_the_grace_counts(
    site: Site, kind: str, status: int
) -> None:
    assert asyncio.run(_answer(site, LAST, kind)) == status
    assert entries(site) == ["start", "answer"]


@pytest.mark.parametrize(
    ("kind", "status", "kept"), [(JSON, 409, ["late"]), (FORM, 303, ["late", "expire"])]
)
def test_an_answer_begun_before_the_deadline_and_finished_after_the_grace_is_late(
    site: Site, kind: str, status: int, kept: list[str]
) -> None:
    assert asyncio.run(_answer(site, LAST + 1, kind)) == status
    assert entries(site) == ["start", *kept]
