"""The one writer: groups the jobs of many people into one transaction, syncs, then answers them.

A job is a function of a connection. It reads, may refuse, writes, and returns what its caller is
told once the disk has it. A job raises Refusal only before its first write: a refusal ends the
job, not the group. Any other error undoes the whole group, and each job is tried again by itself,
so that one person's fault never reaches another.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from quiz.rules.refusal import Reason, Refusal
from quiz.store.database import Database

T = TypeVar("T")

GROUP = 256
"""Jobs in one transaction at most: bounds how long the first of a group waits for the last."""

BUSY_SECONDS = 2
"""What Retry-After says when the queue is full or the database does not answer."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Task:
    job: Callable[[Connection], Any]
    future: Future[Any]
    order: int


class Writer:
    """A thread that owns the writing of everything that happens while people sit."""

    def __init__(self, database: Database, waiting: int = 4_096) -> None:
        self._database = database
        self._queue: queue.Queue[_Task | None] = queue.Queue(waiting)
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._closed = False

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def close(self) -> None:
        """Write what waits, then stop."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)
            self._thread.join()

    def submit(self, job: Callable[[Connection], T], order: int = 0) -> Future[T]:
        """Queue a job. `order` (a round's id) sorts a group, so that several processes lock rounds
        in the same order. Refuses when the queue is full or the writer has stopped.
        """
        future: Future[T] = Future()
        if self._closed:
            raise Refusal(Reason.BUSY, seconds=BUSY_SECONDS)
        try:
            self._queue.put_nowait(_Task(job, future, order))
        except queue.Full:
            raise Refusal(Reason.BUSY, seconds=BUSY_SECONDS) from None
        return future

    async def run(self, job: Callable[[Connection], T], order: int = 0) -> T:
        """The job's result, once the disk has it."""
        return await asyncio.wrap_future(self.submit(job, order))

    def run_now(self, job: Callable[[Connection], T], order: int = 0) -> T:
        """The same for a caller that is not a coroutine."""
        return self.submit(job, order).result()

    def _work(self) -> None:
        running = True
        while running:
            task = self._queue.get()
            if task is None:
                return
            group = [task]
            while len(group) < GROUP:
                try:
                    task = self._queue.get_nowait()
                except queue.Empty:
                    break
                if task is None:
                    running = False
                    break
                group.append(task)
            group.sort(key=lambda task: task.order)
            self._write(group)

    def _write(self, group: list[_Task]) -> None:
        try:
            outcomes = self._transaction(group)
        except Exception as error:
            if len(group) > 1:
                for task in group:
                    self._write([task])
                return
            log.exception("a write failed")
            failure = (
                Refusal(Reason.BUSY, seconds=BUSY_SECONDS)
                if isinstance(error, SQLAlchemyError)
                else error
            )
            _tell(group[0].future, failure)
            return
        for task, outcome in zip(group, outcomes, strict=True):
            _tell(task.future, outcome)

    def _transaction(self, group: list[_Task]) -> list[Any]:
        outcomes: list[Any] = []
        with self._database.write_engine.begin() as connection:
            for task in group:
                try:
                    outcomes.append(task.job(connection))
                except Refusal as refusal:
                    outcomes.append(refusal)
        return outcomes


def _tell(future: Future[Any], outcome: Any) -> None:
    if future.cancelled():
        return
    try:
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
    except Exception:  # the caller went away between the check and the answer
        log.debug("nobody waits for this write any more")
