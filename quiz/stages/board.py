# ruff: noqa: S608 - the statements are put together from the constants of this file only.
"""Read a district's leaderboard: a page of it, one person's place in it. Provisional from the
results, official from the frozen board; each is one index range.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text

from question_bank.vietnamese import squeeze
from quiz.rules.ranking import place_key, places
from quiz.rules.round import Rules
from quiz.rules.scoring import Score
from quiz.rules.search import looked_for
from quiz.store import rows
from quiz.store.rows import SatRound

PAGE_SIZE = 50
MOST_WORDS = 8
"""Words of one search that are looked for; the others are left out."""

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


def _found(official: bool, match: str) -> Any:
    table, where = _FROM[official]
    found = (
        f"SELECT {_SCORE}, COUNT(*) OVER () AS total FROM {table} JOIN person p"
        f" ON p.id = s.person_id WHERE {where} AND {match} {_ORDER} LIMIT :limit OFFSET :offset"
    )
    return text(f"SELECT {_COLUMNS}, s.total FROM ({found}) s {_JOINS} {_ORDER}")


def _statements(official: bool) -> dict[str, Any]:
    table, where = _FROM[official]
    word = "' ' || p.name_fold || ' ' LIKE :word{} ESCAPE '!'"
    words = {
        f"words{count}": _found(official, " AND ".join(map(word.format, range(count))))
        for count in range(1, MOST_WORDS + 1)
    }
    # The page is cut out of the index before anybody's name is looked up.
    page = f"SELECT {_SCORE} FROM {table} WHERE {where} {_ORDER} LIMIT :limit OFFSET :offset"
    return {
        "count": text(f"SELECT COUNT(*) FROM {table} WHERE {where}"),
        "page": text(f"SELECT {_COLUMNS} FROM ({page}) s {_JOINS} {_ORDER}"),
        "found": _found(official, "p.name_fold LIKE :query ESCAPE '!'"),
        **words,
        "between": text(
            f"SELECT COUNT(*) FROM {table} WHERE {where}"
            " AND s.rank_key >= :key AND s.rank_key < :until"
        ),
        "before": text(f"SELECT COUNT(*) FROM {table} WHERE {where} AND s.rank_key < :key"),
        "mine": text(
            f"SELECT s.rank_key, s.correct_count, s.attempt_id FROM {table}"
            f" WHERE {where} AND s.person_id = :person_id"
        ),
    }


_STATEMENTS = {official: _statements(official) for official in (False, True)}


def read_board(
    connection: Connection,
    round_id: int,
    page: int = 1,
    query: str = "",
    *,
    whole_words: bool = False,
) -> BoardView:
    """A page of the round's board: the official one once there is one. `query` is part of a name,
    with or without diacritics; one that no name can hold finds nobody. A page that is not there is
    the nearest one that is.

    With `whole_words` it is words of a name: where names are masked, nobody may spell one out by
    asking for a letter more each time.
    """
    sat = rows.read_round(connection, round_id)
    source, digest = _source(connection, sat)
    shelf = _Shelf(connection, _STATEMENTS[bool(digest)], source, sat.rules, whole_words)
    wanted = looked_for(query)
    lines, total, page = shelf.read(None if wanted is None else wanted[:60], page)
    pages = max(1, -(-total // PAGE_SIZE))
    return BoardView(sat, bool(digest), digest, lines, page, pages, total, squeeze(query))


@dataclass(frozen=True, slots=True)
class _Shelf:
    """One board to read from."""

    connection: Connection
    statements: dict[str, Any]
    source: int
    rules: Rules
    whole_words: bool = False

    def read(self, wanted: str | None, page: int) -> tuple[tuple[BoardLine, ...], int, int]:
        """(lines, how many there are in all, the page that it is), found by a search key."""
        if wanted is None:
            return (), 0, 1
        return self.search(wanted, page) if wanted else self.page(page)

    def page(self, page: int) -> tuple[tuple[BoardLine, ...], int, int]:
        """The same for the whole board."""
        total = self.count()
        page = min(page, max(1, -(-total // PAGE_SIZE)))
        offset = (page - 1) * PAGE_SIZE
        found = self._all("page", limit=PAGE_SIZE + 1, offset=offset)
        shown = found[:PAGE_SIZE]
        first = self.before(shown[0].rank_key) + 1 if shown else None
        keys = (row.rank_key for row in shown)
        given = places(keys, self.rules, offset=offset, first_place=first)
        below = [*found[1:], None][: len(shown)]
        lines = tuple(
            _line(row, place, rows.note_of(row, next_row, self.rules))
            for row, place, next_row in zip(shown, given, below, strict=True)
        )
        return lines, total, page

    def search(self, wanted: str, page: int) -> tuple[tuple[BoardLine, ...], int, int]:
        """The same for the lines whose folded name holds `wanted`, or its words."""
        statement, values = "found", {"query": f"%{_escape(wanted)}%"}
        if self.whole_words:
            words = wanted.split()[:MOST_WORDS]
            statement = f"words{len(words)}"
            values = {f"word{n}": f"% {_escape(word)} %" for n, word in enumerate(words)}
        offset = (page - 1) * PAGE_SIZE
        found = self._all(statement, limit=PAGE_SIZE, offset=offset, **values)
        if not found:
            page, found = 1, self._all(statement, limit=PAGE_SIZE, offset=0, **values)
        lines = []
        key, before = "", 0
        for row in found:
            # Count on from the line above, so that a page costs one walk over the index.
            shared = place_key(row.rank_key, self.rules)
            before += self._one("between", key=key, until=shared)
            key = shared
            lines.append(_line(row, before + 1, ""))
        return tuple(lines), found[0].total if found else 0, page

    def own(self, person_id: int) -> Row[Any] | None:
        """The person's row."""
        found = self._all("mine", person_id=person_id)
        return found[0] if found else None

    def count(self) -> int:
        """How many lines there are."""
        return self._one("count")

    def before(self, key: str) -> int:
        """How many stand before everybody who shares this rank key's place."""
        return self._one("before", key=place_key(key, self.rules))

    def _one(self, statement: str, **values: str | int) -> int:
        value: int = self.connection.execute(
            self.statements[statement], {"source": self.source, **values}
        ).scalar_one()
        return value

    def _all(self, statement: str, **values: str | int) -> Sequence[Row[Any]]:
        return self.connection.execute(
            self.statements[statement], {"source": self.source, **values}
        ).all()


def standing_of(connection: Connection, attempt_id: int) -> OwnStanding | None:
    """Where an attempt that has ended stands, None before it was counted. The place is that of the
    person's counting attempt.
    """
    attempt = rows.read_attempt(connection, attempt_id)
    sat = rows.read_round(connection, attempt.round_id)
    source, digest = _source(connection, sat)
    shelf = _Shelf(connection, _STATEMENTS[bool(digest)], source, sat.rules)
    mine = shelf.own(attempt.person_id)
    if mine is None:
        return None
    return OwnStanding(
        place=shelf.before(mine.rank_key) + 1,
        total=shelf.count(),
        official=bool(digest),
        correct_count=mine.correct_count,
        counts=mine.attempt_id == attempt_id,
    )


def _source(connection: Connection, sat: SatRound) -> tuple[int, str]:
    """What the board is read from: the official one and its digest, else the round and nothing."""
    if sat.window.published:
        official = rows.read_official(connection, sat.id)
        if official is not None:
            return official.id, official.digest
    return sat.id, ""


def _escape(folded: str) -> str:
    return folded.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _line(row: Row[Any], place: int, note: str) -> BoardLine:
    return BoardLine(place, row.person_id, row.name, row.number, row.unit, rows.score_of(row), note)
