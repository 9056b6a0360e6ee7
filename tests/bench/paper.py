"""How much comes over the line until a paper of 30 questions is usable: page, style and scripts,
compressed."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
from sqlalchemy import text

import question_bank
from question_bank.blueprint import proportional
from question_bank.formats import read
from quiz.rules import ticket
from quiz.rules.round import Rules
from quiz.settings import Settings
from quiz.store.database import Database
from quiz.store.migrate import migrate
from tests.bench.figures import Figure
from tests.bench.server import served
from tests.cast import make_world

BANK = Path(question_bank.__file__).parent / "banks" / "cchc-2021"
DAY = 24 * 3_600_000


def measure(folder: Path) -> Iterator[Figure]:
    """The compressed bytes of the paper's page and of everything that it loads."""
    settings = Settings(data=folder)
    database = Database(settings.url)
    migrate(database)
    bank = read(BANK).bank
    world = make_world(database, Rules(blueprint=proportional(bank, 30)), bank)
    with database.write_engine.begin() as connection:
        connection.execute(text("UPDATE round SET closes_at = 9000000000000"))
    database.close()
    token = ticket.ticket(settings.secret(), world.numbers["An"], 1)
    with served(folder) as server:
        sizes = asyncio.run(_sizes(server.url, token, world.vi_thanh))
    for name, size in sizes.items():
        yield Figure(f"paper_{name}", size / 1000, "kB")
    yield Figure("paper_first_view", sum(sizes.values()) / 1000, "kB", "<=14")


async def _sizes(url: str, token: str, round_id: int) -> dict[str, int]:
    headers = {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin"}
    async with httpx.AsyncClient(base_url=url, headers=headers) as client:
        form = _form_token((await client.get("/enter")).text)
        await client.post("/enter", data={"form_token": form, "ticket": token})
        form = _form_token((await client.get("/enter")).text)
        started = await client.post(f"/rounds/{round_id}/start", data={"form_token": form})
        page = await client.get(started.headers["location"])
        sizes = {"html": await _compressed(client, started.headers["location"])}
        wanted = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page.text)
        while wanted:
            address = wanted.pop()
            name = address.rsplit("/", 1)[1]
            if name in sizes or name == "print.css":
                continue
            sizes[name] = await _compressed(client, address)
            for module in re.findall(r'from "\./([^"]+)"', (await client.get(address)).text):
                wanted.append(address.rsplit("/", 1)[0] + "/" + module)
    return sizes


def _form_token(page: str) -> str:
    found = re.search(r'name="form_token" value="([^"]*)"', page)
    return found[1] if found else ""


async def _compressed(client: httpx.AsyncClient, address: str) -> int:
    """The bytes of the body as they come over the line."""
    async with client.stream("GET", address) as response:
        response.raise_for_status()
        return sum([len(chunk) async for chunk in response.aiter_raw()])
