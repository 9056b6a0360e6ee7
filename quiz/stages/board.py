# ruff: noqa: S608 - the statements are put together from the constants of this file only.
"""Read a district's leaderboard: a page of it, one person's place in it. Provisional from the
results, official from the frozen board; each is one index range.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text

from question_bank.vietnamese import fold
from quiz.rules.ranking import Standing, explain, place_key, places
from quiz.rules.round import Rules
from quiz.rules.scoring import Score
from quiz.store import rows
from quiz.store.rows import SatRound

PAGE_SIZE = 50

_SCORE = (
    "s.rank_key, s.correct_count, s.hard_count, s.answered, s.duration_ms, s.ended_at, s.person_id"
)
_COLUMNS = f"{_SCORE}, p.name, p.number, u.full_name AS unit"
_JOINS = "JOIN person p ON p.id = s.person_id JOIN unit u ON u.id = p.unit_id"
_ORDER = "ORDER BY s.rank_key, s.person_id"
_FROM = {
    False: ("result s", "s.round_id = :source"),
    True: ("board_entry s", "s.board_id = :source"),
}


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One person's place. `note` explains a tie with the next line."""

    place: int
    person_id: int
    name: str
    number: str
    unit: str
    score: Score
    note: str


@dataclass(frozen=True, slots=True)
class BoardView:
    """A page of a board, counted from 1. `total` counts the lines that match the search."""

    round: SatRound
    official: bool
    digest: str
    lines: tuple[BoardLine, ...]
    page: int
    pages: int
    total: int
    query: str


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """A person's place. `counts` tells whether the attempt asked for is the one that counts."""

    place: int
    total: int
    official: bool
    correct_count: int
    counts: bool


def _statements(official: bool) -> dict[str, Any]:
    table, where = _FROM[official]
    found = f"FROM {table} {_JOINS} WHERE {where} AND p.name_fold LIKE :query ESCAPE '!'"
    # The page is cut out of the index before anybody's name is looked up.
    page = f"SELECT {_SCORE} FROM {table} WHERE {where} {_ORDER} LIMIT :limit OFFSET :offset"
    return {
        "count": text(f"SELECT COUNT(*) FROM {table} WHERE {where}"),
        "count_found": text(f"SELECT COUNT(*) {found}"),
        "page": text(f"SELECT {_COLUMNS} FROM ({page}) s {_JOINS} {_ORDER}"),
        "found": text(f"SELECT {_COLUMNS} {found} {_ORDER} LIMIT :limit OFFSET :offset"),
        "before": text(f"SELECT COUNT(*) FROM {table} WHERE {where} AND s.rank_key < :key"),
        "mine": text(
            f"SELECT s.rank_key, s.correct_count, s.attempt_id FROM {table}"
            f" WHERE {where} AND s.person_id = :person_id"
        ),
    }


_STATEMENTS = {official: _statements(official) for official in (False, True)}

_OFFICIAL = text(
    "SELECT id, digest FROM board WHERE round_id = :round_id ORDER BY version DESC LIMIT 1"
)


def read_board(connection: Connection, round_id: int, page: int = 1, query: str = "") -> BoardView:
    """A page of the round's board: the official one once there is one. `query` is part of a name,
    with or without diacritics.
    """
    sat = rows.read_round(connection, round_id)
    source, digest = _source(connection, sat)
    statements = _STATEMENTS[bool(digest)]
    wanted = fold(query)[:60]
    values: dict[str, Any] = {"source": source}
    if wanted:
        values["query"] = "%" + _escape(wanted) + "%"
    total: int = connection.execute(
        statements["count_found" if wanted else "count"], values
    ).scalar_one()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    offset = (page - 1) * PAGE_SIZE
    found = connection.execute(
        statements["found" if wanted else "page"],
        values | {"limit": PAGE_SIZE + 1, "offset": offset},
    ).all()

    def place_of(key: str) -> int:
        shared = {"source": source, "key": place_key(key, sat.rules)}
        before: int = connection.execute(statements["before"], shared).scalar_one()
        return before + 1

    shown = found[:PAGE_SIZE]
    if wanted:
        given = [place_of(row.rank_key) for row in shown]
        lines = [_line(row, place, "") for row, place in zip(shown, given, strict=True)]
    else:
        first = place_of(shown[0].rank_key) if shown else None
        given = places((row.rank_key for row in shown), sat.rules, offset=offset, first_place=first)
        nexts = [*found[1:], None][: len(shown)]
        lines = [
            _line(row, place, _note(row, below, sat.rules))
            for row, place, below in zip(shown, given, nexts, strict=True)
        ]
    return BoardView(sat, bool(digest), digest, tuple(lines), page, pages, total, query)


def standing_of(connection: Connection, attempt_id: int) -> OwnStanding | None:
    """Where an attempt that has ended stands, None before it was counted. The place is that of the
    person's counting attempt.
    """
    attempt = rows.read_attempt(connection, attempt_id)
    sat = rows.read_round(connection, attempt.round_id)
    source, digest = _source(connection, sat)
    statements = _STATEMENTS[bool(digest)]
    values = {"source": source, "person_id": attempt.person_id}
    mine = connection.execute(statements["mine"], values).one_or_none()
    if mine is None:
        return None
    shared = {"source": source, "key": place_key(mine.rank_key, sat.rules)}
    before: int = connection.execute(statements["before"], shared).scalar_one()
    total: int = connection.execute(statements["count"], {"source": source}).scalar_one()
    return OwnStanding(
        before + 1, total, bool(digest), mine.correct_count, mine.attempt_id == attempt_id
    )


def _source(connection: Connection, sat: SatRound) -> tuple[int, str]:
    """What the board is read from: the official board and its digest, else the round and nothing."""
    if sat.window.published:
        row = connection.execute(_OFFICIAL, {"round_id": sat.id}).one()
        return row.id, row.digest
    return sat.id, ""


def _escape(folded: str) -> str:
    return folded.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _score(row: Row[Any]) -> Score:
    return Score(row.correct_count, row.hard_count, row.answered, row.duration_ms, row.ended_at)


def _line(row: Row[Any], place: int, note: str) -> BoardLine:
    return BoardLine(place, row.person_id, row.name, row.number, row.unit, _score(row), note)


def _note(row: Row[Any], below: Row[Any] | None, rules: Rules) -> str:
    if below is None:
        return ""
    return explain(
        Standing(row.rank_key, _score(row)), Standing(below.rank_key, _score(below)), rules
    )
