"""Two `quiz serve` processes over one database get the taps of the same attempts at the same
moment: the same tap is told the same by both and stands in the ledger once; of two taps with one
number one is saved and the other refused; taps that follow each other through different doors are
both kept; the chain is whole.

The mutant's writer reads before it holds the database for writing; the same test finds that.
"""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2 as httpx
import pytest
from sqlalchemy import text

from quiz.settings import Settings
from quiz.store.database import Database
from tests.faults.server import PLAIN, SERVE, Server, mutant
from tests.faults.sitting import FULL, Tapper, make_contest

PAIRS = 150 if FULL else 15
"""Moments in each attempt at which both servers are sent something."""
PEOPLE = 4
Sent = tuple[int, int, int]
"""seq, question, choice."""


@dataclass
class Told:
    """What one attempt's two doors were told; nothing but what is right is left out."""

    saved: set[Sent] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """An empty, migrated database of both kinds."""
    return Settings(data=tmp_path, database_url=database_url)


@contextmanager
def two(command: tuple[str, ...], settings: Settings) -> Iterator[tuple[str, str]]:
    """The addresses of two running servers."""
    with ExitStack() as stack:
        urls = []
        for _ in range(2):
            environment = {"QUIZ_DATABASE_URL": settings.database_url}
            server = Server(command, settings.data, environment)
            stack.callback(server.kill)
            server.start()
            urls.append(server.url)
        yield urls[0], urls[1]


def pair(number: int) -> tuple[Sent, Sent]:
    """What the two doors are sent at that moment: the same tap, two contents of one number, or two
    taps that follow each other."""
    seq, question = 2 * number + 1, 1 + number % 6
    first = (seq, question, number % 4)
    match number % 3:
        case 0:
            return first, first
        case 1:
            return first, (seq, question, (number + 1) % 4)
        case _:
            return first, (seq + 1, question, (number + 1) % 4)


def tap_at_both(tapper: Tapper, urls: tuple[str, str], told: Told) -> None:
    """All pairs of one attempt, one after the other, each pair at once."""
    answers: list[httpx.Response | None] = [None, None]
    together = threading.Barrier(2)

    def door(place: int) -> None:
        with httpx.Client(
            base_url=urls[place], headers=tapper.headers, timeout=60, verify=PLAIN
        ) as client:
            for number in range(PAIRS):
                seq, question, choice = pair(number)[place]
                content = {"seq": seq, "question": question, "choice": [choice]}
                together.wait()
                answers[place] = client.post(f"{tapper.attempt}/answers", json=content)
                if together.wait() == 0:
                    judge(number, answers, told)
                together.wait()

    other = threading.Thread(target=door, args=(1,))
    other.start()
    door(0)
    other.join()


def judge(number: int, answers: list[httpx.Response | None], told: Told) -> None:
    """Note what was saved and what should not have been told."""
    sent = pair(number)
    first, second = answers
    assert first is not None
    assert second is not None
    statuses = sorted((first.status_code, second.status_code))
    states = [one.json().get("state") for one in (first, second)]
    match number % 3:
        case 0:
            right = statuses == [200, 200] and first.content == second.content
        case 1:
            right = statuses == [200, 409]
        case _:
            right = statuses == [200, 200] and states in (["saved", "saved"], ["stale", "saved"])
    if not right:
        told.wrong.append(f"{number}: {first.text[:90]} / {second.text[:90]}")
    told.saved |= {one for one, state in zip(sent, states, strict=True) if state == "saved"}


def both_at_once(command: tuple[str, ...], settings: Settings) -> list[str]:
    """What went wrong when everybody tapped at both servers."""
    contest = make_contest(settings, PEOPLE)
    with two(command, settings) as urls:
        tappers = contest.enter(urls[0])
        told = [Told() for _ in tappers]
        threads = [
            threading.Thread(target=tap_at_both, args=(tapper, urls, one))
            for tapper, one in zip(tappers, told, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = contest.wrong(tappers)
    database = Database(settings.url)
    statement = text(
        "SELECT seq, question, choice FROM entry WHERE attempt_id = :id AND kind = 'answer'"
    )
    with database.read_engine.connect() as connection:
        for tapper, one in zip(tappers, told, strict=True):
            attempt_id = int(tapper.attempt.rsplit("/", 1)[1])
            kept = [
                (row.seq, row.question, int(row.choice))
                for row in connection.execute(statement, {"id": attempt_id})
            ]
            found += one.wrong
            if sorted(kept) != sorted(one.saved):
                found.append(f"{tapper.attempt} keeps {set(kept) ^ one.saved}")
    database.close()
    return found


def test_two_servers_take_the_taps_of_the_same_attempts(settings: Settings) -> None:
    assert both_at_once(SERVE, settings) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_servers_that_read_before_they_hold_the_database_are_caught(settings: Settings) -> None:
    assert both_at_once(mutant("late_lock"), settings) != []
