"""Choose the team from the official board: propose, depart from it in writing, confirm."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text

from quiz.rules.entries import Entry, Kind
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.selection import Candidate, Proposal, Seat, propose
from quiz.store import ledger, rows
from quiz.store.rows import OfficialBoard, SatRound
from quiz.store.writer import Writer

MARGIN = 10
"""How many people after the last seat are shown, so that somebody can be passed over."""

_CANDIDATES = text(
    "SELECT s.position, s.place, s.person_id, s.rank_key, s.correct_count, s.hard_count,"
    " s.answered, s.duration_ms, s.ended_at, p.name, p.number, p.active,"
    " u.full_name AS unit"
    " FROM board_entry s JOIN person p ON p.id = s.person_id JOIN unit u ON u.id = p.unit_id"
    " WHERE s.board_id = :board_id ORDER BY s.position LIMIT :limit"
)
_STANDING = text(
    "SELECT id, version, digest FROM team WHERE round_id = :round_id ORDER BY version DESC LIMIT 1"
)
_NEW_TEAM = text(
    "INSERT INTO team (round_id, version, board_id, board_digest, digest, confirmed_at,"
    " confirmed_by) VALUES (:round_id, :version, :board_id, :board_digest, :digest, :now, :actor)"
    " RETURNING id"
)
_NEW_MEMBER = text(
    "INSERT INTO team_member (team_id, position, person_id, seat, place)"
    " VALUES (:team_id, :position, :person_id, :seat, :place)"
)
_NEW_SKIP = text(
    "INSERT INTO team_skip (team_id, person_id, place, reason)"
    " VALUES (:team_id, :person_id, :place, :reason)"
)
_LOG = text(
    "INSERT INTO audit_log (at, actor, action, subject, detail)"
    " VALUES (:now, :actor, 'team.confirm', :subject, :detail)"
)


@dataclass(frozen=True, slots=True)
class Runner:
    """Somebody on the official board as the choice is made. `note` explains a tie with the next."""

    candidate: Candidate
    number: str
    unit: str
    correct_count: int
    note: str
    on_roster: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """The top of the official board and the team that it gives, or why it gives none yet."""

    round: SatRound
    board: OfficialBoard
    runners: tuple[Runner, ...]
    proposal: Proposal | None
    refusal: Refusal | None
    tie_at_cut: bool
    """Whether the last member and the first who is not share a place that no lots separate."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody had before them when they confirmed: the board's digest, and the version of
    the team that stood, 0 when none did.
    """

    board_digest: str
    team_version: int


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A confirmed team: its id, version and digest."""

    team_id: int
    version: int
    digest: str


def choice(connection: Connection, round_id: int, skips: Mapping[int, str]) -> Choice:
    """What the official board proposes without those in `skips` (person id -> reason).

    Refuses a round without an official board, and a skip of somebody who is not on it like a
    missing person. A skip without a reason and a board that is too short come as `refusal`, so
    that the board can be shown with it.
    """
    sat = rows.read_round(connection, round_id)
    board = _official(connection, round_id)
    found = _top(connection, board, sat, skips)
    candidates = [_candidate(row) for row in found]
    proposal = refusal = None
    try:
        proposal = propose(candidates, sat.rules.seats, sat.rules.reserves, skips)
    except Refusal as reason:
        refusal = reason
    notes = rows.notes_of((row.rank_key for row in found), sat)
    runners = tuple(
        Runner(candidate, row.number, row.unit, row.correct_count, note, on_roster=bool(row.active))
        for candidate, row, note in zip(candidates, found, [*notes, ""], strict=True)
    )
    tie = proposal is not None and _tie_at_cut(proposal, candidates, sat)
    return Choice(sat, board, runners, proposal, refusal, tie)


