"""The load of the opening, a process of its own: reads whom to let in from standard input, prints
what it measured, both JSON.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import urlsplit

import uvloop

from quiz.rehearsal.machine import Machine, server_at
from quiz.rehearsal.measure import Step, Tally, Times
from quiz.rehearsal.run import LOOK_SECONDS, SIGN_IN_AT_ONCE, most_people
from quiz.rehearsal.sitting import GaveUp, Habits, Sitter

ENDLESS = 100_000
"""Taps of those inside: more than there is time for."""
WARM_SECONDS = 5.0


async def main() -> dict[str, float]:
    """Let everybody open the round's page; those inside begin to tap; then the rush."""
    wish = json.load(sys.stdin)
    parts = urlsplit(wish["url"])
    machine = server_at(parts.hostname or "", parts.port or 80)
    most_people()
    calm, rush = Tally(), Tally()
    inside = await come_back(wish, wish["inside"], Habits(ENDLESS, wish["pause"]), calm)
    starting = await come_back(wish, wish["starting"], Habits(), rush)
    looking = asyncio.create_task(look(machine))
    await asyncio.gather(*(person.start() for person in inside))
    tapping = [asyncio.create_task(person.tap_all()) for person in inside]
    await asyncio.sleep(WARM_SECONDS)
    calm.times[Step.TAP] = Times()
    server_cpu, load_cpu, began = machine.cpu_seconds(), time.process_time(), time.monotonic()
    papers = await start(starting, wish["within"])
    seconds = time.monotonic() - began
    server_cpu, load_cpu = machine.cpu_seconds() - server_cpu, time.process_time() - load_cpu
    failed = sum(task.done() for task in tapping) + len(wish["starting"]) - papers.count
    for task in (*tapping, looking):
        task.cancel()
    print(calm.errors, rush.errors, rush.slowed, file=sys.stderr)
    return {
        "all_have_paper_s": seconds,
        "paper_p50_s": papers.percentile(50) / 1000,
        "tap_p50_ms": calm.times[Step.TAP].percentile(50),
        "tap_p99_ms": calm.times[Step.TAP].percentile(99),
        "peak_bytes": machine.peak_bytes,
        "other_answers": calm.errors.total() + rush.errors.total() + failed,
        "slowed": calm.slowed.total() + rush.slowed.total(),
        "server_cpu_s": server_cpu,
        "load_cpu_s": load_cpu,
    }


async def come_back(
    wish: dict[str, object], sessions: Sequence[str], habits: Habits, tally: Tally
) -> list[Sitter]:
    """Everybody opens the round's page with the session that they have, some at once."""
    gate = asyncio.Semaphore(20_000)
    people = [
        Sitter(str(wish["url"]), int(str(wish["round"])), "", habits, tally, gate, random.Random(n))
        for n in range(len(sessions))
    ]
    waiting = iter(zip(people, sessions, strict=True))

    async def open_pages() -> None:
        for person, session in waiting:
            await person.come_back({"session": session})

    await asyncio.gather(*(open_pages() for _ in range(SIGN_IN_AT_ONCE)))
    return people


async def start(people: Sequence[Sitter], within: float) -> Times:
    """Fire the starts evenly. From each one's own start to the paper, in milliseconds."""
    loop = asyncio.get_running_loop()
    began, papers = loop.time(), Times()

    async def one(number: int, person: Sitter) -> None:
        at = began + within * number / len(people)
        await asyncio.sleep(max(0.0, at - loop.time()))
        with suppress(GaveUp):
            await person.start()
            papers.add((loop.time() - at) * 1000)

    await asyncio.gather(*(one(number, person) for number, person in enumerate(people)))
    return papers


async def look(machine: Machine) -> None:
    """Watch the server's memory."""
    while True:
        machine.look()
        await asyncio.sleep(LOOK_SECONDS)


if __name__ == "__main__":
    print(json.dumps(uvloop.run(main())))
