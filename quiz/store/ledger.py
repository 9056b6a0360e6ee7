"""Append -> receipt, inside the writer's transaction: order and hash are settled here, for every
entry but the taps, which store/taps.py appends many at a time.
"""

import hashlib
import json
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import Connection, text

from quiz.rules.entries import GENESIS, Entry, Kind, digest
from quiz.rules.paper import Folding, Sheet
from quiz.store.plain import Reader, Row, execute, fetch_all, fetch_one, plain, portions

_ANSWER = Kind.ANSWER.value


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where an entry stands in its round's chain."""

    number: int
    hash: str
    at: int


_HEAD = "SELECT head_number, head_hash FROM round WHERE id = ?"
_INSERT = (
    "INSERT INTO entry (round_id, number, kind, at, attempt_id, seq, question, choice, body, hash)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_MOVE_HEAD = "UPDATE round SET head_number = ?, head_hash = ? WHERE id = ?"
_ENDING = (
    "SELECT number, hash, at FROM entry WHERE attempt_id = ? AND kind IN ('submit', 'expire')"
    " ORDER BY number DESC LIMIT 1"
)
_OF_ATTEMPT = (
    "SELECT kind, at, attempt_id, seq, question, choice, body FROM entry"
    " WHERE attempt_id = ? ORDER BY number"
)
_CHAIN = (
    "SELECT number, hash, kind, at, attempt_id, seq, question, choice, body FROM entry"
    " WHERE round_id = ? ORDER BY number"
)
_ABOUT_ROUND = (
    "SELECT kind, at, attempt_id, seq, question, choice, body FROM entry"
    " WHERE round_id = ? AND attempt_id IS NULL"
)
_DECIDED = (
    "SELECT number, kind, at, attempt_id, seq, question, choice, body FROM entry"
    " WHERE round_id = ? AND attempt_id IS NULL AND kind = 'correct'"
)
_VOIDED = (
    "SELECT number, kind, at, attempt_id, seq, question, choice, body FROM entry"
    " WHERE attempt_id = ? AND kind IN ('void', 'unvoid')"
)
_OF_ATTEMPTS = (
    "SELECT kind, at, attempt_id, seq, question, choice, body FROM entry"
    " WHERE round_id = ? AND attempt_id IS NOT NULL ORDER BY number"
)
_LAST_COUNTING = (
    "SELECT number FROM entry WHERE round_id = ? AND kind NOT IN ('late', 'stale', 'clock')"
    " ORDER BY number DESC LIMIT 1"
)
"""What somebody sends after the end is kept and changes nothing: it must not keep a board from
being published for as long as it is sent."""
_OF_ROUND = text(
    "SELECT number, kind, at, attempt_id, seq, question, choice, body, hash FROM entry"
    " WHERE round_id = :round_id ORDER BY number"
)


def lock(connection: Reader, round_id: int) -> int:
    """Be alone in the round's ledger until the transaction ends, and tell how many entries it has.
    What is read after this, nobody changes before we write: another process that ends the same
    attempt waits. SQLite's writing transactions are alone anyway.
    """
    return _head(connection, round_id)[0]


def _head(connection: Reader, round_id: int) -> tuple[int, str]:
    """The number and hash of the round's last entry, locked."""
    statement = f"{_HEAD} FOR UPDATE" if plain(connection).postgres else _HEAD
    row = fetch_one(connection, statement, (round_id,))
    if row is None:
        raise LookupError(f"round {round_id} is not there")
    return row[0], row[1]


def append(connection: Reader, round_id: int, entry: Entry) -> Receipt:
    """Put `entry` at the end of the round's chain. Only inside a writing transaction; on PostgreSQL
    the round's row is locked until it ends, so a chain has no gap and no fork.
    """
    return append_all(connection, round_id, (entry,))[-1]


def append_all(connection: Reader, round_id: int, entries: Sequence[Entry]) -> tuple[Receipt, ...]:
    """The same for many entries at once, in their order."""
    last, hash_ = _head(connection, round_id)
    receipts: list[Receipt] = []
    for number, entry in enumerate(entries, last + 1):
        hash_ = digest(number, hash_, entry)
        choice = None if entry.choice is None else say_choice(entry.choice)
        body = json.dumps(dict(entry.body), ensure_ascii=False) if entry.body else None
        row = (
            *(round_id, number, entry.kind.value, entry.at, entry.attempt, entry.seq),
            *(entry.question, choice, body, hash_),
        )
        execute(connection, _INSERT, row)
        receipts.append(Receipt(number, hash_, entry.at))
    if receipts:
        execute(connection, _MOVE_HEAD, (receipts[-1].number, hash_, round_id))
    return tuple(receipts)


def ending(connection: Reader, attempt_id: int) -> Receipt | None:
    """The entry that ended the attempt last; it may have been given more time since."""
    row = fetch_one(connection, _ENDING, (attempt_id,))
    return None if row is None else Receipt(*row)


def entries_of_attempt(connection: Reader, attempt_id: int) -> list[Entry]:
    """The attempt's entries in the ledger's order."""
    return [_entry(*row) for row in fetch_all(connection, _OF_ATTEMPT, (attempt_id,))]


def entries_about_round(connection: Reader, round_id: int, kind: str = "") -> list[Entry]:
    """The entries that are about the round and no attempt in it, all or of one kind, in order."""
    if kind:
        found = fetch_all(connection, f"{_ABOUT_ROUND} AND kind = ? ORDER BY number",
                          (round_id, kind))  # fmt: skip
    else:
        found = fetch_all(connection, f"{_ABOUT_ROUND} ORDER BY number", (round_id,))
    return [_entry(*row) for row in found]


def decided(connection: Reader, round_id: int, attempt_ids: Iterable[int]) -> list[Entry]:
    """What was decided about the round's questions and about these attempts, in order."""
    found = fetch_all(connection, _DECIDED, (round_id,))
    for one in attempt_ids:
        found += fetch_all(connection, _VOIDED, (one,))
    return [_entry(*row[1:]) for row in sorted(found, key=lambda row: int(row[0]))]


def sheets_of_round(connection: Reader, round_id: int) -> dict[int, Sheet]:
    """Attempt -> what its entries leave, read at once and without an object for each entry."""
    folder = _Folder()
    with closing(portions(connection, _OF_ATTEMPTS, (round_id,))) as entries:
        for some in entries:
            folder.take(some)
    return folder.sheets()


def checked_sheets(connection: Reader, round_id: int) -> tuple[dict[int, Sheet], int | None]:
    """(`sheets_of_round`, `broken_link`): the ledger is read once for both."""
    folder, chain = _Folder(), _Chain(*fetch_all(connection, _HEAD, (round_id,))[0])
    with closing(portions(connection, _CHAIN, (round_id,))) as entries:
        for some in entries:
            chain.check(some)
            folder.take([row[2:] for row in some if row[4] is not None])
    return folder.sheets(), chain.broken()


class _Folder:
    """Folds the entries of all attempts of a round, rows of _OF_ATTEMPTS, in order."""

    def __init__(self) -> None:
        self._found: dict[int, Folding] = {}
        self._choices: dict[str | None, tuple[int, ...] | None] = {}

    def take(self, entries: Iterable[Row]) -> None:
        """The next ones."""
        found, choices = self._found, self._choices
        for kind, at, attempt, seq, question, choice, body in entries:
            folding = found.get(attempt)
            if folding is None:
                folding = found[attempt] = Folding()
            try:
                chosen = choices[choice]
            except KeyError:
                chosen = choices[choice] = read_choice(choice)
            facts = tuple(json.loads(body).items()) if body else ()
            folding.take(kind, at, seq, question, chosen, facts)

    def sheets(self) -> dict[int, Sheet]:
        """Attempt -> what the entries leave."""
        return {attempt: folding.sheet() for attempt, folding in self._found.items()}


def counting_head(connection: Reader, round_id: int) -> int:
    """The number of the last entry that can change what counts."""
    row = fetch_one(connection, _LAST_COUNTING, (round_id,))
    return 0 if row is None else int(row[0])


def entries_of_round(
    connection: Connection, round_id: int
) -> Generator[tuple[int, str, Entry], None, None]:
    """(number, hash, entry) of the whole chain, in order."""
    with connection.execution_options(yield_per=2_000).execute(
        _OF_ROUND, {"round_id": round_id}
    ) as rows:
        for row in rows:
            yield row[0], row[8], _entry(*row[1:8])


def broken_link(connection: Reader, round_id: int) -> int | None:
    """The number of the first entry that does not follow from what stands before it, or that is
    missing at the end; None when the chain holds up to the round's head.
    """
    chain = _Chain(*fetch_all(connection, _HEAD, (round_id,))[0])
    with closing(portions(connection, _CHAIN, (round_id,))) as entries:
        for some in entries:
            if not chain.check(some):
                break
    return chain.broken()


class _Chain:
    """Checks a ledger, rows of _CHAIN in order, up to its round's head or the first broken link."""

    def __init__(self, head_number: int, head_hash: str) -> None:
        self._head = (head_number, head_hash)
        self._last = (0, GENESIS)
        self._broken: int | None = None

    def check(self, entries: Iterable[Row]) -> bool:
        """The next ones. False where none behind them has to be looked at."""
        last, previous = self._last
        until = self._head[0] if self._broken is None else 0
        sha256 = hashlib.sha256
        for number, hash_, kind, at, attempt, seq, question, choice, body in entries:
            if last >= until:
                break
            if kind == _ANSWER and attempt and seq and question and choice and not body:
                written = (
                    f'{{"a":{attempt},"at":{at},"k":"answer","n":{number},"o":[{choice}],'
                    f'"prev":"{previous}","q":{question},"seq":{seq}}}'
                )
                digested = sha256(written.encode()).hexdigest()
            else:
                entry = _entry(kind, at, attempt, seq, question, choice, body)
                digested = digest(number, previous, entry)
            last += 1
            if number != last or hash_ != digested:
                self._broken, until = int(number), 0
            previous = hash_
        self._last = (last, previous)
        return last < until

    def broken(self) -> int | None:
        """What `broken_link` tells, once all were checked."""
        if self._broken is not None:
            return self._broken
        return None if self._last == self._head else self._last[0] + 1


def _entry(
    kind: str,
    at: int,
    attempt: int | None,
    seq: int | None,
    question: int | None,
    choice: str | None,
    body: str | None,
) -> Entry:
    facts = tuple(json.loads(body).items()) if body else ()
    return Entry(Kind(kind), at, attempt, seq, question, read_choice(choice), facts)


def say_choice(choice: tuple[int, ...]) -> str:
    """A choice as it stands in a row: `0,2`."""
    return ",".join(map(str, choice))


def read_choice(value: str | None) -> tuple[int, ...] | None:
    """The inverse of `say_choice`; None where the row has none."""
    if value is None:
        return None
    return tuple(int(part) for part in value.split(",")) if value else ()