def confirm(
    writer: Writer,
    round_id: int,
    seen: Seen,
    skips: Mapping[int, str],
    actor: str,
    now: int,
) -> Confirmed:
    """Write the team that the official board gives without those in `skips`, as a new version and a
    ledger entry in one transaction. Confirming the team that stands gives it again.

    Refuses a board or a standing team that is not the one that was seen, a skip without a reason, a
    skip of somebody who is not on the board, and a board that is too short.
    """

    def act(connection: Connection) -> Confirmed:
        ledger.lock(connection, round_id)
        sat = rows.read_round(connection, round_id)
        board = _official(connection, round_id)
        if board.digest != seen.board_digest:
            raise Refusal(Reason.BOARD_CHANGED)
        found = _top(connection, board, sat, skips)
        proposal = propose(
            [_candidate(row) for row in found], sat.rules.seats, sat.rules.reserves, skips
        )
        digest = team_digest(board.digest, proposal)
        standing = connection.execute(_STANDING, {"round_id": round_id}).one_or_none()
        if standing is not None and standing.digest == digest:
            return Confirmed(standing.id, standing.version, digest)
        version: int = 0 if standing is None else standing.version
        if version != seen.team_version:
            raise Refusal(Reason.TEAM_CHANGED, version=version)
        version += 1
        team_id: int = connection.execute(
            _NEW_TEAM,
            {
                "round_id": round_id,
                "version": version,
                "board_id": board.id,
                "board_digest": board.digest,
                "digest": digest,
                "now": now,
                "actor": actor,
            },
        ).scalar_one()
        _write_team(connection, team_id, proposal)
        facts = (
            ("board", board.digest),
            ("members", len(proposal.chosen)),
            ("skips", len(proposal.skipped)),
            ("team", digest),
            ("version", version),
        )
        ledger.append(connection, round_id, Entry(Kind.TEAM, now, body=facts))
        log = {"now": now, "actor": actor, "subject": f"round {round_id}", "detail": digest}
        connection.execute(_LOG, log)
        return Confirmed(team_id, version, digest)

    return writer.run_now(act, round_id)


def team_digest(board_digest: str, proposal: Proposal) -> str:
    """SHA-256 over the canonical JSON of board, seats and skips, in hex: what was decided, by
    whomever and whenever.
    """
    data = {
        "board": board_digest,
        "seats": [[one.candidate.person_id, one.seat.value] for one in proposal.chosen],
        "skips": [[one.candidate.person_id, one.reason] for one in proposal.skipped],
    }
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _official(connection: Connection, round_id: int) -> OfficialBoard:
    board = rows.read_official(connection, round_id)
    if board is None:
        raise Refusal(Reason.NOT_OFFICIAL)
    return board


def _top(
    connection: Connection, board: OfficialBoard, sat: SatRound, skips: Mapping[int, str]
) -> list[Row[Any]]:
    """The first of the board: seats, reserves, as many as are passed over, and some more. Refuses a
    skip of somebody who is not among them.
    """
    limit = sat.rules.seats + sat.rules.reserves + len(skips) + MARGIN
    values = {"board_id": board.id, "limit": limit}
    found = list(connection.execute(_CANDIDATES, values))
    if not skips.keys() <= {row.person_id for row in found}:
        raise Refusal(Reason.NOT_FOUND)
    return found


def _write_team(connection: Connection, team_id: int, proposal: Proposal) -> None:
    for position, one in enumerate(proposal.chosen, 1):
        connection.execute(
            _NEW_MEMBER,
            {
                "team_id": team_id,
                "position": position,
                "person_id": one.candidate.person_id,
                "seat": one.seat.value,
                "place": one.candidate.place,
            },
        )
    for skip in proposal.skipped:
        connection.execute(
            _NEW_SKIP,
            {
                "team_id": team_id,
                "person_id": skip.candidate.person_id,
                "place": skip.candidate.place,
                "reason": skip.reason,
            },
        )


def _tie_at_cut(proposal: Proposal, board: list[Candidate], sat: SatRound) -> bool:
    if sat.rules.by_lots:
        return False
    members = [one.candidate for one in proposal.chosen if one.seat is Seat.MEMBER]
    passed = {skip.candidate.person_id for skip in proposal.skipped}
    chosen = {member.person_id for member in members}
    return any(
        other.place == members[-1].place
        for other in board
        if other.person_id not in passed | chosen
    )


def _candidate(row: Row[Any]) -> Candidate:
    return Candidate(row.person_id, row.name, row.place)
