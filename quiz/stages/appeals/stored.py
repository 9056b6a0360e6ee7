"""A round's results as they are stored, in the order of the board."""

from quiz.rules.scoring import Score
from quiz.store.counting import Counted
from quiz.store.plain import Reader, Row, fetch_all

_RESULTS = (
    "SELECT person_id, attempt_id, rank_key, correct_count, hard_count, answered, duration_ms,"
    " ended_at FROM result WHERE round_id = ? ORDER BY rank_key, person_id"
)


def stored_results(connection: Reader, round_id: int) -> list[Row]:
    """The stored results in the order of the board, each as `Counted.row` gives it."""
    return fetch_all(connection, _RESULTS, (round_id,))


def stored_counted(connection: Reader, round_id: int) -> tuple[Counted, ...]:
    """The same as results."""
    return tuple(
        Counted(person_id, attempt_id, key, Score(*score), same_paper=True)
        for person_id, attempt_id, key, *score in stored_results(connection, round_id)
    )
