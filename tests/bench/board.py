"""What a district's board page costs the server with 20,000 finished attempts in the database,
spread over four districts and all in one, with and without a search."""

import statistics
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx

from tests.bench.figures import Figure
from tests.bench.filling import fill
from tests.bench.server import Server, served

ATTEMPTS = 20_000
REQUESTS = 100
RUNS = 5
SEARCHES = 11
"""A stranger may search sixty times at once."""


def measure(folder: Path) -> Iterator[Figure]:
    """CPU per page: first page, a page in the middle, the last one, and a search."""
    for rounds, name in ((4, "spread"), (1, "one_district")):
        data = folder / name
        world = fill(data, ATTEMPTS, rounds)
        pages = -(-ATTEMPTS // rounds // 50)
        url = f"/rounds/{world.vi_thanh}/board"
        with served(data) as server:
            for place, query in (
                ("first", "page=1"),
                ("middle", f"page={pages // 2}"),
                ("last", f"page={pages}"),
                ("search", "q=binh"),
            ):
                requests = SEARCHES if place == "search" else REQUESTS
                cost = _cost(server, f"{url}?{query}", requests)
                yield Figure(f"board_cpu_{name}_{place}", cost, "ms", "<=10")


def _cost(server: Server, path: str, requests: int) -> float:
    """Median CPU milliseconds of one request."""
    costs = []
    with httpx.Client(base_url=server.url, headers={"Accept-Encoding": "gzip"}) as client:
        client.get(path).raise_for_status()
        for _ in range(RUNS):
            before = server.cpu_ms()
            for _ in range(requests):
                client.get(path).raise_for_status()
            costs.append((server.cpu_ms() - before) / requests)
    return statistics.median(costs)
