"""The chain: numbered without gaps, each entry bound to the one before, any change seen."""

import hashlib
import json
from functools import partial

import pytest
from sqlalchemy import text

from quiz.rules.entries import GENESIS, Entry, Kind, digest, line
from quiz.store import ledger
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import OPENS, World

ANSWERS = [Entry(Kind.ANSWER, OPENS + seq, 1, seq, seq % 3 + 1, (seq % 4,)) for seq in range(1, 40)]


@pytest.fixture
def written(database: Database, writer: Writer, world: World) -> int:
    """The round of Vị Thanh with an opening and 39 answers."""
    for entry in ANSWERS:
        writer.run_now(partial(ledger.append, round_id=world.vi_thanh, entry=entry))
    return world.vi_thanh


def test_a_line_is_canonical_json_that_anybody_can_hash_again() -> None:
    entry = Entry(Kind.ANSWER, 5, 7, 1, 2, (0, 3), (("lý do", "mất điện"),))
    written = (
        '{"a":7,"at":5,"b":{"lý do":"mất điện"},"k":"answer","n":9,"o":[0,3],"prev":"ab",'
        '"q":2,"seq":1}'
    )
    assert line(9, "ab", entry) == written
    assert digest(9, "ab", entry) == hashlib.sha256(written.encode()).hexdigest()
    assert json.loads(written)["n"] == 9


def test_entries_are_numbered_without_gaps_and_the_chain_holds(
    database: Database, written: int
) -> None:
    rows = database.read_now(lambda connection: list(ledger.entries_of_round(connection, written)))
    assert [number for number, _, _ in rows] == list(range(1, 41))
    assert [entry for _, _, entry in rows[1:]] == ANSWERS
    assert rows[0][1] == digest(1, GENESIS, rows[0][2])
    assert database.read_now(lambda connection: ledger.broken_link(connection, written)) is None


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE entry SET choice = '3' WHERE number = 5 AND round_id = :id", 5),
        ("UPDATE entry SET at = at - 1 WHERE number = 17 AND round_id = :id", 17),
        ("UPDATE entry SET kind = 'late' WHERE number = 8 AND round_id = :id", 8),
        ("DELETE FROM entry WHERE number = 20 AND round_id = :id", 21),
        ("UPDATE entry SET seq = 900 WHERE number = 40 AND round_id = :id", 40),
    ],
)
def test_a_changed_or_removed_entry_is_found(
    database: Database, written: int, statement: str, broken: int
) -> None:
    with database.write_engine.begin() as connection:
        connection.execute(text(statement), {"id": written})
    assert database.read_now(lambda connection: ledger.broken_link(connection, written)) == broken


def test_an_end_that_was_cut_off_does_not_match_the_rounds_head(
    database: Database, written: int
) -> None:
    with database.write_engine.begin() as connection:
        connection.execute(
            text("DELETE FROM entry WHERE number > 30 AND round_id = :id"), {"id": written}
        )
    assert database.read_now(lambda connection: ledger.broken_link(connection, written)) == 31
