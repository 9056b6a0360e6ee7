"""The clock's hand: what happens although nobody asks. Every step is safe to run twice, so several
server processes may each have one.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from quiz.clock import Clock, SteadyClock
from quiz.stages import count, rehearsal, signin, sit, timekeeping
from quiz.store.database import Database
from quiz.store.writer import Writer

TIDY_SECONDS = 60.0
"""Sessions that have ended by themselves are refused at once; their rows can wait."""
PERIOD_SECONDS = 0.5
"""What is revoked is refused within a second, and an attempt that is over is closed as soon."""

log = logging.getLogger(__name__)


async def tick(database: Database, writer: Writer, now: int) -> None:
    """Forget what was revoked, close what is overdue, count what has ended."""
    await signin.forget_revoked(database)
    await sit.expire(database, writer, now)
    await count.settle_all(database, writer)


async def run(database: Database, writer: Writer, clock: Clock) -> None:
    """Tick until cancelled. A failed tick is logged and the next one tries again. A steady clock is
    compared with the wall each time.
    """

    async def beat() -> None:
        if isinstance(clock, SteadyClock):
            await timekeeping.watch(database, writer, clock)
        await tick(database, writer, clock())

    async with asyncio.TaskGroup() as hands:
        hands.create_task(_repeat(beat, PERIOD_SECONDS))
        hands.create_task(_repeat(lambda: tidy(database, writer, clock()), TIDY_SECONDS))


async def tidy(database: Database, writer: Writer, now: int) -> None:
    """Remove what nobody needs any more. It may take its time, so it has a beat of its own."""
    await signin.purge_sessions(database, writer, now)
    await rehearsal.remove_old(database, writer, now)


async def _repeat(act: Callable[[], Awaitable[None]], seconds: float) -> None:
    while True:
        try:
            await act()
        except Exception:
            log.exception("the worker's tick failed")
        await asyncio.sleep(seconds)
