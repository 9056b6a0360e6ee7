# ruff: noqa: S608 - the statements are put together from the constants of this file only.
"""Read a page of a district's leaderboard: provisional from the results, official from the frozen
board; each is one index range, wherever the page begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection

from question_bank.vietnamese import squeeze
from quiz.rules.ranking import places
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.scoring import Score
from quiz.rules.search import looked_for
from quiz.store import boards, rows, tally
from quiz.store.plain import fetch_all, fetch_one
from quiz.store.rows import OfficialBoard, SatRound

PAGE_SIZE = 50
MOST_WORDS = 8
MOST_LETTERS = 60
"""Words and letters of one search that are looked for; the others are left out."""

_SCORE = (
    "s.rank_key, s.correct_count, s.hard_count, s.answered, s.duration_ms, s.ended_at, s.person_id"
)
_NAMES = "p.name, p.number, u.full_name"
_JOINS = "JOIN person p ON p.id = s.person_id JOIN unit u ON u.id = p.unit_id"
_ORDER = "ORDER BY s.rank_key, s.person_id"
_FROM = {
    False: (f"{_SCORE}, 0 AS place", "result s", "s.round_id = ?"),
    True: (f"{_SCORE}, s.place", "board_entry s", "s.board_id = ?"),
}
# A page is cut out of the index before anybody's name is looked up.
PROVISIONAL_PAGE = (
    f"SELECT s.*, {_NAMES} FROM (SELECT {_FROM[False][0]} FROM result s"
    f" WHERE s.round_id = ? AND s.rank_key >= ? {_ORDER} LIMIT ? OFFSET ?) s {_JOINS} {_ORDER}"
)
_OFFICIAL_PAGE = (
    f"SELECT s.*, {_NAMES} FROM (SELECT {_FROM[True][0]} FROM board_entry s"
    f" WHERE s.board_id = ? AND s.position > ? ORDER BY s.position LIMIT ?) s {_JOINS} {_ORDER}"
)
_OFFICIAL_TOTAL = "SELECT COALESCE(MAX(position), 0) FROM board_entry WHERE board_id = ?"
_PART = "p.name_fold LIKE ? ESCAPE '!'"
_WORD = "' ' || p.name_fold || ' ' LIKE ? ESCAPE '!'"


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


class _Row(NamedTuple):
    """A row of a page: of a result, `place` is 0."""

    rank_key: str
    correct_count: int
    hard_count: int
    answered: int
    duration_ms: int
    ended_at: int
    person_id: int
    place: int
    name: str
    number: str
    unit: str

    def line(self, place: int, note: str) -> BoardLine:
        """As it is shown."""
        score = Score(
            self.correct_count, self.hard_count, self.answered, self.duration_ms, self.ended_at
        )
        return BoardLine(place, self.person_id, self.name, self.number, self.unit, score, note)


def read_board(
    connection: Connection,
    round_id: int,
    page: int = 1,
    query: str = "",
    *,
    whole_words: bool = False,
    version: int = 0,
) -> BoardView:
    """A page of the round's board: the official one once there is one. `query` is part of a name,
    with or without diacritics; one that no name can hold finds nobody. A page that is not there is
    the nearest one that is.

    `version` is an official board that was published before; refuses one that is not there. With
    `whole_words` it is words of a name: where names are masked, nobody may spell one out by
    asking for a letter more each time.
    """
    sat = rows.read_round(connection, round_id)
    official = _official(connection, sat, version)
    shelf = _Shelf(connection, sat, official.id if official else None)
    wanted = looked_for(query)
    if wanted == "":
        lines, total, page = shelf.page(page)
    else:
        lines, total, page = shelf.search(wanted, page, whole_words=whole_words)
    digest = official.digest if official else ""
    pages = max(1, -(-total // PAGE_SIZE))
    return BoardView(sat, bool(digest), digest, lines, page, pages, total, squeeze(query))


def _official(connection: Connection, sat: SatRound, version: int) -> OfficialBoard | None:
    if not version:
        return rows.read_official(connection, sat.id) if sat.window.published else None
    found = boards.version(connection, sat.id, version)
    if found is None:
        raise Refusal(Reason.NOT_FOUND)
    return found


@dataclass(frozen=True, slots=True)
class _Shelf:
    """One board to read from: the official one `board_id`, or the results of the round."""

    connection: Connection
    sat: SatRound
    board_id: int | None

    def page(self, page: int) -> tuple[tuple[BoardLine, ...], int, int]:
        """(lines, how many there are in all, the page that it is)."""
        total = self._total()
        page = min(page, max(1, -(-total // PAGE_SIZE)))
        offset = (page - 1) * PAGE_SIZE
        found = self._cut(offset)
        shown = found[:PAGE_SIZE]
        first = self._place(shown[0]) if shown else None
        keys = (row.rank_key for row in shown)
        given = places(keys, self.sat.rules, offset=offset, first_place=first)
        notes = rows.notes_of((row.rank_key for row in found), self.sat)
        lines = tuple(
            row.line(place, note)
            for row, place, note in zip(shown, given, [*notes, ""][: len(shown)], strict=True)
        )
        return lines, total, page

    def search(
        self, wanted: str | None, page: int, *, whole_words: bool
    ) -> tuple[tuple[BoardLine, ...], int, int]:
        """The same for the lines whose folded name holds `wanted`, or its words."""
        if wanted is None:
            return (), 0, 1
        wanted = wanted[:MOST_LETTERS]
        values = [f"%{_escape(wanted)}%"]
        if whole_words:
            values = [f"% {_escape(word)} %" for word in wanted.split()[:MOST_WORDS]]
        statement = _found(self.board_id is not None, _WORD if whole_words else _PART, len(values))
        source = self.sat.id if self.board_id is None else self.board_id
        offset = (page - 1) * PAGE_SIZE
        found = fetch_all(self.connection, statement, (source, *values, PAGE_SIZE, offset))
        if not found:
            page = 1
            found = fetch_all(self.connection, statement, (source, *values, PAGE_SIZE, 0))
        lines = tuple(row.line(self._place(row), "") for row in _rows([one[1:] for one in found]))
        return lines, found[0][0] if found else 0, page

    def _total(self) -> int:
        if self.board_id is None:
            return tally.total_in_round(self.connection, self.sat.id)
        row = fetch_one(self.connection, _OFFICIAL_TOTAL, (self.board_id,))
        return int(row[0]) if row else 0

    def _cut(self, offset: int) -> list[_Row]:
        """The rows of a page and the one behind it."""
        if self.board_id is not None:
            values = (self.board_id, offset, PAGE_SIZE + 1)
            return _rows(fetch_all(self.connection, _OFFICIAL_PAGE, values))
        begin, left = tally.seek(self.connection, self.sat, offset)
        within = (self.sat.id, begin, PAGE_SIZE + 1, left)
        return _rows(fetch_all(self.connection, PROVISIONAL_PAGE, within))

    def _place(self, row: _Row) -> int:
        if row.place:
            return row.place
        return tally.place_in_round(self.connection, self.sat, row.rank_key)[0]


@cache
def _found(official: bool, match: str, times: int) -> str:
    columns, table, where = _FROM[official]
    matches = " AND ".join([match] * times)
    found = (
        f"SELECT {columns}, COUNT(*) OVER () AS total FROM {table} JOIN person p"
        f" ON p.id = s.person_id WHERE {where} AND {matches} {_ORDER} LIMIT ? OFFSET ?"
    )
    return f"SELECT s.total, {_SCORE}, s.place, {_NAMES} FROM ({found}) s {_JOINS} {_ORDER}"


def _rows(found: Sequence[Sequence[object]]) -> list[_Row]:
    return [_Row._make(one) for one in found]


def _escape(folded: str) -> str:
    return folded.replace("!", "!!").replace("%", "!%").replace("_", "!_")
