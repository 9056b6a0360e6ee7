"""Whether the time of a wrong password tells that an account exists: 500 known and 500 unknown user
names, in turns, over one application."""

import asyncio
import re
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
from fastapi.testclient import TestClient

from quiz.settings import Settings
from quiz.store.passwords import hash_password
from quiz.store.tables import Staff
from quiz.web.app import create_app
from tests.bench.figures import Figure

NAMES = 500
WRONG = "khong-phai-mat-khau"


def measure(folder: Path) -> Iterator[Figure]:
    """The medians of both and how far they are apart."""
    app = create_app(Settings(data=folder, base_url="http://testserver"), ticking=False)
    with TestClient(app):
        hashed = hash_password("mat-khau-rat-dai-2021")
        with app.state.site.database.writing() as session:
            session.add_all(
                Staff(username=f"known{number}", name="N", role="author", password_hash=hashed)
                for number in range(NAMES)
            )
        took, bodies = asyncio.run(_ask(app))
    if len(bodies) != 1:
        raise AssertionError("known and unknown names are answered differently")
    medians = {kind: 1000 * statistics.median(times) for kind, times in took.items()}
    for kind, median in medians.items():
        yield Figure(f"sign_in_{kind}", median, "ms")
    gap = abs(medians["known"] - medians["unknown"])
    yield Figure("sign_in_known_unknown_gap", gap, "ms", "<=5")


async def _ask(app: object) -> tuple[dict[str, list[float]], set[tuple[int, str]]]:
    """Seconds of each answer by kind, and the different answers; each from its own address."""
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    bodies: set[tuple[int, str]] = set()
    for number in range(NAMES):
        transport = httpx.ASGITransport(
            app=app,  # type: ignore[arg-type]
            client=(f"10.0.{number >> 8}.{number & 255}", 1),
        )
        async with httpx.AsyncClient(
            transport=transport,
            base_url="http://testserver",
            headers={"Sec-Fetch-Site": "same-origin"},
        ) as client:
            found = re.search(r'form_token" value="([^"]*)', (await client.get("/sign-in")).text)
            assert found
            for kind in ("known", "unknown") if number % 2 else ("unknown", "known"):
                form = {"form_token": found[1], "username": f"{kind}{number}", "password": WRONG}
                began = time.perf_counter()
                answer = await client.post("/sign-in", data=form)
                took[kind].append(time.perf_counter() - began)
                body = re.sub(r'name="(form_token|username)"[^>]*', "", answer.text)
                bodies.add((answer.status_code, body))
    return took, bodies
