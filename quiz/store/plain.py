"""Statements through the driver's own cursor: for what the contest asks most. A statement through
SQLAlchemy costs several times as much as the database needs for it.

Statements are written with `?` for each value.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

Row = tuple[Any, ...]

BEGIN = "BEGIN IMMEDIATE"
"""How SQLite begins to write: with the lock, before the first read."""
PORTION = 1_000


@dataclass(frozen=True, slots=True)
class Plain:
    """The driver's connection, without SQLAlchemy around it."""

    driver: Any
    postgres: bool


Reader = Connection | Plain
"""What can be asked with a plain statement."""


def plain(connection: Reader) -> Plain:
    """The driver's connection behind SQLAlchemy's, inside the same transaction."""
    if isinstance(connection, Plain):
        return connection
    return Plain(connection.connection.dbapi_connection, connection.dialect.name == "postgresql")


def execute(connection: Reader, statement: str, values: Sequence[Any] = ()) -> Any:
    """The driver's cursor after the statement."""
    asked = plain(connection)
    if asked.postgres:
        return asked.driver.execute(statement.replace("?", "%s"), tuple(values))
    return asked.driver.execute(statement, tuple(values))


def execute_many(connection: Reader, statement: str, rows: Iterable[Sequence[Any]]) -> None:
    """The statement for each of the rows."""
    asked, values = plain(connection), list(rows)
    if values:
        cursor = asked.driver.cursor()
        cursor.executemany(statement.replace("?", "%s") if asked.postgres else statement, values)
        cursor.close()


def fetch_all(connection: Reader, statement: str, values: Sequence[Any] = ()) -> list[Row]:
    """The statement's rows."""
    rows: list[Row] = execute(connection, statement, values).fetchall()
    return rows


def fetch_one(connection: Reader, statement: str, values: Sequence[Any] = ()) -> Row | None:
    """The first row, or None."""
    row: Row | None = execute(connection, statement, values).fetchone()
    return row


def stream(
    connection: Reader, statement: str, values: Sequence[Any] = ()
) -> Generator[Row, None, None]:
    """The statement's rows one after the other, however many: PostgreSQL keeps what has not been
    asked for yet. One at a time in a connection; close it where it is not read to its end."""
    asked = plain(connection)
    if not asked.postgres:
        yield from asked.driver.execute(statement, tuple(values))
        return
    with asked.driver.cursor(name="stream") as cursor:
        cursor.itersize = 5_000
        cursor.execute(statement.replace("?", "%s"), tuple(values))
        yield from cursor


def portions(
    connection: Reader, statement: str, values: Sequence[Any] = ()
) -> Generator[list[Row], None, None]:
    """The same, a thousand rows at a time: for whoever passes over so many that handing each on
    costs as much as reading it."""
    asked = plain(connection)
    cursor = asked.driver.cursor(name="stream") if asked.postgres else asked.driver.cursor()
    with closing(cursor):
        cursor.execute(statement.replace("?", "%s") if asked.postgres else statement, tuple(values))
        while rows := cursor.fetchmany(PORTION):
            yield rows


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """A writing transaction on a connection of `Database.writer_engine`, begun and committed
    through the driver: SQLAlchemy's own costs as much as several taps. What a job does through
    SQLAlchemy is inside it too.
    """
    driver: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite":
        driver.execute(BEGIN)
    try:
        yield
        driver.commit()
    except BaseException:
        driver.rollback()
        raise
    finally:
        if connection.in_transaction():
            connection.rollback()  # SQLAlchemy only closes its book: the driver has ended it


@contextmanager
def savepoint(connection: Reader) -> Iterator[None]:
    """What fails inside is undone, and what stood before stays."""
    execute(connection, "SAVEPOINT part")
    try:
        yield
    except BaseException:
        execute(connection, "ROLLBACK TO SAVEPOINT part")
        raise
    finally:
        execute(connection, "RELEASE SAVEPOINT part")
