"""The wall clock jumps an hour forth and back while people sit: nobody's remaining time changes, no
answer is refused or accepted by it, and every jump stands in the ledger once.

The application runs with its worker and its steady clock, whose steady part runs ten times as fast
as time does here. What it tells is compared with that running time, read before and after each
request. The mutant reads the wall directly; the same checks must find it.
"""

import asyncio
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx2 as httpx
from sqlalchemy import Connection, text

from quiz.clock import Clock, SteadyClock
from quiz.rules import ticket
from quiz.settings import Settings
from quiz.stages import count
from quiz.store.database import Database
from quiz.web.app import create_app
from tests.cast import MINUTE, OPENS, RULES, World, add_person, make_world

FULL = os.environ.get("QUIZ_FAULTS") == "full"
PEOPLE = 100 if FULL else 16
JUMPS = 12 if FULL else 4
HOUR_MS = 60 * MINUTE
FAST = 10
"""Milliseconds of the contest in one of ours."""
BETWEEN_SECONDS = 1.6
"""From one jump to the next at least: three ticks of the worker."""
PATIENCE = 100 if not FULL else 300
"""Tenths of a second that the worker has for what it does in one, on a busy machine."""
READ_APART_MS = 50
"""The wall and the running time are read one after the other, so a jump is told nearly."""
LIMIT_MINUTES = 5 if FULL else 1


class Walls:
    """A running time that starts with the contest, and a wall that somebody sets."""

    def __init__(self) -> None:
        self._began = time.monotonic_ns()
        self.ahead_ms = 0
        self.jumps: list[int] = []

    def running(self) -> int:
        return (time.monotonic_ns() - self._began) * FAST // 1_000_000

    def wall(self) -> int:
        return OPENS + self.running() + self.ahead_ms

    def jump(self, ms: int) -> None:
        self.ahead_ms += ms
        self.jumps.append(ms)


@dataclass
class Person:
    """Somebody who taps, asks for the time, and writes down what is wrong with it."""

    client: httpx.AsyncClient
    walls: Walls
    attempt: str
    headers: dict[str, str]
    deadline: int
    submits: bool
    saved: int = 0
    wrong: list[str] = field(default_factory=list)

    async def sit(self) -> None:
        """Until the server says that it is over."""
        seq = 0
        while True:
            seq += 1
            tap = {"seq": seq, "question": 1 + seq % 6, "choice": [seq % 4]}
            before = OPENS + self.walls.running()
            reply = await self.client.post(
                f"{self.attempt}/answers", json=tap, headers=self.headers
            )
            after = OPENS + self.walls.running()
            if not self._right(reply, before, after):
                return
            await asyncio.sleep(0.05)
            await self._ask_clock()
            if self.submits and before > self.deadline - 20_000:
                done = await self.client.post(
                    f"{self.attempt}/submit", json={}, headers=self.headers
                )
                if done.status_code != 200:
                    self.wrong.append(f"submit: {done.status_code} {done.text[:80]}")
                return

    def _right(self, reply: httpx.Response, before: int, after: int) -> bool:
        """Whether the person goes on; what the reply says must follow from the running time."""
        last = self.deadline + RULES.grace_ms
        if reply.status_code == 200:
            self.saved += 1
            self._hear(int(reply.headers["Server-Now"]), before, after)
            if int(reply.headers["Server-Deadline"]) != self.deadline:
                self.wrong.append("a tap was told another deadline")
            if before > last:
                self.wrong.append(f"a tap counted {before - last} ms too late")
            return True
        code = reply.json()["code"]
        if code != "het_gio" or after <= last:
            self.wrong.append(f"{code} {last - after} ms before the end")
        return False

    async def _ask_clock(self) -> None:
        before = OPENS + self.walls.running()
        reply = await self.client.get(f"{self.attempt}/clock", headers=self.headers)
        told = reply.json()
        self._hear(told["now"], before, OPENS + self.walls.running())
        if told["deadline"] != self.deadline:
            self.wrong.append("the clock told another deadline")

    def _hear(self, now: int, before: int, after: int) -> None:
        if not before <= now <= after:
            self.wrong.append(f"the server's time was {now - before} ms off")


async def enter(
    client: httpx.AsyncClient, walls: Walls, secret: bytes, round_id: int, number: str
) -> Person:
    """A person who has entered and started."""

    def token(page: str) -> str:
        found = re.search(r'name="form_token" value="([^"]*)"', page)
        assert found, page
        return found[1]

    form = {"form_token": token((await client.get("/enter")).text)}
    entered = await client.post("/enter", data=form | {"ticket": ticket.ticket(secret, number, 1)})
    assert entered.status_code == 303, entered.text
    form = {"form_token": token((await client.get("/enter")).text)}
    before = OPENS + walls.running()
    started = await client.post(f"/rounds/{round_id}/start", data=form)
    after = OPENS + walls.running()
    assert started.status_code == 303, started.text
    headers = {"X-Form-Token": form["form_token"]}
    attempt = started.headers["location"]
    told = (await client.get(f"{attempt}/clock")).json()
    person = Person(
        client, walls, attempt, headers, told["deadline"], submits=int(number[-1]) % 2 == 0
    )
    if not before <= told["deadline"] - LIMIT_MINUTES * MINUTE <= after:
        person.wrong.append("the attempt did not begin when it began")
    return person


