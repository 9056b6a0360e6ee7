"""Ledger -> results: settle what has ended, recount everything and compare, freeze the official
board.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, text

from quiz.rules.entries import Entry, Kind
from quiz.rules.reasons import BoardReason
from quiz.rules.refusal import Refusal
from quiz.rules.window import Phase, phase_at
from quiz.rules.wording import say_end
from quiz.store import boards, frozen, ledger, results, rows, tally
from quiz.store.corrections import corrections_of
from quiz.store.counting import Counted, board_digest, count_person, count_whole, read_checked
from quiz.store.database import Database
from quiz.store.facts import known
from quiz.store.plain import execute
from quiz.store.rows import OfficialBoard, SatRound
from quiz.store.writer import Writer

_UNSETTLED = text(
    "SELECT id, round_id FROM attempt WHERE NOT settled AND ended_at IS NOT NULL"
    " ORDER BY id LIMIT 500"
)
_SETTLED = "UPDATE attempt SET settled = TRUE WHERE id = ? AND ended_at IS NOT NULL"
_RUNNING = text(
    "SELECT COUNT(*) FROM attempt WHERE round_id = :round_id AND (ended_at IS NULL OR NOT settled)"
)
_RESULTS = text(
    "SELECT person_id, attempt_id, rank_key, correct_count, hard_count, answered, duration_ms,"
    " ended_at FROM result WHERE round_id = :round_id ORDER BY rank_key, person_id"
)
_PUBLISHED = text("UPDATE round SET published_at = :now WHERE id = :round_id")
_AUDIT = text(
    "INSERT INTO audit_log (at, actor, action, subject, detail)"
    " VALUES (:at, :actor, 'board.publish', :subject, :detail)"
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Published:
    """An official board: its id, version and the digest of its rows."""

    board_id: int
    version: int
    digest: str


@dataclass(frozen=True, slots=True)
class Recount:
    """What counting a round again from its ledger found. `head` is the last entry that counts."""

    head: int
    attempts: int
    results: tuple[Counted, ...]
    differences: tuple[int, ...]
    """Persons whose stored result differs from the recount, or whose stored paper is another than
    the one they started with."""
    broken_link: int | None
    """The first entry whose hash does not hold."""
    wrong_tallies: int
    """Branches of the round's and its contest's tally that hold another number than the results."""


def settlement(attempt_id: int) -> Callable[[Connection], None]:
    """A job that puts the result of an attempt that has ended among the results. Safe to repeat."""

    def act(connection: Connection) -> None:
        attempt = rows.read_attempt(connection, attempt_id)
        ledger.lock(connection, attempt.round_id)
        sat = rows.read_round(connection, attempt.round_id)
        counted = count_person(connection, sat, attempt.person_id)
        if counted:
            before = tally.key_of(connection, sat.id, counted.person_id)
            frozen.follow(connection, sat, counted)
            results.put(connection, sat, counted)
            tally.move(connection, sat, before, counted.rank_key)
        execute(connection, _SETTLED, (attempt_id,))

    return act


async def settle(database: Database, writer: Writer, attempt_id: int) -> None:
    """The same by itself, through the writer."""
    attempt = await database.read(lambda connection: rows.read_attempt(connection, attempt_id))
    await writer.run(settlement(attempt_id), attempt.round_id)


async def settle_all(database: Database, writer: Writer) -> int:
    """Settle attempts that ended without anybody looking, 500 at most. Returns how many there
    were."""
    unsettled = await database.read(lambda connection: connection.execute(_UNSETTLED).all())
    await writer.run_each([(settlement(row.id), row.round_id) for row in unsettled])
    return len(unsettled)


def recount(connection: Connection, round_id: int) -> Recount:
    """Count the whole round again from its ledger and compare with the stored results."""
    sat = rows.read_round(connection, round_id)
    head = ledger.counting_head(connection, round_id)
    found, broken = read_checked(connection, sat)
    about = known(connection, sat)
    results = count_whole(sat, found, corrections_of(connection, round_id), about)
    stored = {
        row.person_id: dict(row._mapping)
        for row in connection.execute(_RESULTS, {"round_id": round_id})
    }
    counted_rows = {result.person_id: result.columns() for result in results}
    differing = {
        person
        for person in stored.keys() | counted_rows.keys()
        if stored.get(person) != counted_rows.get(person)
    } | {result.person_id for result in results if not result.same_paper}
    return Recount(
        head=head,
        attempts=len(found),
        results=results,
        differences=tuple(sorted(differing)),
        broken_link=broken,
        wrong_tallies=tally.wrong(connection, sat),
    )


def mend_tally(writer: Writer, round_id: int) -> None:
    """Count the tallies of the round's whole contest anew from the stored results."""

    def act(connection: Connection) -> None:
        sat = rows.read_round(connection, round_id)
        for one in tally.rounds_of(connection, sat.contest_id):
            ledger.lock(connection, one)
        tally.rebuild(connection, sat.contest_id, sat.rules)

    writer.run_now(act)


