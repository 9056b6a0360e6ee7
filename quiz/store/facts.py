"""What ranks people beside their marks and is not in the attempt's own entries: read only where the
rules' chain asks for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from quiz.rules.criteria import TieBreak
from quiz.rules.prediction import distance
from quiz.rules.ranking import Facts, lot, points_of
from quiz.rules.scoring import Marks
from quiz.store.plain import Reader, Row, fetch_all
from quiz.store.rows import SatRound

_BEGUN = "SELECT a.person_id, COUNT(*) FROM attempt a WHERE a.round_id = ? {} GROUP BY a.person_id"
_BORN = (
    "SELECT p.id, p.birth_year FROM person p WHERE p.birth_year IS NOT NULL AND p.id IN"
    " (SELECT a.person_id FROM attempt a WHERE a.round_id = ? {})"
)
_EARLIER = (
    "SELECT s.person_id, s.rank_key, s.round_id FROM result s JOIN round r ON r.id = s.round_id"
    " WHERE r.contest_id = ? AND r.kind = 'official' AND r.closes_at < ? {}"
    " ORDER BY r.closes_at, r.id"
)
_EARLIER_ROUNDS = (
    "SELECT id FROM round WHERE contest_id = ? AND kind = 'official' AND closes_at < ?"
    " ORDER BY closes_at, id"
)


@dataclass(frozen=True, slots=True)
class Known:
    """Of each person in a round, by id: attempts begun, year of birth, points (hundredths) in the
    last round of the contest that closed before. Whoever is missing has 1, none, 0.
    """

    attempts: dict[int, int]
    born: dict[int, int]
    earlier: dict[int, int]

    @property
    def mark(self) -> int:
        """Another one when anything of it is changed."""
        return hash(
            tuple(tuple(sorted(one.items())) for one in (self.attempts, self.born, self.earlier))
        )


def known(
    connection: Reader,
    sat: SatRound,
    person_id: int | None = None,
    *,
    by: int | None = None,
    foreseen: Mapping[int, Mapping[int, str]] | None = None,
) -> Known:
    """Of one person, or of everybody who sat the round. Attempts are those begun `by` a moment (UTC
    milliseconds), or all. `foreseen` holds what would be counted in earlier rounds (round -> person
    -> rank key) in place of what is stored."""
    kinds = {criterion.kind for criterion in sat.rules.tie_breaks}
    one = () if person_id is None else (person_id,)
    whose = "" if person_id is None else "AND {}.person_id = ?"
    attempts: dict[int, int] = {}
    born: dict[int, int] = {}
    earlier: dict[int, int] = {}
    if TieBreak.FEWER_ATTEMPTS in kinds:
        begun = _BEGUN.format(whose.format("a") + ("" if by is None else " AND a.started_at <= ?"))
        until = () if by is None else (by,)
        attempts = dict(fetch_all(connection, begun, (sat.id, *one, *until)))
    if kinds & {TieBreak.OLDEST, TieBreak.YOUNGEST}:
        born = dict(fetch_all(connection, _BORN.format(whose.format("a")), (sat.id, *one)))
    if TieBreak.EARLIER_ROUND in kinds:
        values = (sat.contest_id, sat.window.closes_at, *one)
        rows = fetch_all(connection, _EARLIER.format(whose.format("s")), values)
        keys = {person: key for person, key, _ in rows}
        if foreseen:
            keys = _foreseen(connection, sat, rows, foreseen)
        earlier = {person: points_of(key, sat.rules) for person, key in keys.items()}
    return Known(attempts, born, earlier)


def _foreseen(
    connection: Reader,
    sat: SatRound,
    stored: list[Row],
    foreseen: Mapping[int, Mapping[int, str]],
) -> dict[int, str]:
    """Each person's rank key in the last earlier round, of those that are foreseen as foreseen."""
    by_round: dict[int, dict[int, str]] = {}
    for person, key, round_id in stored:
        by_round.setdefault(round_id, {})[person] = key
    keys: dict[int, str] = {}
    values = (sat.contest_id, sat.window.closes_at)
    for (round_id,) in fetch_all(connection, _EARLIER_ROUNDS, values):
        keys |= foreseen.get(round_id, by_round.get(round_id, {}))
    return keys


def facts_of(sat: SatRound, marks: Marks, attempt_id: int, person_id: int, known: Known) -> Facts:
    """What ranks the attempt."""
    off = 0
    if sat.rules.prediction is not None and sat.outcome is not None:
        off = distance(marks.guess, sat.outcome)
    return Facts(
        marks,
        lot(sat.seed, attempt_id),
        off,
        known.attempts.get(person_id, 1),
        known.earlier.get(person_id, 0),
        known.born.get(person_id),
    )
