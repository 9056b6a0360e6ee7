"""The corrections of a round, folded from its ledger, and the rounds that share its questions."""

from dataclasses import dataclass

from quiz.rules.correcting import Corrections, fold_corrections
from quiz.rules.window import Window
from quiz.store import ledger
from quiz.store.plain import Reader, fetch_all, fetch_one

_SHARING = (
    "SELECT s.id, s.opens_at, s.closes_at, s.published_at FROM round r"
    " JOIN contest c ON c.id = r.contest_id JOIN round s ON s.contest_id = c.id"
    " AND s.kind = 'official' AND COALESCE(s.bank_version_id, c.bank_version_id)"
    " = COALESCE(r.bank_version_id, c.bank_version_id) WHERE r.id = ? ORDER BY s.id"
)
_LAST_CLOSES = (
    "SELECT MAX(s.closes_at), MAX(s.published_at) FROM round r"
    " JOIN contest c ON c.id = r.contest_id"
    " JOIN contest o ON o.opened_at IS NOT NULL AND NOT o.rehearsal"
    " JOIN round s ON s.contest_id = o.id AND s.kind = 'official'"
    " AND COALESCE(s.bank_version_id, o.bank_version_id)"
    " = COALESCE(r.bank_version_id, c.bank_version_id) WHERE r.id = ?"
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
    """The rounds that rank and whose papers come from the same bank in the same contest,
    ascending: what is known of a question in one of them is known in all."""
    return tuple(
        Sharing(id_, Window(opens_at, closes_at, True, published_at is not None))
        for id_, opens_at, closes_at, published_at in fetch_all(connection, _SHARING, (round_id,))
    )


def keys_open_at(connection: Reader, round_id: int) -> int:
    """When the keys may be seen by those who sat (UTC milliseconds): once the last round of any
    open contest that ranks people over the same bank has closed; 0 where there is none.
    """
    row = fetch_one(connection, _LAST_CLOSES, (round_id,))
    return 0 if row is None else row[0] or 0


def keys_seen(connection: Reader, round_id: int, now: int) -> bool:
    """Whether anybody could have looked at the keys of the round's bank by now."""
    row = fetch_one(connection, _LAST_CLOSES, (round_id,))
    return row is not None and row[1] is not None and row[0] <= now
