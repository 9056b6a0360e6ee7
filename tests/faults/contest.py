"""A contest for crowds: as many people as a test needs, papers of 30 questions, open for hours; a
real server over it; and what the ledger lacks of what the people were told.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, insert, text

from question_bank.blueprint import Cell
from question_bank.question import Level
from quiz.clock import system_clock
from quiz.rules.notice import Controller
from quiz.rules.paper import fold
from quiz.rules.round import Rules
from quiz.rules.ticket import ticket
from quiz.settings import Settings
from quiz.store import ledger
from quiz.store.database import Database
from quiz.store.tables import Person as PersonRow
from tests.bench.server import Server, free_port, waited
from tests.cast import World, make_world, wide_bank
from tests.faults.outbox import Person

QUESTIONS = 30
HOUR = 3_600_000
RULES = Rules(
    blueprint=tuple(Cell(topic, level, 5) for topic in ("bau-cu", "mot-cua") for level in Level),
    minutes=240,
)


@dataclass(frozen=True, slots=True)
class Contest:
    """Where it is kept, and everybody's ticket."""

    settings: Settings
    round_id: int
    tickets: list[str]


def make_contest(data: Path, database_url: str, people: int) -> Contest:
    """The contest in an empty, migrated database."""
    settings = Settings(data=data, database_url=database_url)
    database = Database(settings.url)
    world = make_world(database, RULES, wide_bank())
    numbers = [f"VT1{number:04d}" for number in range(people)]
    with database.write_engine.begin() as connection:
        connection.execute(insert(PersonRow), [_row(world, number) for number in numbers])
        connection.execute(
            text("UPDATE round SET closes_at = :far"), {"far": system_clock() + 24 * HOUR}
        )
    database.close()
    secret = settings.secret()
    return Contest(settings, world.vi_thanh, [ticket(secret, number, 1) for number in numbers])


def _row(world: World, number: str) -> dict[str, object]:
    district = world.districts["Thành phố Vị Thanh"]
    return {
        "number": number,
        "name": f"Thí sinh {number}",
        "name_fold": f"thi sinh {number}",
        "sort_key": "",
        "position": "",
        "unit_id": district,
        "district_id": district,
        "ticket_version": 1,
        "active": True,
        "notice": Controller().version,
    }


@contextmanager
def serving(contest: Contest, **settings: str) -> Iterator[Server]:
    """`quiz serve` over the contest; `settings` are those of the environment, without QUIZ_."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    given = {f"QUIZ_{name.upper()}": value for name, value in settings.items()}
    process = subprocess.Popen(
        [
            Path(sys.executable).parent / "quiz", "serve", "--port", str(port),
            "--data", contest.settings.data,
        ],
        env=os.environ
        | {"QUIZ_BASE_URL": url, "QUIZ_DATABASE_URL": contest.settings.database_url}
        | given,
    )  # fmt: skip
    try:
        waited(url)
        yield Server(url, (process.pid,))
    finally:
        process.terminate()
        process.wait(20)


def wrong(contest: Contest, people: Iterable[Person]) -> list[str]:
    """What the ledger lacks or has too much of what people were told, and whether it is whole."""
    database = Database(contest.settings.url)
    try:
        with database.read_engine.connect() as connection:
            found = [] if not database.is_sqlite else _torn(connection)
            broken = ledger.broken_link(connection, contest.round_id)
            found += [] if broken is None else [f"the chain breaks at {broken}"]
            for person in people:
                found += [f"{person.attempt}: {one}" for one in _wrong_of(connection, person)]
    finally:
        database.close()
    return found


def _torn(connection: Connection) -> list[str]:
    whole = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
    return [] if whole == "ok" else [f"integrity_check: {whole}"]


def _wrong_of(connection: Connection, person: Person) -> list[str]:
    attempt_id = int(person.attempt.rsplit("/", 1)[1])
    kept = answers_of(connection, attempt_id)
    told = sorted(person.saved)
    found = list(person.faults)
    found += [f"lost {tap}" for tap in told if tap not in kept]
    found += [f"never told {tap}" for tap in kept if tap not in told]
    if len({seq for seq, _, _ in kept}) != len(kept):
        found.append("a seq twice")
    stands = fold(ledger.entries_of_attempt(connection, attempt_id)).answers
    if stands != {question: (choice,) for question, choice in person.last.items()}:
        found.append("the answers that stand are not the last taps")
    end = ledger.ending(connection, attempt_id)
    if person.receipt[0] and (end is None or person.receipt != (end.number, end.hash[:16])):
        found.append(f"the receipt says {person.receipt}, the ledger {end}")
    return found


def answers_of(connection: Connection, attempt_id: int) -> list[tuple[int, int, int]]:
    """seq, question and choice of the attempt's answers in the ledger."""
    rows = connection.execute(
        text(
            "SELECT seq, question, choice FROM entry WHERE attempt_id = :id AND kind = 'answer'"
            " ORDER BY number"
        ),
        {"id": attempt_id},
    )
    return [(row.seq, row.question, int(row.choice)) for row in rows]