def publish(database: Database, writer: Writer, round_id: int, actor: str, now: int) -> Published:
    """Freeze the official board of a round that has closed, after a recount that must equal the
    stored results. Publishing again gives the board that there is.

    The recount runs beside the writing, on a snapshot; the board is written only if nothing that
    counts was added to the ledger since.
    """
    existing = database.read_now(lambda connection: official(connection, round_id))
    if existing:
        return existing
    counted = database.read_now(lambda connection: _countable(connection, round_id, now))
    digest = board_digest(counted.results)

    def act(connection: Connection) -> Published:
        ledger.lock(connection, round_id)
        existing = official(connection, round_id)
        if existing:
            return existing
        if ledger.counting_head(connection, round_id) != counted.head:
            raise Refusal(BoardReason.BOARD_CHANGED)
        sat = rows.read_round(connection, round_id)
        _refuse_unknown_outcome(sat)
        board = OfficialBoard(0, 1, digest, now)
        lines = boards.lines_of(sat, counted.results)
        board_id = boards.write(connection, sat, lines, board, actor)
        connection.execute(_PUBLISHED, {"round_id": round_id, "now": now})
        facts = (("board", digest), ("people", len(counted.results)), ("seed", sat.seed.hex()))
        ledger.append(connection, round_id, Entry(Kind.PUBLISH, now, body=facts))
        detail = f"board={digest} people={len(counted.results)}"
        connection.execute(
            _AUDIT, {"at": now, "actor": actor, "subject": f"round:{round_id}", "detail": detail}
        )
        return Published(board_id, 1, digest)

    published = writer.run_now(act, round_id)
    told = {"actor": actor, "action": "board.publish", "object": f"round:{round_id}"}
    log.info("published", extra=told)
    return published


def _countable(connection: Connection, round_id: int, now: int) -> Recount:
    sat = rows.read_round(connection, round_id)
    if sat.practice:
        raise Refusal(BoardReason.PRACTICE_ROUND)
    if phase_at(sat.window, now) in {Phase.DRAFT, Phase.BEFORE, Phase.OPEN}:
        raise Refusal(BoardReason.STILL_OPEN, closes=say_end(sat.window.closes_at))
    running: int = connection.execute(_RUNNING, {"round_id": round_id}).scalar_one()
    if running:
        raise Refusal(BoardReason.ATTEMPTS_RUNNING, count=running)
    _refuse_unknown_outcome(sat)
    counted = recount(connection, round_id)
    if counted.differences or counted.broken_link is not None:
        raise Refusal(BoardReason.RECOUNT_DIFFERS, count=max(1, len(counted.differences)))
    return counted


def _refuse_unknown_outcome(sat: SatRound) -> None:
    if sat.rules.prediction is not None and sat.outcome is None:
        raise Refusal(BoardReason.OUTCOME_UNKNOWN)


def official(connection: Connection, round_id: int) -> Published | None:
    """The newest official board of the round, if there is one."""
    board = rows.read_official(connection, round_id)
    return None if board is None else Published(board.id, board.version, board.digest)
