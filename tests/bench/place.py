"""What "my place" costs the database, in a district and in the whole contest of 75 districts, with
20,000 and with 2,000,000 finished attempts, on SQLite and on PostgreSQL: the median over 300
people. On SQLite it is the wall time of the statement through the driver; on PostgreSQL what the
server says of the prepared statement (planning and execution), and beside it the time through the
socket. Half of all people are in that one district, a third have full marks, a tenth were closed at
the deadline.

Beside it, for SQLite, what moving the tally adds to a settlement, and what a board page costs the
server against its bare SQL, and how long one takes while saves keep the server busy.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, text

from quiz.rules.scoring import Score
from quiz.settings import Settings
from quiz.store import rows, tally
from quiz.store.database import Database
from quiz.store.plain import Plain, fetch_all, plain
from quiz.store.rows import SatRound
from tests import clusters
from tests.bench.attempt import RULES
from tests.bench.figures import Figure
from tests.bench.masses import FIRST, fill_masses
from tests.bench.readers import board_figures
from tests.cast import World, ranked

SIZES = (20_000, 2_000_000)
ASKED = 300
DISTRICT_BAR, CONTEST_BAR = "<=0.1", "<=0.3"
_PG_SETTINGS = ("fsync=off", "max_wal_size=4GB", "shared_buffers=512MB")


def measure(folder: Path) -> Iterator[Figure]:
    """Places on both databases at both sizes; pages on SQLite."""
    for size in SIZES:
        data = folder / str(size)
        data.mkdir()
        database = Database(Settings(data=data).url)
        world = fill_masses(database, size, RULES)
        yield from _places(database, world, f"sqlite_{size}")
        yield Figure(f"tally_move_sqlite_{size}", _moving(database, world), "µs", "<=60")
        yield from board_figures(data, database, world, size)
        database.close()
    programs = clusters.postgres_programs()
    if programs is None:
        return
    with clusters.postgres(programs, *_PG_SETTINGS) as address:
        for size in SIZES:
            with _emptied(address, f"bench_{size}") as database:
                world = fill_masses(database, size, RULES)
                yield from _places(database, world, f"postgresql_{size}")
                yield from _server_times(database, world, f"postgresql_{size}")


@contextmanager
def _emptied(address: str, name: str) -> Iterator[Database]:
    url = address.format(name="postgres").replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    database = Database(address.format(name=name))
    try:
        yield database
    finally:
        database.close()
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name}"))
        engine.dispose()


def _places(database: Database, world: World, name: str) -> Iterator[Figure]:
    """Medians, and the slowest of a hundred."""
    with database.read_engine.connect() as connection:
        sat = rows.read_round(connection, world.vi_thanh)
        keys = _keys(connection, sat)
        nothing = _timed(lambda _: fetch_all(connection, "SELECT 1", ()), keys)
        district = _timed(lambda key: tally.place_in_round(connection, sat, key), keys)
        contest = _timed(lambda key: tally.place_in_contest(connection, sat, key), keys)
    yield Figure(f"select_1_{name}", statistics.median(nothing), "ms")
    for what, times, bar in (
        ("district", district, DISTRICT_BAR), ("contest", contest, CONTEST_BAR),
    ):  # fmt: skip
        has_bar = database.is_sqlite
        yield Figure(f"place_{what}_{name}", statistics.median(times), "ms", bar if has_bar else "")
        yield Figure(f"place_{what}_{name}_p99", statistics.quantiles(times, n=100)[98], "ms")


class _Explaining:
    """A driver's connection that also asks PostgreSQL how long each statement took, in ms."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        self._prepared: dict[str, str] = {}
        self.took = 0.0

    def execute(self, statement: str, values: tuple[int | str, ...]) -> Any:
        """The statement's cursor; its time is kept in `took`."""
        name = self._prepared.get(statement)
        if name is None:
            name = self._prepared[statement] = f"asked_{len(self._prepared)}"
            numbered = statement
            for place in range(1, len(values) + 1):
                numbered = numbered.replace("%s", f"${place}", 1)
            kinds = ", ".join("int" if isinstance(value, int) else "text" for value in values)
            self._driver.execute(f"PREPARE {name} ({kinds}) AS {numbered}")
        given = ", ".join(str(one) if isinstance(one, int) else f"'{one}'" for one in values)
        explained = self._driver.execute(f"EXPLAIN (ANALYZE, TIMING OFF) EXECUTE {name}({given})")
        lines = [line for (line,) in explained.fetchall()]
        self.took = sum(float(line.split()[2]) for line in lines[-2:])
        return self._driver.execute(statement, values)


def _server_times(database: Database, world: World, name: str) -> Iterator[Figure]:
    """Medians of PostgreSQL's own time."""
    with database.read_engine.connect() as connection:
        sat = rows.read_round(connection, world.vi_thanh)
        keys = _keys(connection, sat)
        driver = _Explaining(plain(connection).driver)
        reader = Plain(driver, postgres=True)
        for what, place, bar in (
            ("district", tally.place_in_round, DISTRICT_BAR),
            ("contest", tally.place_in_contest, CONTEST_BAR),
        ):
            times = []
            for key in (*keys, *keys):
                place(reader, sat, key)
                times.append(driver.took)
            yield Figure(f"place_{what}_{name}_server", statistics.median(times[ASKED:]), "ms", bar)


def _keys(connection: Connection, sat: SatRound) -> list[str]:
    """The rank keys of people of the district, drawn evenly."""
    total = tally.total_in_round(connection, sat.id)
    chance = random.Random(1)
    found = (
        tally.key_of(connection, sat.id, FIRST + 2 * chance.randrange(total) + 1)
        for _ in range(2 * ASKED)
    )
    return [key for key in found if key is not None][:ASKED]


def _timed(ask: Callable[[str], object], keys: list[str]) -> list[float]:
    """Milliseconds of each, after everything was asked once: the pages are in memory, as they are
    for a board that everybody reads."""
    times = []
    for run in range(2):
        for key in keys:
            before = time.perf_counter()
            ask(key)
            if run:
                times.append((time.perf_counter() - before) * 1_000)
    return times


def _moving(database: Database, world: World) -> float:
    """Median microseconds of looking up a person's old key and moving a new one in."""
    chance = random.Random(2)
    times = []
    with database.write_engine.connect() as connection, connection.begin() as transaction:
        sat = rows.read_round(connection, world.vi_thanh)
        for _ in range(2_000):
            score = Score(
                chance.randint(8, 20), chance.randint(0, 6), 20, chance.randrange(1_800_000), 1
            )
            key = ranked(score, sat.rules, chance.getrandbits(64))
            before = time.perf_counter()
            tally.key_of(connection, sat.id, FIRST)
            tally.move(connection, sat, None, key)
            times.append((time.perf_counter() - before) * 1_000_000)
        transaction.rollback()
    return statistics.median(times)
