"""Official boards: written once, a new version for each decision that moves somebody."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from quiz.rules.ranking import places
from quiz.store.counting import Counted
from quiz.store.plain import Reader, Row, execute_many, fetch_all, fetch_one
from quiz.store.rows import OfficialBoard, SatRound

_NEW_BOARD = text(
    "INSERT INTO board (round_id, version, digest, published_at, published_by, decision_id,"
    " outcome) VALUES (:round_id, :version, :digest, :now, :actor, :decision_id, :outcome)"
    " RETURNING id"
)
_NEW_ENTRY = (
    "INSERT INTO board_entry (board_id, position, place, person_id, attempt_id, rank_key,"
    " correct_count, hard_count, answered, duration_ms, ended_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_VERSIONS = (
    "SELECT b.id, b.version, b.digest, b.published_at, b.published_by, d.id,"
    " COALESCE(d.ruling, ''), COALESCE(d.question_key, ''), COALESCE(d.reason, ''), b.outcome"
    " FROM board b LEFT JOIN decision d ON d.id = b.decision_id"
    " WHERE b.round_id = ? ORDER BY b.version"
)
_VERSION = "SELECT id, version, digest, published_at FROM board WHERE round_id = ? AND version = ?"
_OF_PERSON = (
    "SELECT b.version, e.place, e.rank_key, e.correct_count FROM board b"
    " JOIN board_entry e ON e.board_id = b.id AND e.person_id = ?"
    " WHERE b.round_id = ? ORDER BY b.version"
)


@dataclass(frozen=True, slots=True)
class BoardVersion:
    """A version with the decision behind it; that is None, and its words empty, for the first.
    `outcome` is what the prediction had come to when it was ranked, None where there was none."""

    id: int
    version: int
    digest: str
    published_at: int
    published_by: str
    decision_id: int | None
    ruling: str
    question_key: str
    reason: str
    outcome: int | None


@dataclass(frozen=True, slots=True)
class StoodAt:
    """Where somebody stands on one version."""

    version: int
    place: int
    rank_key: str
    correct_count: int


def lines_of(sat: SatRound, results: Sequence[Counted]) -> list[Row]:
    """The board's rows, but for its id. `results` are in order."""
    given = places((result.rank_key for result in results), sat.rules)
    return [
        (position, place, *result.row)
        for position, (place, result) in enumerate(zip(given, results, strict=True), 1)
    ]


def write(
    connection: Connection,
    sat: SatRound,
    lines: Sequence[Row],
    board: OfficialBoard,
    actor: str,
    decision_id: int | None = None,
) -> int:
    """The board's id, written with its `lines_of`; `board.id` is not looked at. Only with the
    round's ledger locked."""
    about = {"round_id": sat.id, "version": board.version, "digest": board.digest}
    outcome = None if sat.rules.prediction is None else sat.outcome
    by = {"now": board.published_at, "actor": actor, "decision_id": decision_id}
    values = about | by | {"outcome": outcome}
    board_id: int = connection.execute(_NEW_BOARD, values).scalar_one()
    execute_many(connection, _NEW_ENTRY, [(board_id, *line) for line in lines])
    return board_id


def versions(connection: Reader, round_id: int) -> tuple[BoardVersion, ...]:
    """The round's official boards, the first one first."""
    found = fetch_all(connection, _VERSIONS, (round_id,))
    return tuple(BoardVersion(*row) for row in found)


def version(connection: Reader, round_id: int, number: int) -> OfficialBoard | None:
    """One of them, None where there is none."""
    row = fetch_one(connection, _VERSION, (round_id, number))
    return None if row is None else OfficialBoard(*row)


def stood_at(connection: Reader, round_id: int, person_id: int) -> dict[int, StoodAt]:
    """Where the person stands on each version that they are on."""
    found = fetch_all(connection, _OF_PERSON, (person_id, round_id))
    return {row[0]: StoodAt(*row) for row in found}
