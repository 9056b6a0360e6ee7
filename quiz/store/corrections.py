"""The corrections of a round, folded from its ledger, and the rounds that share its questions."""

from dataclasses import dataclass

from quiz.rules.correcting import Corrections, fold_corrections
from quiz.rules.window import Window
from quiz.store import ledger
from quiz.store.plain import Reader, fetch_all

_SHARING = (
    "SELECT s.id, s.opens_at, s.closes_at, s.published_at FROM round r"
    " JOIN round s ON s.contest_id = r.contest_id WHERE r.id = ? ORDER BY s.id"
)


@dataclass(frozen=True, slots=True)
class Sharing:
    """A round of the same contest over the same bank."""

    id: int
    window: Window


def corrections_of(connection: Reader, round_id: int) -> Corrections:
    """What was decided about the round's questions."""
    return fold_corrections(ledger.entries_about_round(connection, round_id, "correct"))


def sharing(connection: Reader, round_id: int) -> tuple[Sharing, ...]:
    """The rounds whose papers come from the same bank in the same contest, this one among them,
    ascending: what is known of a question in one of them is known in all."""
    return tuple(
        Sharing(id_, Window(opens_at, closes_at, True, published_at is not None))
        for id_, opens_at, closes_at, published_at in fetch_all(connection, _SHARING, (round_id,))
    )


def keys_open_at(rounds: tuple[Sharing, ...]) -> int:
    """When the keys may be seen by those who sat (UTC milliseconds): once the last of the rounds
    that share the bank has closed."""
    return max(one.window.closes_at for one in rounds)
