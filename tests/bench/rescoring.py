"""A question is credited to all after a round of 20,000 attempts of thirty answers each: the round
is read from its ledger, scored as it stands and as it would stand, ranked, and written again with a
second official board; and how long a tap in another round waits while that is written.
"""

import asyncio
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from question_bank.blueprint import Cell
from question_bank.draw import draw
from question_bank.question import Level
from quiz.rules.deciding import Proposed, Ruling
from quiz.rules.entries import Entry, Kind, answer_digest, digest
from quiz.rules.round import Rules
from quiz.settings import Settings
from quiz.stages import appeals, count, sit
from quiz.stages.appeals import Signer
from quiz.store import counting, ledger, rows, tally
from quiz.store.corrections import corrections_of
from quiz.store.database import Database
from quiz.store.facts import known
from quiz.store.migrate import migrate
from quiz.store.tables import Attempt, Person, Result, Round
from quiz.store.writer import Writer
from tests.bench.figures import Figure
from tests.bench.filling import FAMILY, GIVEN
from tests.cast import CLOSES, MINUTE, OPENS, RULES, World, make_world, wide_bank

ATTEMPTS = 20_000
AFTER = CLOSES + MINUTE
PER_CELL = 5
"""Thirty questions of sixty."""


def measure(folder: Path) -> Iterator[Figure]:
    """Seconds of each part, one run: the reading of the ledger is most of it."""
    database = Database(Settings(data=folder).url)
    migrate(database)
    cells = tuple(
        Cell(topic, level, PER_CELL) for topic in ("bau-cu", "mot-cua") for level in Level
    )
    rules = replace(RULES, blueprint=cells, minutes=30)
    world = make_world(database, rules, wide_bank())
    fill_round(database, world, rules)
    writer = Writer(database)
    writer.start()
    yield Figure("attempts", ATTEMPTS, "")
    parts = _parts(database, world)
    for name, seconds in parts.items():
        yield Figure(f"rescoring_{name}", seconds, "s")
    count.publish(database, writer, world.vi_thanh, "lan", AFTER)
    again = parts["read_and_folded"] + parts["scored_and_ranked"]
    yield from _deciding(database, writer, world, again)
    writer.close()
    database.close()


def _parts(database: Database, world: World) -> dict[str, float]:
    """What a recount of the round is made of, in seconds of its thread: others may share the
    machine."""

    def read(connection: Any) -> list[tuple[str, float]]:
        sat = rows.read_round(connection, world.vi_thanh)
        began = time.thread_time()
        found = counting.read_whole(connection, sat)
        read_at = time.thread_time()
        about = known(connection, sat)
        counting.count_whole(sat, found, corrections_of(connection, sat.id), about)
        counted_at = time.thread_time()
        assert ledger.broken_link(connection, sat.id) is None
        checked_at = time.thread_time()
        return [
            ("read_and_folded", read_at - began),
            ("scored_and_ranked", counted_at - read_at),
            ("chain_checked", checked_at - counted_at),
        ]

    return dict(database.read_now(read))


