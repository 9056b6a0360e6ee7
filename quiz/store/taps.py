# ruff: noqa: S608 - the statements are put together from the constants of this file only.
"""Many taps into the ledger in one transaction, with as few statements as it takes: one look at
the rounds' heads, one at the attempts, one insert of all entries, one move of each head.

Plain driver cursors: this is what a contest does most, and a statement through SQLAlchemy costs
five times as much.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from quiz.rules.entries import Entry, Kind, answer_digest, digest
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.tapping import Facts, Fate, Past, Saved, Tap, fate
from quiz.store.ledger import read_choice, say_choice
from quiz.store.plain import Row, execute, fetch_one, plain

_HEADS = "SELECT id, head_number, head_hash, published_at IS NOT NULL FROM round WHERE id"
_ATTEMPTS = (
    "SELECT a.id, a.ended_at, a.submitted, a.deadline_at, a.voided, a.holder,"
    " (SELECT MAX(e.seq) FROM entry e WHERE e.attempt_id = a.id AND e.seq IS NOT NULL)"
    " FROM attempt a WHERE a.id"
)
_COLUMNS = "round_id, number, kind, at, attempt_id, seq, question, choice, hash"


@dataclass(frozen=True, slots=True)
class _Statements:
    """Each takes many rows as one value of JSON, so that it is prepared once whatever the group's
    size, and the interpreter's lock is given away once and not once a row."""

    heads: str
    attempts: str
    insert: str
    move: str


_SQLITE = _Statements(
    heads=f"{_HEADS} IN (SELECT value FROM json_each(?))",
    attempts=f"{_ATTEMPTS} IN (SELECT value FROM json_each(?))",
    insert=f"INSERT INTO entry ({_COLUMNS}) SELECT value->>0, value->>1, value->>2, value->>3,"
    " value->>4, value->>5, value->>6, value->>7, value->>8 FROM json_each(?)",
    move="UPDATE round SET head_number = v.value->>0, head_hash = v.value->>1"
    " FROM json_each(?) v WHERE round.id = v.value->>2",
)
_POSTGRES = _Statements(
    heads=f"{_HEADS} IN (SELECT value::text::int FROM json_array_elements(?::json))"
    " ORDER BY id FOR UPDATE",
    attempts=f"{_ATTEMPTS} IN (SELECT value::text::int FROM json_array_elements(?::json))",
    insert=f"INSERT INTO entry ({_COLUMNS}) SELECT (value->>0)::int, (value->>1)::int, value->>2,"
    " (value->>3)::bigint, (value->>4)::int, (value->>5)::bigint, (value->>6)::int, value->>7,"
    " value->>8 FROM json_array_elements(?::json)",
    move="UPDATE round SET head_number = (v.value->>0)::int, head_hash = v.value->>1"
    " FROM json_array_elements(?::json) v WHERE round.id = (v.value->>2)::int",
)
_KNOWN = "SELECT kind, at, question, choice FROM entry WHERE attempt_id = ? AND seq = ?"
_NEWEST = (
    "SELECT MAX(seq) FROM entry WHERE attempt_id = ? AND question = ? AND kind = 'answer'"
    " AND seq IS NOT NULL"
)


def write_taps(connection: Connection, taps: Sequence[Tap]) -> list[Saved | Refusal]:
    """Append what is to be appended; what each tap is to be told, in the order of `taps`.

    Only inside the writer's transaction. Taps of unknown attempts are refused like missing ones.
    """
    run = _Run(connection)
    run.lock(sorted({tap.round_id for tap in taps}))
    run.look(sorted({tap.attempt_id for tap in taps}))
    told = [run.write(tap) for tap in taps]
    run.finish()
    return told


class _Run:
    """The state of one call: heads and attempts as the pending entries leave them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = plain(connection)
        self._statements = _POSTGRES if self._connection.postgres else _SQLITE
        self._heads: dict[int, tuple[int, str]] = {}
        self._published: set[int] = set()
        """Their ledgers are closed: what comes now is told the same and not kept."""
        self._facts: dict[int, Facts] = {}
        self._pending: list[tuple[Any, ...]] = []

    def lock(self, rounds: Sequence[int]) -> None:
        """Be alone in these rounds' ledgers until the transaction ends."""
        for round_id, number, hash_, published in self._many(self._statements.heads, rounds):
            self._heads[round_id] = (number, hash_)
            if published:
                self._published.add(round_id)

    def look(self, attempts: Sequence[int]) -> None:
        """Read the attempts that the taps belong to."""
        for row in self._many(self._statements.attempts, attempts):
            attempt_id, ended_at, submitted, deadline_at, voided, holder, highest = row
            self._facts[attempt_id] = Facts(
                ended_at, bool(submitted), deadline_at, highest or 0, bool(voided), holder
            )

    def write(self, tap: Tap) -> Saved | Refusal:
        """Decide one tap, and keep its entry for the insert."""
        facts = self._facts.get(tap.attempt_id)
        if facts is None:
            return Refusal(RequestReason.NOT_FOUND)
        past = None if tap.seq > facts.highest_seq else self._past(tap)
        what, told = fate(tap, facts, past)
        if what is not Fate.NOTHING and tap.round_id not in self._published:
            self._keep(tap, what.value)
            highest = max(tap.seq, facts.highest_seq)
            self._facts[tap.attempt_id] = replace(facts, highest_seq=highest)
        return told

    def finish(self) -> None:
        """Write every pending entry and move the heads."""
        self._flush()
        moves = [(number, hash_, round_id) for round_id, (number, hash_) in self._heads.items()]
        self._many(self._statements.move, moves)

    def _keep(self, tap: Tap, kind: Kind) -> None:
        number, previous = self._heads[tap.round_id]
        number += 1
        if kind is Kind.ANSWER:
            hash_ = answer_digest(
                number, previous, tap.arrived, tap.attempt_id, tap.seq, tap.question, tap.choice
            )
        else:
            entry = Entry(kind, tap.arrived, tap.attempt_id, tap.seq, tap.question, tap.choice)
            hash_ = digest(number, previous, entry)
        self._heads[tap.round_id] = (number, hash_)
        self._pending.append(
            (
                tap.round_id,
                number,
                kind.value,
                tap.arrived,
                tap.attempt_id,
                tap.seq,
                tap.question,
                say_choice(tap.choice),
                hash_,
            )
        )

    def _past(self, tap: Tap) -> Past:
        """What stands at an old seq: rare, so it may flush and ask."""
        self._flush()
        known = fetch_one(self._connection, _KNOWN, (tap.attempt_id, tap.seq))
        newest = fetch_one(self._connection, _NEWEST, (tap.attempt_id, tap.question))
        kind, at, question, choice = known or (None, 0, None, None)
        return Past(
            kind=None if kind is None else Kind(kind),
            at=at,
            question=question,
            choice=read_choice(choice),
            newest_seq=(newest[0] if newest else 0) or 0,
        )

    def _flush(self) -> None:
        if self._pending:
            self._many(self._statements.insert, self._pending)
            self._pending.clear()

    def _many(self, statement: str, values: Sequence[Any]) -> list[Row]:
        """The rows of a statement that takes all values as one."""
        cursor = execute(self._connection, statement, (json.dumps(values),))
        return cursor.fetchall() if cursor.description else []
