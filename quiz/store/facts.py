"""What ranks people beside their marks and is not in the attempt's own entries: read only where the
rules' chain asks for it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from quiz.rules.criteria import TieBreak
from quiz.rules.prediction import distance
from quiz.rules.ranking import NO_YEAR, Facts, lot, points_of, values_in
from quiz.rules.retention import ERASED_NAME
from quiz.rules.round import Rules
from quiz.rules.scoring import Marks
from quiz.store.past_units import AUDIENCE_THEN
from quiz.store.plain import Reader, fetch_all
from quiz.store.rows import SatRound

_BEGUN = "SELECT a.person_id, COUNT(*) FROM attempt a WHERE a.round_id = ? {} GROUP BY a.person_id"
_BORN = (
    "SELECT p.id, p.birth_year FROM person p WHERE p.birth_year IS NOT NULL AND p.id IN"
    " (SELECT a.person_id FROM attempt a WHERE a.round_id = ? {})"
)
_ERASED = (
    "SELECT s.person_id, s.rank_key FROM result s JOIN person p ON p.id = s.person_id"
    " WHERE s.round_id = ? AND p.birth_year IS NULL AND p.name = ? {}"
)
_BEFORE = (
    "SELECT id, audience FROM round WHERE contest_id = ? AND district_id = ? AND kind = 'official'"
    " AND closes_at < ? ORDER BY closes_at DESC, id DESC"
)
_AUDIENCES = (
    f"SELECT p.id, {AUDIENCE_THEN} FROM person p LEFT JOIN past_unit f ON f.person_id = p.id"  # noqa: S608
    " AND f.contest_id = (SELECT contest_id FROM round WHERE id = ?) WHERE p.id IN"
    " (SELECT a.person_id FROM attempt a WHERE a.round_id = ? {})"
)
_KEYS = "SELECT s.person_id, s.rank_key FROM result s WHERE s.round_id = ? {}"


@dataclass(frozen=True, slots=True)
class Known:
    """Of each person in a round, by id: attempts begun, year of birth, points (hundredths) in the
    round of the contest, the district and the own audience that closed just before. Whoever is
    missing has 1, none, 0.
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
        # of whom the names were removed, the year stands in the result that it ranked
        erased = fetch_all(
            connection, _ERASED.format(whose.format("s")), (sat.id, ERASED_NAME, *one)
        )
        born |= {person: year for person, key in erased for year in _years(key, sat.rules)}
    if TieBreak.EARLIER_ROUND in kinds:
        earlier = _earlier(connection, sat, person_id, foreseen or {})
    return Known(attempts, born, earlier)


def _years(key: str, rules: Rules) -> Iterator[int]:
    """The year of birth that a rank key was made with, where it was known."""
    for criterion, value in zip(rules.tie_breaks, values_in(key, rules), strict=True):
        if criterion.kind in {TieBreak.OLDEST, TieBreak.YOUNGEST} and value not in {0, NO_YEAR}:
            yield value


def _earlier(
    connection: Reader,
    sat: SatRound,
    person_id: int | None,
    foreseen: Mapping[int, Mapping[int, str]],
) -> dict[int, int]:
    """Each person's points in the round just before, of those that are foreseen as foreseen."""
    one = () if person_id is None else (person_id,)
    whose = "" if person_id is None else "AND {}.person_id = ?"
    values = (sat.contest_id, sat.district_id, sat.window.closes_at)
    before = fetch_all(connection, _BEFORE, values)
    audiences = fetch_all(connection, _AUDIENCES.format(whose.format("a")), (sat.id, sat.id, *one))
    keys: dict[int, Mapping[int, str]] = {}
    earlier = {}
    for person, audience in audiences:
        open_to = {"", sat.audience or audience}
        last = next((round_id for round_id, of in before if of in open_to), None)
        if last is None:
            continue
        if last not in keys:
            stored = fetch_all(connection, _KEYS.format(whose.format("s")), (last, *one))
            keys[last] = foreseen.get(last, dict(stored))
        if person in keys[last]:
            earlier[person] = points_of(keys[last][person], sat.rules)
    return earlier


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
