"""Units are ranked from everybody's results: 20,000 people in 500 units."""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import text

from quiz.rules.unit_ranking import Entrant, UnitFacts, rank_units
from quiz.rules.units import Measure, UnitRules, Weight
from quiz.settings import Settings
from quiz.store import ranked_units
from quiz.store.database import Database
from tests.bench.figures import Figure
from tests.bench.filling import fill

PEOPLE = 20_000
UNITS = 500
RUNS = 5
LIMIT = 30 * 60_000
WEIGHTED = UnitRules(
    Measure.WEIGHTED,
    weights=(Weight(Measure.RATE, 40), Weight(Measure.SUM_TOP, 60)),
    by_duration=True,
)
_NEW = text(
    "INSERT INTO unit (code, name, type, full_name, key, parent_id, district_id, valid_from,"
    " valid_to, rehearsal)"
    " VALUES (:name, :name, 'Xã', :name, :name, :district, :district, '', '', FALSE)"
)
_MOVE = text(
    "UPDATE person SET unit_id ="
    " (SELECT MIN(id) FROM unit WHERE type = 'Xã') + id % :units WHERE id < 5000000"
)


def measure(folder: Path) -> Iterator[Figure]:
    """Processor seconds of one ranking: by the rules alone, and read from SQLite."""
    dice = random.Random(7)
    units = [UnitFacts(number, f"Xã {number}", 60) for number in range(UNITS)]
    people = [
        Entrant(dice.randrange(UNITS), 100 * dice.randrange(31), dice.randrange(LIMIT))
        for _ in range(PEOPLE)
    ]
    for name, rules in (("sum", UnitRules()), ("weighted", WEIGHTED)):
        seconds = _seconds(lambda rules=rules: rank_units(units, people, rules, LIMIT))  # type: ignore[misc]  # bound at once
        yield Figure(f"units_500_of_20000_{name}", seconds, "s", "<=0.2")
    world = fill(folder, PEOPLE, 1)
    database = Database(Settings(data=folder).url)
    with database.write_engine.begin() as connection:
        district = world.districts["Thành phố Vị Thanh"]
        names = [{"name": f"Xã {number}", "district": district} for number in range(UNITS)]
        connection.execute(_NEW, names)
        connection.execute(_MOVE, {"units": UNITS})
    seconds = _seconds(
        lambda: database.read_now(lambda one: ranked_units.of_round(one, world.vi_thanh, 2**41))
    )
    database.close()
    yield Figure("units_500_of_20000_read", seconds, "s")


def _seconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return statistics.median(times)
