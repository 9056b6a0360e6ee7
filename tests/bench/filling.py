"""A contest with many finished attempts, written straight into the tables: what is measured is the
reading of it."""

from pathlib import Path

from sqlalchemy import insert

from question_bank.bank import Bank
from question_bank.vietnamese import fold
from quiz.rules.notice import Controller
from quiz.rules.ranking import lot
from quiz.rules.round import Rules
from quiz.rules.scoring import Score
from quiz.settings import Settings
from quiz.store import tally
from quiz.store.database import Database
from quiz.store.migrate import migrate
from quiz.store.tables import Attempt, Person, Result
from tests.cast import OPENS, RULES, World, make_world, ranked

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi")
GIVEN = ("An", "Bình", "Chi", "Dũng", "Giang", "Hạnh", "Khánh", "Lan", "Minh", "Ngọc", "Phúc")
CHUNK = 10_000
WAITING = 2_000
"""People on the roster who have not sat."""


def fill(
    folder: Path,
    attempts: int,
    rounds: int,
    rules: Rules = RULES,
    bank: Bank | None = None,
    url: str = "",
) -> World:
    """`attempts` finished attempts, spread over the first `rounds` districts."""
    folder.mkdir(parents=True, exist_ok=True)
    database = Database(Settings(data=folder, database_url=url).url)
    migrate(database)
    world = make_world(database, rules, bank)
    districts = list(world.districts.items())[:rounds]
    for start in range(0, attempts, CHUNK):
        numbers = range(start, min(start + CHUNK, attempts))
        people, sat, results = [], [], []
        for number in numbers:
            name, district = districts[number % len(districts)]
            round_id = world.rounds[name]
            person_id = attempt_id = 1_000 + number
            score = Score(
                correct_count=6 - number % 4,
                hard_count=number % 3,
                answered=6,
                duration_ms=60_000 + number * 7_919 % 1_700_000,
                ended_at=OPENS + number * 104_729 % 7_000_000,
            )
            given = GIVEN[number % len(GIVEN)]
            full_name = f"{FAMILY[number % len(FAMILY)]} Thị {given}"
            people.append(
                {
                    "id": person_id,
                    "number": f"B{number:07d}",
                    "name": full_name,
                    "name_fold": fold(full_name),
                    "sort_key": "",
                    "position": "",
                    "unit_id": district,
                    "district_id": district,
                    "ticket_version": 1,
                    "active": True,
                }
            )
            sat.append(
                {
                    "id": attempt_id,
                    "round_id": round_id,
                    "person_id": person_id,
                    "number": 1,
                    "paper": "[]",
                    "started_at": OPENS,
                    "deadline_at": OPENS + 1,
                    "ended_at": score.ended_at,
                    "submitted": True,
                    "settled": True,
                }
            )
            results.append(
                {
                    "round_id": round_id,
                    "person_id": person_id,
                    "contest_id": world.contest_id,
                    "attempt_id": attempt_id,
                    "rank_key": ranked(score, rules, lot(b"seed", attempt_id)),
                    "correct_count": score.correct_count,
                    "hard_count": score.hard_count,
                    "answered": score.answered,
                    "duration_ms": score.duration_ms,
                    "ended_at": score.ended_at,
                }
            )
        with database.write_engine.begin() as connection:
            connection.execute(insert(Person), people)
            connection.execute(insert(Attempt), sat)
            connection.execute(insert(Result), results)
    with database.write_engine.begin() as connection:
        tally.rebuild(connection, world.contest_id, rules)
    add_waiting(database, districts[0][1])
    database.close()
    return world


def add_waiting(database: Database, district: int) -> None:
    """People of a district who have not sat yet."""
    with database.write_engine.begin() as connection:
        connection.execute(
            insert(Person),
            [
                {
                    "id": 5_000_000 + number,
                    "number": f"C{number:07d}",
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
                for number in range(WAITING)
            ],
        )
