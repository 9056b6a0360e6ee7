"""Give time: to one person who sits, or to a whole round after an outage.

Who is given time goes on: also somebody whose attempt was closed by time alone, while it is that
person's newest and the extended deadline is still ahead. What concerns more than ten people at
once, and a round that had closed, waits for a second member of staff.
"""

import logging
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text

from question_bank.vietnamese import squeeze
from quiz.rules import extending
from quiz.rules.entries import Entry, Kind
from quiz.rules.extending import Wanted
from quiz.rules.reasons import AttemptReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.ticket import clean_number
from quiz.rules.window import goes_on
from quiz.store import decisions, entry_words, ledger, predicted, rows, tally
from quiz.store.keys import keys_seen
from quiz.store.rows import SatRound
from quiz.store.writer import Writer

_CANDIDATES = (
    "SELECT a.id, a.person_id, a.deadline_at, a.ended_at FROM attempt a"
    " JOIN person p ON p.id = a.person_id"
    " WHERE a.round_id = :round_id AND NOT a.submitted AND NOT a.voided"
    " AND NOT EXISTS (SELECT 1 FROM attempt later WHERE later.round_id = a.round_id"
    " AND later.person_id = a.person_id AND later.number > a.number)"
)
"""Attempts that can be given time: nobody handed them in, and each is its person's newest."""
_ALL = text(f"{_CANDIDATES} ORDER BY a.id")
_BY_ID = text(f"{_CANDIDATES} AND a.id = :attempt_id")
_BY_NUMBER = text(f"{_CANDIDATES} AND p.number = :number")
_ROW = "SELECT * FROM extension WHERE round_id = :round_id AND "
_ONCE = text(f"{_ROW} once = :once")
_ASKED = text(f"{_ROW} id = :id")
_NEW = text(
    "INSERT INTO extension (round_id, attempt_id, once, minutes, reason, asked_by, asked_at)"
    " VALUES (:round_id, :attempt_id, :once, :minutes, :reason, :actor, :now) RETURNING *"
)
_APPLIED = text(
    "UPDATE extension SET confirmed_by = :confirmed_by, applied_at = :now, applied_to = :count"
    " WHERE id = :id"
)
_MORE = text(
    "UPDATE attempt SET deadline_at = deadline_at + :ms, ended_at = NULL, settled = FALSE"
    " WHERE id = :attempt_id"
)
_COUNT_AGAIN = text(
    "UPDATE attempt SET settled = FALSE WHERE round_id = :round_id AND person_id = :person_id"
    " AND ended_at IS NOT NULL AND NOT voided"
)
_LATER_END = text("UPDATE round SET closes_at = closes_at + :ms WHERE id = :round_id")
_AUDIT = text(
    "INSERT INTO audit_log (at, actor, action, subject, detail)"
    " VALUES (:at, :actor, :action, :subject, :detail)"
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a request. `applied_to` counts attempts; None while a signature is missing."""

    id: int
    minutes: int
    applied_to: int | None


@dataclass(frozen=True, slots=True)
class _Plan:
    """Who would be given the time now."""

    attempts: tuple[Row[Any], ...]
    reopens: bool
    """The round had closed and would be open again."""


def ask(writer: Writer, round_id: int, wanted: Wanted, actor: str, now: int) -> Asked:
    """Give the time, or keep the request for a second member of staff. The same form again is told
    the same. Refuses a published round, somebody who does not sit, and time that is too short for
    anybody to go on.
    """

    def act(connection: Connection) -> Asked:
        sat = _locked(connection, round_id)
        rows.refuse_draft(sat)
        key = {"round_id": round_id, "once": wanted.once}
        known = connection.execute(_ONCE, key).one_or_none()
        if known is not None:
            return _asked(known)
        _refuse_too_late(connection, sat, now)
        attempt_id = _attempt_of(connection, round_id, wanted.number) if wanted.number else None
        plan = _plan(connection, sat, attempt_id, wanted.minutes, now)
        values = {"attempt_id": attempt_id, "minutes": wanted.minutes, "actor": actor, "now": now}
        row = connection.execute(_NEW, key | values | {"reason": squeeze(wanted.reason)}).one()
        if extending.needs_second(len(plan.attempts), reopens=plan.reopens):
            _note(connection, "extension.ask", actor, row, now, len(plan.attempts))
            return _asked(row)
        return _apply(connection, row, plan, None, now)

    asked = writer.run_now(act, round_id)
    told = {"actor": actor, "action": "extension.ask", "object": f"round:{round_id}"}
    log.info("time was asked for", extra=told)
    return asked


def confirm(writer: Writer, round_id: int, extension_id: int, actor: str, now: int) -> Asked:
    """Sign a request of somebody else: it takes effect for those who sit, or would go on, now.
    Confirming again changes nothing. Refuses the one who asked, and a request that lapsed.
    """

    def act(connection: Connection) -> Asked:
        sat = _locked(connection, round_id)
        rows.refuse_draft(sat)
        key = {"round_id": round_id, "id": extension_id}
        row = connection.execute(_ASKED, key).one_or_none()
        if row is None:
            raise Refusal(RequestReason.NOT_FOUND)
        if row.applied_at is not None:
            return _asked(row)
        _refuse_too_late(connection, sat, now)
        if row.asked_by == actor:
            raise Refusal(RequestReason.SECOND_SIGNATURE)
        if now - row.asked_at > extending.LAPSE_MS:
            minutes = extending.LAPSE_MS // extending.MINUTE_MS
            raise Refusal(AttemptReason.EXTENSION_LAPSED, minutes=minutes)
        plan = _plan(connection, sat, row.attempt_id, row.minutes, now)
        return _apply(connection, row, plan, actor, now)

    asked = writer.run_now(act, round_id)
    told = {"actor": actor, "action": "extension.confirm", "object": f"round:{round_id}"}
    log.info("time was confirmed", extra=told)
    return asked


def _locked(connection: Connection, round_id: int) -> SatRound:
    """The round, once nobody else changes it or a round that is ranked by its end."""
    predicted.lock(connection, rows.read_round(connection, round_id))
    return rows.read_round(connection, round_id)


def _asked(row: Row[Any]) -> Asked:
    return Asked(row.id, row.minutes, row.applied_to)


def _refuse_too_late(connection: Connection, sat: SatRound, now: int) -> None:
    """No more time once the result is official, here or in a round that was ranked by what all of
    its name had, once the keys could be seen elsewhere, or somebody signed what was counted."""
    if sat.window.published:
        raise Refusal(AttemptReason.ALREADY_PUBLISHED)
    predicted.refuse_published(connection, sat)
    decisions.refuse_applying(connection, [sat.id])
    if keys_seen(connection, sat.id, now):
        raise Refusal(AttemptReason.KEYS_SEEN)


def _attempt_of(connection: Connection, round_id: int, number: str) -> int:
    """The attempt of the person with this candidate number that can be given time."""
    known = {"round_id": round_id, "number": clean_number(number)}
    row = connection.execute(_BY_NUMBER, known).one_or_none()
    if row is None:
        raise Refusal(AttemptReason.NOTHING_TO_EXTEND)
    attempt_id: int = row.id
    return attempt_id


def _plan(
    connection: Connection, sat: SatRound, attempt_id: int | None, minutes: int, now: int
) -> _Plan:
    """Who would go on. Refuses time that is over for everybody before it is given."""
    ms, closes_at = minutes * extending.MINUTE_MS, sat.window.closes_at
    if attempt_id is None:
        found = connection.execute(_ALL, {"round_id": sat.id}).all()
        ends = [closes_at, *(row.deadline_at for row in found)]
    else:
        wanted = {"round_id": sat.id, "attempt_id": attempt_id}
        found = connection.execute(_BY_ID, wanted).all()
        ends = [row.deadline_at for row in found]
        if not found:
            raise Refusal(AttemptReason.NOTHING_TO_EXTEND)
    if not goes_on(max(ends), ms, now):
        least = extending.least_minutes(max(ends), now)
        raise Refusal(AttemptReason.EXTENSION_TOO_SHORT, minutes=minutes, least=least)
    going = tuple(row for row in found if goes_on(row.deadline_at, ms, now))
    return _Plan(going, reopens=attempt_id is None and closes_at <= now)


def _apply(
    connection: Connection, row: Row[Any], plan: _Plan, confirmed_by: str | None, now: int
) -> Asked:
    """Move the deadlines, and take back the results of those who had been closed."""
    ms, whole = row.minutes * extending.MINUTE_MS, row.attempt_id is None
    facts: tuple[tuple[str, str | int], ...] = (
        ("by", row.asked_by),
        *((("confirmed_by", confirmed_by),) if confirmed_by else ()),
        ("ms", ms),
        (entry_words.FACT, entry_words.put(connection, row.round_id, row.reason, row.attempt_id)),
    )
    sat = rows.read_round(connection, row.round_id)
    predicted.open_again(connection, sat)
    if whole:
        connection.execute(_LATER_END, {"round_id": row.round_id, "ms": ms})
        of_round = (*facts, ("attempts", len(plan.attempts)))
        receipt = ledger.append(connection, row.round_id, Entry(Kind.EXTEND, now, body=of_round))
        facts = (("entry", receipt.number), ("ms", ms))
    entries = [Entry(Kind.EXTEND, now, one.id, body=facts) for one in plan.attempts]
    ledger.append_all(connection, row.round_id, entries)
    if plan.attempts:
        connection.execute(_MORE, [{"attempt_id": one.id, "ms": ms} for one in plan.attempts])
    closed = [one for one in plan.attempts if one.ended_at is not None]
    if closed:
        for one in closed:
            tally.take_back(connection, sat, one.id)
        people = [{"round_id": row.round_id, "person_id": one.person_id} for one in closed]
        connection.execute(_COUNT_AGAIN, people)
    applied = {"id": row.id, "now": now, "count": len(plan.attempts)}
    connection.execute(_APPLIED, applied | {"confirmed_by": confirmed_by})
    actor = confirmed_by or row.asked_by
    _note(connection, "extension.apply", actor, row, now, len(plan.attempts))
    return Asked(row.id, row.minutes, len(plan.attempts))


def _note(
    connection: Connection, action: str, actor: str, row: Row[Any], now: int, attempts: int
) -> None:
    whom = "round" if row.attempt_id is None else f"attempt:{row.attempt_id}"
    detail = f"extension={row.id} of={whom} minutes={row.minutes} attempts={attempts}"
    values = {"at": now, "actor": actor, "action": action, "subject": f"round:{row.round_id}"}
    connection.execute(_AUDIT, values | {"detail": detail})
