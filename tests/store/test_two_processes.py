"""Two servers over one database do the same things at the same moment: one ending for each attempt,
no tap told "saved" that is not counted, one chain without gap or fork, nobody told to try later.

Each side has its own connections, writer and event loop, as two processes have. A millisecond
passes between what is read and what is written, as on a busy machine. The mutant reads without
locking the round's ledger first; the same checks find what it does.
"""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, text

from quiz.rules.paper import fold
from quiz.rules.reasons import AttemptReason, BoardReason
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.tapping import Saved
from quiz.stages import count, sit
from quiz.store import ledger, rows
from quiz.store.counting import board_digest
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, World
from tests.crowds import add_crowd

BUSY_MS = 1
NOW = OPENS + MINUTE
ENDED = {AttemptReason.TIME_OVER, AttemptReason.ATTEMPT_OVER}
BOTH = threading.Event()
"""While both sides are at work."""
Deed = Callable[["Side"], Awaitable[Any]]


@dataclass(frozen=True)
class Side:
    """What one process has."""

    database: Database
    writer: Writer


@pytest.fixture
def sides(database: Database, writer: Writer) -> Iterator[tuple[Side, Side]]:
    """Two processes over one database."""
    other = Database(database.url)
    other_writer = Writer(other)
    other_writer.start()
    yield Side(database, writer), Side(other, other_writer)
    other_writer.close()
    other.close()


@pytest.fixture
def busy_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time passes after an attempt was read."""
    real = rows.read_attempt

    def slowly(connection: Connection, attempt_id: int) -> rows.AttemptState:
        found = real(connection, attempt_id)
        time.sleep(BUSY_MS / 1000)
        return found

    monkeypatch.setattr(rows, "read_attempt", slowly)


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutant: the ledger's length is read, and nobody is kept out. Each side writes in a thread
    of its own, so whoever reads waits until the other has read the same length, some 20 times:
    once alone is mostly put right when the group that met the other's number is tried again."""
    left = [None] * 20
    meeting = threading.Barrier(2, action=left.pop)

    def lock(connection: Connection, round_id: int) -> int:
        head = text("SELECT head_number FROM round WHERE id = :id")
        number: int = connection.execute(head, {"id": round_id}).scalar_one()
        if BOTH.is_set() and left:
            with suppress(threading.BrokenBarrierError):
                meeting.wait(timeout=2)
        return number

    monkeypatch.setattr(ledger, "lock", lock)


def sitting(side: Side, world: World, size: int) -> list[tuple[int, int]]:
    """So many people with a running attempt: (attempt, person)."""
    people = add_crowd(side.database, world, size)

    async def start_all() -> list[int]:
        return await asyncio.gather(
            *(sit.start(side.database, side.writer, world.vi_thanh, one, OPENS) for one in people)
        )

    return list(zip(asyncio.run(start_all()), people, strict=True))


def at_once(sides: Sequence[Side], deeds: Sequence[Sequence[Deed]]) -> list[list[Any]]:
    """What each side's deeds came to, begun at the same moment; exceptions among them."""
    told: list[list[Any]] = [[] for _ in sides]
    together = threading.Barrier(len(sides))

    def work(place: int) -> None:
        async def everything() -> list[Any]:
            together.wait()
            begun = (deed(sides[place]) for deed in deeds[place])
            return await asyncio.gather(*begun, return_exceptions=True)

        told[place] = asyncio.run(everything())

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(sides))]
    BOTH.set()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    BOTH.clear()
    return told


def strange(told: Sequence[Sequence[Any]], allowed: Set[Reason]) -> list[str]:
    """Everything that was raised and is not among the allowed refusals."""
    return [
        f"raised {one!r}"
        for side in told
        for one in side
        if isinstance(one, BaseException)
        and not (isinstance(one, Refusal) and one.reason in allowed)
    ]


def wrong_in_the_ledger(database: Database, world: World, attempts: int) -> list[str]:
    """A chain that is broken, attempts with no end or several."""

    def query(connection: Connection) -> list[str]:
        found = []
        broken = ledger.broken_link(connection, world.vi_thanh)
        if broken is not None:
            found.append(f"the chain breaks at {broken}")
        endings = Counter(
            connection.execute(
                text("SELECT attempt_id FROM entry WHERE kind IN ('submit', 'expire')")
            ).scalars()
        )
        found += [
            f"attempt {one} ended {times} times" for one, times in endings.items() if times > 1
        ]
        if len(endings) != attempts:
            found.append(f"{len(endings)} of {attempts} attempts have ended")
        return found

    return database.read_now(query)


def how_many(database: Database, what: str) -> int:
    """How many rows there are of a table, by a condition."""
    statement = text(f"SELECT COUNT(*) FROM {what}")
    number: int = database.read_now(lambda connection: connection.execute(statement).scalar_one())
    return number


def answer(attempt: int, person: int, seq: int, arrived: int = NOW) -> Deed:
    """A tap: its choice follows from its seq."""

    async def tap(side: Side) -> tuple[int, Saved]:
        saved = await sit.answer(
            side.database,
            side.writer,
            attempt,
            person,
            question=1 + seq % 2,
            choice=(seq % 4,),
            seq=seq,
            arrived=arrived,
        )
        return attempt, saved

    return tap


def submit(attempt: int, person: int, arrived: int) -> Deed:
    return lambda side: sit.submit(side.database, side.writer, attempt, person, arrived)


