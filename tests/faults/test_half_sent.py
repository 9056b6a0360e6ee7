"""A thousand requests that are never finished, and bodies that never end: they are answered or
closed after ten seconds, hold little memory, and the taps of the others are saved meanwhile.
"""

import asyncio
import json
import os
import random
import statistics
import sys
import time
from asyncio.subprocess import PIPE
from base64 import b64decode
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.bench.server import Server
from tests.faults.contest import QUESTIONS, Contest, make_contest, serving, wrong
from tests.faults.outbox import Person
from tests.faults.wire import read_message

FULL = os.environ.get("QUIZ_FAULTS") == "full"
HALF_SENT = 1000 if FULL else 200
TAPPERS = 20
UNDISTURBED_SECONDS = 8 if FULL else 3
BODY_SECONDS = 10
LATEST = 10
"""Seconds that a busy machine may need to tell what was due after BODY_SECONDS."""
FLAT_MB = 20
PART = b" " * 62_500
HUGE = 3_200 * len(PART)
"""200 MB."""
HOST = b"Host: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"
HALF_BODY = (
    b"POST /enter HTTP/1.1\r\n" + HOST + b"Content-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 200\r\n\r\n" + b"a" * 100
)
HALF_HEAD = b"POST /enter HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fe"
NOTHING = b""
JSON = HOST + b"Content-Type: application/json\r\n"


@pytest.fixture
def contest(sqlite_url: str, tmp_path: Path) -> Contest:
    """With a ticket for each of those who go on tapping."""
    return make_contest(tmp_path, sqlite_url, TAPPERS)


@pytest.fixture
def server(contest: Contest) -> Iterator[Server]:
    """A real one."""
    with serving(contest, answers_per_second="1000000") as server:
        yield server


def port_of(server: Server) -> int:
    return int(server.url.rsplit(":", 1)[1])