def _deciding(database: Database, writer: Writer, world: World, again: float) -> Iterator[Figure]:
    """`again` is what scoring and ranking the round once took."""
    signer = Signer("quan", of_contest=True)
    with _Tapping(database, writer, world) as tapping:
        tapping.begin.wait()
        question = next(one.id for one in world.bank if one.id not in tapping.paper)
        proposed = Proposed(Ruling.CREDIT_ALL, "Hai phương án cùng đúng", "0" * 32, question)
        decision = appeals.ask(writer, world.vi_thanh, proposed, "so", AFTER)
        began = time.perf_counter()
        found = database.read_now(lambda one: appeals.preview(one, decision, AFTER))
        previewed = time.perf_counter()
        tapping.waits.clear()
        signing, worked = time.perf_counter(), time.process_time()
        appeals.sign(database, writer, decision, found.digest, signer, AFTER)
        signed, done = time.perf_counter(), time.process_time()
    yield Figure("rescoring_moved", found.moved, "people")
    yield Figure("rescoring_preview", previewed - began, "s")
    yield Figure("rescoring_signed_and_written", signed - signing, "s")
    yield Figure("rescoring_total_cpu", again + done - worked, "s", "<=5")
    yield Figure("rescoring_slowest_tap", 1_000 * max(tapping.waits), "ms")
    ordered = sorted(tapping.waits)
    yield Figure("rescoring_median_tap", 1_000 * ordered[len(ordered) // 2], "ms")


class _Tapping:
    """Somebody taps on and on in Phụng Hiệp; `waits` are the seconds of each tap."""

    def __init__(self, database: Database, writer: Writer, world: World) -> None:
        self._database, self._writer, self._world = database, writer, world
        self.waits: list[float] = []
        self.paper = ""
        """As it is written: no decision may concern a round in which somebody sits."""
        self.begin = threading.Event()
        self._stop = False
        self._thread = threading.Thread(target=lambda: asyncio.run(self._tap()))

    def __enter__(self) -> "_Tapping":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop = True
        self._thread.join()

    async def _tap(self) -> None:
        world, chi = self._world, self._world.people["Chi"]
        with self._database.writing() as session:
            session.get_one(Round, world.phung_hiep).closes_at = AFTER + 60 * MINUTE
        attempt = await sit.start(self._database, self._writer, world.phung_hiep, chi, AFTER)
        with self._database.writing() as session:  # the decision is about a bank that is at rest
            session.get_one(Round, world.phung_hiep).closes_at = CLOSES
        self.paper = self._database.read_now(lambda one: rows.read_attempt(one, attempt)).dumped
        seq = 0
        while not self._stop:
            seq += 1
            before = time.perf_counter()
            await sit.answer(
                self._database, self._writer, attempt, chi,
                question=1 + seq % 30, choice=(seq % 4,), seq=seq, arrived=AFTER,
            )  # fmt: skip
            self.waits.append(time.perf_counter() - before)
            self.begin.set()


def fill_round(database: Database, world: World, rules: Rules) -> None:
    """Vị Thanh's round with its people, their attempts, an unbroken ledger, results and tally."""
    chance = random.Random(1)
    district = world.districts["Thành phố Vị Thanh"]
    with database.reading() as session:
        round_ = session.get_one(Round, world.vi_thanh)
    number, hash_ = round_.head_number, round_.head_hash
    people, attempts, entries = [], [], []

    def add(entry: Entry, body: str | None = None) -> None:
        nonlocal number, hash_
        number += 1
        if entry.kind is Kind.ANSWER:
            given = (entry.at, entry.attempt, entry.seq, entry.question, entry.choice)
            hash_ = answer_digest(number, hash_, *given)  # type: ignore[arg-type]
        else:
            hash_ = digest(number, hash_, entry)
        choice = None if entry.choice is None else ledger.say_choice(entry.choice)
        entries.append(
            (world.vi_thanh, number, entry.kind.value, entry.at, entry.attempt, entry.seq,
             entry.question, choice, body, hash_)
        )  # fmt: skip

    for one in range(ATTEMPTS):
        id_ = 1_000 + one
        paper = draw(world.bank, rules.blueprint, one.to_bytes(8, "big"))
        skill, began = chance.random(), OPENS + one * 5
        took = 300_000 + chance.randrange(1_200_000)
        name = f"{FAMILY[one % len(FAMILY)]} Thị {GIVEN[one % len(GIVEN)]}"
        people.append(_person(id_, name, district))
        attempts.append(_attempt(id_, world.vi_thanh, paper.dump(), began, began + took))
        add(Entry(Kind.START, began, id_, body=(("paper", paper.digest),)),
            f'{{"paper":"{paper.digest}"}}')  # fmt: skip
        for place, item in enumerate(paper.items, 1):
            right = item.order.index(1)
            choice = right if chance.random() < skill else (right + 1) % len(item.order)
            add(Entry(Kind.ANSWER, began + place * 9_000, id_, place, place, (choice,)))
        add(Entry(Kind.SUBMIT, began + took, id_))
    with database.write_engine.begin() as connection:
        connection.execute(insert(Person), people)
        connection.execute(insert(Attempt), attempts)
        cursor: Any = connection.connection.cursor()
        marks = ", ".join("?" * 10)
        cursor.executemany(f"INSERT INTO entry VALUES ({marks})", entries)
        cursor.execute(
            "UPDATE round SET head_number = ?, head_hash = ? WHERE id = ?",
            (number, hash_, world.vi_thanh),
        )
        cursor.close()
        sat = rows.read_round(connection, world.vi_thanh)
        whole = counting.read_whole(connection, sat)
        found = counting.count_whole(sat, whole, {}, known(connection, sat))
        about: dict[str, str | int] = {"round_id": sat.id, "contest_id": sat.contest_id}
        connection.execute(insert(Result), [about | one.columns() for one in found])
        tally.rebuild(connection, world.contest_id, rules)


def _person(id_: int, name: str, district: int) -> dict[str, object]:
    return {
        "id": id_,
        "number": f"B{id_:07d}",
        "name": name,
        "name_fold": "",
        "sort_key": "",
        "position": "",
        "unit_id": district,
        "district_id": district,
        "ticket_version": 1,
        "active": True,
    }


def _attempt(id_: int, round_id: int, paper: str, began: int, ended: int) -> dict[str, object]:
    return {
        "id": id_,
        "round_id": round_id,
        "person_id": id_,
        "number": 1,
        "paper": paper,
        "started_at": began,
        "deadline_at": began + 30 * MINUTE,
        "ended_at": ended,
        "submitted": True,
        "settled": True,
        "voided": False,
        "holder": "",
    }
