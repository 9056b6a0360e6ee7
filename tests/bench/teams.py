"""What it costs to propose a team from a board of 20,000 under every kind of quota at once, where
the last seats are far down and where no team keeps the quotas."""

import random
import statistics
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from quiz.rules.refusal import Refusal
from quiz.rules.selection import propose
from quiz.rules.team import RoleQuota, TeamRules
from quiz.rules.terms import Candidate, Terms
from quiz.settings import Settings
from quiz.stages import choose
from quiz.store.database import Database
from tests.bench.figures import Figure
from tests.bench.filling import fill
from tests.cast import RULES

PEOPLE = 20_000
UNITS = 600
RUNS = 5
ROLE = "Công chức Tư pháp – Hộ tịch"
STRICT = TeamRules(
    least_points=500, most_of_a_unit=1, women=4, young=4, roles=(RoleQuota(ROLE, 2),)
)


def board(rare: float) -> list[Candidate]:
    """20,000 people, of whom this share counts for each minimum."""
    dice = random.Random(7)
    return [
        Candidate(
            person_id=number,
            name=f"Người {number}",
            place=number,
            points=3_000 - number // 10,
            unit_id=(unit := dice.randrange(UNITS)),
            unit=f"Xã {unit}",
            gender="female" if dice.random() < rare else "male",
            birth_year=1995 if dice.random() < rare else 1975,
            role=ROLE if dice.random() < rare else "",
        )
        for number in range(1, PEOPLE + 1)
    ]


_BOARD = text(
    "INSERT INTO board (id, round_id, version, digest, published_at, published_by)"
    " VALUES (1, :round_id, 1, 'x', 0, 'lan')"
)
_LINES = text(
    "INSERT INTO board_entry (board_id, position, place, person_id, attempt_id, rank_key,"
    " correct_count, hard_count, answered, duration_ms, ended_at)"
    " SELECT 1, ROW_NUMBER() OVER (ORDER BY rank_key, person_id), 1, person_id, attempt_id,"
    " rank_key, correct_count, hard_count, answered, duration_ms, ended_at"
    " FROM result WHERE round_id = :round_id"
)
_GENDER = text("UPDATE person SET gender = CASE WHEN id % 9 = 0 THEN 'female' ELSE 'male' END")


def measure(folder: Path) -> Iterator[Figure]:
    """Processor seconds of one proposal."""
    cases = (
        ("plain", board(0.3), TeamRules()),
        ("quotas", board(0.3), STRICT),
        ("rare", board(0.0005), STRICT),
        ("impossible", board(0.0005), replace(STRICT, women=40, least_points=0)),
    )
    for name, people, rules in cases:
        terms = Terms(7, 3, rules, 2021)
        if name == "impossible":
            terms = replace(terms, seats=40)
        yield Figure(f"team_of_20000_{name}", _seconds(people, terms), "s", "<=1")
    yield Figure("team_page_of_20000", _page_seconds(folder), "s", "<=1")


def _page_seconds(folder: Path) -> float:
    """What the team's page asks of the stage, the official board read from SQLite."""
    world = fill(folder, PEOPLE, 1, replace(RULES, team=TeamRules(women=1)))
    database = Database(Settings(data=folder).url)
    with database.write_engine.begin() as connection:
        for statement in (_BOARD, _LINES, _GENDER):
            connection.execute(statement, {"round_id": world.vi_thanh})
    times = []
    for _ in range(RUNS):
        begun = time.process_time()
        database.read_now(lambda one: choose.choice(one, world.vi_thanh, choose.Wanted()))
        times.append(time.process_time() - begun)
    database.close()
    return statistics.median(times)


def _seconds(people: list[Candidate], terms: Terms) -> float:
    times = []
    for _ in range(RUNS):
        begun = time.process_time()
        with suppress(Refusal):
            propose(people, terms, {})
        times.append(time.process_time() - begun)
    return statistics.median(times)
