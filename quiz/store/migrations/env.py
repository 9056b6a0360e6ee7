"""Alembic's entry: runs on the connection that quiz.store.migrating hands over."""

from typing import Literal

from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from quiz.store import tables  # noqa: F401  (declares the metadata)


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """SQLModel's text type is plain text to a database."""
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
