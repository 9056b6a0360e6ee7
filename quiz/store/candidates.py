"""The official board as a team is chosen from it: everybody on it, with what the quotas ask."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, text

from quiz.rules.ranking import points_of
from quiz.rules.reasons import BoardReason, TeamReason
from quiz.rules.refusal import Refusal
from quiz.rules.terms import Candidate, Terms
from quiz.rules.wording import at_vietnam
from quiz.store import rows
from quiz.store.past_units import IN_ROUND_THEN, UNIT_THEN
from quiz.store.plain import Reader, fetch_all
from quiz.store.rows import OfficialBoard, SatRound

_LINES = text(
    "SELECT a.place, a.person_id, a.rank_key, a.correct_count, a.attempt_id, p.name, p.number,"  # noqa: S608
    " p.active, p.gender, p.birth_year, p.position AS job, u.id AS unit_id, u.full_name AS unit"
    " FROM board_entry a JOIN board b ON b.id = a.board_id JOIN round r ON r.id = b.round_id"
    f" {IN_ROUND_THEN} JOIN unit u ON u.id = {UNIT_THEN}"
    " WHERE a.board_id = :board_id ORDER BY a.position"
)
_PEOPLE = (
    f"SELECT p.id, {UNIT_THEN}, p.gender, p.birth_year, p.position FROM person p"  # noqa: S608
    " LEFT JOIN past_unit f ON f.person_id = p.id"
    " AND f.contest_id = (SELECT contest_id FROM round WHERE id = ?) WHERE p.id IN"
    " (SELECT a.person_id FROM attempt a WHERE a.round_id = ?) ORDER BY p.id"
)


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody on the board."""

    candidate: Candidate
    number: str
    correct_count: int
    rank_key: str
    on_roster: bool
    attempt_id: int


@dataclass(frozen=True, slots=True)
class Field:
    """A round's official board in seat order, and the terms of its team."""

    round: SatRound
    board: OfficialBoard
    terms: Terms
    lines: tuple[Line, ...]

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Everybody on the board, the best first."""
        return tuple(line.candidate for line in self.lines)


class About(NamedTuple):
    """What the quotas ask of somebody."""

    unit_id: int
    gender: str
    birth_year: int | None
    role: str


def about_people(connection: Reader, round_id: int) -> dict[int, About]:
    """Everybody who sat the round, by id, ascending."""
    found = fetch_all(connection, _PEOPLE, (round_id, round_id))
    return {id_: About._make(asked) for id_, *asked in found}


def read_field(connection: Connection, round_id: int) -> Field:
    """The newest official board of the round. Refuses a round without one, and rules without a
    team."""
    sat = rows.read_round(connection, round_id)
    if not sat.rules.has_team:
        raise Refusal(TeamReason.TEAM_NOT_ASKED)
    board = rows.read_official(connection, round_id)
    if board is None:
        raise Refusal(BoardReason.NOT_OFFICIAL)
    year = at_vietnam(sat.window.opens_at).year
    lines = tuple(
        Line(
            Candidate(
                person_id=row.person_id,
                name=row.name,
                place=row.place,
                points=points_of(row.rank_key, sat.rules),
                unit_id=row.unit_id,
                unit=row.unit,
                gender=row.gender,
                birth_year=row.birth_year,
                role=row.job,
            ),
            row.number,
            row.correct_count,
            row.rank_key,
            bool(row.active),
            row.attempt_id,
        )
        for row in connection.execute(_LINES, {"board_id": board.id})
    )
    return Field(sat, board, Terms.of(sat.rules, year), lines)
