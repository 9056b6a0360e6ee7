"""Which of a person's devices sits an attempt: another one takes over by choice."""

from sqlalchemy import Connection, text

from quiz.rules.entries import Entry, Kind
from quiz.store import ledger, rows
from quiz.store.database import Database
from quiz.store.writer import Writer

SEQ_GAP = 1_000
"""How far the sequence jumps when another device takes over. What the device before it has not yet
sent keeps its lower numbers: of a question that was answered since, it is stale; of every other
question, it counts."""

_HIGHEST = text("SELECT MAX(seq) FROM entry WHERE attempt_id = :attempt_id AND seq IS NOT NULL")
_TAKE = text("UPDATE attempt SET holder = :holder WHERE id = :attempt_id")


async def take_over(
    database: Database, writer: Writer, attempt_id: int, person_id: int, holder: str, now: int
) -> None:
    """From now on the session `holder` sits the person's attempt. Nothing happens when it does
    already, or when the attempt has ended. Refuses another's attempt as a missing one.
    """
    attempt = await database.read(
        lambda connection: rows.own_attempt(connection, attempt_id, person_id)
    )

    def act(connection: Connection) -> None:
        ledger.lock(connection, attempt.round_id)
        fresh = rows.read_attempt(connection, attempt_id)
        if fresh.ended_at is not None or fresh.holder == holder:
            return
        highest = connection.execute(_HIGHEST, {"attempt_id": attempt_id}).scalar_one() or 0
        connection.execute(_TAKE, {"attempt_id": attempt_id, "holder": holder})
        entry = Entry(Kind.TAKE_OVER, now, attempt_id, highest + SEQ_GAP)
        ledger.append(connection, attempt.round_id, entry)

    await writer.run(act, attempt.round_id)
