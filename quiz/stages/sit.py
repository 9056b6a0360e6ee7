"""A contestant sits: start, answer, submit; and what time alone does: expire.

Async verbs with plain SQL, because everybody does this in the same minute.
"""

import hmac
from dataclasses import dataclass, replace

from sqlalchemy import Connection, text

from question_bank.draw import draw
from quiz import failpoint
from quiz.rules import window
from quiz.rules.entries import Entry, Kind
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.window import Phase, phase_at
from quiz.rules.wording import say_moment
from quiz.store import ledger, library, rows
from quiz.store.database import Database
from quiz.store.rows import AttemptState, SatRound
from quiz.store.writer import Writer

MAX_SEQ = 2**53 - 1
"""The largest integer that every browser counts exactly."""

_NEW_ATTEMPT = text(
    "INSERT INTO attempt (round_id, person_id, number, paper, started_at, deadline_at, submitted,"
    " settled) VALUES (:round_id, :person_id, :number, :paper, :started_at, :deadline_at, FALSE,"
    " FALSE) ON CONFLICT DO NOTHING RETURNING id"
)
_SAME_ATTEMPT = text(
    "SELECT id FROM attempt"
    " WHERE round_id = :round_id AND person_id = :person_id AND number = :number"
)
_END = text(
    "UPDATE attempt SET ended_at = :ended_at, submitted = :submitted"
    " WHERE id = :attempt_id AND ended_at IS NULL"
)
_OVERDUE = text(
    "SELECT a.id, a.round_id, a.deadline_at, c.rules FROM attempt a"
    " JOIN round r ON r.id = a.round_id JOIN contest c ON c.id = r.contest_id"
    " WHERE a.ended_at IS NULL AND a.deadline_at < :now ORDER BY a.deadline_at LIMIT 500"
)


@dataclass(frozen=True, slots=True)
class Saved:
    """What a tap is told. The same tap gets the same again."""

    state: str
    """saved or stale."""
    seq: int
    saved_at: int
    deadline_at: int


async def start(database: Database, writer: Writer, round_id: int, person_id: int, now: int) -> int:
    """The id of the person's attempt in the round: the running one, or a new one.

    Two starts at once give one attempt, because its number is unique; both get its id. Refuses
    outside the window and when every allowed attempt was used.
    """
    sat, contestant, attempts = await database.read(
        lambda connection: rows.own_round(connection, round_id, person_id)
    )
    running = window.running(attempts, sat.rules.grace_ms, now)
    if running is not None:
        return running.id
    _refuse_outside(sat, now)
    if len(attempts) >= sat.rules.attempts:
        raise Refusal(Reason.NO_ATTEMPT_LEFT, allowed=sat.rules.attempts)
    await failpoint.reached("start.checked")
    number = len(attempts) + 1
    paper = draw(
        sat.bank,
        sat.rules.blueprint,
        paper_seed(sat.seed, contestant.number, number),
        shuffle_questions=sat.rules.shuffle_questions,
        shuffle_options=sat.rules.shuffle_options,
    )

    def act(connection: Connection) -> int:
        ledger.lock(connection, round_id)
        key = {"round_id": round_id, "person_id": person_id, "number": number}
        row = {
            "paper": paper.dump(),
            "started_at": now,
            "deadline_at": window.deadline(now, sat.rules.limit_ms, sat.window),
        }
        created: int | None = connection.execute(_NEW_ATTEMPT, key | row).scalar_one_or_none()
        if created is None:
            existing: int = connection.execute(_SAME_ATTEMPT, key).scalar_one()
            return existing
        facts = (
            ("number", contestant.number),
            ("attempt", number),
            ("district", sat.district_id),
            ("paper", paper.digest),
        )
        ledger.append(connection, round_id, Entry(Kind.START, now, created, body=facts))
        return created

    return await writer.run(act, round_id)


async def answer(
    database: Database,
    writer: Writer,
    attempt_id: int,
    person_id: int,
    *,
    question: int,
    choice: tuple[int, ...],
    seq: int,
    arrived: int,
) -> Saved:
    """Save a tap: question `question` of the paper (from 1) now has the printed positions `choice`.

    The same tap again is told the same. Refuses the same seq with other content, a question or an
    option that is not in the paper, and anything after the end; an answer after the deadline and
    the grace is kept in the ledger, not scored. A lower seq than the question's newest is stale.
    """
    choice = tuple(sorted(set(choice)))
    attempt, grace_ms = await database.read(
        lambda connection: _checked(connection, attempt_id, person_id, question, choice)
    )

    def act(connection: Connection) -> Saved | Refusal:
        ledger.lock(connection, attempt.round_id)
        fresh = rows.read_attempt(connection, attempt_id)
        known = ledger.known(connection, attempt_id, seq)
        if known is not None:
            return _again(known, fresh, (question, choice))
        if fresh.ended_at is not None and arrived > fresh.ended_at:
            raise Refusal(Reason.ATTEMPT_OVER, ended=say_moment(fresh.ended_at))
        entry = Entry(Kind.ANSWER, arrived, attempt_id, seq, question, choice)
        if fresh.ended_at is not None or not window.in_time(arrived, fresh.deadline_at, grace_ms):
            ledger.append(connection, fresh.round_id, replace(entry, kind=Kind.LATE))
            return Refusal(Reason.TIME_OVER)
        if seq < ledger.newest_seq(connection, attempt_id, question):
            receipt = ledger.append(connection, fresh.round_id, replace(entry, kind=Kind.STALE))
            return Saved("stale", seq, receipt.at, fresh.deadline_at)
        receipt = ledger.append(connection, fresh.round_id, entry)
        return Saved("saved", seq, receipt.at, fresh.deadline_at)

    outcome = await writer.run(act, attempt.round_id)
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


