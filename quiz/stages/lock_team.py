"""The province looks at all teams of a contest and locks them; unlocking needs a reason."""

import logging
from dataclasses import dataclass

from sqlalchemy import Connection, text

from quiz.rules.entries import Entry, Kind
from quiz.rules.reasons import RequestReason, TeamReason
from quiz.rules.refusal import Refusal
from quiz.rules.selection import written
from quiz.store import ledger, new_teams, rows, teams
from quiz.store.teams import LockEvent, TeamView
from quiz.store.writer import Writer

log = logging.getLogger(__name__)

_CONTEST = text(
    "SELECT id, name FROM contest WHERE id = :contest_id AND NOT rehearsal"
    " AND opened_at IS NOT NULL"
)
_ROUNDS = text(
    "SELECT r.id, r.district_id, u.full_name AS district, r.label, r.published_at FROM round r"
    " JOIN unit u ON u.id = r.district_id WHERE r.contest_id = :contest_id"
    " AND r.kind = 'official' ORDER BY u.code, r.opens_at, r.id"
)
_NEW_LOCK = text(
    "INSERT INTO team_lock (round_id, team_id, locked, at, actor, reason)"
    " VALUES (:round_id, :team_id, :locked, :now, :actor, :reason)"
)


@dataclass(frozen=True, slots=True)
class DistrictTeam:
    """A round's team, if it has one, and whether it is locked."""

    round_id: int
    district_id: int
    place: str
    """The district and the round's label."""
    published: bool
    team: TeamView | None
    locks: tuple[LockEvent, ...]

    @property
    def locked(self) -> bool:
        """Whether it may not be changed."""
        return bool(self.locks) and self.locks[0].locked


def teams_of(connection: Connection, contest_id: int) -> tuple[str, tuple[DistrictTeam, ...]]:
    """(the contest's name, its rounds that rank people in the order of the districts' codes).
    Refuses an unknown contest and one that is not opened."""
    contest = connection.execute(_CONTEST, {"contest_id": contest_id}).one_or_none()
    if contest is None:
        raise Refusal(RequestReason.NOT_FOUND)
    found = connection.execute(_ROUNDS, {"contest_id": contest_id}).all()
    return contest.name, tuple(
        DistrictTeam(
            row.id,
            row.district_id,
            rows.say_place(row.district, row.label),
            row.published_at is not None,
            teams.read_team(connection, row.id),
            teams.read_locks(connection, row.id),
        )
        for row in found
    )


def lock(writer: Writer, round_id: int, version: int, actor: str, now: int) -> None:
    """Lock the team that was seen. Locking again changes nothing. Refuses another version, a round
    without a team and a team of an old board."""

    def act(connection: Connection) -> None:
        team = _team(connection, round_id, version)
        if teams.is_locked(connection, round_id):
            return
        if team.of_old_board:
            raise Refusal(TeamReason.TEAM_OF_OLD_BOARD)
        _put(connection, team, actor, now, locked=True, reason="")

    writer.run_now(act, round_id)
    _tell("team.lock", round_id, actor)


def unlock(writer: Writer, round_id: int, version: int, reason: str, actor: str, now: int) -> None:
    """Let the team be changed again, for a reason that is kept. Unlocking again changes nothing."""

    def act(connection: Connection) -> None:
        team = _team(connection, round_id, version)
        if not teams.is_locked(connection, round_id):
            return
        why = written(reason)
        if not why:
            raise Refusal(TeamReason.CHANGE_NEEDS_REASON)
        _put(connection, team, actor, now, locked=False, reason=why)

    writer.run_now(act, round_id)
    _tell("team.unlock", round_id, actor)


def _tell(action: str, round_id: int, actor: str) -> None:
    told = {"actor": actor, "action": action, "object": f"round:{round_id}"}
    log.info("a team was locked or unlocked", extra=told)


def _team(connection: Connection, round_id: int, version: int) -> TeamView:
    ledger.lock(connection, round_id)
    team = teams.read_team(connection, round_id)
    if team is None:
        raise Refusal(TeamReason.NO_TEAM)
    if team.version != version:
        raise Refusal(TeamReason.TEAM_CHANGED, version=team.version)
    return team


def _put(
    connection: Connection, team: TeamView, actor: str, now: int, *, locked: bool, reason: str
) -> None:
    round_id = team.round.id
    values = {"round_id": round_id, "team_id": team.id, "locked": locked}
    connection.execute(_NEW_LOCK, values | {"now": now, "actor": actor, "reason": reason})
    act = "lock" if locked else "unlock"
    facts = (("act", act), ("by", actor), ("team", team.digest), ("version", team.version))
    ledger.append(connection, round_id, Entry(Kind.TEAM, now, body=facts))
    new_teams.log(connection, f"team.{act}", round_id, team.digest, actor, now)
