"""Everything that a database holds, to compare before and after: every row of every table, and the
schema itself.
"""

import hashlib
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlmodel import col, delete, select, update

from quiz.store.database import Database
from quiz.store.entry_words import digest
from quiz.store.tables import EntryWords, Person, Staff

_POSTGRES_SCHEMA = (
    "SELECT table_name, column_name, ordinal_position, data_type, is_nullable, column_default"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "SELECT sequencename, data_type::text, start_value, increment_by FROM pg_sequences"
    " WHERE schemaname = 'public'",
)


def without_what_came_later(database: Database) -> None:
    """Take away what no old database could hold: later roles, that a notice was read, and
    when people were entered."""
    later = ("reviewer", "jury", "auditor")
    with database.writing() as session:
        session.exec(delete(Staff).where(col(Staff.role).in_(later)))
        session.exec(update(Person).values(notice="", notice_at=None, entered_at=None))


def contents(database: Database) -> dict[str, str]:
    """Table -> the digest of all its rows."""

    def query(connection: Connection) -> dict[str, str]:
        names = sorted(inspect(connection).get_table_names())
        quote = connection.dialect.identifier_preparer.quote
        return {
            name: _digest(connection, f"SELECT * FROM {quote(name)}")  # every column, any order
            for name in names
        }

    found = database.read_now(query)
    assert len(found) > 1
    return found


def schema(database: Database) -> list[tuple[Any, ...]]:
    """Every table, column, index, constraint and sequence as the database itself describes it."""
    statements = (
        ("SELECT type, name, tbl_name, sql FROM sqlite_master",)
        if database.is_sqlite
        else _POSTGRES_SCHEMA
    )

    def query(connection: Connection) -> list[tuple[Any, ...]]:
        return sorted(
            (tuple(row) for statement in statements for row in connection.execute(text(statement))),
            key=repr,
        )

    found = database.read_now(query)
    assert len(found) > 20
    return found


def _digest(connection: Connection, statement: str) -> str:
    rows = sorted(repr(tuple(row)) for row in connection.execute(text(statement)))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def said_of(database: Database, words: str) -> str:
    """The digest by which a ledger knows these words, which are kept beside it."""
    with database.reading() as session:
        kept = session.exec(select(EntryWords).where(EntryWords.words == words)).one()
    assert kept.digest == digest(kept.salt, words)
    return kept.digest
