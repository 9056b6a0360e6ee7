"""The contest's memory: one engine that writes, one that can only read, and what is remembered of
them. How they keep what they acknowledge stands in store/engines.py.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TypeVar
from weakref import WeakSet

from sqlalchemy import Connection
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from quiz.rules.access import Viewer
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.tapping import Tappable
from quiz.store.engines import (
    BUSY_TIMEOUT,
    UnsafeDatabase,
    check_postgres,
    check_sqlite,
    driver_errors,
    is_away,
    make_engine,
)
from quiz.store.kept import Kept
from quiz.store.plain import Plain

T = TypeVar("T")

AWAY_SECONDS = 2
"""What Retry-After says when the database does not answer."""

KEPT_ATTEMPTS = 50_000
KEPT_SESSIONS = 50_000


class Database:
    """The contest's memory. `url` is a SQLAlchemy address of SQLite or PostgreSQL."""

    def __init__(self, url: str) -> None:
        if not url.startswith(("sqlite:", "sqlite+", "postgresql:", "postgresql+psycopg:")):
            raise UnsafeDatabase(
                "QUIZ_DATABASE_URL phải là địa chỉ SQLite (sqlite:///…) hoặc PostgreSQL "
                "(postgresql://…). Đề nghị kiểm tra lại."
            )
        self.is_sqlite = url.startswith("sqlite")
        self.url = url
        self.driver_errors = driver_errors(self.is_sqlite)
        self.write_engine = make_engine(url, "BEGIN IMMEDIATE")
        self.read_engine = make_engine(url, "BEGIN", read_only=True)
        self.writer_engine = make_engine(url, "")
        """The writer begins and commits by itself, through the driver."""
        self.tappable: Kept[int, Tappable] = Kept(KEPT_ATTEMPTS)
        """What never changes about the attempts that were tapped last."""
        self.sessions: Kept[str, tuple[Viewer, int]] = Kept(KEPT_SESSIONS)
        """Contestants who asked last and when they were read, by their session's digest; see
        store.revocation."""
        self.staff_seen: dict[str, int] = {}
        """When staff asked last, by their session's digest. Looking must not write, so the worker
        notes it once a minute; another process learns of it then."""
        self._own = threading.local()
        self._loops: WeakSet[Connection] = WeakSet()
        self.seen_revocations: frozenset[int] = frozenset()

    def check(self) -> None:
        """Refuse a database that may lose what it acknowledged: UnsafeDatabase with a sentence. No
        setting overrides it, because nobody could tell afterwards which answers were lost.
        """
        if self.is_sqlite:
            check_sqlite()
            return
        with self.read_engine.connect() as connection:
            check_postgres(connection)

    def is_away(self, error: BaseException | None) -> bool:
        """Whether this error passes by itself: see store.engines."""
        return is_away(error, is_sqlite=self.is_sqlite)

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Refuse as busy while the database is away."""
        try:
            yield
        except Exception as error:
            if self.is_away(error):
                raise Refusal(RequestReason.BUSY, seconds=AWAY_SECONDS) from error
            raise

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that can only read."""
        with self._answering(), Session(self.read_engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that is alone in writing (SQLite) and commits when the block ends well."""
        with (
            self._answering(),
            Session(self.write_engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    async def read(self, query: Callable[[Connection], T]) -> T:
        """What `query` finds, from a coroutine. On SQLite a read is shorter than a change of
        thread; on PostgreSQL it waits for the network, off the loop.
        """
        if self.is_sqlite:
            with self._answering(), self._loop_connection().begin() as transaction:
                return query(transaction.connection)
        return await run_in_threadpool(self.read_now, query)

    async def look(self, query: Callable[[Plain], T]) -> T:
        """The same for plain statements: what a contestant's page asks costs the statements and
        little else."""
        with self._answering():
            if self.is_sqlite:
                return self._look_here(query)
            return await run_in_threadpool(self._look_now, query)

    def _look_here(self, query: Callable[[Plain], T]) -> T:
        driver = self._loop_connection().connection.dbapi_connection
        assert driver is not None
        driver.execute("BEGIN")
        try:
            return query(Plain(driver, postgres=False))
        finally:
            driver.execute("COMMIT")

    def _look_now(self, query: Callable[[Plain], T]) -> T:
        with self.read_engine.connect() as connection:
            driver = connection.connection.dbapi_connection
            try:
                return query(Plain(driver, postgres=True))
            finally:
                driver.rollback()  # type: ignore[union-attr]

    def _loop_connection(self) -> Connection:
        """The event loop's own connection for reading: what `read` does with it ends before anybody
        else can run. A connection from the pool costs as much as a statement. When the loop's
        thread ends, the pool has it back."""
        kept: Connection | None = getattr(self._own, "connection", None)
        if kept is None or kept.closed:
            kept = self._own.connection = self.read_engine.connect()
            self._loops.add(kept)
        return kept

    def read_now(self, query: Callable[[Connection], T]) -> T:
        """What `query` finds, on a connection that can only read."""
        with self._answering(), self.read_engine.connect() as connection:
            return query(connection)

    def make_room(self) -> None:
        """Put the pages of SQLite's log into their places and give its space back to the disk; for
        the time after the disk was full, before anything is written. A write that finds no space
        never gets as far as SQLite's own checkpoint, and a log that has filled the disk would take
        what becomes free too, until there is no place left for its pages. Raises the driver's
        error while there is not enough space.
        """
        if not self.is_sqlite:
            return
        with closing(self.write_engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("PRAGMA busy_timeout = 200")  # for those who read: not in vain for long
            try:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.fetchall()
            finally:
                cursor.execute(BUSY_TIMEOUT)
                cursor.close()

    def forget(self) -> None:
        """Drop everything that is remembered under an id. SQLite gives the ids of removed rows to
        the next ones.
        """
        self.sessions.clear()
        self.tappable.clear()

    def close(self) -> None:
        """Let go of every connection."""
        for connection in list(self._loops):
            connection.close()
        for engine in (self.write_engine, self.writer_engine, self.read_engine):
            engine.dispose()
