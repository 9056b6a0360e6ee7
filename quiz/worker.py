"""The clock's hand: what happens although nobody asks. Every step is safe to run twice, so several
server processes may each have one.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool

from quiz.clock import Clock, SteadyClock
from quiz.stages import appeals, auditing, count, outcome, rehearsal, signin, sit, timekeeping
from quiz.stages.statistics import noting
from quiz.store.database import Database
from quiz.store.writer import Writer

PURGE_SECONDS = 60
"""Sessions that have ended by themselves are refused at once; their rows can wait."""
SEAL_SECONDS = 5
"""Until then only the database keeps a row of the audit log from being changed."""
PERIOD_SECONDS = 0.5
"""What is revoked is refused within a second, and an attempt that is over is closed as soon."""

log = logging.getLogger(__name__)


async def tick(database: Database, writer: Writer, now: int) -> None:
    """Forget what was revoked, close what is overdue, count what has ended."""
    await signin.forget_revoked(database)
    await close_and_count(database, writer, now)


async def close_and_count(database: Database, writer: Writer, now: int) -> None:
    """Close what is overdue, count what has ended, rank again what only the end tells. At a round's
    end that is a lot of work.
    """
    await sit.expire(database, writer, now)
    if not await count.settle_all(database, writer):
        await outcome.fix(database, writer, now)


async def run(database: Database, writer: Writer, clock: Clock) -> None:
    """Work until cancelled; what fails is logged and tried again. Each hand has a beat of its own,
    so that a thousand attempts to close do not keep a revoked session alive. A steady clock is
    compared with the wall each time.
    """

    async def look() -> None:
        await signin.forget_revoked(database)
        if isinstance(clock, SteadyClock):
            await timekeeping.watch(database, writer, clock)

    async with asyncio.TaskGroup() as hands:
        hands.create_task(_repeat(look, PERIOD_SECONDS))
        hands.create_task(
            _repeat(lambda: close_and_count(database, writer, clock()), PERIOD_SECONDS)
        )
        hands.create_task(_repeat(lambda: auditing.seal(database, writer), SEAL_SECONDS))
        hands.create_task(_repeat(lambda: tidy(database, writer, clock()), PURGE_SECONDS))


async def _repeat(act: Callable[[], Awaitable[None]], seconds: float) -> None:
    while True:
        try:
            await act()
        except Exception:
            log.exception("the worker's tick failed")
        await asyncio.sleep(seconds)


async def tidy(database: Database, writer: Writer, now: int) -> None:
    """Note when staff were seen; remove the rows of sessions that have ended and a rehearsal that
    was left behind; score again what a signed decision waits for; note what published rounds showed
    of their questions."""
    await signin.note_seen(database, writer)
    await signin.purge_sessions(database, writer, now)
    await run_in_threadpool(appeals.apply_signed, database, writer, now)
    await rehearsal.remove_old(database, writer, now)
    await noting.note(database, writer, now)
