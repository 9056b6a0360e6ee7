"""How many taps a second become durable: 32 people tap as fast as they are answered, the server on
one core, the people on the other; beside it what the sqlite3 module commits one by one with
synchronous=FULL on the same core and disk. And 256 people at once, without and with 10 ms added to
every commit.
"""

import os
import statistics
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import uvloop

from quiz.rehearsal.client import Client
from quiz.store.engines import sqlite_module
from tests.bench.attempt import Prepared, at_once, begin, form_token, prepared
from tests.bench.figures import Figure
from tests.bench.server import Server, raw, served

SECONDS = 3.0
RUNS = 5
CROWD = 256
SLOW = "tests.bench.slow_commit"
Sitting = tuple[Client, str, dict[str, str]]


def measure(folder: Path) -> Iterator[Figure]:
    """Saves a second and core against the bare module; CPU of a save against a raw request."""
    contest = prepared(folder / "contest")
    alone, together, costs, floors, shares = [], [], [], [], []
    with raw() as floor, served(folder / "contest", core=0) as server:
        people = uvloop.run(_enter(server.url, contest, 32))
        for _ in range(RUNS):
            alone.append(_one_by_one(folder / "alone.db"))
            before = server.cpu_ms()
            taps = uvloop.run(_tap_all(people))
            costs.append((server.cpu_ms() - before) / taps)
            together.append(taps / SECONDS)
            floors.append(_raw(floor))
            shares.append(together[-1] / alone[-1])
    yield Figure("saves_per_second", statistics.median(together), "1/s")
    yield Figure("saves_sqlite3_one_by_one", statistics.median(alone), "1/s")
    yield Figure("saves_to_sqlite3", statistics.median(shares), "ratio", ">=0.7")
    yield Figure("save_cpu", 1000 * statistics.median(costs), "us")
    ratios = [cost / least for cost, least in zip(costs, floors, strict=True)]
    yield Figure("save_cpu_to_raw", statistics.median(ratios), "ratio", "<=8")
    plain, slow = [], []
    with served(folder / "contest") as server:
        people = uvloop.run(_enter(server.url, contest, CROWD))
        plain = [uvloop.run(_tap_all(people)) / SECONDS for _ in range(RUNS)]
    with served(folder / "contest", module=SLOW) as server:
        people = uvloop.run(_enter(server.url, contest, CROWD))
        slow = [uvloop.run(_tap_all(people)) / SECONDS for _ in range(RUNS)]
    yield Figure("saves_256_at_once", statistics.median(plain), "1/s")
    yield Figure("saves_256_with_10_ms_a_commit", statistics.median(slow), "1/s")
    share = statistics.median(slow) / statistics.median(plain)
    yield Figure("saves_with_10_ms_to_without", share, "ratio", ">=0.5")


async def _enter(url: str, contest: Prepared, count: int) -> list[Sitting]:
    """So many people with running attempts; their connections do not outlive the loop."""
    token = form_token((await Client(url).get("/enter")).text)
    people: list[Sitting] = []

    async def one(number: str, code: str) -> None:
        client = Client(url)
        people.append((client, *await begin(client, contest.round_id, token, number, code)))
        client.drop()

    await at_once(list(islice(contest.people, count)), one)
    return people


_seqs: dict[str, int] = {}


async def _tap_all(people: list[Sitting]) -> int:
    """Everybody taps for some seconds; how many taps were answered 200."""
    until = time.monotonic() + SECONDS
    taps = 0

    async def one(client: Client, attempt: str, headers: dict[str, str]) -> None:
        nonlocal taps
        while time.monotonic() < until:
            seq = _seqs[attempt] = _seqs.get(attempt, 0) + 1
            content = {"seq": seq, "question": seq % 20 + 1, "choice": [seq % 4]}
            saved = await client.post_json(f"{attempt}/answers", content, headers)
            assert saved.status == 200, saved.text
            taps += 1
        client.drop()

    await at_once(people, one, len(people))
    return taps


def _one_by_one(path: Path) -> float:
    """Inserts a second of the bare module on core 0, each committed and synced."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {0})
    connection: Any = sqlite_module().connect(str(path), isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS tap (a INTEGER, b INTEGER, c TEXT)")
        until = time.monotonic() + SECONDS
        count = 0
        while time.monotonic() < until:
            connection.execute("INSERT INTO tap VALUES (1, 2, 'three')")
            count += 1
        return count / SECONDS
    finally:
        connection.close()
        os.sched_setaffinity(0, cores)


def _raw(floor: Server) -> float:
    """CPU milliseconds of one raw request, 32 at once."""
    requests = 4_000

    async def ask(count: int) -> None:
        client = Client(floor.url)
        for _ in range(count):
            await client.get("/")
        client.drop()

    before = floor.cpu_ms()
    uvloop.run(at_once([(requests // 32,)] * 32, ask))
    return (floor.cpu_ms() - before) / requests
