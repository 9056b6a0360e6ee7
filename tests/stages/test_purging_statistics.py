"""What a database notes down about its columns, to plan by, holds values of them: after the purge
no name and no word of anybody is in it, also where the owner of the tables is no superuser."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text

from quiz.stages import purging
from quiz.store import erasing, plain
from quiz.store.database import Database
from quiz.store.plain import Reader
from quiz.store.writer import Writer
from tests.cast import add_person, make_world
from tests.stages.test_purging import LATER, files, purge, where
from tests.whole_life import CANARY, LIFE_RULES, Life, live

OWNER = "owner_of_tables"
ON_POSTGRES = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def life(database: Database, writer: Writer) -> Life:
    """A whole life, and enough people for a note of each kind: of 60, ten share a name."""
    life = live(database, writer, make_world(database, LIFE_RULES))
    district = life.world.districts["Thành phố Vị Thanh"]
    for number in range(60):
        name = f"{CANARY.capitalize()} Văn {'Tám' if number < 10 else chr(65 + number % 26)}"
        add_person(database, name, f"VT9{number:03}", district)
    return life


def analyse(database: Database) -> None:
    """As autovacuum does by itself."""
    with database.write_engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def noted(database: Database) -> dict[str, str]:
    """Columns whose values PostgreSQL noted down, and the values."""
    with database.read_engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT tablename || '.' || attname, concat(most_common_vals::text,"
                " histogram_bounds::text, most_common_elems::text) FROM pg_stats"
                " WHERE schemaname = current_schema()"
            )
        )
        return {column: str(values).lower() for column, values in found}


def telling(database: Database) -> set[str]:
    """The columns in whose notes the odd word stands."""
    return {column for column, values in noted(database).items() if CANARY in values}


@ON_POSTGRES
def test_after_the_purge_postgresql_has_noted_nothing_of_anybody(
    database: Database, writer: Writer, life: Life
) -> None:
    analyse(database)
    assert {"person.name", "person.name_fold", "entry_words.words"} <= telling(database)
    assert noted(database)["entry_words.salt"]
    purge(database, writer, life)
    assert where(database) == set()
    assert telling(database) == set()
    left = {column for column, values in noted(database).items() if values}
    empty = ("entry_words.words", "entry_words.salt", "person.birth_year", "known_device.digest")
    assert left.isdisjoint(empty)


@ON_POSTGRES
@pytest.mark.parametrize(
    ("said", "instead", "left"),
    [
        ("VACUUM (FULL, ANALYZE)", "VACUUM FULL", "person.name"),
        ("ALTER TABLE ", "SELECT 1 -- ", "entry_words.words"),
    ],
)
def test_a_build_that_leaves_the_notes_of_full_or_of_emptied_tables_is_caught(
    database: Database,
    writer: Writer,
    life: Life,
    monkeypatch: pytest.MonkeyPatch,
    said: str,
    instead: str,
    left: str,
) -> None:
    def lazy(connection: Reader, statement: str, values: Sequence[Any] = ()) -> Any:
        return plain.execute(connection, statement.replace(said, instead), values)

    analyse(database)
    monkeypatch.setattr(erasing, "execute", lazy)
    purge(database, writer, life)
    assert left in telling(database)


@ON_POSTGRES
def test_whoever_owns_the_tables_and_nothing_else_wipes_as_well(
    database: Database, life: Life
) -> None:
    with database.write_engine.begin() as connection:
        if not connection.execute(
            text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": OWNER}
        ).first():
            connection.execute(text(f"CREATE ROLE {OWNER} LOGIN NOSUPERUSER"))
        tables = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        ).scalars()
        for table in tables.all():
            connection.execute(text(f'ALTER TABLE "{table}" OWNER TO {OWNER}'))
        connection.execute(text(f"ALTER SCHEMA public OWNER TO {OWNER}"))
    analyse(database)
    url = make_url(str(database.write_engine.url)).set(username=OWNER)
    owned = Database(url.set(drivername="postgresql").render_as_string(hide_password=False))
    writer = Writer(owned)
    writer.start()
    try:
        assert purging.purge(owned, writer, LATER, "cli", LATER).people
        assert telling(database) == set()
    finally:
        writer.close()
        owned.close()


@ON_SQLITE
def test_samples_that_sqlite_was_told_to_keep_go_too(
    database: Database, writer: Writer, life: Life, tmp_path: Path
) -> None:
    analyse(database)
    with database.read_engine.connect() as connection:
        samples = connection.execute(text("SELECT sample FROM sqlite_stat4")).scalars().all()
    assert any(CANARY.encode() in bytes(one).lower() for one in samples)
    purge(database, writer, life)
    for name, content in files(tmp_path):
        assert CANARY.encode() not in content.lower(), name
