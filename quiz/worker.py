"""The clock's hand: what happens although nobody asks. Every step is safe to run twice, so several
server processes may each have one.
"""

import asyncio
import logging

from quiz.clock import Clock, SteadyClock
from quiz.stages import count, rehearsal, signin, sit, timekeeping
from quiz.store.database import Database
from quiz.store.writer import Writer

PURGE_MS = 60_000
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
    purged = -PURGE_MS
    async with asyncio.TaskGroup() as aside:
        while True:
            try:
                if isinstance(clock, SteadyClock):
                    await timekeeping.watch(database, writer, clock)
                now = clock()
                await tick(database, writer, now)
                if now - purged >= PURGE_MS:
                    purged = now
                    await signin.purge_sessions(database, writer, now)
                    aside.create_task(tidy(database, writer, now))
            except Exception:
                log.exception("the worker's tick failed")
            await asyncio.sleep(PERIOD_SECONDS)


async def tidy(database: Database, writer: Writer, now: int) -> None:
    """Remove a rehearsal that was left behind. It may take its time, so no tick waits for it."""
    try:
        await rehearsal.remove_old(database, writer, now)
    except Exception:
        log.exception("tidying failed")
