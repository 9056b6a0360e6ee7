"""Side prizes that were given by hand, and which round's table of prizes is its own."""

from dataclasses import dataclass

from quiz.rules.prizes import PrizeScope
from quiz.store import rows
from quiz.store.plain import Reader, fetch_all, fetch_one
from quiz.store.rows import SatRound

_GIVEN_IN_ROUND = (
    "SELECT id, prize, person_id, reason FROM side_prize"
    " WHERE contest_id = ? AND round_id = ? ORDER BY prize, id"
)
_GIVEN_IN_CONTEST = (
    "SELECT id, prize, person_id, reason FROM side_prize"
    " WHERE contest_id = ? AND round_id IS NULL ORDER BY prize, id"
)
_FIRST = (
    "SELECT MIN(id), COUNT(*) FROM round"
    " WHERE contest_id = ? AND district_id = ? AND kind = 'official'"
)


@dataclass(frozen=True, slots=True)
class SideGift:
    """A side prize that was given by hand, by its row."""

    id: int
    prize: int
    person_id: int
    reason: str


def gifts_of(connection: Reader, contest_id: int, round_id: int | None) -> tuple[SideGift, ...]:
    """The side prizes that were given by hand there."""
    if round_id is None:
        found = fetch_all(connection, _GIVEN_IN_CONTEST, (contest_id,))
    else:
        found = fetch_all(connection, _GIVEN_IN_ROUND, (contest_id, round_id))
    return tuple(SideGift(*one) for one in found)


def home_of(connection: Reader, round_id: int) -> int:
    """The round under which the side prizes of a round's table are written: itself, or the first of
    its district where that has one table.
    """
    sat = rows.read_round(connection, round_id)
    if sat.rules.prizes.per is not PrizeScope.DISTRICT:
        return round_id
    first, _ = _of_district(connection, sat)
    return first or round_id


def has_own_prizes(connection: Reader, sat: SatRound) -> bool:
    """Whether the prizes hang on this round alone."""
    match sat.rules.prizes.per:
        case PrizeScope.ROUND:
            return True
        case PrizeScope.DISTRICT:
            return _of_district(connection, sat)[1] == 1
        case PrizeScope.CONTEST:
            return False


def _of_district(connection: Reader, sat: SatRound) -> tuple[int | None, int]:
    """(the first of the district's rounds that rank people, how many there are)."""
    row = fetch_one(connection, _FIRST, (sat.contest_id, sat.district_id))
    return (row[0], row[1]) if row else (None, 0)
