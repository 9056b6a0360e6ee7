"""When all rounds of a name have closed: what the prediction question asked for is known, and every
result is ranked again by what could still change before (the prediction, an earlier round, a year
of birth).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, text

from quiz.rules.criteria import TieBreak
from quiz.rules.entries import Entry, Kind
from quiz.rules.prediction import all_correct, outcome
from quiz.rules.round import Rules
from quiz.store import ledger, library
from quiz.store.database import Database
from quiz.store.plain import execute, fetch_all, fetch_one
from quiz.store.voided import voided_in
from quiz.store.writer import Writer

LATE = frozenset({TieBreak.PREDICTION, TieBreak.EARLIER_ROUND, TieBreak.OLDEST, TieBreak.YOUNGEST})
"""Criteria that somebody else, another round or the roster decides."""

_CLOSED = text(
    "SELECT r.id, r.contest_id, r.label, r.audience, r.blueprint, r.outcome, c.rules FROM round r"
    " JOIN contest c ON c.id = r.contest_id WHERE r.kind = 'official' AND r.closes_at <= :now"
    " AND r.published_at IS NULL AND c.opened_at IS NOT NULL AND NOT c.rehearsal"
    " AND EXISTS (SELECT 1 FROM round o"
    " WHERE o.contest_id = r.contest_id AND o.label = r.label AND o.audience = r.audience"
    " AND o.kind = 'official' AND o.outcome IS NULL AND o.published_at IS NULL)"
    " ORDER BY r.contest_id, r.label, r.audience, r.id"
)
_OPEN = text(
    "SELECT COUNT(*) FROM round r WHERE r.contest_id = :contest_id AND r.label = :label"
    " AND r.audience = :audience AND r.kind = 'official' AND (r.closes_at > :now OR EXISTS"
    " (SELECT 1 FROM attempt a WHERE a.round_id = r.id AND (a.ended_at IS NULL OR NOT a.settled)))"
)
_FIGURES = text(
    "SELECT COUNT(*) AS attempts, COUNT(DISTINCT a.person_id) AS participants FROM attempt a"
    " WHERE NOT a.voided AND a.round_id IN (SELECT r.id FROM round r"
    " WHERE r.contest_id = :contest_id AND r.label = :label AND r.audience = :audience"
    " AND r.kind = 'official')"
)
_ROUNDS = (
    "SELECT id FROM round WHERE contest_id = ? AND label = ? AND audience = ? AND kind = 'official'"
)
_RESULTS = "SELECT attempt_id, correct_count FROM result WHERE round_id = ? AND correct_count >= ?"
_SET = "UPDATE round SET outcome = ? WHERE id = ?"
_STANDS = "SELECT outcome FROM round WHERE id = ?"
_RANK_AGAIN = (
    "UPDATE attempt SET settled = FALSE WHERE round_id = ? AND ended_at IS NOT NULL AND NOT voided"
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is to be written into a round."""

    round_id: int
    value: int


async def fix(database: Database, writer: Writer, now: int) -> int:
    """Write what is known now into the rounds that need it, and have their results ranked again.
    Safe to repeat. Returns how many rounds there were.
    """
    due = await database.read(lambda connection: _due(connection, now))
    await writer.run_each([(_write(one, now), one.round_id) for one in due])
    return len(due)


def _due(connection: Connection, now: int) -> list[_Known]:
    found = []
    values: dict[tuple[int, str, str], int | None] = {}
    for row in connection.execute(_CLOSED, {"now": now}):
        rules = library.round_rules(row.rules, row.blueprint)
        if LATE.isdisjoint(criterion.kind for criterion in rules.tie_breaks):
            continue
        group = (row.contest_id, row.label, row.audience)
        if group not in values:
            values[group] = _value(connection, rules, group, now)
        value = values[group]
        if value is not None and value != row.outcome:
            found.append(_Known(row.id, value))
    return found


def _value(
    connection: Connection, rules: Rules, group: tuple[int, str, str], now: int
) -> int | None:
    """The outcome, None while it is not known; 0 where nothing is predicted."""
    named = dict(zip(("contest_id", "label", "audience"), group, strict=True))
    if connection.execute(_OPEN, named | {"now": now}).scalar_one():
        return None
    if rules.prediction is None:
        return 0
    figures = connection.execute(_FIGURES, named).one()
    return outcome(
        rules.prediction,
        all_correct=sum(
            _all_correct(connection, one, rules.question_count)
            for (one,) in fetch_all(connection, _ROUNDS, group)
        ),
        participants=figures.participants,
        attempts=figures.attempts,
    )


def _all_correct(connection: Connection, round_id: int, questions: int) -> int:
    voided = voided_in(connection, round_id)
    least = questions - max(voided.values(), default=0)
    return sum(
        all_correct(correct_count, questions, voided.get(attempt, 0))
        for attempt, correct_count in fetch_all(connection, _RESULTS, (round_id, least))
    )


def _write(one: _Known, now: int) -> Callable[[Connection], None]:
    def act(connection: Connection) -> None:
        ledger.lock(connection, one.round_id)
        stands = fetch_one(connection, _STANDS, (one.round_id,))
        if stands is None or stands[0] == one.value:
            return
        execute(connection, _SET, (one.value, one.round_id))
        execute(connection, _RANK_AGAIN, (one.round_id,))
        facts = (("value", one.value),)
        ledger.append(connection, one.round_id, Entry(Kind.OUTCOME, now, body=facts))

    return act
