"""The one writer: groups the work of many people into one transaction, syncs, then answers them.

Taps come first and together. Everything else is a job: a function of a connection that reads, may
refuse, writes, and returns what its caller is told once the disk has it. A job raises Refusal only
before its first write: a refusal ends the job, not the group. Any other error undoes the whole
group, and each task is tried again by itself, so that one person's fault never reaches another.
While the database is away or its disk is full, trying again is left to those who wait.
"""

import asyncio
import contextlib
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.tapping import Saved, Tap
from quiz.store.database import Database
from quiz.store.plain import transaction
from quiz.store.taps import write_taps

T = TypeVar("T")
Job = Callable[[Connection], Any]

GROUP_TAPS = 256
GROUP_JOBS = 32
"""Tasks in one transaction at most: bounds how long the first of a group waits for the last. Few
jobs, so that starting never starves saving."""

BUSY_SECONDS = 2
"""What Retry-After says when the queue is full or the database does not answer."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Task:
    """A tap or a job, and who waits for it. `order` is the round's id."""

    work: Tap | Job
    waiter: "Future[Any] | asyncio.Future[Any]"
    order: int


class Writer:
    """A thread that owns the writing of everything that happens while people sit."""

    def __init__(self, database: Database, waiting: int = 4_096) -> None:
        self._database = database
        self._waiting = waiting
        self._taps: deque[_Task] = deque()
        self._jobs: deque[_Task] = deque()
        self._bell: SimpleQueue[None] = SimpleQueue()
        self._idle = False
        """Whether the thread waits for the bell: only then does anybody ring it."""
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._closed = False
        self._connection: Connection | None = None
        self._mixes = database.is_sqlite
        """On PostgreSQL taps and jobs take turns, each sorted by round, so that two processes never
        wait for each other's locks in a circle."""
        self._jobs_turn = False
        self._away = False
        """Whether the last write failed because the database was away."""

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def close(self) -> None:
        """Write what waits, then stop."""
        self._closed = True
        self._bell.put(None)
        if self._thread.is_alive():
            self._thread.join()
        self._refuse_the_rest()

    def _refuse_the_rest(self) -> None:
        """What came between the thread's last look and its end is not written."""
        for line in (self._taps, self._jobs):
            with contextlib.suppress(IndexError):
                while True:
                    _tell([line.popleft()], [Refusal(RequestReason.BUSY, seconds=BUSY_SECONDS)])

    async def save(self, tap: Tap) -> Saved:
        """What the tap is told, once the disk has it. Refuses as `rules.tapping` says."""
        waiter: asyncio.Future[Saved] = asyncio.get_running_loop().create_future()
        self._put(_Task(tap, waiter, tap.round_id), self._taps)
        return await waiter

    async def run(self, job: Callable[[Connection], T], order: int = 0) -> T:
        """The job's result, once the disk has it. `order` (a round's id) sorts a group, so that
        several processes lock rounds in the same order."""
        waiter: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._put(_Task(job, waiter, order), self._jobs)
        return await waiter

    async def run_each(self, jobs: Iterable[tuple[Callable[[Connection], T], int]]) -> list[T]:
        """The results of many jobs, each with its order, that wait together. One that fails is
        logged and left out, so that it holds up none behind it; refuses as busy when some were.
        """
        waiting = (self.run(job, order) for job, order in jobs)
        results: list[T] = []
        busy: Refusal | None = None
        for outcome in await asyncio.gather(*waiting, return_exceptions=True):
            if isinstance(outcome, Refusal):
                busy = outcome
            elif isinstance(outcome, BaseException):
                log.error("one of many jobs failed", exc_info=outcome)
            else:
                results.append(outcome)
        if busy is not None:
            raise busy
        return results

    def submit(self, job: Callable[[Connection], T], order: int = 0) -> "Future[T]":
        """Queue a job for a caller that is not a coroutine."""
        waiter: Future[T] = Future()
        self._put(_Task(job, waiter, order), self._jobs)
        return waiter

    def run_now(self, job: Callable[[Connection], T], order: int = 0) -> T:
        """The job's result, for a caller that is not a coroutine."""
        return self.submit(job, order).result()

    def _put(self, task: _Task, line: "deque[_Task]") -> None:
        # No lock: appending and taking from a deque are whole steps. The thread looks at the lines
        # again after it said that it is idle, so that a task is never left without a bell.
        if self._closed or len(line) >= self._waiting:
            raise Refusal(RequestReason.BUSY, seconds=BUSY_SECONDS)
        line.append(task)
        if self._closed:
            self._refuse_the_rest()
        if self._idle:
            self._idle = False
            self._bell.put(None)

    def _work(self) -> None:
        while group := self._next_group():
            self._write(group)
        self._disconnect()

    def _disconnect(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(SQLAlchemyError):
                self._connection.invalidate()
                self._connection.close()
            self._connection = None

    def _next_group(self) -> list[_Task]:
        """Taps first, sorted by round like the jobs behind them; nothing when all is written and
        the writer was closed."""
        while not (self._taps or self._jobs):
            if self._closed:
                return []
            self._idle = True
            if not (self._taps or self._jobs or self._closed):
                self._bell.get()
            self._idle = False
        taps_turn = self._mixes or not (self._jobs and self._jobs_turn)
        self._jobs_turn = taps_turn
        most = min(GROUP_TAPS, len(self._taps)) if taps_turn else 0
        taps = [self._taps.popleft() for _ in range(most)]
        most = min(GROUP_JOBS, len(self._jobs)) if self._mixes or not taps else 0
        jobs = [self._jobs.popleft() for _ in range(most)]
        jobs.sort(key=lambda task: task.order)
        return taps + jobs

    def _connected(self) -> Connection:
        """The writer's own connection: taking one from the pool and giving it back for each group
        would cost as much as a tap."""
        if self._connection is None or self._connection.closed:
            self._connection = self._database.writer_engine.connect()
        return self._connection

    def _write(self, group: list[_Task]) -> None:
        try:
            if self._away:
                self._database.make_room()
            outcomes = self._transaction(group)
        except Exception as error:
            away = self._database.is_away(error)
            if len(group) > 1 and not away:
                for task in group:
                    self._write([task])
                return
            if not (away and self._away):  # an outage is told once, not with each group
                log.exception("a write failed")
            self._away = away
            self._disconnect()
            busy = isinstance(error, (SQLAlchemyError, *self._database.driver_errors))
            outcomes = [
                Refusal(RequestReason.BUSY, seconds=BUSY_SECONDS) if busy else error for _ in group
            ]
        else:
            self._away = False
        _tell(group, outcomes)

    def _transaction(self, group: list[_Task]) -> list[Any]:
        connection = self._connected()
        with transaction(connection):
            taps = [task.work for task in group if isinstance(task.work, Tap)]
            outcomes: list[Any] = list(write_taps(connection, taps)) if taps else []
            for task in group[len(taps) :]:
                if isinstance(task.work, Tap):
                    raise TypeError("taps stand before jobs")
                try:
                    outcomes.append(task.work(connection))
                except Refusal as refusal:
                    outcomes.append(refusal)
        return outcomes


def _tell(group: list[_Task], outcomes: list[Any]) -> None:
    """Answer everybody; those who wait in one event loop are woken by one call."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Any]]] = {}
    for task, outcome in zip(group, outcomes, strict=True):
        if isinstance(task.waiter, Future):
            _settle(task.waiter, outcome)
        else:
            loops.setdefault(task.waiter.get_loop(), []).append((task.waiter, outcome))
    for loop, answers in loops.items():
        try:
            loop.call_soon_threadsafe(_settle_all, answers)
        except RuntimeError:  # the loop was closed: nobody waits there any more
            log.debug("nobody waits for these writes any more")


def _settle_all(answers: list[tuple["asyncio.Future[Any]", Any]]) -> None:
    for waiter, outcome in answers:
        _settle(waiter, outcome)


def _settle(waiter: "Future[Any] | asyncio.Future[Any]", outcome: Any) -> None:
    if waiter.done():
        return
    if isinstance(outcome, Exception):
        waiter.set_exception(outcome)
    else:
        waiter.set_result(outcome)
