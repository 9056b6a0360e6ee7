"""PostgreSQL stops at once in the middle of a contest and comes back: every tap that was answered
200 is there, once; while it is away people are told to wait and how long, nothing else; the server
process goes on and saves again within 5 seconds.

The mutant tells "saved" before the commit; the same test catches it.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx2 as httpx
import psycopg
import pytest

from quiz.settings import Settings
from quiz.store.database import Database
from quiz.store.migrate import migrate
from tests import clusters
from tests.clusters import Cluster
from tests.conftest import missing
from tests.faults.server import SERVE, Server, mutant
from tests.faults.sitting import (
    FULL,
    PEOPLE,
    TAPPING_SECONDS,
    Contest,
    Tapper,
    make_contest,
    tapping,
    wait_for_everybody,
)

STOPS = 20 if FULL else 4
MUTANT_STOPS = 5
AWAY_SECONDS = (0.2, 2.0)
"""How long it is away: from, to."""
LONG_AWAY_SECONDS = 35 if FULL else 3
"""Once: with 35 s, longer than the server remembers who is signed in."""
BACK_SECONDS = 5
PATIENCE_SECONDS = 30
"""When somebody who is not answered fails the test."""


@dataclass
class Result:
    """What a series of stops came to."""

    faults: list[str] = field(default_factory=list)
    back: list[float] = field(default_factory=list)
    """From PostgreSQL accepting connections until everybody was told "saved" again, in seconds."""
    saved: int = 0
    waits: int = 0
    processes: set[int] = field(default_factory=set)


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL that can be stopped."""
    programs = clusters.postgres_programs()
    if programs is None:
        missing("PostgreSQL (Debian's package postgresql)")
        return
    with clusters.cluster(programs) as running:
        yield running


@pytest.fixture
def contest(cluster: Cluster, tmp_path: Path) -> Contest:
    """An open contest in it."""
    settings = Settings(data=tmp_path, database_url=cluster.address.format(name="postgres"))
    database = Database(settings.url)
    migrate(database)
    database.close()
    return make_contest(settings)


def wrong_pages(url: str, tapper: Tapper) -> list[str]:
    """Pages that say anything but to come back, to somebody whom the server remembers and to a
    stranger."""
    found = []
    for path, headers in ((tapper.attempt, tapper.headers), ("/", {}), ("/staff/rounds", {})):
        cookie = headers or {"Cookie": "session=unknown"}
        page = httpx.get(f"{url}{path}", headers=cookie, timeout=PATIENCE_SECONDS)
        if page.status_code != 503 or "Retry-After" not in page.headers:
            found.append(f"{path}: {page.status_code}")
    return found


def survive(command: tuple[str, ...], contest: Contest, cluster: Cluster, stops: int) -> Result:
    """Stop it that many times; stop at the first fault."""
    dice = random.Random()
    environment = {"QUIZ_DATABASE_URL": contest.settings.database_url}
    server = Server(command, contest.settings.data, environment)
    result = Result()
    try:
        server.start()
        tappers = contest.enter(server.url)
        for number in range(stops):
            with tapping(server.url, tappers):
                wait_for_everybody(tappers, PATIENCE_SECONDS)
                time.sleep(dice.uniform(*TAPPING_SECONDS))
                cluster.stop_at_once()
                time.sleep(dice.uniform(*AWAY_SECONDS) if number else LONG_AWAY_SECONDS)
                pages = wrong_pages(server.url, tappers[0])
                cluster.start()
                result.back.append(wait_for_everybody(tappers, PATIENCE_SECONDS))
            assert server.runs
            result.processes.add(server.pid)
            result.faults = pages + contest.wrong(tappers)
            if result.faults:
                break
        result.saved = sum(len(tapper.saved) for tapper in tappers)
        result.waits = sum(tapper.waits for tapper in tappers)
    finally:
        server.kill()
    return result


def test_every_answered_tap_survives_a_postgresql_that_stops_at_once(
    contest: Contest, cluster: Cluster
) -> None:
    result = survive(SERVE, contest, cluster, STOPS)
    print(
        f"{result.saved} taps, {STOPS} stops, {result.waits} times told to wait,"
        f" back after {max(result.back):.2f} s at most"
    )
    assert result.faults == []
    assert len(result.back) == STOPS
    assert max(result.back) < BACK_SECONDS
    assert len(result.processes) == 1
    assert result.saved >= PEOPLE * STOPS
    assert result.waits > STOPS


def test_a_server_that_answers_before_postgresql_has_it_is_caught(
    contest: Contest, cluster: Cluster
) -> None:
    result = survive(mutant("early_acknowledgement"), contest, cluster, MUTANT_STOPS)
    assert any(" lost " in fault for fault in result.faults), result


def test_whoever_turns_synchronous_commit_off_meanwhile_does_not_reach_the_writer(
    contest: Contest,
) -> None:
    address = contest.settings.url
    database = Database(contest.settings.url)
    with database.write_engine.connect() as writing, database.read_engine.connect() as reading:
        show = "SHOW synchronous_commit"
        with psycopg.connect(address, autocommit=True) as keeper:
            keeper.execute("ALTER SYSTEM SET synchronous_commit = off")
            keeper.execute("ALTER ROLE quiz SET synchronous_commit = off")
            keeper.execute("SELECT pg_reload_conf()")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while reading.exec_driver_sql(show).scalar_one() == "on":
            reading.rollback()
            assert time.monotonic() < deadline, "the setting has not arrived anywhere"
            time.sleep(0.01)
        assert writing.exec_driver_sql(show).scalar_one() == "on"
        with database.write_engine.connect() as later:
            assert later.exec_driver_sql(show).scalar_one() == "on"
    database.close()
