"""Generated schedules: starts, answers, submissions, the worker, extensions and voiding at -1, 0
and +1 ms around every limit. What the stages make of them is compared with a reference of a few
lines that shares no code with them.

A schedule is made by a seed, printed when it fails.
"""

import asyncio
import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count as numbers
from typing import Any

import pytest
from sqlalchemy import text

from quiz.rules import tapping, window
from quiz.rules.extending import Wanted
from quiz.rules.paper import fold
from quiz.rules.refusal import Refusal
from quiz.stages import count, extend, sit, void
from quiz.store import ledger
from quiz.store.database import Database
from quiz.store.writer import Writer
from quiz.worker import tick
from tests.cast import MINUTE, OPENS, RULES, World, make_world

FULL = os.environ.get("QUIZ_FAULTS") == "full"
SCHEDULES = 2_000 if FULL else 120
MUTANT_SCHEDULES = 60
STEPS = 24
QUEUED_MS = 2_000
"""How much longer than the grace the worker waits: as docs/architecture.md says."""


@dataclass
class Reference:
    """One person's attempt, in the fewest words. Times are milliseconds after the opening."""

    closes: int
    limit: int
    grace: int
    start: int | None = None
    deadline: int = 0
    ended: int | None = None
    submitted: bool = False
    voided: bool = False
    answers: dict[int, int] = field(default_factory=dict)

    def do_start(self, now: int) -> str:
        if self.start is not None and self.ended is None and now <= self.deadline + self.grace:
            return "ok"
        if now < 0:
            return "not_yet_open"
        if now >= self.closes:
            return "round_closed"
        if self.start is not None:
            return "no_attempt_left"
        self.start, self.deadline = now, min(now + self.limit, self.closes)
        return "ok"

    def do_answer(self, now: int, question: int, choice: int) -> str:
        if self.voided:
            return "attempt_void"
        if self.ended is not None and self.submitted and now > self.ended:
            return "attempt_over"
        if self.ended is not None or now > self.deadline + self.grace:
            return "het_gio"
        self.answers[question] = choice
        return "ok"

    def do_submit(self, now: int) -> str:
        if self.voided:
            return "attempt_void"
        if self.ended is None:
            self.submitted = now <= self.deadline + self.grace
            self.ended = now if self.submitted else self.deadline
        return "ok"

    def do_tick(self, now: int) -> str:
        late = now > self.deadline + self.grace + QUEUED_MS
        if self.start is not None and self.ended is None and late:
            self.ended = self.deadline
        return "ok"

    def do_void(self, now: int) -> str:
        self.voided = True
        self.ended = now if self.ended is None else self.ended
        return "ok"

    def do_extend(self, now: int, minutes: int, whole: bool) -> str:
        more = minutes * MINUTE
        can = self.start is not None and not self.submitted and not self.voided
        if not whole and not can:
            return "nothing_to_extend"
        goes = can and self.deadline + more > now
        if not goes and not (whole and self.closes + more > now):
            return "extension_too_short"
        if goes:
            self.deadline, self.ended = self.deadline + more, None
        if whole:
            self.closes += more
        return "ok"

    def limits(self) -> list[int]:
        """Where something changes, but for its millisecond."""
        found = [0, self.closes]
        if self.start is not None:
            found += [self.start + self.limit, self.deadline]
            found += [self.deadline + self.grace, self.deadline + self.grace + QUEUED_MS]
            found += [self.deadline + self.grace + MINUTE, self.deadline + 2 * MINUTE]
        return found + ([self.ended] if self.ended is not None else [])


_names = numbers(1)


