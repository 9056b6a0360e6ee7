"""Where everybody of a round stands by its results: place, points, seat in the team and prize."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quiz.rules.moving import Stand, prizes_of
from quiz.rules.prizes import Given, PrizeRules, Ranked
from quiz.rules.ranking import lot, places, points_of
from quiz.rules.refusal import Refusal
from quiz.rules.selection import SEAT_TEXTS, Named, Seat, propose
from quiz.rules.substituting import still_named
from quiz.rules.terms import Candidate, Terms
from quiz.rules.wording import at_vietnam
from quiz.store.candidates import About, about_people
from quiz.store.counting import Counted
from quiz.store.gifts import gifts_of, has_own_prizes
from quiz.store.plain import Reader, fetch_all, fetch_one
from quiz.store.rows import SatRound
from quiz.store.teams import excused, read_named

_TEAM = "SELECT id FROM team WHERE round_id = ? ORDER BY version DESC LIMIT 1"
_MEMBERS = "SELECT person_id, seat FROM team_member WHERE team_id = ? ORDER BY position"


@dataclass(frozen=True, slots=True)
class _Team:
    """The standing team: who sits where (person -> seat), and who was excused or has left since it
    was chosen, and why; who was named in writing, by person id."""

    seats: Mapping[int, Seat]
    excused: Mapping[int, str]
    named: Mapping[int, Sequence[Named]]


@dataclass(frozen=True, slots=True)
class Around:
    """What seats and prizes hang on beside the results, most of it in no ledger of the round."""

    people: Mapping[int, About]
    """By id, ascending."""
    team: _Team | None
    gifts: tuple[Given, ...]
    own_prizes: bool
    """Whether prizes hang on this round alone; where they do not, nothing is told of them."""

    @property
    def mark(self) -> int:
        """Another one when anything of it is changed."""
        team = self.team and tuple(
            tuple(one.items()) for one in (self.team.seats, self.team.excused, self.team.named)
        )
        return hash((tuple(self.people.items()), team, self.gifts, self.own_prizes))


def read_around(connection: Reader, sat: SatRound) -> Around:
    """Of the round as it is now."""
    gifts = gifts_of(connection, sat.contest_id, sat.id)
    return Around(
        about_people(connection, sat.id),
        _team(connection, sat.id),
        tuple(Given(one.prize, one.person_id, one.reason) for one in gifts),
        has_own_prizes(connection, sat),
    )


def stands(
    sat: SatRound, results: Sequence[Counted], around: Around, *, standing: bool
) -> dict[int, Stand]:
    """Person -> where they stand. Seats are those of the `standing` team; without it, or after the
    board has changed, what the board would give to whom nobody excused."""
    given = places((one.rank_key for one in results), sat.rules)
    points = [points_of(one.rank_key, sat.rules) for one in results]
    placed = tuple(zip(results, given, points, strict=True))
    seats = around.team.seats if around.team and standing else _seats(sat, placed, around)
    ranked = (Ranked(one.person_id, at, lot(sat.seed, one.attempt_id)) for one, at, _ in placed)
    table = sat.rules.prizes if around.own_prizes else PrizeRules()
    won = prizes_of(ranked, table, around.gifts)
    return {
        one.person_id: Stand(
            place,
            one.score.correct_count,
            worth,
            SEAT_TEXTS[seats[one.person_id]] if one.person_id in seats else "",
            won.get(one.person_id, ""),
        )
        for one, place, worth in placed
    }


def _team(connection: Reader, round_id: int) -> _Team | None:
    row = fetch_one(connection, _TEAM, (round_id,))
    if row is None:
        return None
    seats = {person: Seat(seat) for person, seat in fetch_all(connection, _MEMBERS, (row[0],))}
    return _Team(seats, excused(connection, round_id), read_named(connection, round_id))


def _seats(
    sat: SatRound, placed: Sequence[tuple[Counted, int, int]], around: Around
) -> Mapping[int, Seat]:
    """With quotas that nobody can keep eased, as whoever chooses again would have to. `placed` are
    the results with their places and points."""
    if not sat.rules.has_team:
        return {}
    board = [_candidate(one.person_id, at, points, around) for one, at, points in placed]
    left_out = around.team.excused if around.team else {}
    skips = {one.person_id: left_out[one.person_id] for one in board if one.person_id in left_out}
    try:
        terms = Terms.of(sat.rules, at_vietnam(sat.window.opens_at).year)
        on_board = {one.person_id for one in board}
        named = around.team.named if around.team else {}
        kept = still_named(named, on_board, skips.keys())
        proposal = propose(board, terms, skips, named=kept, ease=True)
    except Refusal:
        return {}
    return {one.candidate.person_id: one.seat for one in proposal.chosen}


def _candidate(person_id: int, place: int, points: int, around: Around) -> Candidate:
    unit_id, gender, birth_year, role = around.people[person_id]
    return Candidate(person_id, "", place, points, unit_id, "", gender, birth_year, role)
