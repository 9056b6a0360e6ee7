"""Attempts that were faster than the rules' floor: for people to look at. Nothing follows from it
by itself but what ranking says: such an attempt ranks as one that took the floor.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from quiz.rules.ranking import say_score
from quiz.store import rows
from quiz.store.past_units import IN_ROUND_THEN, UNIT_THEN
from quiz.store.plain import Reader, Row, fetch_all
from quiz.store.rows import SatRound
from quiz.store.voided import gone_of

_COLUMNS = (
    "SELECT a.person_id, p.number, p.name, u.full_name, a.number, a.ended_at - a.started_at,"  # noqa: S608
    " a.ended_at, p.district_id, s.answered, s.correct_count, s.rank_key, a.id, r.id"
    " FROM attempt a JOIN round r ON r.id = a.round_id"
    f" JOIN contest c ON c.id = r.contest_id AND NOT c.rehearsal {IN_ROUND_THEN}"
    f" JOIN unit u ON u.id = {UNIT_THEN} LEFT JOIN result s ON s.attempt_id = a.id"
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
    district_id: int
    """Where the person is today."""
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
    return FastAttempts(sat, _attempts(connection, found))


def count_in_round(connection: Reader, round_id: int) -> int:
    """How many there are."""
    sat = rows.read_round(connection, round_id)
    if sat.practice or not sat.rules.floor_ms:
        return 0
    count: int = fetch_all(connection, _COUNT, (round_id, sat.rules.floor_ms))[0][0]
    return count


def of_person(
    connection: Reader, person_id: int, districts: Collection[int] | None = None
) -> tuple[FastAttempt, ...]:
    """The person's attempts below the floor of their rounds in these districts, in all of them for
    None, the oldest first."""
    found = fetch_all(connection, _OF_PERSON, (person_id,))
    if districts is not None:
        rounds = {row[-1]: rows.read_round(connection, row[-1]) for row in found}
        found = [row for row in found if rounds[row[-1]].district_id in districts]
    return tuple(one for one in _attempts(connection, found) if one.duration_ms < one.floor_ms)


def _attempts(connection: Reader, found: Sequence[Row]) -> tuple[FastAttempt, ...]:
    rounds = {row[-1]: rows.read_round(connection, row[-1]) for row in found}
    gone = {one: gone_of(connection, sat) for one, sat in rounds.items()}
    return tuple(_attempt(row, rounds[row[-1]], gone[row[-1]]) for row in found)


def _attempt(row: Row, sat: SatRound, gone: Mapping[int, int]) -> FastAttempt:
    person_id, number, name, unit, attempt, duration, ended_at, *rest = row
    district_id, answered, correct, key, *ids = rest
    return FastAttempt(
        person_id=person_id,
        number=number,
        name=name,
        unit=unit,
        attempt=attempt,
        duration_ms=duration,
        ended_at=ended_at,
        district_id=district_id,
        floor_ms=sat.rules.floor_ms,
        question_count=sat.rules.question_count,
        answered=answered,
        score_text="" if key is None else say_score(correct, key, sat.rules, gone.get(ids[0], 0)),
        contest=sat.contest,
        round_text=sat.place,
    )
