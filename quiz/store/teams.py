"""A confirmed team as its rows tell it."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from quiz.rules.selection import Seat
from quiz.store import rows
from quiz.store.rows import SatRound

_TEAM = text(
    "SELECT id, version, board_digest, digest, confirmed_at, confirmed_by FROM team"
    " WHERE round_id = :round_id ORDER BY version DESC LIMIT 1"
)
_MEMBERS = text(
    "SELECT m.position, m.seat, m.place, m.person_id, p.name, p.number, p.birth_year,"
    " p.position AS job, u.full_name AS unit, e.correct_count"
    " FROM team_member m JOIN team t ON t.id = m.team_id JOIN person p ON p.id = m.person_id"
    " JOIN unit u ON u.id = p.unit_id"
    " JOIN board_entry e ON e.board_id = t.board_id AND e.person_id = m.person_id"
    " WHERE m.team_id = :team_id ORDER BY m.position"
)
_SKIPS = text(
    "SELECT s.person_id, s.place, s.reason, p.name, p.number FROM team_skip s"
    " JOIN person p ON p.id = s.person_id WHERE s.team_id = :team_id ORDER BY s.place, s.person_id"
)


@dataclass(frozen=True, slots=True)
class Member:
    """A seat of a confirmed team."""

    position: int
    seat: Seat
    person_id: int
    name: str
    number: str
    birth_year: int | None
    job: str
    unit: str
    place: int
    correct_count: int


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Somebody whom a confirmed team passes over."""

    person_id: int
    name: str
    number: str
    place: int
    reason: str


@dataclass(frozen=True, slots=True)
class TeamView:
    """The newest confirmed team of a round."""

    round: SatRound
    version: int
    digest: str
    board_digest: str
    confirmed_at: int
    confirmed_by: str
    members: tuple[Member, ...]
    skips: tuple[PassedOver, ...]


def is_from_old_board(connection: Connection, round_id: int) -> bool:
    """Whether the newest team was chosen from a board that a newer version has replaced."""
    team = connection.execute(_TEAM, {"round_id": round_id}).one_or_none()
    board = rows.read_official(connection, round_id)
    return team is not None and board is not None and team.board_digest != board.digest


def read_team(connection: Connection, round_id: int) -> TeamView | None:
    """The newest confirmed team of the round, None before there is one."""
    row = connection.execute(_TEAM, {"round_id": round_id}).one_or_none()
    if row is None:
        return None
    members = connection.execute(_MEMBERS, {"team_id": row.id})
    skips = connection.execute(_SKIPS, {"team_id": row.id})
    return TeamView(
        round=rows.read_round(connection, round_id),
        version=row.version,
        digest=row.digest,
        board_digest=row.board_digest,
        confirmed_at=row.confirmed_at,
        confirmed_by=row.confirmed_by,
        members=tuple(
            Member(
                position=member.position,
                seat=Seat(member.seat),
                person_id=member.person_id,
                name=member.name,
                number=member.number,
                birth_year=member.birth_year,
                job=member.job,
                unit=member.unit,
                place=member.place,
                correct_count=member.correct_count,
            )
            for member in members
        ),
        skips=tuple(
            PassedOver(skip.person_id, skip.name, skip.number, skip.place, skip.reason)
            for skip in skips
        ),
    )
