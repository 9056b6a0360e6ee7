"""Change the rules of a contest that is open: one member of staff asks, another signs; the ledgers
of its rounds tell it, and everybody is ranked again.
"""

import hashlib
import logging
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text

from question_bank.vietnamese import squeeze
from quiz.rules.amending import amended
from quiz.rules.entries import Entry, Kind
from quiz.rules.extending import refuse_reason
from quiz.rules.reasons import ContestReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.round import Rules
from quiz.store import entry_words, frozen, ledger, library
from quiz.store.plain import execute
from quiz.store.writer import Writer

_CONTEST = text("SELECT id, rules, opened_at FROM contest WHERE id = :contest_id AND NOT rehearsal")
_ROUNDS = text("SELECT id, published_at FROM round WHERE contest_id = :contest_id ORDER BY id")
_ONCE = text("SELECT * FROM rules_change WHERE contest_id = :contest_id AND once = :once")
_NEW = text(
    "INSERT INTO rules_change (contest_id, once, before, after, reason, asked_by, asked_at)"
    " VALUES (:contest_id, :once, :before, :after, :reason, :actor, :now) RETURNING *"
)
_ASKED = text("SELECT * FROM rules_change WHERE id = :id AND contest_id = :contest_id")
_ALL = text("SELECT * FROM rules_change WHERE contest_id = :contest_id ORDER BY id DESC")
_APPLIED = text(
    "UPDATE rules_change SET confirmed_by = :actor, applied_at = :now, version = 1 +"
    " (SELECT COALESCE(MAX(version), 1) FROM rules_change WHERE contest_id = :contest_id)"
    " WHERE id = :id RETURNING *"
)
_SET = "UPDATE contest SET rules = ? WHERE id = ?"
_FORGET_RESULTS = "DELETE FROM result WHERE contest_id = ?"
_FORGET_TALLY = (
    "DELETE FROM tally WHERE scope = ? OR scope IN (SELECT id FROM round WHERE contest_id = ?)"
)
_COUNT_AGAIN = (
    "UPDATE attempt SET settled = FALSE WHERE ended_at IS NOT NULL AND NOT voided"
    " AND round_id IN (SELECT id FROM round WHERE contest_id = ?)"
)
_OUTCOME_OPEN = "UPDATE round SET outcome = NULL WHERE contest_id = ?"
_AUDIT = text(
    "INSERT INTO audit_log (at, actor, action, subject, detail)"
    " VALUES (:at, :actor, :action, :subject, :detail)"
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Change:
    """A change that was asked for; in force where `version` is given."""

    id: int
    before: Rules
    after: Rules
    reason: str
    asked_by: str
    asked_at: int
    confirmed_by: str | None
    applied_at: int | None
    version: int | None


def ask(
    writer: Writer, contest_id: int, wanted: Rules, reason: str, once: str, actor: str, now: int
) -> Change:
    """Ask for other rules. The same form again is told the same. Refuses a contest that is not
    open, one of whose rounds is published, and rules that papers depend on.
    """
    refuse_reason(reason)

    def act(connection: Connection) -> Change:
        stands = _open_contest(connection, contest_id)
        key = {"contest_id": contest_id, "once": once}
        known = connection.execute(_ONCE, key).one_or_none()
        if known is not None:
            return _change(known)
        after = amended(library.rules(stands), wanted).dump()
        values = {"before": stands, "after": after, "reason": squeeze(reason)}
        row = connection.execute(_NEW, key | values | {"actor": actor, "now": now}).one()
        _note(connection, "rules.ask", actor, contest_id, row.id, now)
        return _change(row)

    return writer.run_now(act)


def confirm(writer: Writer, contest_id: int, change_id: int, actor: str, now: int) -> Change:
    """Sign a change of somebody else: it is in force from now on, and the worker counts everybody
    again by it. Signing again changes nothing. Refuses the one who asked, and a change of rules
    that are not those in force any more.
    """

    def act(connection: Connection) -> Change:
        row = connection.execute(_ASKED, {"id": change_id, "contest_id": contest_id}).one_or_none()
        if row is None:
            raise Refusal(RequestReason.NOT_FOUND)
        if row.applied_at is not None:
            return _change(row)
        stands = _open_contest(connection, contest_id)
        if row.asked_by == actor:
            raise Refusal(RequestReason.SECOND_SIGNATURE)
        if row.before != stands:
            raise Refusal(ContestReason.CONTEST_CHANGED)
        values = {"id": change_id, "contest_id": contest_id, "actor": actor, "now": now}
        applied = connection.execute(_APPLIED, values).one()
        execute(connection, _SET, (row.after, contest_id))
        execute(connection, _FORGET_RESULTS, (contest_id,))
        execute(connection, _FORGET_TALLY, (-contest_id, contest_id))
        frozen.forget(connection, contest_id)
        execute(connection, _COUNT_AGAIN, (contest_id,))
        execute(connection, _OUTCOME_OPEN, (contest_id,))
        facts = (
            ("by", row.asked_by),
            ("confirmed_by", actor),
            ("rules", hashlib.sha256(row.after.encode()).hexdigest()),
            ("version", applied.version),
        )
        for one in connection.execute(_ROUNDS, {"contest_id": contest_id}).all():
            why = (entry_words.FACT, entry_words.put(connection, one.id, row.reason))
            ledger.append(connection, one.id, Entry(Kind.RULES, now, body=(*facts, why)))
        _note(connection, "rules.change", actor, contest_id, change_id, now)
        return _change(applied)

    change = writer.run_now(act)
    told = {"actor": actor, "action": "rules.change", "object": f"contest:{contest_id}"}
    log.info("rules were changed", extra=told)
    return change


def changes(connection: Connection, contest_id: int) -> tuple[Change, ...]:
    """Every change that was asked for, the newest first."""
    found = connection.execute(_ALL, {"contest_id": contest_id})
    return tuple(_change(row) for row in found)


def _open_contest(connection: Connection, contest_id: int) -> str:
    """The rules in force, with every round's ledger locked, so that nothing is counted by others
    meanwhile.
    """
    row = connection.execute(_CONTEST, {"contest_id": contest_id}).one_or_none()
    if row is None:
        raise Refusal(RequestReason.NOT_FOUND)
    if row.opened_at is None:
        raise Refusal(ContestReason.NOT_OPENED)
    for one in connection.execute(_ROUNDS, {"contest_id": contest_id}).all():
        ledger.lock(connection, one.id)
        if one.published_at is not None:
            raise Refusal(ContestReason.ROUND_PUBLISHED)
    rules: str = connection.execute(_CONTEST, {"contest_id": contest_id}).one().rules
    return rules


def _change(row: Row[Any]) -> Change:
    return Change(
        row.id,
        library.rules(row.before),
        library.rules(row.after),
        row.reason,
        row.asked_by,
        row.asked_at,
        row.confirmed_by,
        row.applied_at,
        row.version,
    )


def _note(
    connection: Connection, action: str, actor: str, contest_id: int, change_id: int, now: int
) -> None:
    values = {"at": now, "actor": actor, "action": action, "subject": f"contest:{contest_id}"}
    connection.execute(_AUDIT, values | {"detail": f"rules_change={change_id}"})
