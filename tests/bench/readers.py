"""A board page against its bare SQL, and how long one takes while saves keep the server busy."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
from sqlalchemy import Connection, text

from quiz.stages import board
from quiz.store import rows, tally
from quiz.store.database import Database
from quiz.store.plain import fetch_all
from quiz.store.rows import SatRound
from tests.bench.figures import Figure
from tests.bench.server import Server, free_port, served, waited
from tests.cast import World

PAGES = 80
"""Different pages, so that none is kept from before."""
RUNS = 5
READS = 400


def board_figures(data: Path, database: Database, world: World, size: int) -> Iterator[Figure]:
    """First and middle pages, each uncached; then pages from the first one on under saves."""
    with database.write_engine.begin() as connection:
        connection.execute(text("UPDATE round SET closes_at = 9000000000000"))
    with database.read_engine.connect() as connection:
        sat = rows.read_round(connection, world.vi_thanh)
        pages = -(-tally.total_in_round(connection, sat.id) // board.PAGE_SIZE)
        starts = {"first": 1, "middle": pages // 2}
        bare = {name: _bare(connection, sat, page) for name, page in starts.items()}
    with served(data) as server:
        url = f"/rounds/{world.vi_thanh}/board"
        for name, page in starts.items():
            cost = _cost(server, url, page)
            yield Figure(f"board_page_sql_{name}_{size}", bare[name], "ms")
            yield Figure(f"board_page_cpu_{name}_{size}", cost, "ms")
            yield Figure(f"board_page_to_sql_{name}_{size}", cost / bare[name], "ratio", "<=10")
    yield from _under_saves(data, world, size, pages)


def _bare(connection: Connection, sat: SatRound, page: int) -> float:
    """Median milliseconds of a page's statements through the driver."""
    times = []
    for number in range(page, page + PAGES):
        before = time.perf_counter()
        begin, left = tally.seek(connection, sat, (number - 1) * board.PAGE_SIZE)
        values = (sat.id, begin, board.PAGE_SIZE + 1, left)
        found = fetch_all(connection, board.PROVISIONAL_PAGE, values)
        tally.place_in_round(connection, sat, found[0][0])
        tally.total_in_round(connection, sat.id)
        times.append((time.perf_counter() - before) * 1_000)
    return statistics.median(times)


def _cost(server: Server, url: str, page: int) -> float:
    """Median CPU milliseconds of one page that nobody has read in the last second."""
    costs = []
    headers = {"Accept-Encoding": "gzip"}
    with httpx.Client(base_url=server.url, headers=headers) as client:
        client.get(url).raise_for_status()
        for run in range(RUNS):
            before, began = server.cpu_ms(), time.monotonic()
            for number in range(PAGES):
                client.get(f"{url}?page={page + number}").raise_for_status()
            costs.append((server.cpu_ms() - before) / PAGES)
            if run < RUNS - 1:
                time.sleep(max(0, 1.1 - (time.monotonic() - began)))
    return statistics.median(costs)


def _under_saves(data: Path, world: World, size: int, pages: int) -> Iterator[Figure]:
    """Latency of a board page that nobody has read for a while, while people tap without a pause,
    and how far the core was busy."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "tests.bench.saving",
        data,
        str(port),
        str(world.vi_thanh),
    ]
    process = subprocess.Popen(command)
    times = []
    try:
        waited(url)
        server = Server(url, (process.pid,))
        time.sleep(1)
        began, before = time.monotonic(), server.cpu_ms()
        with httpx.Client(base_url=url, headers={"Accept-Encoding": "gzip"}) as client:
            for number in range(READS):
                path = f"/rounds/{world.vi_thanh}/board?page={1 + number % pages}"
                asked = time.perf_counter()
                client.get(path).raise_for_status()
                times.append((time.perf_counter() - asked) * 1_000)
                time.sleep(0.02)
        busy = (server.cpu_ms() - before) / (time.monotonic() - began) / 10
    finally:
        process.terminate()
        process.wait(20)
    cuts = statistics.quantiles(times, n=100)
    yield Figure(f"board_core_busy_under_saves_{size}", busy, "%")
    yield Figure(f"board_p50_under_saves_{size}", cuts[49], "ms")
    yield Figure(f"board_p99_under_saves_{size}", cuts[98], "ms", "<=25")
