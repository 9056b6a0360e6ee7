"""Everything that a database holds, to compare before and after: every row of every table, and the
schema itself.
"""

import hashlib
from typing import Any

from sqlalchemy import Connection, inspect, text

from quiz.store.database import Database

_POSTGRES_SCHEMA = (
    "SELECT table_name, column_name, ordinal_position, data_type, is_nullable, column_default"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "SELECT sequencename, data_type::text, start_value, increment_by FROM pg_sequences"
    " WHERE schemaname = 'public'",
)


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