def memory_mb(server: Server) -> float:
    """What the server holds in memory."""
    status = Path(f"/proc/{server.pids[0]}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


async def enter_all(server: Server, contest: Contest) -> list[Person]:
    """Everybody on the paper."""
    people = [Person(port_of(server), random.Random(one)) for one in contest.tickets]
    for person, ticket in zip(people, contest.tickets, strict=True):
        await person.enter(contest.round_id, ticket)
    return people


async def tap_for(people: list[Person], seconds: float) -> list[float]:
    """Everybody taps ten times a second; how long each tap took, in milliseconds."""
    took = []
    until = time.monotonic() + seconds

    async def tap(person: Person) -> None:
        while time.monotonic() < until:
            person.tap(person.dice.randint(1, QUESTIONS), person.dice.randint(0, 3))
            began = time.monotonic()
            await person.run(lambda: True)
            took.append((time.monotonic() - began) * 1000)
            await asyncio.sleep(0.1)

    await asyncio.gather(*(tap(person) for person in people))
    return took


def p99(took: list[float]) -> float:
    return statistics.quantiles(took, n=100)[-1]


async def send_halves(port: int, wire: bytes) -> list[tuple[bytes, float]]:
    """So many connections that send this and no more: what came back until the server closed each,
    and after how long."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.half_sent", str(port), str(HALF_SENT),
        stdin=PIPE, stdout=PIPE,
    )  # fmt: skip
    told, _ = await process.communicate(wire)
    return [(b64decode(reply), after) for reply, after in json.loads(told)]


def test_half_sent_requests_end_after_ten_seconds_and_hold_nobody_up(
    contest: Contest, server: Server
) -> None:
    async def story(people: list[Person], wire: bytes) -> None:
        usual = await tap_for(people, UNDISTURBED_SECONDS)
        before = memory_mb(server)
        sending = asyncio.create_task(send_halves(port_of(server), wire))
        disturbed = await tap_for(people, BODY_SECONDS - 1)
        held = memory_mb(server) - before
        ends = await sending
        print(
            f"p99 of a tap {p99(usual):.0f} ms, beside {HALF_SENT} half-sent {p99(disturbed):.0f}"
            f" ms; they hold {held:.1f} MB, end after {max(after for _, after in ends):.1f} s"
        )
        assert held < FLAT_MB
        assert memory_mb(server) - before < FLAT_MB
        for reply, after in ends:
            assert BODY_SECONDS - 1 < after < BODY_SECONDS + LATEST
            assert reply.startswith(b"HTTP/1.1 408 ") == (wire == HALF_BODY)
            assert (b"\r\nconnection: close\r\n" in reply) == (wire == HALF_BODY)
        assert len(usual) > 0 < len(disturbed)

    async def stories() -> None:
        people = await enter_all(server, contest)
        for wire in (HALF_BODY, HALF_HEAD, NOTHING):
            await story(people, wire)
        for person in people:
            person.asker.close()
        assert wrong(contest, people) == []

    asyncio.run(stories())


@asynccontextmanager
async def begun(
    server: Server, head: bytes
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection on which a request's headers were sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port_of(server))
    try:
        writer.write(head)
        yield reader, writer
    finally:
        writer.transport.abort()


async def _pour(writer: asyncio.StreamWriter, framed: bytes) -> int:
    """Send up to 200 MB as fast as they are taken; how much was sent before the connection
    ended."""
    sent = 0
    try:
        while sent < HUGE:
            writer.write(framed)
            await writer.drain()
            sent += len(framed)
    except OSError:
        return sent
    return sent


HUGE_BODIES = {
    "declared": (b"Content-Length: %d\r\n\r\n" % HUGE, PART),
    "without a length": (
        b"Transfer-Encoding: chunked\r\n\r\n",
        b"%x\r\n%s\r\n" % (len(PART), PART),
    ),
}


@pytest.mark.parametrize("kind", HUGE_BODIES)
def test_a_body_of_200_mb_is_refused_and_takes_no_memory(server: Server, kind: str) -> None:
    framing, framed = HUGE_BODIES[kind]

    async def story() -> None:
        before = memory_mb(server)
        began = time.monotonic()
        head = b"POST /enter HTTP/1.1\r\n" + JSON + framing
        async with begun(server, head) as (reader, writer):
            pouring = asyncio.create_task(_pour(writer, framed))
            reply = await read_message(reader)
            answered = time.monotonic() - began
            sent = await pouring
        print(f"answered after {answered:.2f} s; {sent / 1e6:.0f} MB went out")
        assert reply is not None
        assert reply.status == 413
        assert reply.headers["connection"] == "close"
        assert memory_mb(server) - before < FLAT_MB
        assert time.monotonic() - began < BODY_SECONDS + LATEST

    asyncio.run(story())


def test_a_body_that_never_stops_after_its_answer_ends_with_its_connection(server: Server) -> None:
    async def story() -> float:
        began = time.monotonic()
        head = b"POST /nowhere HTTP/1.1\r\n" + JSON + HUGE_BODIES["without a length"][0]
        async with begun(server, head) as (_, writer):
            try:
                while time.monotonic() < began + BODY_SECONDS + LATEST:
                    writer.write(b"1\r\n \r\n")
                    await writer.drain()
                    await asyncio.sleep(0.2)
            except OSError:
                pass
        return time.monotonic() - began

    assert asyncio.run(story()) < BODY_SECONDS + LATEST


@pytest.mark.parametrize("header", [b"X: " + PART, b"X: a\r\n" * 10_000], ids=["long", "many"])
def test_headers_that_do_not_end_close_the_connection_and_take_no_memory(
    server: Server, header: bytes
) -> None:
    async def story() -> None:
        before = memory_mb(server)
        async with begun(server, b"GET / HTTP/1.1\r\n" + HOST) as (_, writer):
            sent = await _pour(writer, header)
        assert sent < HUGE / 10
        assert memory_mb(server) - before < FLAT_MB

    asyncio.run(story())


def test_a_compressed_body_is_refused_unread(server: Server) -> None:
    async def story() -> int:
        head = b"POST /enter HTTP/1.1\r\n" + JSON + b"Content-Encoding: gzip\r\n"
        async with begun(server, head + b"Content-Length: 4\r\n\r\n\x1f\x8b\x08\x00") as (
            reader,
            _,
        ):
            reply = await read_message(reader)
            assert reply is not None
            return reply.status

    assert asyncio.run(story()) == 415


def test_a_body_in_two_parts_is_taken_and_the_connection_goes_on(
    contest: Contest, server: Server
) -> None:
    async def story() -> list[int]:
        statuses = []
        head = b"POST /enter HTTP/1.1\r\n" + HOST
        head += b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 4\r\n\r\n"
        async with begun(server, b"") as (reader, writer):
            for _ in range(2):
                writer.write(head + b"a=")
                await writer.drain()
                await asyncio.sleep(0.3)
                writer.write(b"12")
                reply = await read_message(reader)
                assert reply is not None
                statuses.append(reply.status)
        return statuses

    assert asyncio.run(story()) == [403, 403]
