# ruff: noqa: S608 - the statements are put together from the constants of this file only.
"""Read a page of a district's leaderboard: provisional from the results, official from the frozen
board; each is one index range, wherever the page begins. While the public board stands still
(quiz.store.frozen) it is read from the copy of the results; narrowed to a unit, a group or an
audience it is read from that one's people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection

from question_bank.vietnamese import squeeze
from quiz.rules.ranking import place_key, places
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.scopes import BoardScope
from quiz.rules.search import MOST_LETTERS, MOST_WORDS, holds, looked_for
from quiz.store import boards, frozen, rows, scopes, tally
from quiz.store.lines import BoardLine, Row
from quiz.store.past_units import PERSON_THEN, UNIT_THEN
from quiz.store.plain import fetch_all, fetch_one
from quiz.store.rows import OfficialBoard, SatRound
from quiz.store.voided import gone_of

PAGE_SIZE = 50

_SCORE = (
    "s.rank_key, s.correct_count, s.hard_count, s.answered, s.duration_ms, s.ended_at, s.person_id,"
    " s.attempt_id"
)
_NAMES = "p.name, p.number, u.full_name"
_NOW = "JOIN person p ON p.id = s.person_id JOIN unit u ON u.id = p.unit_id"
_THEN = f"{PERSON_THEN} JOIN unit u ON u.id = {UNIT_THEN}"
_ORDER = "ORDER BY s.rank_key, s.person_id"
RESULT, FROZEN, OFFICIAL = "result", "frozen_result", "board_entry"
_SOURCE = {RESULT: "round_id", FROZEN: "round_id", OFFICIAL: "board_id"}
_PLACE = {RESULT: "0 AS place", FROZEN: "0 AS place", OFFICIAL: "s.place"}
_JOINS = {RESULT: _NOW, FROZEN: _NOW, OFFICIAL: _THEN}
# A contest with a provisional board is not over: only official ones ask where people stood.
# A page is cut out of the index before anybody's name is looked up.
PROVISIONAL_PAGE = (
    f"SELECT s.*, {_NAMES} FROM (SELECT {_SCORE}, {_PLACE[RESULT]} FROM result s"
    f" WHERE s.round_id = ? AND s.rank_key >= ? {_ORDER} LIMIT ? OFFSET ?) s {_NOW} {_ORDER}"
)
_OFFICIAL_PAGE = (
    f"SELECT s.*, {_NAMES} FROM (SELECT {_SCORE}, {_PLACE[OFFICIAL]} FROM board_entry s"
    f" WHERE s.board_id = ? AND s.position > ? ORDER BY s.position LIMIT ?) s {_THEN} {_ORDER}"
)
_FROZEN_PAGE = PROVISIONAL_PAGE.replace("FROM result s", "FROM frozen_result s")
_FROZEN_TOTAL = "SELECT COUNT(*) FROM frozen_result WHERE round_id = ?"
_FROZEN_BEFORE = "SELECT COUNT(*) FROM frozen_result WHERE round_id = ? AND rank_key < ?"
_OFFICIAL_TOTAL = "SELECT COALESCE(MAX(position), 0) FROM board_entry WHERE board_id = ?"
_PART = "p.name_fold LIKE ? ESCAPE '!'"
_WORD = "' ' || p.name_fold || ' ' LIKE ? ESCAPE '!'"


@dataclass(frozen=True, slots=True)
class BoardView:
    """A page of a board, counted from 1. `total` counts the lines that match the search. `only`
    says who is looked at; places are places among them."""

    round: SatRound
    official: bool
    digest: str
    lines: tuple[BoardLine, ...]
    page: int
    pages: int
    total: int
    query: str
    scope: BoardScope = BoardScope()
    only: str = ""


def read_board(
    connection: Connection,
    round_id: int,
    page: int = 1,
    query: str = "",
    *,
    whole_words: bool = False,
    shown_at: int | None = None,
    scope: BoardScope = BoardScope(),
    version: int = 0,
) -> BoardView:
    """A page of the round's board: the official one once there is one. `query` is part of a name,
    with or without diacritics; one that no name can hold finds nobody. A page that is not there is
    the nearest one that is.

    With `whole_words` it is words of a name: where names are masked, nobody may spell one out by
    asking for a letter more each time. `shown_at` is the moment at which the public asks, for a
    board that stands still; without it the board moves. `version` is an official board that was
    published before. Refuses a version and a `scope` that the round does not have.
    """
    sat = rows.read_round(connection, round_id)
    official = _official(connection, sat, version)
    table = OFFICIAL if official else frozen.table_of(connection, sat, shown_at)
    gone = gone_of(connection, sat, _stood_until(connection, sat, official))
    shelf = _Shelf(connection, sat, table, official.id if official else sat.id, gone)
    only = scopes.title_in_round(connection, scope, sat)
    wanted = looked_for(query)
    if not scope.everybody:
        lines, total, page = shelf.narrowed(scope, wanted, page, whole_words=whole_words)
    elif wanted == "":
        lines, total, page = shelf.page(page)
    else:
        lines, total, page = shelf.search(wanted, page, whole_words=whole_words)
    digest = official.digest if official else ""
    pages = max(1, -(-total // PAGE_SIZE))
    asked = squeeze(query)
    return BoardView(sat, bool(digest), digest, lines, page, pages, total, asked, scope, only)


def _official(connection: Connection, sat: SatRound, version: int) -> OfficialBoard | None:
    if not version:
        return rows.read_official(connection, sat.id) if sat.window.published else None
    found = boards.version(connection, sat.id, version)
    if found is None:
        raise Refusal(RequestReason.NOT_FOUND)
    return found


def _stood_until(
    connection: Connection, sat: SatRound, official: OfficialBoard | None
) -> int | None:
    """Until when decisions are told of on the board: on one that has a newer one, its own day."""
    newest = rows.read_official(connection, sat.id) if official else None
    return official.published_at if official and newest and newest.id != official.id else None


@dataclass(frozen=True, slots=True)
class _Shelf:
    """One board to read from: the official one, the results of the round, or their copy."""

    connection: Connection
    sat: SatRound
    table: str
    source: int
    gone: Mapping[int, int]

    @property
    def _then(self) -> tuple[int, ...]:
        """The contest whose units are asked for: the value of `_THEN`, and none of `_NOW`."""
        return (self.sat.contest_id,) if self.table == OFFICIAL else ()

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
            row.line(place, note, self.sat.rules, self.gone)
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
        statement = _found(self.table, _WORD if whole_words else _PART, len(values))
        asked, then = (self.source, *values, PAGE_SIZE), self._then
        found = fetch_all(self.connection, statement, (*asked, (page - 1) * PAGE_SIZE, *then))
        if not found:
            page = 1
            found = fetch_all(self.connection, statement, (*asked, 0, *then))
        rules = self.sat.rules
        lines = tuple(
            row.line(self._place(row), "", rules, self.gone)
            for row in _rows([one[1:] for one in found])
        )
        return lines, found[0][0] if found else 0, page

    def narrowed(
        self, scope: BoardScope, wanted: str | None, page: int, *, whole_words: bool
    ) -> tuple[tuple[BoardLine, ...], int, int]:
        """The same among the people of a scope, all of whom are read."""
        statement, values = _within(self.table, scope, self._then, named=wanted != "")
        found = sorted(fetch_all(self.connection, statement, (*self._then, self.source, *values)))
        keys = [one[0] for one in found]
        chosen: Sequence[int] = range(len(found))
        if wanted != "":
            chosen = [
                number
                for number, one in enumerate(found)
                if wanted is not None and holds(one[2], wanted, whole_words=whole_words)
            ]
        page = min(page, max(1, -(-len(chosen) // PAGE_SIZE)))
        shown = chosen[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        people = [found[one][1] for one in shown]
        marks = ", ".join("?" * len(people))
        asked = (*self._then, self.source, *people)
        named = (
            _rows(fetch_all(self.connection, _named(self.table, marks), asked)) if people else ()
        )
        by_person = {row.person_id: row for row in named}
        given = places(keys, self.sat.rules)
        lines = []
        for one in shown:
            note = "".join(rows.notes_of(keys[one : one + 2], self.sat))
            row = by_person[found[one][1]]
            lines.append(row.line(given[one], note, self.sat.rules, self.gone))
        return tuple(lines), len(chosen), page

    def _total(self) -> int:
        if self.table == RESULT:
            return tally.total_in_round(self.connection, self.sat.id)
        statement = _FROZEN_TOTAL if self.table == FROZEN else _OFFICIAL_TOTAL
        row = fetch_one(self.connection, statement, (self.source,))
        return int(row[0]) if row else 0

    def _cut(self, offset: int) -> list[Row]:
        """The rows of a page and the one behind it."""
        if self.table == OFFICIAL:
            values = (self.source, offset, PAGE_SIZE + 1, *self._then)
            return _rows(fetch_all(self.connection, _OFFICIAL_PAGE, values))
        if self.table == FROZEN:
            still = (self.source, "", PAGE_SIZE + 1, offset)
            return _rows(fetch_all(self.connection, _FROZEN_PAGE, still))
        begin, left = tally.seek(self.connection, self.sat, offset)
        within = (self.sat.id, begin, PAGE_SIZE + 1, left)
        return _rows(fetch_all(self.connection, PROVISIONAL_PAGE, within))

    def _place(self, row: Row) -> int:
        if row.place:
            return row.place
        if self.table == RESULT:
            return tally.place_in_round(self.connection, self.sat, row.rank_key)[0]
        values = (self.source, place_key(row.rank_key, self.sat.rules))
        found = fetch_one(self.connection, _FROZEN_BEFORE, values)
        return 1 + (int(found[0]) if found else 0)


@cache
def _found(table: str, match: str, times: int) -> str:
    matches = " AND ".join([match] * times)
    found = (
        f"SELECT {_SCORE}, {_PLACE[table]}, COUNT(*) OVER () AS total FROM {table} s JOIN person p"
        f" ON p.id = s.person_id WHERE s.{_SOURCE[table]} = ? AND {matches}"
        f" {_ORDER} LIMIT ? OFFSET ?"
    )
    joins = _JOINS[table]
    return f"SELECT s.total, {_SCORE}, s.place, {_NAMES} FROM ({found}) s {joins} {_ORDER}"


def _within(
    table: str, scope: BoardScope, then: Sequence[int], *, named: bool
) -> tuple[str, list[int | str]]:
    """The keys and the persons of a scope, without an order: asked for one, the planner walks the
    whole board for a few people."""
    condition, values = scopes.condition(scope, *then)
    columns = "s.rank_key, s.person_id" + (", p.name_fold" if named else "")
    return (
        f"SELECT {columns} FROM {table} s {_JOINS[table]}"
        f" WHERE s.{_SOURCE[table]} = ? AND {condition}",
        values,
    )


def _named(table: str, marks: str) -> str:
    return (
        f"SELECT {_SCORE}, {_PLACE[table]}, {_NAMES} FROM {table} s {_JOINS[table]}"
        f" WHERE s.{_SOURCE[table]} = ? AND s.person_id IN ({marks})"
    )


def _rows(found: Sequence[Sequence[object]]) -> list[Row]:
    return [Row._make(one) for one in found]


def _escape(folded: str) -> str:
    return folded.replace("!", "!!").replace("%", "!%").replace("_", "!_")
