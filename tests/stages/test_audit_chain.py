"""The audit log is added to and never changed: the database refuses it, and whoever gets past the
database is seen by the chain."""

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from quiz.rules.auditing import GENESIS, AuditRow, seal
from quiz.stages import auditing
from quiz.store import audit
from quiz.store.database import Database
from quiz.store.writer import Writer


@pytest.fixture
def noted(database: Database, writer: Writer) -> int:
    """How many rows stand sealed."""

    def act(connection: Connection) -> None:
        for number in range(5):
            audit.note(connection, 1000 + number, "lan", "act", f"thing:{number}", "x=1")

    writer.run_now(act)
    asyncio.run(auditing.seal(database, writer))
    return 5


def behind_the_triggers(database: Database, statement: str) -> None:
    """What somebody does who may change the database itself."""
    with database.writing() as session:
        connection = session.connection()
        if database.is_sqlite:
            for table in ("audit_log", "audit_seal"):
                for act in ("update", "delete"):
                    connection.execute(text(f"DROP TRIGGER {table}_no_{act}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(statement))


@pytest.mark.parametrize("table", ["audit_log", "audit_seal"])
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = 'x'", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
@pytest.mark.usefixtures("noted")
def test_the_database_refuses_to_change_or_remove_a_row(
    database: Database, writer: Writer, table: str, act: str
) -> None:
    if database.is_sqlite and act.startswith("TRUNCATE"):
        return  # SQLite has no such statement
    column = "detail" if table == "audit_log" else "hash"
    with pytest.raises(DBAPIError, match="never changed"), database.writing() as session:
        session.connection().execute(text(act.format(table, column)))
    assert auditing.verify(database, writer).sealed == 5


def test_each_row_is_sealed_once_and_hangs_on_the_one_before(
    database: Database, writer: Writer, noted: int
) -> None:
    asyncio.run(auditing.seal(database, writer))
    chain = auditing.verify(database, writer)
    assert (chain.sealed, chain.broken) == (noted, None)
    previous = GENESIS
    with database.read_engine.connect() as connection:
        for row in connection.execute(text("SELECT * FROM audit_log ORDER BY id")).all():
            kept = AuditRow(row.id, row.at, row.actor, row.action, row.subject, row.detail)
            previous = seal(previous, kept)
    assert chain.head == previous


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit_log SET actor = 'hoa' WHERE id = 2", 2),
        ("UPDATE audit_log SET at = 1 WHERE id = 5", 5),
        ("DELETE FROM audit_seal WHERE number = 3", 4),
        ("UPDATE audit_seal SET hash = 'x' WHERE number = 1", 1),
    ],
)
@pytest.mark.usefixtures("noted")
def test_a_row_that_is_changed_or_taken_away_breaks_the_chain_there(
    database: Database, writer: Writer, statement: str, broken: int
) -> None:
    behind_the_triggers(database, statement)
    found = auditing.verify(database, writer)
    assert found.broken == broken


@pytest.mark.usefixtures("noted")
def test_a_chain_that_does_not_hold_its_rows_would_not_see_a_change(
    database: Database, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant: seals that hang on each other only."""
    hollow: Callable[[str, AuditRow], str] = lambda previous, row: seal(  # noqa: E731
        previous, AuditRow(row.id, 0, "", "", "", "")
    )
    with monkeypatch.context() as changed:
        changed.setattr(audit, "seal", hollow)
        assert auditing.verify(database, writer).broken == 1
    assert auditing.verify(database, writer).broken is None


def test_two_sealers_at_once_make_one_chain(database: Database, writer: Writer) -> None:
    other = Writer(database)
    other.start()

    def act(connection: Connection) -> None:
        for number in range(40):
            audit.note(connection, number, "lan", "act", "thing")

    async def both() -> None:
        await asyncio.gather(*(auditing.seal(database, one) for one in (writer, other) * 5))

    writer.run_now(act)
    asyncio.run(both())
    other.close()
    chain = auditing.verify(database, writer)
    assert (chain.sealed, chain.broken) == (40, None)
