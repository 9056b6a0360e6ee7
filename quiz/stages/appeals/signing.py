"""Sign what somebody else asked for: every round that the decision reaches is scored again from its
ledger, a round a transaction, and official boards get a new version.

The signature stands first, with the rounds that are left to do; what a stopped server left is done
by the worker. Until then nothing else is signed for those rounds.
"""

import logging
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, text

from quiz.rules.criteria import TieBreak
from quiz.rules.deciding import OF_ATTEMPTS, Ruling, correction_facts, facts_of
from quiz.rules.entries import Entry, Kind
from quiz.rules.reasons import AppealReason, BoardReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.stages.appeals.asking import note, refuse_moved
from quiz.stages.appeals.previewing import (
    Foreseen,
    Part,
    Preview,
    part_of,
    preview,
)
from quiz.stages.appeals.putting import Made, made, put_results
from quiz.stages.appeals.stored import stored_results
from quiz.store import boards, decisions, entry_words, ledger, moved, rows
from quiz.store.database import Database
from quiz.store.decisions import Decided
from quiz.store.plain import Row, execute, fetch_all, fetch_one
from quiz.store.rows import OfficialBoard, SatRound
from quiz.store.writer import Writer

TRIES = 5
"""How often a round is scored anew because something was written to its ledger meanwhile."""