def uncounted(database: Database, told: Sequence[Sequence[Any]]) -> list[str]:
    """Taps that were told "saved" and that the fold does not hold: of a question's saved taps the
    one with the highest seq must be its answer."""
    newest: dict[tuple[int, int], int] = {}
    for side in told:
        for one in side:
            if isinstance(one, tuple) and one[1].state == "saved":
                key = (one[0], 1 + one[1].seq % 2)
                newest[key] = max(newest.get(key, 0), one[1].seq)

    def query(connection: Connection) -> list[str]:
        sheets = {
            attempt: fold(ledger.entries_of_attempt(connection, attempt)).answers
            for attempt, _ in newest
        }
        return [
            f"attempt {attempt} lost tap {seq}"
            for (attempt, question), seq in newest.items()
            if sheets[attempt].get(question) != (seq % 4,)
        ]

    return database.read_now(query)


def submit_and_answer(sides: tuple[Side, Side], world: World) -> list[str]:
    """100 attempts, each tapped and handed in from both sides, in every order of arrival."""
    attempts = sitting(sides[0], world, 100)
    deeds = [
        [
            deed
            for number, (attempt, person) in enumerate(attempts)
            for deed in (
                answer(attempt, person, 1 + place),
                answer(attempt, person, 3 + place),
                submit(attempt, person, NOW + number % 3 - 1),
                answer(attempt, person, 5 + place),
            )
        ]
        for place in (0, 1)
    ]
    told = at_once(sides, deeds)
    ends = {(one.id, one.ended_at) for side in told for one in side if hasattr(one, "ended_at")}
    twice = [] if len(ends) == len(attempts) else [f"{len(ends)} ends were told"]
    database = sides[0].database
    wrong = wrong_in_the_ledger(database, world, len(attempts))
    return strange(told, ENDED) + wrong + uncounted(database, told) + twice


def expire_and_expire(sides: tuple[Side, Side], world: World) -> list[str]:
    """200 overdue attempts, closed from both sides."""
    attempts = sitting(sides[0], world, 200)
    late = OPENS + 31 * MINUTE
    told = at_once(sides, [[lambda side: sit.expire(side.database, side.writer, late)]] * 2)
    wrong = strange(told, set()) + wrong_in_the_ledger(sides[0].database, world, len(attempts))
    closed = sum(one for side in told for one in side if isinstance(one, int))
    return wrong + ([] if closed == len(attempts) else [f"{closed} were told to be closed"])


def start_and_start(sides: tuple[Side, Side], world: World) -> list[str]:
    """100 people who start from both sides."""
    people = add_crowd(sides[0].database, world, 100)

    def start(person: int) -> Deed:
        return lambda side: sit.start(side.database, side.writer, world.vi_thanh, person, NOW)

    told = at_once(sides, [[start(person) for person in people]] * 2)
    wrong = strange(told, set()) + wrong_in_the_ledger(sides[0].database, world, 0)
    if told[0] != told[1]:
        wrong.append("the two sides were told different attempts")
    entries = how_many(sides[0].database, "entry WHERE kind = 'start'")
    return wrong + ([] if entries == len(people) else [f"{entries} starts in the ledger"])


def publish_and_answer(sides: tuple[Side, Side], world: World) -> list[str]:
    """A board published from both sides while taps still arrive that were sent before the end."""
    attempts = sitting(sides[0], world, 30)

    async def finish(side: Side) -> None:
        for attempt, person in attempts:
            await answer(attempt, person, 1, NOW - 1)(side)
            await submit(attempt, person, NOW)(side)
        await count.settle_all(side.database, side.writer)

    asyncio.run(finish(sides[0]))

    async def publish(side: Side) -> str:
        while True:
            try:
                return (
                    await asyncio.to_thread(
                        count.publish, side.database, side.writer, world.vi_thanh, "lan", CLOSES
                    )
                ).digest
            except Refusal as refusal:
                if refusal.reason is not BoardReason.BOARD_CHANGED:
                    raise

    taps = [
        [
            answer(attempt, person, seq)
            for seq in (2 + place, 4 + place)
            for attempt, person in attempts
        ]
        for place in (0, 1)
    ]
    told = at_once(sides, [[publish, *taps[0]], [publish, *taps[1]]])
    database = sides[0].database
    wrong = strange(told, ENDED) + wrong_in_the_ledger(database, world, len(attempts))
    if told[0][0] != told[1][0]:
        wrong.append("the two sides were told different boards")
    recount = database.read_now(lambda connection: count.recount(connection, world.vi_thanh))
    if recount.differences or board_digest(recount.results) != told[0][0]:
        wrong.append("the board is not what the ledger says")
    wrong += [
        f"{number} × {what}"
        for what in ("board", "entry WHERE kind = 'publish'")
        if (number := how_many(database, what)) != 1
    ]
    return wrong + uncounted(database, told)


TOGETHER = (submit_and_answer, expire_and_expire, start_and_start, publish_and_answer)


@pytest.mark.usefixtures("busy_machine")
@pytest.mark.parametrize("together", TOGETHER)
def test_two_processes_do_it_at_once_and_nothing_is_lost_or_done_twice(
    sides: tuple[Side, Side], world: World, together: Callable[..., list[str]]
) -> None:
    assert together(sides, world) == []


@pytest.mark.usefixtures("busy_machine", "no_lock")
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("together", [submit_and_answer, expire_and_expire])
def test_without_the_ledgers_lock_the_same_checks_find_what_went_wrong(
    sides: tuple[Side, Side], world: World, together: Callable[..., list[str]]
) -> None:
    assert together(sides, world) != []
