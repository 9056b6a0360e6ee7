"""Where somebody stands: the own place in the district's round and in the whole contest, found
without counting the table.
"""

from dataclasses import dataclass

from quiz.rules.freezing import is_frozen
from quiz.rules.ranking import place_key, say_score
from quiz.store import frozen, rows, tally
from quiz.store.plain import Reader, fetch_one
from quiz.store.rows import SatRound
from quiz.store.voided import gone_of

_RESULT = (
    "SELECT rank_key, correct_count, attempt_id FROM result WHERE round_id = ? AND person_id = ?"
)
_FROZEN = "SELECT rank_key FROM frozen_result WHERE round_id = ? AND person_id = ?"
_FROZEN_PLACE = (
    "SELECT SUM(CASE WHEN rank_key < ? THEN 1 ELSE 0 END), COUNT(*) FROM frozen_result"
    " WHERE round_id = ?"
)
_ENTRY = (
    "SELECT e.place, e.rank_key, e.correct_count, e.attempt_id,"
    " (SELECT MAX(position) FROM board_entry WHERE board_id = e.board_id)"
    " FROM board_entry e WHERE e.board_id = ? AND e.person_id = ?"
)

_SEVERAL = "SELECT 1 FROM round WHERE contest_id = ? AND series > 0 AND kind = 'official' LIMIT 1"
_UNPUBLISHED = (
    "SELECT 1 FROM round WHERE contest_id = ? AND kind = 'official' AND published_at IS NULL"
    " LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """A person's place in the round. `counts` tells whether the attempt asked for is the one that
    counts; `place` is 0 where it ended after the board stood still."""

    place: int
    total: int
    official: bool
    score_text: str
    counts: bool


@dataclass(frozen=True, slots=True)
class OwnPlaces:
    """The place in the round, and the one among everybody who sat any of the contest's rounds: 0
    while the round's board stands still, official once every round of the contest is."""

    in_round: OwnStanding
    in_contest: int
    """0 where people have several results in the contest: they do not stand in one line then."""
    of_contest: int
    several: bool = False
    """People may sit several rounds of the contest: only its whole board tells the place there."""
    contest_official: bool = False
    audience: str = ""
    """The audience among which the place in the contest is; everybody where empty."""


def standing_of(
    connection: Reader, sat: SatRound, person_id: int, attempt_id: int = 0, now: int | None = None
) -> OwnStanding | None:
    """Where the person stands in the round, by the attempt that counts; None before one was
    counted. From the official board once there is one, where the place is stored. `now` is the
    moment at which the public asks: while the board stands still, so does the place on it.
    """
    official = rows.read_official(connection, sat.id) if sat.window.published else None
    if official is not None:
        row = fetch_one(connection, _ENTRY, (official.id, person_id))
        if row is None:
            return None
        place, key, correct_count, counted, total = row
        gone = gone_of(connection, sat).get(counted, 0)
        said = say_score(correct_count, key, sat.rules, gone)
        return OwnStanding(place, total, True, said, counted == attempt_id)
    row = fetch_one(connection, _RESULT, (sat.id, person_id))
    if row is None:
        return None
    key, correct_count, counted = row
    if frozen.table_of(connection, sat, now) == "result":
        place, total = tally.place_in_round(connection, sat, key)
    else:
        place, total = _frozen_place(connection, sat, person_id)
    said = say_score(correct_count, key, sat.rules, gone_of(connection, sat).get(counted, 0))
    return OwnStanding(place, total, False, said, counted == attempt_id)


def places_of(
    connection: Reader, sat: SatRound, person_id: int, now: int | None = None
) -> OwnPlaces | None:
    """Where the person's counting attempt in the round stands in the round and in the contest; None
    before one was counted."""
    standing = standing_of(connection, sat, person_id, now=now)
    key = tally.key_of(connection, sat.id, person_id)
    if standing is None or key is None:
        return None
    if fetch_one(connection, _SEVERAL, (sat.contest_id,)):
        return OwnPlaces(standing, 0, 0, several=True)
    if now is not None and is_frozen(sat.window, sat.rules, now):
        return OwnPlaces(standing, 0, 0)
    place, total = tally.place_in_contest(connection, sat, key)
    waits = fetch_one(connection, _UNPUBLISHED, (sat.contest_id,)) is not None
    return OwnPlaces(standing, place, total, contest_official=not waits)


def _frozen_place(connection: Reader, sat: SatRound, person_id: int) -> tuple[int, int]:
    """(the place on the board that stands still, 0 for who is not on it; how many are)."""
    own = fetch_one(connection, _FROZEN, (sat.id, person_id))
    shared = place_key(own[0], sat.rules) if own else ""
    row = fetch_one(connection, _FROZEN_PLACE, (shared, sat.id))
    above, total = row if row else (0, 0)
    return int(above or 0) + 1 if own else 0, int(total)
