"""The opening: 10,000 people who signed in before start within 10 seconds, evenly, while some
hundred are inside and tap. One run: it takes minutes. The load is a process of its own (rush.py).
"""

import asyncio
import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text

from quiz.clock import system_clock
from quiz.settings import Settings
from quiz.stages import rehearsal
from quiz.store.database import Database
from quiz.store.migrate import migrate
from quiz.store.sessions import digest_of
from quiz.store.writer import Writer
from tests.bench.figures import Figure
from tests.bench.server import served

STARTING = 10_000
INSIDE = 300
WITHIN = 10.0
PAUSE = 2.0
"""Seconds between two taps of one of those inside: 150 taps a second together."""
PATIENCE = 900


def measure(folder: Path) -> Iterator[Figure]:
    """When the last one has a paper, what taps wait meanwhile, memory, and unexpected answers."""
    folder.mkdir(parents=True, exist_ok=True)
    wish = prepare(folder, STARTING, INSIDE) | {"within": WITHIN, "pause": PAUSE}
    with served(folder) as server:
        told = rush(wish | {"url": server.url})
    yield Figure("opening_all_have_paper_s", told["all_have_paper_s"], "s", "<=60")
    yield Figure("opening_paper_p50_s", told["paper_p50_s"], "s")
    yield Figure("opening_tap_p99", told["tap_p99_ms"], "ms", "<=500")
    yield Figure("opening_tap_p50", told["tap_p50_ms"], "ms")
    yield Figure("opening_memory", told["peak_bytes"] / 1e6, "MB", "<=600")
    yield Figure("opening_other_answers", told["other_answers"], "count", "<=0")
    yield Figure("opening_told_to_wait", told["slowed"], "count")
    yield Figure("opening_server_cpu", told["server_cpu_s"], "s")
    yield Figure("opening_load_cpu", told["load_cpu_s"], "s")


def prepare(folder: Path, starting: int, inside: int) -> dict[str, object]:
    """A round with that many people, everybody signed in: what the load has to know."""
    settings = Settings(data=folder)
    database = Database(settings.url)
    migrate(database)
    writer = Writer(database)
    writer.start()
    now = system_clock()
    made = asyncio.run(
        rehearsal.make(
            database, writer, settings.secret(), "0" * 16, starting + inside, "bench", now
        )
    )
    writer.close()
    sessions = [secrets.token_urlsafe(32) for _ in made.tickets]
    with database.write_engine.begin() as connection:
        people = connection.execute(text("SELECT id FROM person ORDER BY id")).scalars()
        connection.execute(
            text(
                "INSERT INTO session (digest, person_id, ticket_version, created_at, expires_at)"
                " VALUES (:digest, :person, 1, :now, :until)"
            ),
            [
                {"digest": digest_of(one), "person": person, "now": now, "until": now + 10**8}
                for one, person in zip(sessions, people, strict=True)
            ],
        )
    database.close()
    return {"round": made.round_id, "inside": sessions[:inside], "starting": sessions[inside:]}


def rush(wish: dict[str, object]) -> dict[str, float]:
    """What the load's process found."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.rush"],
        input=json.dumps(wish),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    told: dict[str, float] = json.loads(done.stdout)
    return told
