"""Many taps into the ledger in one transaction, with as few statements as it takes: one look at
the rounds' heads, one at the attempts, one insert of all entries, one move of each head.

Plain driver cursors: this is what a contest does most, and a statement through SQLAlchemy costs
five times as much.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from quiz.rules.entries import Entry, Kind, answer_digest, digest
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.tapping import Facts, Fate, Past, Saved, Tap, fate
from quiz.store.ledger import read_choice, say_choice

_HEAD = "SELECT head_number, head_hash FROM round WHERE id = ?"
_ATTEMPTS = (
    "SELECT a.id, a.ended_at, a.submitted, a.deadline_at, a.holder, (SELECT MAX(e.seq) FROM entry e"
    " WHERE e.attempt_id = a.id AND e.seq IS NOT NULL) FROM attempt a WHERE a.id IN "
)
_KNOWN = "SELECT kind, at, question, choice FROM entry WHERE attempt_id = ? AND seq = ?"
_NEWEST = (
    "SELECT MAX(seq) FROM entry WHERE attempt_id = ? AND question = ? AND kind = 'answer'"
    " AND seq IS NOT NULL"
)
_INSERT = (
    "INSERT INTO entry (round_id, number, kind, at, attempt_id, seq, question, choice, hash)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_MOVE = "UPDATE round SET head_number = ?, head_hash = ? WHERE id = ?"


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
        self._cursor: Any = connection.connection.cursor()
        self._postgres = connection.dialect.name == "postgresql"
        self._heads: dict[int, tuple[int, str]] = {}
        self._facts: dict[int, Facts] = {}
        self._pending: list[tuple[Any, ...]] = []

    def lock(self, rounds: Iterable[int]) -> None:
        """Be alone in these rounds' ledgers until the transaction ends."""
        statement = _HEAD + (" FOR UPDATE" if self._postgres else "")
        for round_id in rounds:
            row = self._one(statement, (round_id,))
            if row is not None:
                self._heads[round_id] = (row[0], row[1])

    def look(self, attempts: Sequence[int]) -> None:
        """Read the attempts that the taps belong to."""
        marks = ", ".join("?" * len(attempts))
        self._execute(f"{_ATTEMPTS}({marks})", attempts)
        for (
            attempt_id,
            ended_at,
            submitted,
            deadline_at,
            holder,
            highest,
        ) in self._cursor.fetchall():
            self._facts[attempt_id] = Facts(
                ended_at, bool(submitted), deadline_at, highest or 0, holder
            )

    def write(self, tap: Tap) -> Saved | Refusal:
        """Decide one tap, and keep its entry for the insert."""
        facts = self._facts.get(tap.attempt_id)
        if facts is None:
            return Refusal(Reason.NOT_FOUND)
        past = None if tap.seq > facts.highest_seq else self._past(tap)
        what, told = fate(tap, facts, past)
        if what is not Fate.NOTHING:
            self._keep(tap, what.value)
            highest = max(tap.seq, facts.highest_seq)
            self._facts[tap.attempt_id] = replace(facts, highest_seq=highest)
        return told

    def finish(self) -> None:
        """Write every pending entry and move the heads."""
        self._flush()
        moves = [(number, hash_, round_id) for round_id, (number, hash_) in self._heads.items()]
        self._cursor.executemany(self._dialect(_MOVE), moves)
        self._cursor.close()

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
        known = self._one(_KNOWN, (tap.attempt_id, tap.seq)) or (None, 0, None, None)
        newest = self._one(_NEWEST, (tap.attempt_id, tap.question))
        return Past(
            kind=None if known[0] is None else Kind(known[0]),
            at=known[1],
            question=known[2],
            choice=read_choice(known[3]),
            newest_seq=(newest[0] if newest else 0) or 0,
        )

    def _flush(self) -> None:
        if self._pending:
            self._cursor.executemany(self._dialect(_INSERT), self._pending)
            self._pending.clear()

    def _one(self, statement: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
        self._execute(statement, values)
        row: tuple[Any, ...] | None = self._cursor.fetchone()
        return row

    def _execute(self, statement: str, values: Sequence[Any]) -> None:
        self._cursor.execute(self._dialect(statement), tuple(values))

    def _dialect(self, statement: str) -> str:
        return statement.replace("?", "%s") if self._postgres else statement
