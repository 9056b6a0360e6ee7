"""Where somebody stands: the own place in the district's round and in the whole contest, found
without counting the table.
"""

from dataclasses import dataclass

from quiz.rules.ranking import points_of
from quiz.store import rows, tally
from quiz.store.plain import Reader, fetch_one
from quiz.store.rows import SatRound

_RESULT = (
    "SELECT rank_key, correct_count, attempt_id FROM result WHERE round_id = ? AND person_id = ?"
)
_ENTRY = (
    "SELECT e.place, e.correct_count, e.attempt_id, e.rank_key,"
    " (SELECT MAX(position) FROM board_entry WHERE board_id = e.board_id)"
    " FROM board_entry e WHERE e.board_id = ? AND e.person_id = ?"
)

_SEVERAL = "SELECT 1 FROM round WHERE contest_id = ? AND series > 0 AND kind = 'official' LIMIT 1"


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """A person's place in the round. `counts` tells whether the attempt asked for is the one that
    counts."""

    place: int
    total: int
    official: bool
    correct_count: int
    counts: bool
    points: int
    """In hundredths."""


@dataclass(frozen=True, slots=True)
class OwnPlaces:
    """The place in the round, and the one among everybody who sat any of the contest's rounds; that
    is never official, since only rounds are published."""

    in_round: OwnStanding
    in_contest: int
    """0 where people have several results in the contest: they do not stand in one line then."""
    of_contest: int


def standing_of(
    connection: Reader, sat: SatRound, person_id: int, attempt_id: int = 0
) -> OwnStanding | None:
    """Where the person stands in the round, by the attempt that counts; None before one was
    counted. From the official board once there is one, where the place is stored."""
    official = rows.read_official(connection, sat.id) if sat.window.published else None
    if official is not None:
        row = fetch_one(connection, _ENTRY, (official.id, person_id))
        if row is None:
            return None
        place, correct_count, counted, key, total = row
        points = points_of(key, sat.rules)
        return OwnStanding(place, total, True, correct_count, counted == attempt_id, points)
    row = fetch_one(connection, _RESULT, (sat.id, person_id))
    if row is None:
        return None
    key, correct_count, counted = row
    place, total = tally.place_in_round(connection, sat, key)
    points = points_of(key, sat.rules)
    return OwnStanding(place, total, False, correct_count, counted == attempt_id, points)


def places_of(connection: Reader, sat: SatRound, person_id: int) -> OwnPlaces | None:
    """Where the person's counting attempt in the round stands in the round and in the contest; None
    before one was counted."""
    standing = standing_of(connection, sat, person_id)
    key = tally.key_of(connection, sat.id, person_id)
    if standing is None or key is None:
        return None
    if fetch_one(connection, _SEVERAL, (sat.contest_id,)):
        return OwnPlaces(standing, 0, 0)
    return OwnPlaces(standing, *tally.place_in_contest(connection, sat, key))
