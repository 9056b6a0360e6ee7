"""What one complete attempt costs the server: 26 requests (sign in by code, open, start, page, 20
taps each durably saved, submit, receipt with the place in the district), 32 people at once, with
20,000 finished attempts already stored. Beside it 26 requests to a raw ASGI endpoint under the same
server, in the same run.
"""

import asyncio
import re
import statistics
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import uvloop
from sqlalchemy import text

from question_bank.blueprint import Cell
from question_bank.question import Level
from quiz.rehearsal.client import Client
from quiz.rules import ticket
from quiz.rules.round import Rules
from quiz.settings import Settings
from quiz.store.database import Database
from tests import clusters
from tests.bench.figures import Figure
from tests.bench.filling import fill
from tests.bench.server import Server, raw, served
from tests.cast import wide_bank

STORED = 20_000
AT_ONCE = 32
PEOPLE = 160
TAPS = 20
RUNS = 5
RAW_TIMES = 5
"""So many times as many raw requests, since CPU time is told in hundredths of a second."""
RULES = Rules(
    blueprint=tuple(
        Cell(topic, level, count)
        for topic in ("bau-cu", "mot-cua")
        for level, count in zip(Level, (4, 3, 3), strict=True)
    )
)


def measure(folder: Path) -> Iterator[Figure]:
    """CPU of all server processes for one attempt, and of 26 raw requests."""
    with raw() as floor:
        contest = prepared(folder / "sqlite")
        with served(folder / "sqlite") as server:
            costs, floors = _measured(server, floor, contest)
            ratios = [cost / least for cost, least in zip(costs, floors, strict=True)]
            yield Figure("attempt_cpu", statistics.median(costs), "ms", "<=5")
            yield Figure("attempt_raw_26_requests_cpu", statistics.median(floors), "ms")
            yield Figure("attempt_cpu_to_raw", statistics.median(ratios), "ratio", "<=9")
            zipped, _ = _measured(server, floor, contest, {"Accept-Encoding": "gzip"})
            yield Figure("attempt_cpu_compressed", statistics.median(zipped), "ms")
        programs = clusters.postgres_programs()
        if programs is None:
            return
        with clusters.postgres(programs) as address:
            url, postmaster = clusters.created(address, "bench")
            contest = prepared(folder / "postgresql", url)
            with served(folder / "postgresql", url, more=(postmaster,)) as server:
                costs, _ = _measured(server, floor, contest)
                yield Figure("attempt_cpu_postgresql", statistics.median(costs), "ms")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A contest with many finished attempts. `people` gives (candidate number, typed code) of those
    who have not sat."""

    round_id: int
    people: Iterator[tuple[str, str]]


def prepared(folder: Path, url: str = "") -> Prepared:
    """The contest, open for ever."""
    world = fill(folder, STORED, 4, RULES, wide_bank(), url)
    settings = Settings(data=folder, database_url=url)
    database = Database(settings.url)
    with database.write_engine.begin() as connection:
        connection.execute(text("UPDATE round SET closes_at = 9000000000000"))
        numbers = list(connection.execute(_WAITING, {"round": world.vi_thanh}).scalars())
    database.close()
    secret = settings.secret()
    codes = ((number, ticket.typed_code(secret, number, 1)) for number in numbers)
    return Prepared(world.vi_thanh, codes)


_WAITING = text(
    "SELECT p.number FROM person p JOIN round r ON r.district_id = p.district_id"
    " WHERE r.id = :round AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.person_id = p.id)"
)


def _measured(
    server: Server, floor: Server, contest: Prepared, headers: Mapping[str, str] | None = None
) -> tuple[list[float], list[float]]:
    """CPU milliseconds of an attempt and of 26 raw requests, a figure a run."""
    costs, floors = [], []
    for _ in range(RUNS):
        group = list(islice(contest.people, PEOPLE))
        before = server.cpu_ms()
        uvloop.run(_sit_all(server.url, contest.round_id, group, headers or {}))
        costs.append((server.cpu_ms() - before) / len(group))
        many = [(floor.url,)] * (RAW_TIMES * len(group))
        before = floor.cpu_ms()
        uvloop.run(at_once(many, _ask))
        floors.append((floor.cpu_ms() - before) / len(many))
    return costs, floors


async def _sit_all(
    url: str, round_id: int, people: list[tuple[str, str]], headers: Mapping[str, str]
) -> None:
    token = form_token((await Client(url).get("/enter")).text)
    each = [(Client(url, headers), round_id, token, *person) for person in people]
    await at_once(each, _sit)


async def at_once(
    each: Sequence[tuple[Any, ...]], act: Callable[..., Awaitable[None]], most: int = AT_ONCE
) -> None:
    """`act` for each, 32 at once unless told otherwise."""
    waiting = iter(each)

    async def worker() -> None:
        for values in waiting:
            await act(*values)

    await asyncio.gather(*(worker() for _ in range(most)))


async def begin(
    client: Client, round_id: int, token: str, number: str, code: str
) -> tuple[str, dict[str, str]]:
    """Enter, open the round, start, open the paper. The attempt's path, and a tap's headers."""
    form = {"form_token": token, "number": number, "code": code}
    entered = await client.post_form("/enter", form)
    assert entered.status == 303, entered.text
    token = form_token((await client.get(f"/rounds/{round_id}")).text)
    started = await client.post_form(f"/rounds/{round_id}/start", {"form_token": token})
    attempt = started.headers["location"]
    assert (await client.get(attempt)).status == 200
    return attempt, {"X-Form-Token": token}


async def _sit(client: Client, round_id: int, token: str, number: str, code: str) -> None:
    """26 requests: enter, open the round, start, paper, 20 taps, submit, receipt."""
    attempt, headers = await begin(client, round_id, token, number, code)
    for tap in range(1, TAPS + 1):
        content = {"seq": tap, "question": tap, "choice": [tap % 4]}
        saved = await client.post_json(f"{attempt}/answers", content, headers)
        assert saved.status == 200, saved.text
    await client.post_json(f"{attempt}/submit", {}, headers)
    receipt = await client.get(f"{attempt}/receipt")
    assert "Hạng" in receipt.text
    client.drop()


def form_token(page: str) -> str:
    """The token in a page's form."""
    found = re.search(r'name="form_token" value="([^"]*)"', page)
    assert found, page
    return found[1]


async def _ask(url: str) -> None:
    client = Client(url)
    for _ in range(TAPS + 6):
        await client.get("/")
    client.drop()
