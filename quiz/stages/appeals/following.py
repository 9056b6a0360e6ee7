"""Which other rounds a decision moves: those that are ranked by an earlier one, and those over
which a prediction was made. They are scored again with it, never left behind.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from quiz.rules.criteria import TieBreak
from quiz.rules.deciding import Ruling
from quiz.rules.prediction import outcome
from quiz.store import rows
from quiz.store.decisions import Decided
from quiz.store.plain import Reader, fetch_all
from quiz.store.rows import SatRound

_ROUNDS = (
    "SELECT id, label, audience, closes_at, outcome FROM round WHERE contest_id = ?"
    " AND kind = 'official' ORDER BY closes_at, id"
)
_PEOPLE_OF_BOTH = (
    "SELECT 1 FROM result a JOIN result b ON b.person_id = a.person_id"
    " WHERE a.round_id = ? AND b.round_id = ? LIMIT 1"
)
_FIGURES = (
    "SELECT COUNT(*), COUNT(DISTINCT a.person_id) FROM attempt a JOIN round r ON r.id = a.round_id"
    " WHERE r.contest_id = ? AND r.label = ? AND r.audience = ? AND r.kind = 'official'"
    " AND (NOT a.voided OR a.id = ?) AND a.id <> ?"
)


class Side(Protocol):
    """A round of a preview, as far as an outcome needs it."""

    @property
    def round(self) -> SatRound:
        """The round."""

    @property
    def all_correct_after(self) -> int:
        """How many would have everything right that their paper still offers."""


def reached(connection: Reader, direct: Sequence[int], now: int) -> tuple[int, ...]:
    """The rounds of a decision that is about the `direct` ones, in the order in which they closed:
    these, the closed ones that rank somebody of them by an earlier round, and those of the same
    name where a prediction's outcome is known. Rounds that are still sat are ranked again when they
    close."""
    if not direct:
        return ()
    sat = rows.read_round(connection, direct[0])
    kinds = {criterion.kind for criterion in sat.rules.tie_breaks}
    found = fetch_all(connection, _ROUNDS, (sat.contest_id,))
    about = [one for one in found if one[0] in direct]
    names = {(label, audience) for _, label, audience, _, _ in about}

    def follows(round_id: int, closes_at: int) -> bool:
        return TieBreak.EARLIER_ROUND in kinds and any(
            closes < closes_at <= now and fetch_all(connection, _PEOPLE_OF_BOTH, (one, round_id))
            for one, _, _, closes, _ in about
        )

    return tuple(
        round_id
        for round_id, label, audience, closes_at, value in found
        if round_id in direct
        or (sat.rules.prediction is not None and value is not None and (label, audience) in names)
        or follows(round_id, closes_at)
    )


def outcomes(connection: Reader, decision: Decided, sides: Iterable[Side]) -> Mapping[int, int]:
    """Round -> what the prediction asked for, where the decision makes it another than what is
    known."""
    groups: dict[tuple[int, str, str], list[Side]] = {}
    for side in sides:
        if side.round.rules.prediction is not None:
            sat = side.round
            groups.setdefault((sat.contest_id, sat.label, sat.audience), []).append(side)
    changed: dict[int, int] = {}
    for group, members in groups.items():
        value = _outcome(connection, decision, group, members)
        for side in members:
            if value is not None and side.round.outcome not in {None, value}:
                changed[side.round.id] = value
    return changed


def _outcome(
    connection: Reader, decision: Decided, group: tuple[int, str, str], members: Sequence[Side]
) -> int | None:
    """None while a round of the name is not known: the worker finds it when all have closed."""
    contest_id, label, audience = group
    named = [
        one[4]
        for one in fetch_all(connection, _ROUNDS, (contest_id,))
        if (one[1], one[2]) == (label, audience)
    ]
    target = members[0].round.rules.prediction
    if target is None or len(named) != len(members) or None in named:
        return None
    attempt = decision.attempt_id or 0
    restored = attempt if decision.ruling is Ruling.UNVOID_ATTEMPT else 0
    voided = attempt if decision.ruling is Ruling.VOID_ATTEMPT else 0
    ((attempts, participants),) = fetch_all(connection, _FIGURES, (*group, restored, voided))
    return outcome(
        target,
        all_correct=sum(side.all_correct_after for side in members),
        participants=participants,
        attempts=attempts,
    )
