"""Take an attempt out of the contest before its round is settled: it ends, keeps its entries, and
does not count. Two people sign. Later, a decision does it (quiz.stages.appeals), whose preview
shows who moves.
"""

import logging

from sqlalchemy import Connection, text

from question_bank.vietnamese import squeeze
from quiz.rules.access import Action, Role, Scope, scope_of
from quiz.rules.entries import Entry, Kind
from quiz.rules.extending import refuse_reason
from quiz.rules.reasons import AppealReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.staffing import canonical_username
from quiz.store import decisions, entry_words, ledger, rows, tally
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
    " VALUES (:at, :actor, 'attempt.void', :subject, :detail)"
)
_STAFF = text(
    "SELECT s.role, CASE WHEN EXISTS (SELECT 1 FROM staff_district d WHERE d.staff_id = s.id"
    " AND d.district_id = :district_id) THEN 1 ELSE 0 END AS own FROM staff s"
    " WHERE s.username = :username AND s.active"
)

log = logging.getLogger(__name__)


def void(
    database: Database,
    writer: Writer,
    attempt_id: int,
    reason: str,
    signers: tuple[str, str],
    now: int,
) -> AttemptState:
    """Void the attempt. Voiding again changes nothing. `signers` are the user names of two members
    of staff who may decide in the round's district; whoever calls knows that it is they. Refuses
    one signer twice, who may not decide, a published round, one whose results already rank others,
    and one that a signed decision is still to change. The ledger holds a digest of the reason.
    """
    refuse_reason(reason)
    actor, second = map(canonical_username, signers)
    if actor == second:
        raise Refusal(RequestReason.SECOND_SIGNATURE)
    known = database.read_now(lambda connection: rows.read_attempt(connection, attempt_id))

    def act(connection: Connection) -> AttemptState:
        ledger.lock(connection, known.round_id)
        attempt = rows.read_attempt(connection, attempt_id)
        sat = rows.read_round(connection, attempt.round_id)
        for username in (actor, second):
            _refuse_signer(connection, username, sat.district_id)
        if attempt.voided:
            return attempt
        if sat.window.published or sat.outcome is not None:
            raise Refusal(AppealReason.VOID_BY_DECISION)
        decisions.refuse_applying(connection, [sat.id])
        said = entry_words.put(connection, attempt.round_id, squeeze(reason), attempt_id)
        facts = (("by", actor), ("confirmed_by", second), (entry_words.FACT, said))
        ledger.append(connection, attempt.round_id, Entry(Kind.VOID, now, attempt_id, body=facts))
        connection.execute(_VOID, {"attempt_id": attempt_id, "now": now})
        tally.take_back(connection, sat, attempt_id)
        person = {"round_id": attempt.round_id, "person_id": attempt.person_id}
        connection.execute(_COUNT_AGAIN, person)
        subject = f"attempt:{attempt_id}"
        noted = {"at": now, "actor": actor, "subject": subject}
        connection.execute(_AUDIT, noted | {"detail": f"confirmed_by={second}"})
        return rows.read_attempt(connection, attempt_id)

    voided = writer.run_now(act, known.round_id)
    told = {"actor": actor, "action": "attempt.void", "object": f"attempt:{attempt_id}"}
    log.info("voided", extra=told)
    return voided


def _refuse_signer(connection: Connection, username: str, district_id: int) -> None:
    values = {"username": username, "district_id": district_id}
    row = connection.execute(_STAFF, values).one_or_none()
    scope = scope_of(Role(row.role), Action.APPEAL_DECIDE) if row else None
    if row is None or scope is None or not (scope is Scope.ANY or row.own):
        raise Refusal(RequestReason.NOT_ALLOWED)
