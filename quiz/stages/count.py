"""Ledger -> results: settle what has ended, recount everything and compare, freeze the official
board.
"""

import hashlib
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, text

from question_bank.draw import digest_of
from quiz.rules.entries import Entry, Kind
from quiz.rules.paper import fold
from quiz.rules.ranking import Facts, lot, places, rank_key, replaces
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.scoring import Score, mark
from quiz.rules.window import Phase, phase_at
from quiz.rules.wording import say_moment
from quiz.store import frozen, ledger, rows, tally
from quiz.store.database import Database
from quiz.store.plain import execute, fetch_one
from quiz.store.rows import AttemptState, SatRound
from quiz.store.writer import Writer

_UNSETTLED = text(
    "SELECT id, round_id FROM attempt WHERE NOT settled AND ended_at IS NOT NULL"
    " ORDER BY id LIMIT 500"
)
_SETTLED = "UPDATE attempt SET settled = TRUE WHERE id = ? AND ended_at IS NOT NULL"
_PUT = (
    "INSERT INTO result (round_id, contest_id, person_id, attempt_id, rank_key, correct_count,"
    " hard_count, answered, duration_ms, ended_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (round_id, person_id) DO UPDATE SET attempt_id = excluded.attempt_id,"
    " rank_key = excluded.rank_key, correct_count = excluded.correct_count,"
    " hard_count = excluded.hard_count, answered = excluded.answered,"
    " duration_ms = excluded.duration_ms, ended_at = excluded.ended_at"
)
_SAT = text("SELECT DISTINCT person_id FROM attempt WHERE round_id = :round_id ORDER BY person_id")
_RUNNING = text(
    "SELECT COUNT(*) FROM attempt WHERE round_id = :round_id AND (ended_at IS NULL OR NOT settled)"
)
_RESULTS = text(
    "SELECT person_id, attempt_id, rank_key, correct_count, hard_count, answered, duration_ms,"
    " ended_at FROM result WHERE round_id = :round_id ORDER BY rank_key, person_id"
)
_HEAD = text("SELECT head_number FROM round WHERE id = :round_id")
_COUNTS_SINCE = (
    "SELECT 1 FROM entry WHERE round_id = ? AND number > ?"
    " AND kind NOT IN ('late', 'stale', 'clock') LIMIT 1"
)
"""What somebody sends after the end is kept and changes nothing: it must not keep a board from
being published for as long as it is sent."""
_NEW_BOARD = text(
    "INSERT INTO board (round_id, version, digest, published_at, published_by)"
    " VALUES (:round_id, 1, :digest, :now, :actor) RETURNING id"
)
_NEW_BOARD_ENTRY = text(
    "INSERT INTO board_entry (board_id, position, place, person_id, attempt_id, rank_key,"
    " correct_count, hard_count, answered, duration_ms, ended_at) VALUES (:board_id, :position,"
    " :place, :person_id, :attempt_id, :rank_key, :correct_count, :hard_count, :answered,"
    " :duration_ms, :ended_at)"
)
_PUBLISHED = text("UPDATE round SET published_at = :now WHERE id = :round_id")
_AUDIT = text(
    "INSERT INTO audit_log (at, actor, action, subject, detail)"
    " VALUES (:at, :actor, 'board.publish', :subject, :detail)"
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Counted:
    """The attempt of a person that counts, with its place in the order."""

    person_id: int
    attempt_id: int
    rank_key: str
    score: Score
    same_paper: bool
    """Whether the stored paper is the one that the ledger's start entry names."""

    def columns(self) -> dict[str, str | int]:
        """The result's row, but for its round."""
        return {
            "person_id": self.person_id,
            "attempt_id": self.attempt_id,
            "rank_key": self.rank_key,
            "correct_count": self.score.correct_count,
            "hard_count": self.score.hard_count,
            "answered": self.score.answered,
            "duration_ms": self.score.duration_ms,
            "ended_at": self.score.ended_at,
        }


@dataclass(frozen=True, slots=True)
class Published:
    """An official board: its id, version and the digest of its rows."""

    board_id: int
    version: int
    digest: str


@dataclass(frozen=True, slots=True)
class Recount:
    """What counting a round again from its ledger found. `head` is the ledger's length then."""

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


def count_person(connection: Connection, sat: SatRound, person_id: int) -> Counted | None:
    """The person's counting attempt in the round, from the ledger; None before one has ended."""
    standing: Counted | None = None
    for attempt in rows.attempts_of(connection, sat.id, person_id):
        counted = _count(connection, sat, attempt)
        if counted and (
            standing is None or replaces(counted.rank_key, standing.rank_key, sat.rules)
        ):
            standing = counted
    return standing


def _count(connection: Connection, sat: SatRound, attempt: AttemptState) -> Counted | None:
    sheet = fold(ledger.entries_of_attempt(connection, attempt.id))
    if sheet.ended_at is None or sheet.voided:
        return None
    marks = mark(sheet, attempt.paper, sat.bank, sat.rules)
    key = rank_key(Facts(marks, lot(sat.seed, attempt.id)), sat.rules)
    same_paper = digest_of(attempt.dumped) == sheet.paper_digest
    return Counted(attempt.person_id, attempt.id, key, marks.score, same_paper)


def settlement(attempt_id: int) -> Callable[[Connection], None]:
    """A job that puts the result of an attempt that has ended among the results. Safe to repeat."""

    def act(connection: Connection) -> None:
        attempt = rows.read_attempt(connection, attempt_id)
        ledger.lock(connection, attempt.round_id)
        sat = rows.read_round(connection, attempt.round_id)
        counted = count_person(connection, sat, attempt.person_id)
        if counted:
            before = tally.key_of(connection, sat.id, counted.person_id)
            frozen.follow(connection, sat, counted.columns())
            execute(connection, _PUT, (sat.id, sat.contest_id, *counted.columns().values()))
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
    head: int = connection.execute(_HEAD, {"round_id": round_id}).scalar_one()
    people = list(connection.execute(_SAT, {"round_id": round_id}).scalars())
    results = [counted for person in people if (counted := count_person(connection, sat, person))]
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
        attempts=len(people),
        results=tuple(sorted(results, key=lambda result: (result.rank_key, result.person_id))),
        differences=tuple(sorted(differing)),
        broken_link=ledger.broken_link(connection, round_id),
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
        head = ledger.lock(connection, round_id)
        existing = official(connection, round_id)
        if existing:
            return existing
        if head != counted.head and fetch_one(connection, _COUNTS_SINCE, (round_id, counted.head)):
            raise Refusal(Reason.BOARD_CHANGED)
        sat = rows.read_round(connection, round_id)
        board_id: int = connection.execute(
            _NEW_BOARD, {"round_id": round_id, "digest": digest, "now": now, "actor": actor}
        ).scalar_one()
        given = places((result.rank_key for result in counted.results), sat.rules)
        if counted.results:
            connection.execute(
                _NEW_BOARD_ENTRY,
                [
                    {
                        "board_id": board_id,
                        "position": position,
                        "place": place,
                        **result.columns(),
                    }
                    for position, (place, result) in enumerate(
                        zip(given, counted.results, strict=True), 1
                    )
                ],
            )
        connection.execute(_PUBLISHED, {"round_id": round_id, "now": now})
        facts = (("board", digest), ("people", len(given)), ("seed", sat.seed.hex()))
        ledger.append(connection, round_id, Entry(Kind.PUBLISH, now, body=facts))
        detail = f"board={digest} people={len(given)}"
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
    if phase_at(sat.window, now) in {Phase.DRAFT, Phase.BEFORE, Phase.OPEN}:
        raise Refusal(Reason.STILL_OPEN, closes=say_moment(sat.window.closes_at))
    running: int = connection.execute(_RUNNING, {"round_id": round_id}).scalar_one()
    if running:
        raise Refusal(Reason.ATTEMPTS_RUNNING, count=running)
    counted = recount(connection, round_id)
    if counted.differences or counted.broken_link is not None:
        raise Refusal(Reason.RECOUNT_DIFFERS, count=max(1, len(counted.differences)))
    return counted


def official(connection: Connection, round_id: int) -> Published | None:
    """The newest official board of the round, if there is one."""
    board = rows.read_official(connection, round_id)
    return None if board is None else Published(board.id, board.version, board.digest)


def board_digest(results: tuple[Counted, ...]) -> str:
    """SHA-256 over the canonical JSON of the board's rows in order, in hex."""
    data = [result.columns() for result in results]
    canonical = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
