"""A contestant sits: start, answer, submit; and what time alone does: expire.

Async verbs with plain SQL, because everybody does this in the same minute.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlalchemy import Connection, text

from question_bank.draw import digest_of
from quiz import failpoint
from quiz.rules import window
from quiz.rules.criteria import AttemptsPer
from quiz.rules.entries import Entry, Kind
from quiz.rules.notice import Asked
from quiz.rules.reasons import AttemptReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.starting import Used, read_guess, refuse_duties, refuse_used_up
from quiz.rules.tapping import Saved, Tap, Tappable, is_elsewhere
from quiz.rules.window import Phase, phase_at
from quiz.rules.wording import say_end, say_moment
from quiz.store import ledger, library, rows, starting
from quiz.store.database import Database
from quiz.store.plain import execute, fetch_all, fetch_one, savepoint
from quiz.store.rows import NOTE_READ, AttemptState, Contestant, SatRound
from quiz.store.writer import Writer

log = logging.getLogger(__name__)

MAX_SEQ = 2**53 - 1
"""The largest integer that every browser counts exactly."""

QUEUED_MS = 2_000
"""How long an answer that arrived in time may wait for the writer."""

_NEW_ATTEMPT = (
    "INSERT INTO attempt (round_id, person_id, number, paper, started_at, deadline_at, holder,"
    " submitted, settled) VALUES (?, ?, ?, ?, ?, ?, ?, FALSE, FALSE)"
    " ON CONFLICT DO NOTHING RETURNING id"
)
_SAME_ATTEMPT = "SELECT id FROM attempt WHERE round_id = ? AND person_id = ? AND number = ?"
_END = "UPDATE attempt SET ended_at = ?, submitted = ? WHERE id = ? AND ended_at IS NULL"
_OVERDUE = text(
    "SELECT a.id, a.round_id, a.deadline_at, c.rules FROM attempt a"
    " JOIN round r ON r.id = a.round_id JOIN contest c ON c.id = r.contest_id"
    " WHERE a.ended_at IS NULL AND a.deadline_at < :now ORDER BY a.deadline_at LIMIT 500"
)


async def start(
    database: Database,
    writer: Writer,
    round_id: int,
    person_id: int,
    now: int,
    holder: str = "",
    guess: str = "",
    notice: Asked | None = None,
) -> int:
    """The id of the person's attempt in the round: the running one, or a new one.

    Two starts at once give one attempt, because its number is unique; both get its id, and the
    session `holder` of the one that made it sits it. `guess` is the prediction as it was typed. The
    `notice` about personal data that is confirmed with the start is noted with it. Refuses outside
    the window, when all attempts were used, who may not compete, and who has not read the notice.
    """
    sat, contestant, attempts, used = await database.look(
        lambda connection: starting.who_starts(connection, round_id, person_id, now)
    )
    running = window.running(attempts, sat.rules.grace_ms, now)
    if running is not None:
        return running.id
    reads = _refuse_start(sat, contestant, used, notice, now)
    predicted = None if sat.practice else read_guess(guess, sat.rules.prediction)
    await failpoint.reached("start.checked")
    number = len(attempts) + 1
    dumped = starting.drawn(sat, contestant.number, number)

    def act(connection: Connection) -> int | None:
        ledger.lock(connection, round_id)
        open_until, same = starting.window_now(connection, sat, person_id)
        if not same:
            return None
        if open_until.published:
            raise Refusal(AttemptReason.ROUND_CLOSED, closes=say_end(open_until.closes_at))
        if sat.rules.attempts_per is AttemptsPer.CONTEST and not sat.practice:
            starting.refuse_used_meanwhile(connection, sat, person_id, now)
        key = (round_id, person_id, number)
        deadline_at = window.deadline(now, sat.rules.limit_ms, open_until)
        row = fetch_one(connection, _NEW_ATTEMPT, (*key, dumped, now, deadline_at, holder))
        if reads:
            execute(connection, NOTE_READ, (reads, now, person_id))
        if row is None:
            return int(fetch_all(connection, _SAME_ATTEMPT, key)[0][0])
        created: int = row[0]
        facts: tuple[tuple[str, str | int], ...] = (
            ("number", contestant.number),
            ("attempt", number),
            ("district", sat.district_id),
            ("paper", digest_of(dumped)),
        )
        if predicted is not None:
            facts += (("guess", predicted),)
        ledger.append(connection, round_id, Entry(Kind.START, now, created, body=facts))
        return created

    begun = await writer.run(act, round_id)
    # where rules or district are others since these were read, all is checked again
    return begun or await start(database, writer, round_id, person_id, now, holder, guess, notice)


def _refuse_start(
    sat: SatRound, contestant: Contestant, used: Used, notice: Asked | None, now: int
) -> str:
    """Refuse whoever may not start now. The version of the notice that is read with this start,
    empty where nothing has to be noted."""
    _refuse_outside(sat, now)
    reads = notice.version if notice and notice.refuse_unread(contestant.notice) else ""
    refuse_duties(sat.rules, contestant.duties, practice=sat.practice)
    refuse_used_up(sat.rules, used, practice=sat.practice)
    return reads


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
    holder: str = "",
) -> Saved:
    """Save a tap: question `question` of the paper (from 1) now has the printed positions `choice`.

    The same tap again is told the same. Refuses the same seq with other content, a question or an
    option that is not in the paper, anything after the end, and what comes from another session
    than the attempt's; an answer after the deadline and the grace is kept in the ledger, not
    scored. A lower seq than the question's newest is stale.
    """
    chosen = tuple(sorted(set(choice)))
    paper = await _tappable(database, attempt_id)
    if paper.person_id != person_id:
        raise Refusal(RequestReason.NOT_FOUND)
    if not paper.holds(question, chosen):
        raise Refusal(AttemptReason.NOT_IN_PAPER, question=question)
    return await writer.save(
        Tap(attempt_id, paper.round_id, seq, question, chosen, arrived, paper.grace_ms, holder)
    )


async def answer_all(
    database: Database,
    writer: Writer,
    attempt: AttemptState,
    wanted: Mapping[int, tuple[int, ...]],
    next_seq: int,
    arrived: int,
    holder: str = "",
) -> bool:
    """Save a form's answers (question -> printed positions) one by one, or nothing where one is not
    in the paper. False when the attempt is over; a seq that another window has used meanwhile is
    chosen anew.
    """
    paper = await _tappable(database, attempt.id)
    for question, choice in wanted.items():
        if not paper.holds(question, choice):
            raise Refusal(AttemptReason.NOT_IN_PAPER, question=question)
    seq = next_seq
    for question, choice in wanted.items():
        saved = False
        while not saved:
            try:
                await answer(
                    database,
                    writer,
                    attempt.id,
                    attempt.person_id,
                    question=question,
                    choice=choice,
                    seq=seq,
                    arrived=arrived,
                    holder=holder,
                )
            except Refusal as refusal:
                if refusal.reason in {AttemptReason.TIME_OVER, AttemptReason.ATTEMPT_OVER}:
                    return False
                if refusal.reason is not AttemptReason.SEQ_CONFLICT:
                    raise
                seq = int(refusal.details["next_seq"])
            else:
                saved = True
                seq += 1
    return True


async def _tappable(database: Database, attempt_id: int) -> Tappable:
    return database.tappable.get(attempt_id) or database.tappable.put(
        attempt_id,
        await database.look(lambda connection: rows.read_tappable(connection, attempt_id)),
    )


async def submit(
    database: Database,
    writer: Writer,
    attempt_id: int,
    person_id: int,
    arrived: int,
    then: Callable[[Connection], None] | None = None,
    holder: str = "",
) -> AttemptState:
    """End the attempt with what was saved. Submitting again, or after the deadline, gives the one
    end that there is. Refuses another session than the attempt's.

    `then` (counting) runs in the same transaction, but handing in does not depend on it: if it
    fails, that is logged and the worker counts later.
    """
    attempt = await _tappable(database, attempt_id)
    if attempt.person_id != person_id:
        raise Refusal(RequestReason.NOT_FOUND)
    await failpoint.reached("submit.checked")

    def act(connection: Connection) -> AttemptState:
        ledger.lock(connection, attempt.round_id)
        fresh = rows.read_attempt(connection, attempt_id)
        if fresh.voided:
            raise Refusal(AttemptReason.ATTEMPT_VOID)
        if fresh.ended_at is None:
            in_time = window.in_time(arrived, fresh.deadline_at, attempt.grace_ms)
            if in_time and is_elsewhere(fresh.holder, holder):
                raise Refusal(AttemptReason.ELSEWHERE)
            fresh = _end(connection, fresh, arrived if in_time else None)
            if then:
                _try(connection, then, attempt_id)
        return fresh

    return await writer.run(act, attempt.round_id)


async def expire(database: Database, writer: Writer, now: int) -> int:
    """Close every attempt whose deadline and grace have passed, with what was saved; a moment later
    than that, so that an answer which arrived in time and still waits for the writer counts.
    Returns how many were closed.
    """
    overdue_rows = await database.read(
        lambda connection: connection.execute(_OVERDUE, {"now": now}).all()
    )
    jobs = []
    for row in overdue_rows:
        grace_ms = library.rules(row.rules).grace_ms + QUEUED_MS
        if window.in_time(now, row.deadline_at, grace_ms):
            continue

        def act(
            connection: Connection,
            overdue: int = row.id,
            round_id: int = row.round_id,
            grace_ms: int = grace_ms,
        ) -> bool:
            ledger.lock(connection, round_id)
            fresh = rows.read_attempt(connection, overdue)
            if fresh.ended_at is not None or window.in_time(now, fresh.deadline_at, grace_ms):
                return False  # somebody ended it, or it was given more time
            _end(connection, fresh, None)
            return True

        jobs.append((act, row.round_id))
    return sum(await writer.run_each(jobs))


def _try(connection: Connection, then: Callable[[Connection], None], attempt_id: int) -> None:
    try:
        with savepoint(connection):
            then(connection)
    except Exception:
        log.exception("attempt %s was handed in but not counted", attempt_id)


def _refuse_outside(sat: SatRound, now: int) -> None:
    match phase_at(sat.window, now):
        case Phase.OPEN:
            return
        case Phase.BEFORE:
            raise Refusal(AttemptReason.NOT_YET_OPEN, opens=say_moment(sat.window.opens_at))
        case _:
            raise Refusal(AttemptReason.ROUND_CLOSED, closes=say_end(sat.window.closes_at))


def _end(connection: Connection, attempt: AttemptState, submitted_at: int | None) -> AttemptState:
    """End the attempt: handed in then, or at its deadline when None."""
    ended_at = attempt.deadline_at if submitted_at is None else submitted_at
    submitted = submitted_at is not None
    execute(connection, _END, (ended_at, submitted, attempt.id))
    kind = Kind.SUBMIT if submitted else Kind.EXPIRE
    ledger.append(connection, attempt.round_id, Entry(kind, ended_at, attempt.id))
    return replace(attempt, ended_at=ended_at, submitted=submitted)
