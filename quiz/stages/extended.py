"""What is looked at before and after time is given: requests, those who can be given time."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from quiz.rules.extending import LAPSE_MS
from quiz.rules.search import looked_for
from quiz.store.past_units import IN_ROUND_THEN, UNIT_THEN

MOST_SHOWN = 50

_REQUESTS = text(
    "SELECT e.id, e.minutes, e.reason, e.asked_by, e.asked_at, e.confirmed_by, e.applied_at,"
    " e.applied_to, COALESCE(p.number, '') AS number FROM extension e"
    " LEFT JOIN attempt a ON a.id = e.attempt_id LEFT JOIN person p ON p.id = a.person_id"
    " WHERE e.round_id = :round_id AND (e.applied_at IS NOT NULL OR e.asked_at >= :since)"
    " ORDER BY e.id DESC LIMIT :most"
)
_SITTING = text(
    "SELECT p.number, p.name, u.full_name AS unit, a.deadline_at, a.ended_at FROM attempt a"  # noqa: S608
    f" JOIN round r ON r.id = a.round_id {IN_ROUND_THEN} JOIN unit u ON u.id = {UNIT_THEN}"
    " WHERE a.round_id = :round_id AND NOT a.submitted AND NOT a.voided"
    " AND NOT EXISTS (SELECT 1 FROM attempt later WHERE later.round_id = a.round_id"
    " AND later.person_id = a.person_id AND later.number > a.number)"
    " AND LOWER(p.number) LIKE :start ESCAPE '!' ORDER BY p.number LIMIT :most"
)


@dataclass(frozen=True, slots=True)
class Request:
    """Time that was asked for. `number` is a candidate's, empty for the whole round; what belongs
    to its effect is None while a second signature is missing."""

    id: int
    minutes: int
    reason: str
    asked_by: str
    asked_at: int
    confirmed_by: str | None
    applied_at: int | None
    applied_to: int | None
    number: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody who can be given time: who sits, or was closed by time alone at `ended_at`."""

    number: str
    name: str
    unit: str
    deadline_at: int
    ended_at: int | None


def requests(connection: Connection, round_id: int, now: int) -> tuple[Request, ...]:
    """The round's extensions and requests that have not lapsed, the newest first."""
    values = {"round_id": round_id, "since": now - LAPSE_MS, "most": MOST_SHOWN}
    return tuple(Request(*row) for row in connection.execute(_REQUESTS, values))


def sitting(connection: Connection, round_id: int, query: str) -> tuple[Sitting, ...]:
    """Those whose candidate number begins like `query`, by number; 50 at most."""
    start = looked_for(query)
    if start is None:
        return ()
    for sign in "!%_":
        start = start.replace(sign, f"!{sign}")
    values = {"round_id": round_id, "start": f"{start}%", "most": MOST_SHOWN}
    return tuple(Sitting(*row) for row in connection.execute(_SITTING, values))
