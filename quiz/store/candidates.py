"""The official board as a team is chosen from it: everybody on it, with what the quotas ask."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from quiz.rules.ranking import points_of
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.terms import Candidate, Terms
from quiz.rules.wording import at_vietnam
from quiz.store import rows
from quiz.store.plain import Reader, fetch_all
from quiz.store.rows import OfficialBoard, SatRound

_LINES = text(
    "SELECT s.place, s.person_id, s.rank_key, s.correct_count, p.name, p.number, p.active,"
    " p.gender, p.birth_year, p.position AS job, p.unit_id, u.full_name AS unit"
    " FROM board_entry s JOIN person p ON p.id = s.person_id JOIN unit u ON u.id = p.unit_id"
    " WHERE s.board_id = :board_id ORDER BY s.position"
)
_PEOPLE = (
    "SELECT p.id, p.unit_id, p.gender, p.birth_year, p.position FROM person p WHERE p.id IN"
    " (SELECT a.person_id FROM attempt a WHERE a.round_id = ?)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody on the board."""

    candidate: Candidate
    number: str
    correct_count: int
    rank_key: str
    on_roster: bool


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


def about_people(connection: Reader, round_id: int) -> dict[int, Candidate]:
    """Everybody who sat the round, by id, with what the quotas ask; place and points are 0."""
    return {
        id_: Candidate(id_, "", 0, 0, unit_id, "", gender, born, job)
        for id_, unit_id, gender, born, job in fetch_all(connection, _PEOPLE, (round_id,))
    }


def read_field(connection: Connection, round_id: int) -> Field:
    """The newest official board of the round. Refuses a round without one, and rules without a
    team."""
    sat = rows.read_round(connection, round_id)
    if not sat.rules.has_team:
        raise Refusal(Reason.TEAM_NOT_ASKED)
    board = rows.read_official(connection, round_id)
    if board is None:
        raise Refusal(Reason.NOT_OFFICIAL)
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
        )
        for row in connection.execute(_LINES, {"board_id": board.id})
    )
    return Field(sat, board, Terms.of(sat.rules, year), lines)
