"""Attempts that were faster than the rules' floor: for people to look at. Nothing follows from it
by itself but what ranking says: such an attempt ranks as one that took the floor.
"""

from dataclasses import dataclass

from quiz.rules.ranking import say_score
from quiz.rules.round import Rules
from quiz.store import library, rows
from quiz.store.plain import Reader, Row, fetch_all
from quiz.store.rows import SatRound

_COLUMNS = (
    "SELECT a.person_id, p.number, p.name, u.full_name, a.number, a.ended_at - a.started_at,"
    " a.ended_at, s.answered, s.correct_count, s.rank_key, c.name, d.full_name, r.label, c.rules,"
    " r.blueprint FROM attempt a JOIN round r ON r.id = a.round_id"
    " JOIN contest c ON c.id = r.contest_id AND NOT c.rehearsal"
    " JOIN unit d ON d.id = r.district_id JOIN person p ON p.id = a.person_id"
    " JOIN unit u ON u.id = p.unit_id LEFT JOIN result s ON s.attempt_id = a.id"
    " WHERE a.ended_at IS NOT NULL AND NOT a.voided AND r.kind = 'official'"
)
_IN_ROUND = f"{_COLUMNS} AND a.round_id = ? AND a.ended_at - a.started_at < ? ORDER BY 6, a.id"
_OF_PERSON = f"{_COLUMNS} AND a.person_id = ? ORDER BY a.ended_at, a.id"
_COUNT = (
    "SELECT COUNT(*) FROM attempt a WHERE a.round_id = ? AND a.ended_at IS NOT NULL"
    " AND NOT a.voided AND a.ended_at - a.started_at < ?"
)


@dataclass(frozen=True, slots=True)
class FastAttempt:
    """An attempt that took less than the floor. Times are milliseconds."""

    person_id: int
    number: str
    name: str
    unit: str
    attempt: int
    """Which of the person's attempts in the round."""
    duration_ms: int
    ended_at: int
    floor_ms: int
    question_count: int
    answered: int | None
    """None where the attempt does not count, because another of the person's does."""
    score_text: str
    contest: str
    round_text: str

    @property
    def counts(self) -> bool:
        """Whether it is the one that ranks the person."""
        return self.answered is not None


@dataclass(frozen=True, slots=True)
class FastAttempts:
    """Those of a round, the fastest first."""

    round: SatRound
    attempts: tuple[FastAttempt, ...]


def of_round(connection: Reader, round_id: int) -> FastAttempts:
    """The attempts of an official round below its floor; none in a practice round."""
    sat = rows.read_round(connection, round_id)
    rows.refuse_draft(sat)
    found = fetch_all(connection, _IN_ROUND, (round_id, sat.rules.floor_ms))
    return FastAttempts(sat, tuple(_attempt(row) for row in found))


def count_in_round(connection: Reader, round_id: int) -> int:
    """How many there are."""
    sat = rows.read_round(connection, round_id)
    if sat.practice or not sat.rules.floor_ms:
        return 0
    count: int = fetch_all(connection, _COUNT, (round_id, sat.rules.floor_ms))[0][0]
    return count


def of_person(connection: Reader, person_id: int) -> tuple[FastAttempt, ...]:
    """The person's attempts below the floor of their rounds, the oldest first."""
    found = (_attempt(row) for row in fetch_all(connection, _OF_PERSON, (person_id,)))
    return tuple(one for one in found if one.duration_ms < one.floor_ms)


def _attempt(row: Row) -> FastAttempt:
    person_id, number, name, unit, attempt, duration, ended_at, *rest = row
    answered, correct, key, contest, district, label, dumped, blueprint = rest
    rules: Rules = library.round_rules(dumped, blueprint)
    return FastAttempt(
        person_id=person_id,
        number=number,
        name=name,
        unit=unit,
        attempt=attempt,
        duration_ms=duration,
        ended_at=ended_at,
        floor_ms=rules.floor_ms,
        question_count=rules.question_count,
        answered=answered,
        score_text="" if key is None else say_score(correct, key, rules),
        contest=contest,
        round_text=f"{district}, {label}" if label else district,
    )
