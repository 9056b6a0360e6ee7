"""Replace somebody in a confirmed team, in writing, until the deadline; all versions are kept."""

import logging
from dataclasses import dataclass

from sqlalchemy import Connection, text

from quiz.rules.entries import Entry, Kind
from quiz.rules.reasons import BoardReason, TeamReason
from quiz.rules.refusal import Refusal
from quiz.rules.selection import Chosen, Named, Seat, Skipped, written
from quiz.rules.substituting import Changed, deadline
from quiz.rules.substituting import substitute as substituted
from quiz.rules.ticket import clean_number
from quiz.rules.wording import say_end
from quiz.store import ledger, new_teams, rows, teams
from quiz.store.candidates import Field, read_field
from quiz.store.new_teams import NewTeam
from quiz.store.teams import LockEvent, TeamView
from quiz.store.writer import Writer

log = logging.getLogger(__name__)

_BY_NUMBER = text("SELECT id FROM person WHERE number = :number")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who leaves and why; who comes by candidate number, empty for the reserve whose turn it is
    (or nobody, where a reserve leaves). `captain_id` is the captain afterwards, None for the one
    that there is. `eased_reason` says why a quota that is then broken is accepted."""

    left_id: int
    number: str
    reason: str
    captain_id: int | None = None
    eased_reason: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """Every version of a round's team, the newest first, and what the province did."""

    versions: tuple[TeamView, ...]
    locks: tuple[LockEvent, ...]
    until: int
    """From when on it cannot be changed, UTC milliseconds."""

    @property
    def locked(self) -> bool:
        """Whether the province has locked the team."""
        return bool(self.locks) and self.locks[0].locked


def story(connection: Connection, round_id: int) -> Story:
    """How the round's team came about. Refuses a round without an official board or a team."""
    board = rows.read_official(connection, round_id)
    if board is None:
        raise Refusal(BoardReason.NOT_OFFICIAL)
    versions = teams.read_versions(connection, round_id)
    if not versions:
        raise Refusal(TeamReason.NO_TEAM)
    until = deadline(board.published_at, versions[0].round.rules.team.substitute_days)
    return Story(versions, teams.read_locks(connection, round_id), until)


def substitute(
    writer: Writer, round_id: int, version: int, wanted: Wanted, actor: str, now: int
) -> int:
    """Write the changed team as a new version and a ledger entry in one transaction; returns the
    version. The same form again is told the same.

    Refuses a team that is not the `version` that was seen, one of an old board, a locked one, the
    time after the last day of changes, a missing reason, somebody who cannot leave or come, a
    missing captain, and quotas that break without a reason to accept it; what is no worse than in a
    team that was accepted with a reason keeps that reason.
    """

    def act(connection: Connection) -> int:
        ledger.lock(connection, round_id)
        found = read_field(connection, round_id)
        versions = teams.read_versions(connection, round_id)[:2]
        if not versions:
            raise Refusal(TeamReason.NO_TEAM)
        standing = versions[0]
        came_id = _came(connection, wanted.number)
        again = standing.version == version + 1 and standing.act == "substitute"
        if again and standing.board_id == found.board.id:
            same = _new_team(found, versions[1], wanted, came_id)
            if same.digest == standing.digest:
                return standing.version
        if standing.version != version:
            raise Refusal(TeamReason.TEAM_CHANGED, version=standing.version)
        if standing.board_id != found.board.id:
            raise Refusal(TeamReason.TEAM_OF_OLD_BOARD)
        teams.refuse_locked(connection, round_id)
        if now >= _until(found):
            raise Refusal(TeamReason.TEAM_DEADLINE, until=say_end(_until(found)))
        new = _new_team(found, standing, wanted, came_id)
        new_teams.write_version(connection, found, version + 1, new, actor, now)
        facts = (
            ("act", new.act),
            ("board", found.board.digest),
            ("by", actor),
            ("members", len(new.chosen)),
            ("team", new.digest),
            ("version", version + 1),
        )
        ledger.append(connection, round_id, Entry(Kind.TEAM, now, body=facts))
        return version + 1

    changed = writer.run_now(act, round_id)
    told = {"actor": actor, "action": "team.substitute", "object": f"round:{round_id}"}
    log.info("a team was changed", extra=told)
    return changed


def _until(found: Field) -> int:
    return deadline(found.board.published_at, found.terms.team.substitute_days)


def _came(connection: Connection, number: str) -> int | None:
    """The person with this candidate number; None for no number."""
    if not number.strip():
        return None
    found = connection.execute(_BY_NUMBER, {"number": clean_number(number)}).scalar_one_or_none()
    if found is None:
        raise Refusal(TeamReason.CANNOT_REPLACE)
    return int(found)


def _new_team(found: Field, standing: TeamView, wanted: Wanted, came_id: int | None) -> NewTeam:
    reason, why = written(wanted.reason), written(wanted.eased_reason)
    if not reason:
        raise Refusal(TeamReason.CHANGE_NEEDS_REASON)
    by_id = {one.person_id: one for one in found.candidates}
    chosen = [Chosen(by_id[one.person_id], one.seat) for one in standing.members]
    changed = substituted(chosen, found.candidates, found.terms, wanted.left_id, came_id)
    if changed.broken and not changed.worse:
        why = why or standing.eased_reason
    if changed.broken and not why:
        raise Refusal(TeamReason.BREAKS_QUOTAS, broken="; ".join(changed.broken))
    seated = {one.candidate.person_id for one in changed.chosen}
    passed = [one for one in standing.passed_over if one.person_id not in seated]
    return NewTeam(
        board_digest=found.board.digest,
        chosen=changed.chosen,
        written=tuple(
            Skipped(by_id[one.person_id], one.reason) for one in passed if not one.by_quota
        ),
        by_quotas=tuple(
            Skipped(by_id[one.person_id], one.reason) for one in passed if one.by_quota
        ),
        captain_id=_captain(found, standing, wanted, changed),
        eased=changed.broken,
        eased_reason=why if changed.broken else "",
        left_id=changed.left.person_id,
        came_id=changed.came.person_id if changed.came else None,
        reason=reason,
        named=_named(standing, changed, came_id),
    )


def _named(standing: TeamView, changed: Changed, came_id: int | None) -> dict[int, Named]:
    """Who was named in writing. A reserve who moves up was not named anew; that they came into the
    member's seat is told by the change itself."""
    seats = {one.candidate.person_id: one.seat for one in changed.chosen}
    named = {person: one for person, one in standing.named.items() if person in seats}
    if came_id is not None:
        named[came_id] = Named(changed.left.person_id, seats[came_id])
    return named


def _captain(found: Field, standing: TeamView, wanted: Wanted, changed: Changed) -> int | None:
    """The captain afterwards: the one named, else the one that there is."""
    members = {one.candidate.person_id for one in changed.chosen if one.seat is Seat.MEMBER}
    captain = wanted.captain_id or standing.captain_id
    if captain in members:
        return captain
    if wanted.captain_id or found.terms.team.captain:
        raise Refusal(TeamReason.CAPTAIN_MISSING)
    return None
