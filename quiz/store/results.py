"""Put what was counted among the results, and take results away."""

from collections.abc import Sequence

from quiz.store.counting import Counted
from quiz.store.plain import Reader, Row, execute, execute_many
from quiz.store.rows import SatRound

_PUT = (
    "INSERT INTO result (round_id, contest_id, person_id, attempt_id, rank_key, correct_count,"
    " hard_count, answered, duration_ms, ended_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (round_id, person_id) DO UPDATE SET attempt_id = excluded.attempt_id,"
    " rank_key = excluded.rank_key, correct_count = excluded.correct_count,"
    " hard_count = excluded.hard_count, answered = excluded.answered,"
    " duration_ms = excluded.duration_ms, ended_at = excluded.ended_at"
)
_GONE = "DELETE FROM result WHERE round_id = ? AND person_id = ?"


def row_of(sat: SatRound, counted: Counted) -> Row:
    """A result as `put_all` takes it."""
    return sat.id, sat.contest_id, *counted.row


def put(connection: Reader, sat: SatRound, counted: Counted) -> None:
    """The person's result in the round, in the place of the one that there was."""
    execute(connection, _PUT, row_of(sat, counted))


def put_all(connection: Reader, rows: Sequence[Row]) -> None:
    """The same for many that were made before."""
    execute_many(connection, _PUT, rows)


def remove_all(connection: Reader, gone: Sequence[Row]) -> None:
    """Take results away: (round, person) of each."""
    execute_many(connection, _GONE, gone)
