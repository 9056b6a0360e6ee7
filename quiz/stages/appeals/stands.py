"""Where everybody of a round stands by its results: place, points, seat in the team and prize."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from quiz.rules.moving import Stand, prizes_of
from quiz.rules.prizes import Given, PrizeRules, Ranked
from quiz.rules.ranking import lot, places, points_of
from quiz.rules.refusal import Refusal
from quiz.rules.selection import SEAT_TEXTS, Seat, propose
from quiz.rules.terms import Candidate, Terms
from quiz.rules.wording import at_vietnam
from quiz.store.candidates import about_people
from quiz.store.counting import Counted
from quiz.store.gifts import gifts_of, has_own_prizes
from quiz.store.plain import Reader, fetch_all, fetch_one
from quiz.store.rows import SatRound

_TEAM = "SELECT id FROM team WHERE round_id = ? ORDER BY version DESC LIMIT 1"
_MEMBERS = "SELECT person_id, seat FROM team_member WHERE team_id = ? ORDER BY position"
_SKIPS = (
    "SELECT person_id, reason FROM team_skip WHERE team_id = ? AND NOT by_quota ORDER BY person_id"
)
_LEFT = (
    "SELECT c.left_id, c.reason FROM team_change c JOIN team t ON t.id = c.team_id"
    " WHERE t.round_id = ? AND t.version > (SELECT MAX(f.version) FROM team f"
    " WHERE f.round_id = t.round_id AND f.act <> 'substitute') ORDER BY t.version"
)


@dataclass(frozen=True, slots=True)
class _Team:
    """The standing team: who sits where (person -> seat), and who was excused or has left since it
    was chosen, and why."""

    seats: Mapping[int, Seat]
    excused: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Around:
    """What seats and prizes hang on beside the results, most of it in no ledger of the round."""

    people: Mapping[int, Candidate]
    team: _Team | None
    gifts: tuple[Given, ...]
    own_prizes: bool
    """Whether prizes hang on this round alone; where they do not, nothing is told of them."""

    @property
    def mark(self) -> int:
        """Another one when anything of it is changed."""
        team = self.team and (tuple(self.team.seats.items()), tuple(self.team.excused.items()))
        return hash((tuple(sorted(self.people.items())), team, self.gifts, self.own_prizes))


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
    board = [
        replace(
            around.people[one.person_id], place=place, points=points_of(one.rank_key, sat.rules)
        )
        for one, place in zip(results, given, strict=True)
    ]
    seats = around.team.seats if around.team and standing else _seats(sat, board, around.team)
    ranked = [
        Ranked(one.person_id, place, lot(sat.seed, one.attempt_id))
        for one, place in zip(results, given, strict=True)
    ]
    table = sat.rules.prizes if around.own_prizes else PrizeRules()
    won = prizes_of(ranked, table, around.gifts)
    return {
        one.person_id: Stand(
            candidate.place,
            one.score.correct_count,
            candidate.points,
            SEAT_TEXTS[seats[one.person_id]] if one.person_id in seats else "",
            won.get(one.person_id, ""),
        )
        for one, candidate in zip(results, board, strict=True)
    }


def _team(connection: Reader, round_id: int) -> _Team | None:
    row = fetch_one(connection, _TEAM, (round_id,))
    if row is None:
        return None
    seats = {person: Seat(seat) for person, seat in fetch_all(connection, _MEMBERS, (row[0],))}
    left: dict[int, str] = dict(fetch_all(connection, _LEFT, (round_id,)))
    excused = {**left, **dict(fetch_all(connection, _SKIPS, (row[0],)))}
    return _Team(seats, {person: why for person, why in excused.items() if person not in seats})


def _seats(sat: SatRound, board: Sequence[Candidate], team: _Team | None) -> Mapping[int, Seat]:
    """With quotas that nobody can keep eased, as whoever chooses again would have to."""
    if not sat.rules.has_team:
        return {}
    on_board = {one.person_id for one in board}
    excused = {one: why for one, why in (team.excused if team else {}).items() if one in on_board}
    try:
        terms = Terms.of(sat.rules, at_vietnam(sat.window.opens_at).year)
        proposal = propose(board, terms, excused, ease=True)
    except Refusal:
        return {}
    return {one.candidate.person_id: one.seat for one in proposal.chosen}