async def submit(
    database: Database, writer: Writer, attempt_id: int, person_id: int, arrived: int
) -> AttemptState:
    """End the attempt with what was saved. Submitting again, or after the deadline, gives the one
    end that there is.
    """
    attempt = await database.read(
        lambda connection: rows.own_attempt(connection, attempt_id, person_id)
    )

    def act(connection: Connection) -> AttemptState:
        ledger.lock(connection, attempt.round_id)
        fresh = rows.read_attempt(connection, attempt_id)
        if fresh.ended_at is None:
            sat = rows.read_round(connection, fresh.round_id)
            in_time = window.in_time(arrived, fresh.deadline_at, sat.rules.grace_ms)
            _end(connection, fresh, arrived if in_time else None)
            fresh = rows.read_attempt(connection, attempt_id)
        return fresh

    return await writer.run(act, attempt.round_id)


async def expire(database: Database, writer: Writer, now: int) -> int:
    """Close every attempt whose deadline and grace have passed, with what was saved. Returns how
    many were closed.
    """
    overdue_rows = await database.read(
        lambda connection: connection.execute(_OVERDUE, {"now": now}).all()
    )
    closed = 0
    for row in overdue_rows:
        if window.in_time(now, row.deadline_at, library.rules(row.rules).grace_ms):
            continue

        def act(
            connection: Connection, overdue: int = row.id, round_id: int = row.round_id
        ) -> bool:
            ledger.lock(connection, round_id)
            fresh = rows.read_attempt(connection, overdue)
            if fresh.ended_at is not None:
                return False
            _end(connection, fresh, None)
            return True

        closed += await writer.run(act, row.round_id)
    return closed


def paper_seed(round_seed: bytes, candidate_number: str, attempt_number: int) -> bytes:
    """What one paper is drawn from."""
    message = f"paper\0{candidate_number}\0{attempt_number}".encode()
    return hmac.digest(round_seed, message, "sha256")


def _refuse_outside(sat: SatRound, now: int) -> None:
    match phase_at(sat.window, now):
        case Phase.OPEN:
            return
        case Phase.BEFORE:
            raise Refusal(Reason.NOT_YET_OPEN, opens=say_moment(sat.window.opens_at))
        case _:
            raise Refusal(Reason.ROUND_CLOSED, closes=say_moment(sat.window.closes_at))


def _checked(
    connection: Connection,
    attempt_id: int,
    person_id: int,
    question: int,
    choice: tuple[int, ...],
) -> tuple[AttemptState, int]:
    """The own attempt and its grace, when the paper has this question and these options."""
    attempt = rows.own_attempt(connection, attempt_id, person_id)
    sat = rows.read_round(connection, attempt.round_id)
    if not 1 <= question <= len(attempt.paper.items):
        raise Refusal(Reason.NOT_IN_PAPER, question=question)
    item = attempt.paper.items[question - 1]
    most = len(item.order) if sat.bank.by_id[item.question_id].several else 1
    if len(choice) > most or any(not 0 <= position < len(item.order) for position in choice):
        raise Refusal(Reason.NOT_IN_PAPER, question=question)
    return attempt, sat.rules.grace_ms


def _again(
    known: ledger.Known, attempt: AttemptState, content: tuple[int, tuple[int, ...]]
) -> Saved | Refusal:
    """What the same tap was told the first time."""
    if (known.question, known.choice) != content:
        raise Refusal(Reason.SEQ_CONFLICT, next_seq=known.next_seq)
    if known.kind is Kind.LATE:
        return Refusal(Reason.TIME_OVER)
    state = "stale" if known.kind is Kind.STALE else "saved"
    return Saved(state, known.seq, known.receipt.at, attempt.deadline_at)


def _end(connection: Connection, attempt: AttemptState, submitted_at: int | None) -> ledger.Receipt:
    """End the attempt: handed in then, or at its deadline when None."""
    ended_at = attempt.deadline_at if submitted_at is None else submitted_at
    submitted = submitted_at is not None
    connection.execute(
        _END, {"attempt_id": attempt.id, "ended_at": ended_at, "submitted": submitted}
    )
    kind = Kind.SUBMIT if submitted else Kind.EXPIRE
    return ledger.append(connection, attempt.round_id, Entry(kind, ended_at, attempt.id))
