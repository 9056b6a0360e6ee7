"""The rounds that are a person's own: those of the own district, and of contests that are over
those of the district where the person stood then."""

from dataclasses import replace

from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.store import past_units, rows
from quiz.store.plain import Reader, fetch_all
from quiz.store.rows import AttemptState, Contestant, SatRound

_ROUNDS = (
    "SELECT r.id, r.opens_at FROM round r JOIN contest c ON c.id = r.contest_id"
    " WHERE r.district_id = ? AND r.audience IN ('', ?) AND c.opened_at IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM past_unit f"
    " WHERE f.contest_id = r.contest_id AND f.person_id = ?)"
    " UNION SELECT r.id, r.opens_at FROM past_unit f JOIN round r ON r.contest_id = f.contest_id"
    " AND r.district_id = f.district_id"
    " WHERE f.person_id = ? AND r.audience IN ('', f.audience) ORDER BY 2, 1"
)


def rounds_of(connection: Reader, contestant: Contestant) -> tuple[int, ...]:
    """The contestant's rounds in opened contests, by opening time."""
    person, audience = contestant.id, contestant.audience
    values = (contestant.district_id, audience, person, person)
    return tuple(row[0] for row in fetch_all(connection, _ROUNDS, values))


def read_contestant(connection: Reader, sat: SatRound, person_id: int) -> Contestant:
    """The person, where the person stood in the round's contest once that was over. Refuses one who
    is not on the roster any more."""
    contestant = rows.read_contestant(connection, person_id)
    past = None
    if sat.window.published or sat.practice:
        past = past_units.past_place(connection, sat.contest_id, person_id)
    if past is None:
        return contestant
    district_id, unit, audience = past
    return replace(contestant, district_id=district_id, unit=unit, audience=audience)


def own_round(
    connection: Reader, round_id: int, person_id: int
) -> tuple[SatRound, Contestant, list[AttemptState]]:
    """The round and the person's attempts in it. Refuses another district's round, or one that is
    not announced, as a missing one.
    """
    sat = rows.read_round(connection, round_id)
    contestant = read_contestant(connection, sat, person_id)
    rows.refuse_draft(sat)
    if contestant.district_id != sat.district_id or sat.audience not in {"", contestant.audience}:
        raise Refusal(RequestReason.NOT_FOUND)
    return sat, contestant, rows.attempts_of(connection, round_id, person_id)
