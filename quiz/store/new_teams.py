"""Write a version of a round's team: its seats, those passed over, the line in the audit log."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, text

from quiz.rules.selection import Chosen, Named, Seat, Skipped
from quiz.store.candidates import Field

_NEW_TEAM = text(
    "INSERT INTO team (round_id, version, board_id, board_digest, digest, confirmed_at,"
    " confirmed_by, act, eased, eased_reason) VALUES (:round_id, :version, :board_id,"
    " :board_digest, :digest, :now, :actor, :act, :eased, :eased_reason) RETURNING id"
)
_NEW_MEMBER = text(
    "INSERT INTO team_member (team_id, position, person_id, seat, place, captain, instead_of)"
    " VALUES (:team_id, :position, :person_id, :seat, :place, :captain, :instead_of)"
)
_NEW_SKIP = text(
    "INSERT INTO team_skip (team_id, person_id, place, reason, by_quota)"
    " VALUES (:team_id, :person_id, :place, :reason, :by_quota)"
)
_NEW_CHANGE = text(
    "INSERT INTO team_change (team_id, left_id, came_id, reason)"
    " VALUES (:team_id, :left_id, :came_id, :reason)"
)
_LOG = text(
    "INSERT INTO audit_log (at, actor, action, subject, detail)"
    " VALUES (:now, :actor, :action, :subject, :detail)"
)


@dataclass(frozen=True, slots=True)
class NewTeam:
    """A version to be written. `written` are the skips with a person's reason; `left`, `came` and
    `reason` belong to a substitution; `named` are members who were named in writing, with whose
    seat they have."""

    board_digest: str
    chosen: tuple[Chosen, ...]
    written: tuple[Skipped, ...]
    by_quotas: tuple[Skipped, ...]
    captain_id: int | None = None
    eased: tuple[str, ...] = ()
    eased_reason: str = ""
    left_id: int | None = None
    came_id: int | None = None
    reason: str = ""
    named: Mapping[int, Named] = field(default_factory=dict)

    @property
    def act(self) -> str:
        """How the version came about."""
        return "choose" if self.left_id is None else "substitute"

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON of what was decided, by whomever and whenever, in hex.
        What a team does not have is not in it."""
        data: dict[str, Any] = {
            "board": self.board_digest,
            "seats": [[one.candidate.person_id, one.seat.value] for one in self.chosen],
            "skips": [[one.candidate.person_id, one.reason] for one in self.written],
        }
        if self.captain_id is not None:
            data["captain"] = self.captain_id
        if self.eased:
            data["eased"] = [*self.eased, self.eased_reason]
        if self.left_id is not None:
            data["change"] = [self.left_id, self.came_id, self.reason]
        if self.named:
            data["named"] = sorted(
                [person, one.left, *(["reserve"] if one.seat is Seat.RESERVE else [])]
                for person, one in self.named.items()
            )
        canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def write_version(
    connection: Connection, found: Field, version: int, new: NewTeam, actor: str, now: int
) -> int:
    """Put the rows of a version of the round's team and its line in the audit log. Returns the
    team's id."""
    round_id = found.round.id
    team_id: int = connection.execute(
        _NEW_TEAM,
        {
            "round_id": round_id,
            "version": version,
            "board_id": found.board.id,
            "board_digest": new.board_digest,
            "digest": new.digest,
            "now": now,
            "actor": actor,
            "act": new.act,
            "eased": "\n".join(new.eased),
            "eased_reason": new.eased_reason if new.eased else "",
        },
    ).scalar_one()
    _put(connection, _NEW_MEMBER, _member_rows(team_id, new))
    _put(connection, _NEW_SKIP, _skip_rows(team_id, new.written, by_quota=False))
    _put(connection, _NEW_SKIP, _skip_rows(team_id, new.by_quotas, by_quota=True))
    if new.left_id is not None:
        ids = {"left_id": new.left_id, "came_id": new.came_id}
        connection.execute(_NEW_CHANGE, {"team_id": team_id, "reason": new.reason} | ids)
    action = "team.confirm" if new.act == "choose" else "team.substitute"
    log(connection, action, round_id, new.digest, actor, now)
    return team_id


def log(
    connection: Connection, action: str, round_id: int, detail: str, actor: str, now: int
) -> None:
    """A line of the audit log about a round's team."""
    told = {"now": now, "actor": actor, "action": action, "detail": detail}
    connection.execute(_LOG, told | {"subject": f"round {round_id}"})


def _put(connection: Connection, statement: Any, values: Sequence[dict[str, Any]]) -> None:
    if values:
        connection.execute(statement, values)


def _member_rows(team_id: int, new: NewTeam) -> list[dict[str, Any]]:
    return [
        {
            "team_id": team_id,
            "position": position,
            "person_id": one.candidate.person_id,
            "seat": one.seat.value,
            "place": one.candidate.place,
            "captain": one.candidate.person_id == new.captain_id,
            "instead_of": by.left if (by := new.named.get(one.candidate.person_id)) else None,
        }
        for position, one in enumerate(new.chosen, 1)
    ]


def _skip_rows(team_id: int, skips: Iterable[Skipped], *, by_quota: bool) -> list[dict[str, Any]]:
    return [
        {
            "team_id": team_id,
            "person_id": skip.candidate.person_id,
            "place": skip.candidate.place,
            "reason": skip.reason,
            "by_quota": by_quota,
        }
        for skip in skips
    ]
