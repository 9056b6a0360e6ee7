"""A round's results as they are stored, in the order of the board."""

from sqlalchemy import Connection, text

from quiz.rules.scoring import Score
from quiz.store.counting import Counted

_RESULTS = text(
    "SELECT person_id, attempt_id, rank_key, correct_count, hard_count, answered, duration_ms,"
    " ended_at FROM result WHERE round_id = :round_id ORDER BY rank_key, person_id"
)


def stored_results(connection: Connection, round_id: int) -> list[dict[str, str | int]]:
    """The stored results in the order of the board."""
    found = connection.execute(_RESULTS, {"round_id": round_id})
    return [dict(row._mapping) for row in found]


def stored_counted(connection: Connection, round_id: int) -> tuple[Counted, ...]:
    """The same as results."""
    return tuple(
        Counted(
            row["person_id"],
            row["attempt_id"],
            row["rank_key"],
            Score(
                row["correct_count"],
                row["hard_count"],
                row["answered"],
                row["duration_ms"],
                row["ended_at"],
            ),
            same_paper=True,
        )
        for row in connection.execute(_RESULTS, {"round_id": round_id}).mappings()
    )
