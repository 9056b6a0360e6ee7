"""Take an attempt out of the contest: it ends, keeps its entries, and does not count.

Who may decide that, with two signatures, belongs to whoever calls.
"""

import logging

from sqlalchemy import Connection, text

from question_bank.vietnamese import squeeze
from quiz.rules.entries import Entry, Kind
from quiz.rules.extending import refuse_reason
from quiz.rules.refusal import Reason, Refusal
from quiz.store import decisions, ledger, rows, tally
from quiz.store.database import Database
from quiz.store.rows import AttemptState
from quiz.store.writer import Writer

_VOID = text(
    "UPDATE attempt SET voided = TRUE, settled = TRUE, ended_at = COALESCE(ended_at, :now)"
    " WHERE id = :attempt_id"
)
_COUNT_AGAIN = text(
    "UPDATE attempt SET settled = FALSE WHERE round_id = :round_id AND person_id = :person_id"
    " AND ended_at IS NOT NULL AND NOT voided"
)
"""Another attempt of the same person may count now; the worker looks."""
_AUDIT = text(
    "INSERT INTO audit_log (at, actor, action, subject, detail)"
    " VALUES (:at, :actor, 'attempt.void', :subject, '')"
)

log = logging.getLogger(__name__)


def void(
    database: Database, writer: Writer, attempt_id: int, reason: str, actor: str, now: int
) -> AttemptState:
    """Void the attempt. Voiding again changes nothing. Refuses a published round: its board stands,
    and one that a signed decision is still to change. `reason` goes into the ledger, so it names
    nobody.
    """
    refuse_reason(reason)
    known = database.read_now(lambda connection: rows.read_attempt(connection, attempt_id))

    def act(connection: Connection) -> AttemptState:
        ledger.lock(connection, known.round_id)
        attempt = rows.read_attempt(connection, attempt_id)
        if attempt.voided:
            return attempt
        sat = rows.read_round(connection, attempt.round_id)
        if sat.window.published:
            raise Refusal(Reason.ALREADY_PUBLISHED)
        decisions.refuse_applying(connection, [sat.id])
        facts = (("by", actor), ("reason", squeeze(reason)))
        ledger.append(connection, attempt.round_id, Entry(Kind.VOID, now, attempt_id, body=facts))
        connection.execute(_VOID, {"attempt_id": attempt_id, "now": now})
        tally.take_back(connection, sat, attempt_id)
        person = {"round_id": attempt.round_id, "person_id": attempt.person_id}
        connection.execute(_COUNT_AGAIN, person)
        subject = f"attempt:{attempt_id}"
        connection.execute(_AUDIT, {"at": now, "actor": actor, "subject": subject})
        return rows.read_attempt(connection, attempt_id)

    voided = writer.run_now(act, known.round_id)
    told = {"actor": actor, "action": "attempt.void", "object": f"attempt:{attempt_id}"}
    log.info("voided", extra=told)
    return voided
