"""Ask for a decision, and take the asking back."""

import logging

from sqlalchemy import Connection, text

from question_bank.vietnamese import squeeze
from quiz.rules.correcting import say_key
from quiz.rules.deciding import OF_ATTEMPTS, Proposed, Ruling
from quiz.rules.reasons import AppealReason, BoardReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.window import Phase, phase_at
from quiz.rules.wording import say_end
from quiz.store import decisions, ledger, past_units, rows
from quiz.store.keys import keys_open_at
from quiz.store.plain import Reader, fetch_one
from quiz.store.rows import SatRound
from quiz.store.writer import Writer

_ONCE = text("SELECT id FROM decision WHERE round_id = :round_id AND once = :once")
_NEW = text(
    "INSERT INTO decision (contest_id, round_id, once, ruling, question_id, question_key,"
    " attempt_id, appeal_id, reason, asked_by, asked_at, preview) VALUES (:contest_id, :round_id,"
    " :once, :ruling, :question_id, :key, :attempt_id, :appeal_id, :reason, :actor, :now, '')"
    " RETURNING id"
)
_DECLINED = text("UPDATE decision SET declined_by = :actor, declined_at = :now WHERE id = :id")
_APPEAL = "SELECT question_id, decision_id FROM appeal WHERE id = ? AND round_id = ?"
_AUDIT = text(
    "INSERT INTO audit_log (at, actor, action, subject, detail)"
    " VALUES (:at, :actor, :action, :subject, :detail)"
)

log = logging.getLogger(__name__)


def ask(writer: Writer, round_id: int, proposed: Proposed, actor: str, now: int) -> int:
    """The decision's id; it waits for another member of staff. The same form again is told the
    same. Refuses a round that is not over, a question while its key may not be known, and what does
    not belong to the round as a missing thing.
    """

    def act(connection: Connection) -> int:
        ledger.lock(connection, round_id)
        sat = rows.read_round(connection, round_id)
        rows.refuse_draft(sat)
        once = {"round_id": round_id, "once": proposed.once}
        known = connection.execute(_ONCE, once).scalar_one_or_none()
        if known is not None:
            same: int = known
            return same
        _refuse_strange(connection, sat, proposed, now)
        values = {
            "contest_id": sat.contest_id,
            "ruling": proposed.ruling.value,
            "question_id": proposed.question_id,
            "key": say_key(proposed.key),
            "attempt_id": proposed.attempt_id,
            "appeal_id": proposed.appeal_id,
            "reason": squeeze(proposed.reason),
            "actor": actor,
            "now": now,
        }
        made: int = connection.execute(_NEW, once | values).scalar_one()
        note(connection, "decision.ask", actor, made, now, f"round={round_id}")
        return made

    decision_id = writer.run_now(act, round_id)
    told = {"actor": actor, "action": "decision.ask", "object": f"decision:{decision_id}"}
    log.info("a decision was asked for", extra=told)
    return decision_id


def decline(writer: Writer, decision_id: int, actor: str, now: int) -> None:
    """Nobody signs it any more: withdrawn by who asked, or refused by somebody else. Declining
    again changes nothing. Refuses one that was signed."""

    def act(connection: Connection) -> None:
        found = decisions.read(connection, decision_id)
        ledger.lock(connection, found.round_id)
        found = decisions.read(connection, decision_id)
        if found.declined_at is not None:
            return
        if found.signed_at is not None:
            raise Refusal(AppealReason.DECISION_CLOSED)
        connection.execute(_DECLINED, {"id": decision_id, "actor": actor, "now": now})
        note(connection, "decision.decline", actor, decision_id, now, "")

    writer.run_now(act)
    told = {"actor": actor, "action": "decision.decline", "object": f"decision:{decision_id}"}
    log.info("a decision was declined", extra=told)


def refuse_sat(sat: SatRound, now: int) -> None:
    """Refuse a round in which somebody can still sit."""
    if phase_at(sat.window, now) in {Phase.DRAFT, Phase.BEFORE, Phase.OPEN}:
        raise Refusal(BoardReason.STILL_OPEN, closes=say_end(sat.window.closes_at))


def refuse_hidden_key(connection: Reader, round_id: int, now: int) -> None:
    """Refuse to speak of keys while somebody may sit or will sit with one of the questions."""
    at = keys_open_at(connection, round_id)
    if now < at:
        raise Refusal(AppealReason.KEYS_NOT_OPEN, closes=say_end(at))


def refuse_moved(connection: Reader, ruling: Ruling, attempt_id: int | None) -> None:
    """Refuse to restore an attempt of somebody who belongs to another district by now: nobody ranks
    in two of a contest."""
    if ruling is not Ruling.UNVOID_ATTEMPT or attempt_id is None:
        return
    if past_units.made_elsewhere(connection, attempt_id):
        raise Refusal(AppealReason.SINCE_MOVED)


def _refuse_strange(connection: Connection, sat: SatRound, proposed: Proposed, now: int) -> None:
    refuse_sat(sat, now)
    if proposed.question_id:
        refuse_hidden_key(connection, sat.id, now)
        question = sat.bank.by_id.get(proposed.question_id)
        if question is None:
            raise Refusal(RequestReason.NOT_FOUND)
        proposed.refuse_strange_key(question)
    if proposed.attempt_id is not None:
        attempt = rows.read_attempt(connection, proposed.attempt_id)
        if attempt.round_id != sat.id:
            raise Refusal(RequestReason.NOT_FOUND)
        if attempt.voided != (proposed.ruling is Ruling.UNVOID_ATTEMPT):
            raise Refusal(AppealReason.NOT_TO_VOID)
        refuse_moved(connection, proposed.ruling, proposed.attempt_id)
    if proposed.appeal_id is not None:
        row = fetch_one(connection, _APPEAL, (proposed.appeal_id, sat.id))
        if row is None:
            raise Refusal(RequestReason.NOT_FOUND)
        if row[1] is not None:
            raise Refusal(AppealReason.DECISION_CLOSED)
        if row[0] != proposed.question_id and proposed.ruling not in OF_ATTEMPTS:
            raise Refusal(RequestReason.BAD_INPUT, field="Câu hỏi")


def note(
    connection: Connection, action: str, actor: str, decision_id: int, now: int, detail: str
) -> None:
    """A line in the audit log."""
    subject = f"decision:{decision_id}"
    values = {"at": now, "actor": actor, "action": action, "subject": subject, "detail": detail}
    connection.execute(_AUDIT, values)
