"""A ledger that is read once gives the sheets and the first broken link that it gives read twice,
and that its entries give one after the other.
"""

import random
from functools import partial

import pytest
from sqlalchemy import Connection, text

from quiz.rules.entries import GENESIS, Entry, Kind, digest
from quiz.rules.paper import Sheet, fold
from quiz.store import ledger, plain
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import OPENS, World

LENGTH = 60
DAMAGES = (
    "",
    "UPDATE entry SET choice = '3' WHERE number = :at AND round_id = :id",
    "UPDATE entry SET at = at + 1 WHERE number = :at AND round_id = :id",
    "UPDATE entry SET kind = 'late' WHERE number = :at AND round_id = :id",
    'UPDATE entry SET body = \'{"lý do":"mất điện"}\' WHERE number = :at AND round_id = :id',
    "UPDATE entry SET hash = 'ab' WHERE number = :at AND round_id = :id",
    "UPDATE entry SET attempt_id = NULL WHERE number = :at AND round_id = :id",
    "DELETE FROM entry WHERE number = :at AND round_id = :id",
    "DELETE FROM entry WHERE number >= :at AND round_id = :id",
    "UPDATE round SET head_number = head_number + 1 WHERE id = :id",
    "UPDATE round SET head_hash = 'ab' WHERE id = :id",
    "UPDATE round SET head_number = :at, head_hash ="
    " (SELECT hash FROM entry WHERE number = :at AND round_id = :id) WHERE id = :id",
)


def entry(chance: random.Random, at: int) -> Entry:
    """Something that happened in one of three attempts, most often an answer."""
    attempt, seq = chance.randint(1, 3), at
    if chance.random() < 0.8:
        choice = tuple(sorted(chance.sample(range(4), chance.randint(0, 2))))
        return Entry(Kind.ANSWER, OPENS + at, attempt, seq, chance.randint(1, 6), choice)
    kind = chance.choice(
        [Kind.START, Kind.SUBMIT, Kind.EXPIRE, Kind.EXTEND, Kind.VOID, Kind.UNVOID]
    )
    body = (("paper", f"{at}"), ("lý do", "mất điện")) if kind is Kind.START else ()
    return Entry(kind, OPENS + at, attempt, body=body)


def slowly(connection: Connection, round_id: int) -> tuple[dict[int, Sheet], int | None]:
    """An object for each entry, each hashed by its line."""
    statement = text("SELECT head_number, head_hash FROM round WHERE id = :id")
    until, hash_of_head = connection.execute(statement, {"id": round_id}).one()
    found: dict[int, list[Entry]] = {}
    broken, last, previous = None, 0, GENESIS
    for number, hash_, one in ledger.entries_of_round(connection, round_id):
        if one.attempt is not None:
            found.setdefault(one.attempt, []).append(one)
        if broken is None and last < until:
            last += 1
            if number != last or hash_ != digest(number, previous, one):
                broken = number
            previous = hash_
    if broken is None and (last, previous) != (until, hash_of_head):
        broken = last + 1
    return {attempt: fold(each) for attempt, each in found.items()}, broken


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_read_once_is_what_is_read_twice_and_entry_by_entry(
    database: Database,
    writer: Writer,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    damage: str,
) -> None:
    chance = random.Random(damage)
    entries = [entry(chance, at) for at in range(1, LENGTH)]
    writer.run_now(partial(ledger.append_all, round_id=world.vi_thanh, entries=entries))
    if damage:
        values = {"id": world.vi_thanh, "at": chance.randint(2, LENGTH)}
        with database.write_engine.begin() as connection:
            given = {name: values[name] for name in ("id", "at") if f":{name}" in damage}
            connection.execute(text(damage), given)

    def read(connection: Connection) -> list[tuple[dict[int, Sheet], int | None]]:
        twice = (
            ledger.sheets_of_round(connection, world.vi_thanh),
            ledger.broken_link(connection, world.vi_thanh),
        )
        once = ledger.checked_sheets(connection, world.vi_thanh)
        return [once, twice]

    slow = database.read_now(lambda one: slowly(one, world.vi_thanh))
    for portion in (1, 7, 1_000):
        monkeypatch.setattr(plain, "PORTION", portion)
        assert database.read_now(read) == [slow, slow]
