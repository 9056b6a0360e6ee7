"""Drivers and engines that keep what they acknowledge: SQLite with synchronous=FULL and a release
that loses nothing, PostgreSQL that waits for its disk.

SQLAlchemy on SQLite loses concurrent read-modify-writes by default, because the driver begins a
transaction at the first write, after the read that it rests on. Here the driver begins nothing by
itself, and a writing transaction holds the write lock before its first read.
"""

import sqlite3
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, TimeoutError
from sqlmodel import create_engine

try:
    import pysqlite3.dbapi2 as newer_sqlite3
except ImportError:
    newer_sqlite3 = None

SQLITE_FLOOR = (3, 51, 3)
"""Older releases can lose committed WAL transactions when two connections write and checkpoint at
the same instant; the fix was carried back to the two releases below."""
SQLITE_BACKPORTS = ((3, 44, 6), (3, 50, 7))

_PASSING_SQLITE = frozenset({5, 6, 10, 13, 14})
"""SQLite's result codes for busy, locked, disk error, disk full and cannot open."""
BUSY_TIMEOUT = "PRAGMA busy_timeout = 30000"
_TO_POSTGRES = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""A machine that lost its power says nothing: its connections are given up after ten seconds, not
after the operating system's two hours. Seconds, but for the last: milliseconds."""


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


def make_engine(url: str, begin: str, *, read_only: bool = False) -> Engine:
    """An engine for the address. `begin` is what SQLite is told when SQLAlchemy begins a
    transaction, if anything."""
    if url.startswith("sqlite"):
        engine = create_engine(
            url,
            module=sqlite_module(),
            connect_args={"timeout": 30, "check_same_thread": False},
            pool_size=8,
            max_overflow=40,
            hide_parameters=True,
        )
        _prepare_sqlite(engine, begin, read_only=read_only)
        return engine
    given = make_url(url).query
    engine = create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        connect_args={key: _TO_POSTGRES[key] for key in _TO_POSTGRES if key not in given},
        pool_size=8,
        max_overflow=40,
        pool_pre_ping=True,
        hide_parameters=True,
    )
    if read_only:
        return engine.execution_options(postgresql_readonly=True)
    _keep_waiting_for_the_disk(engine)
    return engine


def check_sqlite() -> None:
    """Refuse a release of SQLite that may lose what it committed: UnsafeDatabase."""
    release = sqlite_release()
    if not sqlite_is_safe(release):
        raise UnsafeDatabase(_say_old_sqlite(release))


def check_postgres(connection: Connection) -> None:
    """Refuse a server that may lose what it committed: UnsafeDatabase."""
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        if connection.execute(text(f"SHOW {setting}")).scalar_one() == "off":
            raise UnsafeDatabase(_say_off(setting))


def is_away(error: BaseException | None, *, is_sqlite: bool) -> bool:
    """Whether this error passes by itself: the database does not answer, has no connection left
    or no space on its disk. What another transaction caused is not meant."""
    if isinstance(error, TimeoutError):
        return True
    if isinstance(error, DBAPIError):
        if error.connection_invalidated:
            return True
        error = error.orig
    if is_sqlite:
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in _PASSING_SQLITE
    clash = (getattr(error, "sqlstate", None) or "").startswith("40")
    return isinstance(error, _psycopg().OperationalError) and not clash


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


def driver_errors(is_sqlite: bool) -> tuple[type[Exception], ...]:
    """What the driver raises when it is used without SQLAlchemy."""
    if is_sqlite:
        return (sqlite_module().Error,)
    return (_psycopg().Error,)


@cache
def _psycopg() -> ModuleType:
    """The driver, loaded where PostgreSQL is used: of the extra [postgres], and slow to load."""
    try:
        return import_module("psycopg")
    except ImportError as error:
        raise UnsafeDatabase(
            "Muốn dùng PostgreSQL, đề nghị cài: pip install 'cchc-quiz[postgres]'."
        ) from error


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
        cursor.execute(BUSY_TIMEOUT)
        cursor.execute("PRAGMA cache_size = -32000")
        if read_only:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    if not begin:
        return

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