class Hall:
    """A round of its own for each schedule, and the person who sits it."""

    def __init__(self, database: Database, writer: Writer, world: World) -> None:
        self.database, self.writer, self.world = database, writer, world
        self.person = world.people["An"]
        self.number = world.numbers["An"]
        self.round_id = self.attempt = self.seq = 0

    def new_round(self, reference: Reference) -> None:
        """A contest with one round, as the reference describes it."""
        rules = replace(RULES, minutes=reference.limit // MINUTE, grace_ms=reference.grace)
        with self.database.writing() as session:
            connection = session.connection()
            contest_id = connection.execute(
                text(
                    "INSERT INTO contest (name, rules, bank_version_id, created_at, opened_at)"
                    " VALUES (:name, :rules, :bank, 0, 1) RETURNING id"
                ),
                {
                    "name": f"Lịch {next(_names)}",
                    "rules": rules.dump(),
                    "bank": self.world.bank_version_id,
                },
            ).scalar_one()
            self.round_id = connection.execute(
                text(
                    "INSERT INTO round (contest_id, district_id, opens_at, closes_at, seed,"
                    " head_number, head_hash) VALUES (:contest, :district, :opens, :closes, :seed,"
                    " 0, :genesis) RETURNING id"
                ),
                {
                    "contest": contest_id,
                    "district": self.world.districts["Thành phố Vị Thanh"],
                    "opens": OPENS,
                    "closes": OPENS + reference.closes,
                    "seed": "11" * 32,
                    "genesis": "0" * 64,
                },
            ).scalar_one()
        self.attempt = self.seq = 0

    async def start(self, now: int) -> None:
        self.attempt = await sit.start(
            self.database, self.writer, self.round_id, self.person, OPENS + now
        )

    async def answer(self, now: int, question: int, choice: int) -> None:
        self.seq += 1
        await sit.answer(
            self.database,
            self.writer,
            self.attempt,
            self.person,
            question=question,
            choice=(choice,),
            seq=self.seq,
            arrived=OPENS + now,
        )

    async def submit(self, now: int) -> None:
        then = count.settlement(self.attempt)
        await sit.submit(self.database, self.writer, self.attempt, self.person, OPENS + now, then)

    async def tick(self, now: int) -> None:
        await tick(self.database, self.writer, OPENS + now)

    async def void(self, now: int) -> None:
        void.void(self.database, self.writer, self.attempt, "Thử", ("lan", "quan"), OPENS + now)

    async def extend(self, now: int, minutes: int, whole: bool) -> None:
        wanted = Wanted(minutes, "Thử", f"{next(_names):032x}", "" if whole else self.number)
        asked = extend.ask(self.writer, self.round_id, wanted, "lan", OPENS + now)
        if asked.applied_to is None:
            extend.confirm(self.writer, self.round_id, asked.id, "so", OPENS + now)

    def stands(self) -> dict[str, Any]:
        """What the tables and the ledger hold, with times after the opening."""

        def read(connection: Any) -> dict[str, Any]:
            row = connection.execute(
                text("SELECT * FROM attempt WHERE id = :id"), {"id": self.attempt}
            ).one()
            result = connection.execute(
                text("SELECT duration_ms FROM result WHERE attempt_id = :id"), {"id": self.attempt}
            ).scalar_one_or_none()
            sheet = fold(ledger.entries_of_attempt(connection, self.attempt))
            recount = count.recount(connection, self.round_id)
            return {
                "deadline": row.deadline_at - OPENS,
                "ended": None if row.ended_at is None else row.ended_at - OPENS,
                "submitted": bool(row.submitted),
                "voided": bool(row.voided),
                "answers": {question: choice[0] for question, choice in sheet.answers.items()},
                "folded_end": None if sheet.ended_at is None else sheet.ended_at - OPENS,
                "duration": result,
                "differences": recount.differences,
                "broken_link": recount.broken_link,
            }

        return self.database.read_now(read)


def expected(reference: Reference) -> dict[str, Any]:
    """What must stand after everything was closed and counted."""
    start, ended = reference.start or 0, reference.ended
    counts = ended is not None and not reference.voided
    return {
        "deadline": reference.deadline,
        "ended": ended,
        "submitted": reference.submitted,
        "voided": reference.voided,
        "answers": reference.answers,
        "folded_end": ended,
        "duration": min((ended or 0) - start, reference.limit) if counts else None,
        "differences": (),
        "broken_link": None,
    }


async def told(work: Any) -> str:
    try:
        await work
    except Refusal as refusal:
        return refusal.reason.code
    return "ok"


def step(dice: random.Random, reference: Reference) -> tuple[str, tuple[Any, ...]]:
    """Something to do next, often what can be done at all."""
    if reference.start is None:
        return dice.choices(
            [("start", ()), ("tick", ()), ("extend", (dice.choice((1, 2)), True))], (8, 1, 1)
        )[0]
    answer = ("answer", (dice.randint(1, 6), dice.randint(0, 3)))
    more = ("extend", (dice.choice((1, 2, 3)), dice.random() < 0.4))
    return dice.choices(
        [answer, ("tick", ()), ("submit", ()), more, ("start", ()), ("void", ())],
        (10, 5, 1, 3, 1, 0.2),
    )[0]


async def run_schedule(hall: Hall, seed: int) -> list[str]:
    """One schedule; where the stages and the reference part."""
    dice = random.Random(seed)
    reference = Reference(
        closes=dice.choice((MINUTE, 2 * MINUTE, 5 * MINUTE, 30_000, 2 * MINUTE + 1)),
        limit=dice.choice((1, 2, 3)) * MINUTE,
        grace=dice.choice((0, 1, 3_000)),
    )
    hall.new_round(reference)
    now, done = -2, []
    for _ in range(STEPS):
        ahead = [at + dice.choice((-1, 0, 1)) for at in reference.limits()]
        ahead = [at for at in ahead if at >= now] or [now + 1]
        now = min(ahead) if dice.random() < 0.7 else dice.choice(ahead)
        name, values = step(dice, reference)
        want = getattr(reference, f"do_{name}")(now, *values)
        have = await told(getattr(hall, name)(now, *values))
        done.append(f"{now} {name}{values} {have}")
        if want != have:
            return [f"seed {seed}: {name} at {now} was told {have}, not {want}: {done}"]
    end = max(reference.limits()) + 10 * MINUTE
    reference.do_tick(end)
    await hall.tick(end)
    if reference.start is None:
        return []
    have_all, want_all = hall.stands(), expected(reference)
    return [] if have_all == want_all else [f"seed {seed}: {have_all} is not {want_all}: {done}"]


async def run_schedules(hall: Hall, seeds: range) -> list[str]:
    found: list[str] = []
    for seed in seeds:
        found += await run_schedule(hall, seed)
        if len(found) > 3:
            break
    return found


def test_the_stages_do_what_the_reference_does_at_every_limit(
    database: Database, writer: Writer, world: World
) -> None:
    hall = Hall(database, writer, world)
    first = random.SystemRandom().randrange(10**9) if FULL else 1
    found = asyncio.run(run_schedules(hall, range(first, first + SCHEDULES)))
    assert found == []


def in_time_but_for_a_millisecond(arrived_at: int, deadline_at: int, grace_ms: int) -> bool:
    return arrived_at < deadline_at + grace_ms


def goes_on_a_millisecond_too_long(deadline_at: int, extension_ms: int, now: int) -> bool:
    return deadline_at + extension_ms >= now


def deadline_without_the_round_s_end(
    started_at: int, limit_ms: int, _window: window.Window, extension_ms: int = 0
) -> int:
    return started_at + limit_ms + extension_ms


@pytest.mark.parametrize(
    ("where", "name", "broken"),
    [
        (tapping, "in_time", in_time_but_for_a_millisecond),
        (window, "in_time", in_time_but_for_a_millisecond),
        (extend, "goes_on", goes_on_a_millisecond_too_long),
        (window, "deadline", deadline_without_the_round_s_end),
    ],
)
def test_a_rule_that_is_a_millisecond_off_is_found(
    sqlite_url: str,
    monkeypatch: pytest.MonkeyPatch,
    where: Any,
    name: str,
    broken: Callable[..., object],
) -> None:
    """The mutants."""
    database = Database(sqlite_url)
    writer = Writer(database)
    writer.start()
    hall = Hall(database, writer, make_world(database))
    monkeypatch.setattr(where, name, broken)
    found = asyncio.run(run_schedules(hall, range(1, 1 + MUTANT_SCHEDULES)))
    writer.close()
    database.close()
    assert found
