"""The rounds of one name: what their prediction question asked for is one number, known when the
last of them has closed.
"""

from quiz.rules.reasons import AttemptReason
from quiz.rules.refusal import Refusal
from quiz.store import ledger
from quiz.store.plain import Reader, Row, execute, fetch_all
from quiz.store.rows import SatRound

_TOGETHER = (
    "SELECT o.id, o.published_at FROM round r JOIN round o"
    " ON o.contest_id = r.contest_id AND o.label = r.label AND o.audience = r.audience"
    " AND o.kind = 'official' WHERE r.id = ? ORDER BY o.id"
)
_RANK_AGAIN = (
    "UPDATE attempt SET settled = FALSE WHERE round_id = ? AND ended_at IS NOT NULL AND NOT voided"
    " AND (SELECT r.outcome FROM round r WHERE r.id = attempt.round_id) IS NOT NULL"
)
_OPEN = "UPDATE round SET outcome = NULL WHERE id = ?"


def lock(connection: Reader, sat: SatRound) -> None:
    """Lock the round's ledger, and those of all rounds that wait for its end."""
    for one, _ in _together(connection, sat):
        ledger.lock(connection, one)


def refuse_published(connection: Reader, sat: SatRound) -> None:
    """Refuse where one of them was ranked officially by the number that stands."""
    if any(published_at is not None for _, published_at in _together(connection, sat)):
        raise Refusal(AttemptReason.OUTCOME_PUBLISHED)


def open_again(connection: Reader, sat: SatRound) -> None:
    """The number is not known any more: everybody is ranked without it until it is. Only with the
    ledgers locked and none of the rounds published.
    """
    for one, _ in _together(connection, sat):
        if sat.rules.prediction is not None:
            execute(connection, _RANK_AGAIN, (one,))
        execute(connection, _OPEN, (one,))


def _together(connection: Reader, sat: SatRound) -> list[Row]:
    """(id, when it was published) of each, ascending; it alone where nothing is predicted."""
    if sat.rules.prediction is None or sat.practice:
        return [(sat.id, None)]
    return fetch_all(connection, _TOGETHER, (sat.id,))
