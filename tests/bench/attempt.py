"""What one complete attempt costs the server: 26 requests (sign in by code, open, start, page, 20
taps each durably saved, submit, receipt with the place in the district), 32 people at once, with
20,000 finished attempts already stored. Beside it 26 requests to a raw ASGI endpoint under the same
server, in the same run.
"""

import asyncio
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2 as httpx
from sqlalchemy import text

from question_bank.blueprint import Cell
from question_bank.question import Level
from quiz.rules import ticket
from quiz.rules.round import Rules
from quiz.settings import Settings
from quiz.store.database import Database
from tests.bench.figures import Figure
from tests.bench.filling import fill
from tests.bench.server import Server, free_port, served, waited
from tests.cast import wide_bank

STORED = 20_000
AT_ONCE = 32
PEOPLE = 160
TAPS = 20
RUNS = 5
RULES = Rules(
    blueprint=tuple(
        Cell(topic, level, count)
        for topic in ("bau-cu", "mot-cua")
        for level, count in zip(Level, (4, 3, 3), strict=True)
    )
)


def measure(folder: Path) -> Iterator[Figure]:
    """CPU of all server processes for one attempt, and of 26 raw requests."""
    world = fill(folder, STORED, 4, RULES, wide_bank())
    settings = Settings(data=folder)
    database = Database(settings.url)
    with database.write_engine.begin() as connection:
        connection.execute(text("UPDATE round SET closes_at = 9000000000000"))
        numbers = list(
            connection.execute(
                text(
                    "SELECT p.number FROM person p WHERE p.district_id = :district"
                    " AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.person_id = p.id)"
                ),
                {"district": world.districts["Thành phố Vị Thanh"]},
            ).scalars()
        )
    database.close()
    secret = settings.secret()
    costs, raw_costs = [], []
    with served(folder) as server, raw_server() as raw:
        for run in range(RUNS):
            group = numbers[run * PEOPLE : (run + 1) * PEOPLE]
            codes = [(number, ticket.typed_code(secret, number, 1)) for number in group]
            before = server.cpu_ms()
            asyncio.run(_sit_all(server.url, world.vi_thanh, codes))
            costs.append((server.cpu_ms() - before) / len(group))
            before = raw.cpu_ms()
            asyncio.run(_raw_all(raw.url, len(group)))
            raw_costs.append((raw.cpu_ms() - before) / len(group))
    ratios = [cost / raw for cost, raw in zip(costs, raw_costs, strict=True)]
    yield Figure("attempt_cpu", statistics.median(costs), "ms", "<=5")
    yield Figure("attempt_raw_26_requests_cpu", statistics.median(raw_costs), "ms")
    yield Figure("attempt_cpu_to_raw", statistics.median(ratios), "ratio", "<=9")


async def _sit_all(url: str, round_id: int, codes: list[tuple[str, str]]) -> None:
    waiting = iter(codes)

    async def worker() -> None:
        for number, code in waiting:
            async with httpx.AsyncClient(base_url=url, headers=_HEADERS) as client:
                await _sit(client, round_id, number, code)

    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))


_HEADERS = {"Sec-Fetch-Site": "same-origin", "Accept-Encoding": "identity"}


async def _sit(client: httpx.AsyncClient, round_id: int, number: str, code: str) -> None:
    """26 requests: one to enter, one to open the round, start, paper, 20 taps, submit, receipt."""
    token = await _anonymous_token(client)
    entered = await client.post(
        "/enter", data={"form_token": token, "number": number, "code": code}
    )
    assert entered.status_code == 303, entered.text
    opened = await client.get(f"/rounds/{round_id}")
    token = _token(opened.text)
    started = await client.post(f"/rounds/{round_id}/start", data={"form_token": token})
    attempt = started.headers["location"]
    await client.get(attempt)
    headers = {"X-Form-Token": token}
    for tap in range(1, TAPS + 1):
        content = {"seq": tap, "question": tap, "choice": [tap % 4]}
        saved = await client.post(f"{attempt}/answers", json=content, headers=headers)
        assert saved.status_code == 200, saved.text
    await client.post(f"{attempt}/submit", json={}, headers=headers)
    receipt = await client.get(f"{attempt}/receipt")
    assert "Hạng" in receipt.text


_anonymous: dict[str, str] = {}


async def _anonymous_token(client: httpx.AsyncClient) -> str:
    """The token of the page that everybody enters by; read once, it is not one of the 26."""
    url = str(client.base_url)
    if url not in _anonymous:
        _anonymous[url] = _token((await client.get("/enter")).text)
    return _anonymous[url]


def _token(page: str) -> str:
    found = re.search(r'name="form_token" value="([^"]*)"', page)
    assert found
    return found[1]


async def raw_app(scope: object, receive: object, send: object) -> None:
    """The smallest ASGI application."""
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}
    )  # type: ignore[operator]
    await send({"type": "http.response.body", "body": b"ok"})  # type: ignore[operator]


@contextmanager
def raw_server() -> Iterator[Server]:
    """The raw application under the same server with the same settings."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "uvicorn",
            "tests.bench.attempt:raw_app",
            "--port",
            str(port),
            "--no-access-log",
            "--log-level",
            "warning",
            "--lifespan",
            "off",
            "--no-proxy-headers",
        ]
    )
    try:
        waited(url)
        yield Server(url, process.pid)
    finally:
        process.terminate()
        process.wait(20)


async def _raw_all(url: str, people: int) -> None:
    waiting = iter(range(people))

    async def worker() -> None:
        for _ in waiting:
            async with httpx.AsyncClient(base_url=url, headers=_HEADERS) as client:
                for _ in range(TAPS + 6):
                    await client.get("/")

    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
