"""Everybody's way together: sign in early, start evenly within a given time, tap, hand in."""

import asyncio
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from quiz.rehearsal.machine import Machine
from quiz.rehearsal.measure import Step, Tally
from quiz.rehearsal.sitting import CHECKS, GaveUp, Habits, Sitter

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

SIGN_IN_AT_ONCE = 64
"""People come early, not all in one second."""
LOOK_SECONDS = 0.25
SPARE_DESCRIPTORS = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """Who sits where, and how. `within` is the time in which all start, in seconds."""

    url: str
    round_id: int
    tickets: Sequence[str]
    within: float
    at_once: int
    habits: Habits = field(default_factory=Habits)


def most_people() -> int:
    """How many may be inside at once, a descriptor each. Takes as many as the system gives."""
    if resource is None:
        return 500
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 10**9 if soft == resource.RLIM_INFINITY else soft - SPARE_DESCRIPTORS


async def sit_all(
    plan: Plan, tally: Tally, machine: Machine, tell: Callable[[Tally], None]
) -> None:
    """Let everybody sit. `tell` is called again and again while they do."""
    watch = asyncio.create_task(_watch(tally, machine, tell))
    gate = asyncio.Semaphore(plan.at_once)
    people = [
        Sitter(
            plan.url,
            plan.round_id,
            ticket,
            plan.habits,
            tally,
            gate,
            random.Random(number),  # noqa: S311 (nothing secret)
        )
        for number, ticket in enumerate(plan.tickets)
    ]
    try:
        inside = await enter_all(people)
        await start_all(inside, plan.within)
    finally:
        for person in people:
            person.leave()
        watch.cancel()
        machine.look()
        tell(tally)


async def enter_all(people: Sequence[Sitter]) -> list[Sitter]:
    """Sign everybody in. Returns who got in."""
    inside: list[Sitter] = []
    waiting = iter(people)
    async with asyncio.TaskGroup() as group:
        for _ in range(SIGN_IN_AT_ONCE):
            group.create_task(_enter(waiting, inside))
    return inside


async def start_all(people: Sequence[Sitter], within: float) -> None:
    """Fire the starts evenly within so many seconds; everybody goes on to the receipt."""
    began = asyncio.get_running_loop().time()
    async with asyncio.TaskGroup() as group:
        for number, person in enumerate(people):
            at = began + within * number / len(people)
            group.create_task(_sit(person, at, check=number % CHECKS == 0))


async def _enter(waiting: Iterator[Sitter], inside: list[Sitter]) -> None:
    for person in waiting:
        with suppress(GaveUp):
            await person.enter()
            inside.append(person)


async def _sit(person: Sitter, at: float, *, check: bool) -> None:
    await asyncio.sleep(max(0.0, at - asyncio.get_running_loop().time()))
    with suppress(GaveUp):
        await person.start()
        await person.tap_all()
        await person.hand_in(check=check)
    person.leave()


async def _watch(tally: Tally, machine: Machine, tell: Callable[[Tally], None]) -> None:
    while True:
        machine.look()
        tell(tally)
        await asyncio.sleep(LOOK_SECONDS)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rehearsal came to, as it is printed and written."""

    people: int
    seconds: float
    tally: Tally
    cpu_seconds: float | None
    """Of all server processes together; None where it cannot be told."""
    peak_bytes: int | None
    why: str
    """Why it cannot be told."""

    @property
    def attempts(self) -> int:
        """People who have a receipt."""
        return self.tally.reached[Step.RECEIPT]

    @property
    def well(self) -> bool:
        """Whether everybody has a receipt and nothing was lost or went wrong."""
        tally = self.tally
        return self.attempts == self.people and not tally.lost and not tally.errors

    @property
    def cpu_ms_per_attempt(self) -> float | None:
        """Server CPU, sign-in included; None where it cannot be told."""
        if self.cpu_seconds is None or not self.attempts:
            return None
        return self.cpu_seconds * 1000 / self.attempts

    def as_data(self) -> dict[str, object]:
        """For JSON. Times are milliseconds."""
        tally = self.tally
        return {
            "people": self.people,
            "attempts": self.attempts,
            "seconds": round(self.seconds, 1),
            "saves": tally.saves,
            "saves_per_second": round(tally.saves_per_second, 1),
            "steps": {
                step.value: {
                    "count": times.count,
                    "p50": round(times.percentile(50), 1),
                    "p95": round(times.percentile(95), 1),
                    "p99": round(times.percentile(99), 1),
                    "most": round(times.most_ms, 1),
                }
                for step, times in tally.times.items()
            },
            "errors": dict(tally.errors),
            "slowed": dict(tally.slowed),
            "dropped": tally.dropped,
            "lost": tally.lost,
            "cpu_ms_per_attempt": self.cpu_ms_per_attempt,
            "peak_bytes": self.peak_bytes,
            "machine": self.why,
            "well": self.well,
        }
