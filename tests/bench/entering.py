"""What it costs the server to sign in by ticket beyond a bare request: 20,000 people enter by the
link on their ticket, 32 at once; in the same run, after each thousand, as many bare requests to a
raw ASGI endpoint under the same server. On SQLite, where the session is durable before the reply.
"""

import statistics
from collections.abc import Iterator
from pathlib import Path

import uvloop
from sqlalchemy import insert, text
from sqlmodel import SQLModel

from quiz.rehearsal.client import Client
from quiz.rules import ticket
from quiz.settings import Settings
from quiz.store.database import Database
from quiz.store.migrate import migrate
from tests.bench.attempt import at_once, form_token
from tests.bench.figures import Figure
from tests.bench.server import Server, raw, served
from tests.cast import make_world

PEOPLE = 20_000
CHUNK = 1_000
AT_ONCE = 32


def measure(folder: Path) -> Iterator[Figure]:
    """CPU of one sign-in, of one bare request, and the difference."""
    tokens = _tickets(folder)
    costs, floors = [], []
    with raw() as floor, served(folder) as server:
        for start in range(0, PEOPLE, CHUNK):
            before = server.cpu_ms()
            uvloop.run(_enter_all(server.url, tokens[start : start + CHUNK]))
            costs.append((server.cpu_ms() - before) / CHUNK)
            floors.append(_bare(floor))
    beyond = statistics.mean(costs) - statistics.mean(floors)
    yield Figure("sign_in_whole_cpu", statistics.mean(costs), "ms")
    yield Figure("sign_in_bare_request_cpu", statistics.mean(floors), "ms")
    yield Figure("sign_in_cpu", beyond, "ms", "<=0.5")


def _tickets(folder: Path) -> list[str]:
    """20,000 people of one district, and their tickets."""
    settings = Settings(data=folder)
    database = Database(settings.url)
    migrate(database)
    world = make_world(database)
    district = world.districts["Thành phố Vị Thanh"]
    numbers = [f"S{number:05d}" for number in range(PEOPLE)]
    person = SQLModel.metadata.tables["person"]
    with database.write_engine.begin() as connection:
        connection.execute(text("UPDATE round SET closes_at = 9000000000000"))
        rows = [
            {
                "number": number,
                "name": f"Nguyễn Thị {number}",
                "name_fold": "nguyen thi",
                "sort_key": "",
                "position": "",
                "unit_id": district,
                "district_id": district,
                "ticket_version": 1,
                "active": True,
            }
            for number in numbers
        ]
        connection.execute(insert(person), rows)
    database.close()
    secret = settings.secret()
    return [ticket.ticket(secret, number, 1) for number in numbers]


async def _enter_all(url: str, tokens: list[str]) -> None:
    """Each ticket once, by a few connections: what a browser's own costs is the system's."""
    form = form_token((await Client(url).get("/enter")).text)
    each = [(tokens[place::AT_ONCE],) for place in range(AT_ONCE)]

    async def enter(some: list[str]) -> None:
        client = Client(url)
        for token in some:
            client.cookies.clear()
            reply = await client.post_form("/enter", {"form_token": form, "ticket": token})
            assert reply.status == 303, reply.text
        client.drop()

    await at_once(each, enter)


def _bare(floor: Server) -> float:
    """CPU milliseconds of one bare request."""

    async def ask(count: int) -> None:
        client = Client(floor.url)
        for _ in range(count):
            await client.get("/")
        client.drop()

    before = floor.cpu_ms()
    uvloop.run(at_once([(CHUNK // AT_ONCE,)] * AT_ONCE, ask))
    return (floor.cpu_ms() - before) / (CHUNK // AT_ONCE * AT_ONCE)