async def jump_about(walls: Walls, database: Database, patience: int) -> None:
    """An hour forth, two back, and so on. Two jumps between two looks of the worker would be one,
    so the next comes when the last was noted, or when it should have been long since.
    """
    noted = text("SELECT COUNT(*) FROM audit_log WHERE actor = 'clock'")
    for number in range(JUMPS):
        await asyncio.sleep(BETWEEN_SECONDS)
        walls.jump(HOUR_MS if number == 0 else 2 * HOUR_MS * (-1) ** number)
        for _ in range(patience if number < JUMPS - 1 else 0):
            if await database.read(lambda one: one.execute(noted).scalar_one()) > number:
                break
            await asyncio.sleep(0.1)


async def all_counted(database: Database) -> None:
    """Wait while the worker closes and counts everybody and sees the last jump; what it has not
    done by then is found by `wrong_in`."""
    left = text("SELECT COUNT(*) FROM attempt WHERE ended_at IS NULL OR NOT settled")
    for _ in range(PATIENCE // 16):
        await asyncio.sleep(BETWEEN_SECONDS)
        if not await database.read(lambda connection: connection.execute(left).scalar_one()):
            return


async def sit_through(
    data: Path, url: str, walls: Walls, clock: Clock, make: Callable[[Database], World]
) -> list[str]:
    """Everybody sits while the wall jumps; what was wrong."""
    settings = Settings(
        data=data, database_url=url, base_url="http://testserver", answers_per_second=1_000
    )
    app = create_app(settings, clock)
    async with app.router.lifespan_context(app):
        site = app.state.site
        world = make(site.database)
        transport = httpx.ASGITransport(app)
        same_site = {"Sec-Fetch-Site": "same-origin"}
        clients = [
            httpx.AsyncClient(transport=transport, base_url="http://testserver", headers=same_site)
            for _ in range(PEOPLE)
        ]
        people = await asyncio.gather(
            *(
                enter(client, walls, site.secret, world.vi_thanh, f"VT1{number:03d}")
                for number, client in enumerate(clients)
            )
        )
        patience = PATIENCE if isinstance(clock, SteadyClock) else 0  # nobody notes the mutant's
        jumping = asyncio.create_task(jump_about(walls, site.database, patience))
        await asyncio.gather(*(person.sit() for person in people))
        await jumping
        await all_counted(site.database)
        for client in clients:
            await client.aclose()
        found = [f"{one.attempt}: {what}" for one in people for what in one.wrong]
        assert all(one.saved for one in people) or found
        database: Database = site.database
        return found + database.read_now(lambda one: wrong_in(one, world, walls))


def wrong_in(connection: Connection, world: World, walls: Walls) -> list[str]:
    """Attempts that did not end at their deadline or when they were handed in, and jumps that do
    not stand in the ledger once."""
    found = []
    for row in connection.execute(text("SELECT * FROM attempt")):
        if row.ended_at is None:
            found.append(f"attempt {row.id} has not ended")
        elif not row.submitted and row.ended_at != row.deadline_at:
            found.append(f"attempt {row.id} was closed {row.ended_at - row.deadline_at} ms off")
        if row.deadline_at - row.started_at != LIMIT_MINUTES * MINUTE:
            found.append(f"attempt {row.id} had another limit")
    bodies = connection.execute(
        text("SELECT body FROM entry WHERE kind = 'clock' AND round_id = :id ORDER BY number"),
        {"id": world.vi_thanh},
    ).scalars()
    noted = [int(body.split(":")[1].strip(" }")) for body in bodies]
    pairs = zip(noted, walls.jumps, strict=False)
    near = [abs(one - other) <= READ_APART_MS for one, other in pairs]
    if len(noted) != len(walls.jumps) or not all(near):
        found.append(f"the ledger tells of {noted}, there were {walls.jumps}")
    recount = count.recount(connection, world.vi_thanh)
    if recount.differences or recount.broken_link is not None:
        found.append(f"the recount differs: {recount.differences} {recount.broken_link}")
    return found


def crowded(database: Database) -> World:
    """The open contest with a crowd in Vị Thanh and a short limit."""
    world = make_world(database, replace(RULES, minutes=LIMIT_MINUTES))
    for number in range(PEOPLE):
        district = world.districts["Thành phố Vị Thanh"]
        add_person(database, f"Người {number}", f"VT1{number:03d}", district)
    return world


def test_the_wall_jumps_an_hour_about_and_nobody_s_time_changes(
    database_url: str, tmp_path: Path
) -> None:
    walls = Walls()
    clock = SteadyClock(walls.wall, walls.running, boot="a-machine")
    wrong = asyncio.run(sit_through(tmp_path, database_url, walls, clock, crowded))
    assert wrong == []
    assert len(walls.jumps) == JUMPS


def test_a_server_that_reads_the_wall_is_caught(sqlite_url: str, tmp_path: Path) -> None:
    """The mutant."""
    walls = Walls()
    wrong = asyncio.run(sit_through(tmp_path, sqlite_url, walls, walls.wall, crowded))
    assert any("the server's time was" in one or "before the end" in one for one in wrong), wrong
