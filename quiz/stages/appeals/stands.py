"""Where everybody stands by results that are stored or would be: place, seat and prize."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from quiz.rules.moving import Stand, individual_prizes
from quiz.rules.ranking import lot, places, points_of
from quiz.rules.refusal import Refusal
from quiz.rules.selection import SEAT_TEXTS, Seat, propose
from quiz.rules.terms import Candidate, Terms
from quiz.rules.wording import at_vietnam
from quiz.store.candidates import about_people
from quiz.store.counting import Counted
from quiz.store.plain import Reader, fetch_all, fetch_one
from quiz.store.rows import SatRound

_TEAM = "SELECT id FROM team WHERE round_id = ? ORDER BY version DESC LIMIT 1"
_MEMBERS = "SELECT person_id, seat FROM team_member WHERE team_id = ?"
_SKIPS = "SELECT person_id, reason FROM team_skip WHERE team_id = ?"


def stands(
    connection: Reader, sat: SatRound, before: Sequence[Counted], after: Sequence[Counted]
) -> tuple[dict[int, Stand], dict[int, Stand]]:
    """Person -> where they stand, before and after. Seats before are those of the standing team."""
    team = _team(connection, sat.id)
    people = about_people(connection, sat.id)
    return (
        _stands(sat, before, people, team, standing=True),
        _stands(sat, after, people, team),
    )


@dataclass(frozen=True, slots=True)
class _Team:
    """The standing team: who sits where (person -> seat), and who was passed over and why."""

    seats: Mapping[int, Seat]
    skips: Mapping[int, str]


def _team(connection: Reader, round_id: int) -> _Team | None:
    row = fetch_one(connection, _TEAM, (round_id,))
    if row is None:
        return None
    seats = {person: Seat(seat) for person, seat in fetch_all(connection, _MEMBERS, (row[0],))}
    return _Team(seats, dict(fetch_all(connection, _SKIPS, (row[0],))))


def _stands(
    sat: SatRound,
    results: Sequence[Counted],
    known_people: Mapping[int, Candidate],
    team: _Team | None,
    *,
    standing: bool = False,
) -> dict[int, Stand]:
    """Person -> where they stand. Seats are those of the standing team, or what the board would
    give."""
    given = places((one.rank_key for one in results), sat.rules)
    board = [
        replace(known_people[one.person_id], place=place, points=points_of(one.rank_key, sat.rules))
        for one, place in zip(results, given, strict=True)
    ]
    seats = team.seats if team and standing else _seats(sat, board, team)
    lots = [lot(sat.seed, one.attempt_id) for one in results]
    prizes = individual_prizes(given, lots, sat.rules.prizes)
    return {
        one.person_id: Stand(
            place,
            one.score.correct_count,
            points_of(one.rank_key, sat.rules),
            SEAT_TEXTS[seats[one.person_id]] if one.person_id in seats else "",
            prize,
        )
        for one, place, prize in zip(results, given, prizes, strict=True)
    }


def _seats(sat: SatRound, board: Sequence[Candidate], team: _Team | None) -> Mapping[int, Seat]:
    if not sat.rules.has_team:
        return {}
    on_board = {one.person_id for one in board}
    skips = {one: why for one, why in (team.skips if team else {}).items() if one in on_board}
    try:
        terms = Terms.of(sat.rules, at_vietnam(sat.window.opens_at).year)
        proposal = propose(board, terms, skips)
    except Refusal:
        return {}
    return {one.candidate.person_id: one.seat for one in proposal.chosen}