_SIGNED = text(
    "UPDATE decision SET signed_by = :actor, signed_at = :now, preview = :digest WHERE id = :id"
)
_REACHES = text("INSERT INTO decision_round (decision_id, round_id) VALUES (:id, :round_id)")
_ANSWERED = text(
    "UPDATE appeal SET decision_id = :id WHERE id = :appeal_id AND decision_id IS NULL"
)
_ALL_ANSWERED = text(
    "UPDATE appeal SET decision_id = :id WHERE round_id = :round_id"
    " AND question_id = :question_id AND decision_id IS NULL"
)
_TO_DO = (
    "SELECT s.decision_id, s.round_id FROM decision_round s JOIN round r ON r.id = s.round_id"
    " WHERE s.applied_at IS NULL ORDER BY s.decision_id, r.closes_at, r.id"
)
"""A round that is ranked by an earlier one comes after it."""
_OUTCOME = "UPDATE round SET outcome = ? WHERE id = ?"
_EARLIER_LEFT = (
    "SELECT 1 FROM decision_round s JOIN round r ON r.id = s.round_id"
    " WHERE s.decision_id = ? AND s.applied_at IS NULL AND r.closes_at < ?"
)
_APPLIED_AT = "SELECT applied_at FROM decision_round WHERE decision_id = ? AND round_id = ?"
_APPLIED = text(
    "UPDATE decision_round SET applied_at = :now, entry = :entry, moved = :moved,"
    " board_version = :version WHERE decision_id = :id AND round_id = :round_id"
)
_VOIDED = text("UPDATE attempt SET voided = :voided, settled = TRUE WHERE id = :attempt_id")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs. `of_contest` tells whether they answer for all districts."""

    actor: str
    of_contest: bool


def sign(
    database: Database, writer: Writer, decision_id: int, seen: str, signer: Signer, now: int
) -> None:
    """Sign the decision whose preview has the digest `seen`, and score again what it reaches.
    Signing again changes nothing. Refuses the one who asked, a district's organiser where all
    districts are concerned, and a preview that is not true any more.
    """
    known = database.read_now(lambda one: decisions.read(one, decision_id))
    if known.signed_at is None:
        _refuse_signer(known, signer)
        found = database.read_now(lambda one: preview(one, decision_id, now))
        if found.digest != seen:
            raise Refusal(AppealReason.PREVIEW_CHANGED)
        if found.elsewhere and not signer.of_contest:
            raise Refusal(AppealReason.PROVINCE_SIGNS)
        writer.run_now(lambda one: _sign(one, found, signer, now))
        told = {"actor": signer.actor, "action": "decision.sign"}
        log.info("a decision was signed", extra=told | {"object": f"decision:{decision_id}"})
    apply_signed(database, writer, now)


def apply_signed(database: Database, writer: Writer, now: int) -> int:
    """Score again every round that a signed decision waits for. Safe to repeat, also by several
    processes. What cannot be done is logged and left to do, so that it holds up no other decision.
    Returns how many were done."""
    done = 0
    for decision_id, round_id in database.read_now(lambda one: fetch_all(one, _TO_DO)):
        try:
            _apply_round(database, writer, decision_id, round_id, now)
        except Exception:
            about = {"action": "decision.apply", "object": f"decision:{decision_id}"}
            log.exception("a signed decision could not be applied", extra=about)
        else:
            done += 1
    return done


def _refuse_signer(decision: Decided, signer: Signer) -> None:
    if decision.declined_at is not None:
        raise Refusal(AppealReason.DECISION_CLOSED)
    if decision.asked_by == signer.actor:
        raise Refusal(AppealReason.SECOND_SIGNER)
    if decision.of_contest and not signer.of_contest:
        raise Refusal(AppealReason.PROVINCE_SIGNS)


def _sign(connection: Connection, found: Preview, signer: Signer, now: int) -> None:
    """Put the signature; refuses when anything that was shown moved."""
    decision = found.decision
    for round_id in sorted(part.round.id for part in found.parts):
        ledger.lock(connection, round_id)
    fresh = decisions.read(connection, decision.id)
    if fresh.signed_at is not None:
        return
    _refuse_signer(fresh, signer)
    refuse_moved(connection, fresh.ruling, fresh.attempt_id)
    reached = dict(decisions.rounds_of(connection, decision))
    rounds = tuple(part.round.id for part in found.parts)
    decisions.refuse_applying(connection, rounds)
    direct = tuple(part.round.id for part in found.parts if part.direct)
    changed = sorted(reached) != sorted(direct) or any(
        ledger.counting_head(connection, part.round.id) != part.head for part in found.parts
    )
    if changed:
        raise Refusal(AppealReason.PREVIEW_CHANGED)
    by = {"id": decision.id, "actor": signer.actor, "now": now, "digest": found.digest}
    connection.execute(_SIGNED, by)
    for part in found.parts:
        if part.outcome is not None:
            execute(connection, _OUTCOME, (part.outcome, part.round.id))
    for round_id in rounds:
        about = {"id": decision.id, "round_id": round_id}
        connection.execute(_REACHES, about)
        there = reached.get(round_id)
        if there is not None and there.question_id:
            connection.execute(_ALL_ANSWERED, about | {"question_id": there.question_id})
    if decision.appeal_id is not None:
        connection.execute(_ANSWERED, {"id": decision.id, "appeal_id": decision.appeal_id})
    detail = f"preview={found.digest} rounds={len(rounds)} moved={found.moved}"
    note(connection, "decision.sign", signer.actor, decision.id, now, detail)


@dataclass(frozen=True, slots=True)
class _Work:
    """A round as it was counted; `stored` are the results that it takes the place of."""

    decision: Decided
    part: Part
    stored: list[Row]
    made: Made


def _apply_round(
    database: Database, writer: Writer, decision_id: int, round_id: int, now: int
) -> None:
    def read(connection: Connection) -> _Work | None:
        decision = decisions.read(connection, decision_id)
        row = fetch_one(connection, _APPLIED_AT, (decision_id, round_id))
        if row is None or row[0] is not None:
            return None
        direct = round_id in dict(decisions.rounds_of(connection, decision))
        there = decisions.as_in(connection, decision, round_id)
        _refuse_early(connection, decision_id, rows.read_round(connection, round_id))
        part = part_of(connection, there, round_id, now, Foreseen(direct, {}))
        return _Work(there, part, [one.row for one in part.before], made(decision_id, part))

    for _ in range(TRIES):
        found = database.read_now(read)
        if found is None or writer.run_now(partial(_apply, found=found, now=now), round_id):
            return
    raise Refusal(RequestReason.BUSY, seconds=2)


def _refuse_early(connection: Connection, decision_id: int, sat: SatRound) -> None:
    """Refuse a round that is ranked by an earlier one which is still to be done."""
    by_earlier = any(one.kind is TieBreak.EARLIER_ROUND for one in sat.rules.tie_breaks)
    waits = (decision_id, sat.window.closes_at)
    if by_earlier and fetch_one(connection, _EARLIER_LEFT, waits):
        raise Refusal(AppealReason.DECISION_APPLYING)


def _apply(connection: Connection, found: _Work, now: int) -> bool:
    """Write one round as it was counted. False where its ledger has moved since."""
    decision, part = found.decision, found.part
    sat = part.round
    ledger.lock(connection, sat.id)
    row = fetch_one(connection, _APPLIED_AT, (decision.id, sat.id))
    if row is None or row[0] is not None:
        return True
    if ledger.counting_head(connection, sat.id) != part.head:
        return False
    if stored_results(connection, sat.id) != found.stored:
        raise Refusal(BoardReason.RECOUNT_DIFFERS, count=1)
    said = entry_words.put(connection, sat.id, decision.reason, decision.attempt_id)
    entry = ledger.append(connection, sat.id, _entry(decision, part, said, now))
    if part.direct and decision.ruling in OF_ATTEMPTS:
        voided = decision.ruling is Ruling.VOID_ATTEMPT
        connection.execute(_VOIDED, {"attempt_id": decision.attempt_id, "voided": voided})
    put_results(connection, found.made)
    moved.write(connection, found.made.moves)
    version, actor = part.new_version, decision.signed_by or ""
    if version is not None:
        board = OfficialBoard(0, version, part.after_digest, now)
        boards.write(connection, sat, found.made.lines, board, actor, decision.id)
    about = {"id": decision.id, "round_id": sat.id, "now": now, "entry": entry.number}
    connection.execute(_APPLIED, about | {"moved": len(part.moves), "version": version})
    detail = f"round={sat.id} moved={len(part.moves)} board={part.after_digest}"
    note(connection, "decision.apply", actor, decision.id, now, detail)
    return True


def _entry(decision: Decided, part: Part, said: str, now: int) -> Entry:
    facts = (
        *facts_of(decision.asked_by, decision.signed_by or "", decision.id, said),
        ("board", part.after_digest),
        ("moved", len(part.moves)),
        ("version", part.new_version or 0),
    )
    if not part.direct:
        value = (("value", part.round.outcome or 0),)
        return Entry(Kind.OUTCOME, now, body=(*facts, *value))
    if part.round.rules.prediction is not None and part.round.outcome is not None:
        facts = (*facts, ("outcome", part.round.outcome))
    if decision.ruling in OF_ATTEMPTS:
        kind = Kind.VOID if decision.ruling is Ruling.VOID_ATTEMPT else Kind.UNVOID
        return Entry(kind, now, decision.attempt_id, body=facts)
    corrected = correction_facts(decision.question_id, decision.correction)
    return Entry(Kind.CORRECT, now, body=(*facts, *corrected))
