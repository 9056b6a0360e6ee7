"""What boards beside a round's own cost: 20,000 people with four rounds each combined and awarded
in memory, the same read from SQLite, a round of 10,000 narrowed to one office, to half of
its people, and as it stands still, and the copy that is made then. Medians of five, processor time.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from quiz.rules.combining import combine_all
from quiz.rules.criteria import Across
from quiz.rules.freezing import freezes_at
from quiz.rules.prizes import Prize, PrizeKind, PrizeRules, Ranked, award
from quiz.rules.ranking import places
from quiz.rules.round import Rules
from quiz.rules.scopes import BoardScope
from quiz.rules.scoring import Score
from quiz.settings import Settings
from quiz.stages import board
from quiz.stages.board import BoardView
from quiz.store import frozen, rows, whole
from quiz.store.counting import Counted
from quiz.store.database import Database
from tests.bench.figures import Figure
from tests.bench.masses import fill_masses
from tests.cast import CLOSES, MINUTE, RULES, World, ranked

PEOPLE, ROUNDS = 20_000, 4
RUNS = 5
ADDED = replace(
    RULES,
    across=Across.BEST_ROUNDS,
    best_rounds=3,
    frozen_minutes=60,
    prizes=PrizeRules(
        (
            Prize("Nhất", 1),
            Prize("Nhì", 10),
            Prize("Ba", 100),
            Prize("Khuyến khích", 1_000),
            Prize("Tập thể", 10, PrizeKind.COLLECTIVE),
        )
    ),
)
DURING = CLOSES - 30 * MINUTE


def measure(folder: Path) -> Iterator[Figure]:
    """In memory first, then over a database."""
    people = _people(ADDED)
    yield Figure("combine_and_award_20000x4", _median(lambda: _awarded(people)), "ms", "<=1000")
    database = Database(Settings(data=folder).url)
    world = fill_masses(database, PEOPLE, ADDED)
    yield from _narrowed(database, world)
    yield from _standing_still(database, world)
    _more_rounds(database, world)
    yield Figure(
        "whole_contest_20000x4",
        _median(
            lambda: database.read_now(
                lambda one: whole.read_whole(one, world.contest_id, CLOSES, public=False)
            )
        ),
        "ms",
    )
    found = database.read_now(
        lambda one: whole.read_whole(one, world.contest_id, CLOSES, public=False)
    )
    for name, scope in (
        ("everybody", BoardScope()),
        ("district", BoardScope(unit_id=world.districts["Thành phố Vị Thanh"])),
    ):
        took = _median(partial(whole.page_of, found, scope, 100))
        yield Figure(f"whole_contest_page_{name}", took, "ms")
    database.close()


def _people(rules: Rules) -> dict[int, list[str]]:
    """Rank keys of four rounds each; a third have full marks."""
    chance = random.Random(1)
    return {person: [_key(chance, rules) for _ in range(ROUNDS)] for person in range(1, PEOPLE + 1)}


def _key(chance: random.Random, rules: Rules) -> str:
    full = chance.random() < 1 / 3
    correct = 6 if full else chance.randint(0, 6)
    score = Score(correct, min(2, correct), 6, chance.randrange(1_800_000), CLOSES)
    return ranked(score, rules, chance.getrandbits(64))


def _awarded(people: dict[int, list[str]]) -> None:
    together = combine_all(people, ADDED)
    given = places((one.key for one in together.values()), ADDED)
    board_ = [
        Ranked(person, place, int(one.key[-16:], 16))
        for place, (person, one) in zip(given, together.items(), strict=True)
    ]
    if len(award(board_, ADDED.prizes).awarded) != 1_111:
        raise RuntimeError("not every prize was given")


def _narrowed(database: Database, world: World) -> Iterator[Figure]:
    """Everybody of the round is in one unit; a hundred of them move into an office."""
    office = _execute(
        database,
        "UPDATE person SET unit_id = (SELECT MIN(id) FROM unit WHERE parent_id = :district)"
        " WHERE district_id = :district AND id % 200 = 1",
        district=world.districts["Thành phố Vị Thanh"],
    )
    scopes = {
        "everybody": BoardScope(),
        f"office_of_{office}": BoardScope(unit_id=_office(database, world)),
        "almost_all": BoardScope(unit_id=world.districts["Thành phố Vị Thanh"]),
    }
    for name, scope in scopes.items():
        took = _median(partial(_page, database, world, scope=scope))
        yield Figure(f"round_10000_{name}", took, "ms")


def _page(database: Database, world: World, **asked: Any) -> BoardView:
    return database.read_now(lambda one: board.read_board(one, world.vi_thanh, **asked))


def _standing_still(database: Database, world: World) -> Iterator[Figure]:
    """The copy is made once, inside the transaction of one submission."""
    last = Counted(1, 1, "", Score(0, 0, 0, 0, ended_at=CLOSES - 1), same_paper=True)
    with database.write_engine.begin() as connection:
        sat = rows.read_round(connection, world.vi_thanh)
        froze = freezes_at(sat.window, sat.rules)
        if froze is None:
            raise RuntimeError("the board never stops")
        before = time.process_time()
        frozen.follow(connection, sat, last)
        yield Figure("frozen_copy_10000", (time.process_time() - before) * 1_000, "ms")
    for page in (1, 100):
        took = _median(partial(_page, database, world, page=page, shown_at=DURING))
        yield Figure(f"frozen_page_{page}", took, "ms")


def _more_rounds(database: Database, world: World) -> None:
    """Everybody sits three more rounds, with the same result."""
    unused = [one for one in world.rounds.values() if one != world.vi_thanh]
    for number, round_id in enumerate(unused, 1):
        values = {"more": number * 1_000_000, "round": round_id}
        _execute(
            database,
            "INSERT INTO attempt (id, round_id, person_id, number, paper, started_at, deadline_at,"
            " ended_at, submitted, settled) SELECT id + :more, :round, person_id, 1, paper,"
            " started_at, deadline_at, ended_at, submitted, settled FROM attempt"
            " WHERE id < 1000000",
            **values,
        )
        _execute(
            database,
            "INSERT INTO result (round_id, person_id, contest_id, attempt_id, rank_key,"
            " correct_count, hard_count, answered, duration_ms, ended_at) SELECT :round, person_id,"
            " contest_id, attempt_id + :more, rank_key, correct_count, hard_count, answered,"
            " duration_ms, ended_at FROM result WHERE attempt_id < 1000000",
            **values,
        )


def _office(database: Database, world: World) -> int:
    def read(connection: Connection) -> int:
        statement = text("SELECT MIN(id) FROM unit WHERE parent_id = :district")
        values = {"district": world.districts["Thành phố Vị Thanh"]}
        found: int = connection.execute(statement, values).scalar_one()
        return found

    return database.read_now(read)


def _execute(database: Database, statement: str, **values: int) -> int:
    with database.write_engine.begin() as connection:
        return connection.execute(text(statement), values).rowcount


def _median(act: Callable[[], object]) -> float:
    """Milliseconds."""
    times = []
    for _ in range(RUNS):
        before = time.process_time()
        act()
        times.append((time.process_time() - before) * 1_000)
    return statistics.median(times)
