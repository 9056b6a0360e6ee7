"""Two engines and one writer: BEGIN IMMEDIATE and synchronous=FULL for writing, a second engine
that can only read.

SQLAlchemy on SQLite loses concurrent read-modify-writes by default, because the driver begins a
transaction at the first write, after the read that it rests on. Here the driver begins nothing by
itself, and a writing transaction holds the write lock before its first read.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from types import ModuleType
from typing import Any, TypeVar
from weakref import WeakSet

from sqlalchemy import Connection, Engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, TimeoutError
from sqlmodel import Session, create_engine
from starlette.concurrency import run_in_threadpool

from quiz.rules.access import Viewer
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.tapping import Tappable
from quiz.store.kept import Kept
from quiz.store.plain import Plain

try:
    import pysqlite3.dbapi2 as newer_sqlite3
except ImportError:
    newer_sqlite3 = None

try:
    import psycopg
except ImportError:
    psycopg = None  # type: ignore[assignment]  # the extra [postgres] is not installed

T = TypeVar("T")

SQLITE_FLOOR = (3, 51, 3)
"""Older releases can lose committed WAL transactions when two connections write and checkpoint at
the same instant; the fix was carried back to the two releases below."""
SQLITE_BACKPORTS = ((3, 44, 6), (3, 50, 7))

AWAY_SECONDS = 2
"""What Retry-After says when the database does not answer."""
_PASSING_SQLITE = frozenset({5, 6, 10, 13, 14})
"""SQLite's result codes for busy, locked, disk error, disk full and cannot open."""
_BUSY_TIMEOUT = "PRAGMA busy_timeout = 30000"
_TO_POSTGRES = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""A machine that lost its power says nothing: its connections are given up after ten seconds, not
after the operating system's two hours. Seconds, but for the last: milliseconds."""

KEPT_ATTEMPTS = 50_000
KEPT_SESSIONS = 50_000


class UnsafeDatabase(Exception):
    """The database may lose what it acknowledged: says what is wrong and what helps."""


def sqlite_module() -> ModuleType:
    """The newest SQLite driver that is installed."""
    return newer_sqlite3 or sqlite3


def sqlite_release() -> tuple[int, ...]:
    """The release of SQLite that the driver was built with."""
    release: tuple[int, ...] = sqlite_module().sqlite_version_info
    return release


def sqlite_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite release keeps every committed WAL transaction."""
    return version >= SQLITE_FLOOR or any(
        version[:2] == fixed[:2] and version >= fixed for fixed in SQLITE_BACKPORTS
    )


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
        self.driver_errors = _driver_errors(self.is_sqlite)
        """What the driver raises when it is used without SQLAlchemy."""
        self.write_engine = self._engine("BEGIN IMMEDIATE")
        self.read_engine = self._engine("BEGIN", read_only=True)
        self.writer_engine = self._engine("")
        """The writer begins and commits by itself, through the driver."""
        self.tappable: Kept[int, Tappable] = Kept(KEPT_ATTEMPTS)
        """What never changes about the attempts that were tapped last."""
        self.sessions: Kept[str, tuple[Viewer, int]] = Kept(KEPT_SESSIONS)
        """Contestants who asked last and when they were read, by their session's digest; see
        store.revocation."""
        self._own = threading.local()
        self._loops: WeakSet[Connection] = WeakSet()
        self.seen_revocations: frozenset[int] = frozenset()

    def _engine(self, begin: str, *, read_only: bool = False) -> Engine:
        """`begin` is what SQLite is told when SQLAlchemy begins a transaction, if anything."""
        if self.is_sqlite:
            engine = create_engine(
                self.url,
                module=sqlite_module(),
                connect_args={"timeout": 30, "check_same_thread": False},
                pool_size=8,
                max_overflow=40,
            )
            _prepare_sqlite(engine, begin, read_only=read_only)
        else:
            url = self.url.replace("postgresql://", "postgresql+psycopg://", 1)
            given = make_url(url).query
            engine = create_engine(
                url,
                connect_args={key: _TO_POSTGRES[key] for key in _TO_POSTGRES if key not in given},
                pool_size=8,
                max_overflow=40,
                pool_pre_ping=True,
            )
            if not read_only:
                _keep_waiting_for_the_disk(engine)
            else:
                engine = engine.execution_options(postgresql_readonly=True)
        return engine

    def check(self) -> None:
        """Refuse a database that may lose what it acknowledged: UnsafeDatabase with a sentence. No
        setting overrides it, because nobody could tell afterwards which answers were lost.
        """
        if self.is_sqlite:
            release = sqlite_release()
            if not sqlite_is_safe(release):
                raise UnsafeDatabase(_say_old_sqlite(release))
            return
        with self.read_engine.connect() as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                if connection.execute(text(f"SHOW {setting}")).scalar_one() == "off":
                    raise UnsafeDatabase(_say_off(setting))

    def is_away(self, error: BaseException | None) -> bool:
        """Whether this error passes by itself: the database does not answer, has no connection left
        or no space on its disk. What another transaction caused is not meant."""
        if isinstance(error, TimeoutError):
            return True
        if isinstance(error, DBAPIError):
            if error.connection_invalidated:
                return True
            error = error.orig
        if self.is_sqlite:
            return getattr(error, "sqlite_errorcode", 0) & 0xFF in _PASSING_SQLITE
        clash = (getattr(error, "sqlstate", None) or "").startswith("40")
        return isinstance(error, psycopg.OperationalError) and not clash

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Refuse as busy while the database is away."""
        try:
            yield
        except Exception as error:
            if self.is_away(error):
                raise Refusal(Reason.BUSY, seconds=AWAY_SECONDS) from error
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
                cursor.execute(_BUSY_TIMEOUT)
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


def _say_old_sqlite(release: tuple[int, ...]) -> str:
    fixed = ", ".join(".".join(map(str, one)) for one in (*SQLITE_BACKPORTS, SQLITE_FLOOR))
    return (
        f"SQLite {'.'.join(map(str, release))} có thể mất dữ liệu đã báo là lưu (lỗi được sửa từ "
        f"các bản {fixed}). Đề nghị cài gói pysqlite3 (pip install pysqlite3), dùng Python có "
        "SQLite mới hơn, hoặc dùng PostgreSQL (QUIZ_DATABASE_URL)."
    )


def _say_off(setting: str) -> str:
    return (
        f"PostgreSQL đang đặt {setting} = off nên có thể mất dữ liệu đã báo là lưu. "
        f"Đề nghị đặt {setting} = on rồi chạy lại."
    )


def _driver_errors(is_sqlite: bool) -> tuple[type[Exception], ...]:
    if is_sqlite:
        return (sqlite_module().Error,)
    if psycopg is None:
        raise UnsafeDatabase(
            "Muốn dùng PostgreSQL, đề nghị cài: pip install 'cchc-quiz[postgres]'."
        )
    return (psycopg.Error,)


def _keep_waiting_for_the_disk(engine: Engine) -> None:
    """Hold synchronous_commit as it was found at the start (`check` refuses off): whoever turns it
    off meanwhile, for the server, the database or the role, does not reach these sessions."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.execute(
            "SELECT set_config('synchronous_commit',"
            " COALESCE(NULLIF(current_setting('synchronous_commit'), 'off'), 'on'), false)"
        )
        connection.commit()


def _prepare_sqlite(engine: Engine, begin: str, *, read_only: bool) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(_BUSY_TIMEOUT)
        cursor.execute("PRAGMA cache_size = -32000")
        if read_only:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    if not begin:
        return

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
