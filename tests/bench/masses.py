"""A contest with as many finished attempts as are asked for, loaded as fast as the database takes
them: half of the people in Vị Thanh, half spread over 74 other districts; a third have full marks,
a tenth were closed at the deadline. Two million take a minute or two.
"""

import random
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Table, insert, text
from sqlmodel import SQLModel

from question_bank.vietnamese import fold
from quiz.rules.round import Rules
from quiz.rules.scoring import Score
from quiz.store import tally
from quiz.store.database import Database
from quiz.store.migrate import migrate
from quiz.store.tables import Round, Unit
from tests.bench.filling import FAMILY, GIVEN, add_waiting
from tests.cast import CLOSES, OPENS, World, make_world, ranked, wide_bank

DISTRICTS = 75
CHUNK = 20_000
FIRST = 1_000
"""The first person's id; the attempt has the same."""
_NAMES = [f"{family} Thị {given}" for family in FAMILY for given in GIVEN]
_FOLDED = [fold(name) for name in _NAMES]


def fill_masses(database: Database, attempts: int, rules: Rules) -> World:
    """`attempts` finished attempts and the tally that belongs to them."""
    migrate(database)
    world = make_world(database, rules, wide_bank())
    tables = [SQLModel.metadata.tables[one] for one in ("person", "attempt", "result")]
    with database.write_engine.begin() as connection:
        rounds = [(world.vi_thanh, world.districts["Thành phố Vị Thanh"])]
        rounds += _more_rounds(connection, world.contest_id)
        indexes = [index for table in tables for index in table.indexes]
        for index in indexes:
            index.drop(connection)
    chance = random.Random(attempts)
    for start in range(0, attempts, CHUNK):
        numbers = range(start, min(start + CHUNK, attempts))
        made = _rows(numbers, world.contest_id, rounds, rules, chance)
        with database.write_engine.begin() as connection:
            if not database.is_sqlite:
                # Every foreign key would be looked up, row by row.
                connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table, rows in zip(tables, made, strict=True):
                _load(connection, table, rows)
    with database.write_engine.begin() as connection:
        for index in indexes:
            index.create(connection)
        tally.rebuild(connection, world.contest_id, rules)
    add_waiting(database, rounds[0][1])
    if not database.is_sqlite:
        with database.write_engine.connect().execution_options(
            isolation_level="AUTOCOMMIT"
        ) as connection:
            connection.execute(text("VACUUM ANALYZE"))
    return world


def _more_rounds(connection: Connection, contest_id: int) -> list[tuple[int, int]]:
    """(round, district) of 74 new districts."""
    made = []
    for number in range(1, DISTRICTS):
        name = f"Xã {number}"
        unit = insert(Unit).values(
            code=f"M{number}", name=name, type="Xã", full_name=name, key=fold(name)
        )
        district: int = connection.execute(
            unit.returning(SQLModel.metadata.tables["unit"].c.id)
        ).scalar_one()
        round_id: int = connection.execute(
            insert(Round)
            .values(
                contest_id=contest_id,
                district_id=district,
                opens_at=OPENS,
                closes_at=CLOSES,
                seed="00" * 32,
                head_number=0,
                head_hash="0" * 64,
            )
            .returning(SQLModel.metadata.tables["round"].c.id)
        ).scalar_one()
        made.append((round_id, district))
    return made


def _rows(
    numbers: Iterable[int],
    contest_id: int,
    rounds: list[tuple[int, int]],
    rules: Rules,
    chance: random.Random,
) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of `person`, of `attempt` and of `result`, in the order of `_COLUMNS`."""
    people, sat, results = [], [], []
    for number in numbers:
        round_id, district = rounds[0 if number % 2 else number // 2 % len(rounds)]
        id_, name = FIRST + number, number % len(_NAMES)
        score = _score(chance, rules)
        key = ranked(score, rules, chance.getrandbits(64))
        people.append((id_, f"M{number:07d}", _NAMES[name], _FOLDED[name], "", "", district,
                       district, 1, True))  # fmt: skip
        sat.append((id_, round_id, id_, 1, "[]", OPENS, OPENS + 1, score.ended_at, True, True))
        results.append((round_id, id_, contest_id, id_, key, score.correct_count,
                        score.hard_count, score.answered, score.duration_ms,
                        score.ended_at))  # fmt: skip
    yield from (people, sat, results)


def _score(chance: random.Random, rules: Rules) -> Score:
    total, hard = rules.question_count, 6
    full = chance.random() < 1 / 3
    correct = total if full else min(total, max(0, round(chance.gauss(total * 0.6, total * 0.18))))
    duration = rules.limit_ms
    if chance.random() < 0.9:
        duration = min(duration, round(chance.lognormvariate(13.4, 0.4)))
    return Score(
        correct_count=correct,
        hard_count=hard if full else min(hard, correct, chance.randint(0, hard)),
        answered=total,
        duration_ms=duration,
        ended_at=OPENS + duration + int(chance.random() * 5_000_000),
    )


_COLUMNS = {
    "person": (
        "id", "number", "name", "name_fold", "sort_key", "position", "unit_id", "district_id",
        "ticket_version", "active",
    ),
    "attempt": (
        "id", "round_id", "person_id", "number", "paper", "started_at", "deadline_at", "ended_at",
        "submitted", "settled",
    ),
    "result": (
        "round_id", "person_id", "contest_id", "attempt_id", "rank_key", "correct_count",
        "hard_count", "answered", "duration_ms", "ended_at",
    ),
}  # fmt: skip


def _load(connection: Connection, table: Table, rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(_COLUMNS[table.name])
    cursor: Any = connection.connection.cursor()
    if connection.dialect.name == "postgresql":
        with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(_COLUMNS[table.name]))
        cursor.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)
    cursor.close()
