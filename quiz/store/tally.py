# ruff: noqa: S608 - the statements are put together from the constants of this file only.
"""How many results stand before a rank key, without counting them: for each round and each contest
a trie of its keys, cut where the rules say (quiz.rules.ranking.cuts), with how many results each
branch holds. A place is the sum of the branches before mine at each cut and a count inside the
last one.

Moved in the transaction that puts a result, after the round's ledger was locked; exact at every
commit. Rows of a round belong to whoever holds that lock. A contest's rows would be everybody's: on
PostgreSQL each writing transaction takes a shard that nobody else has, so that rounds neither wait
for each other nor lock each other out in a circle.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, text

from quiz.rules.ranking import cuts, place_key
from quiz.rules.round import Rules
from quiz.store.plain import Reader, execute, fetch_all, fetch_one, plain
from quiz.store.rows import SatRound

_LAST = "g"
"""Behind every hex digit."""
_SHARD_LOCKS = 442022
_SHARDS = 1_000
"""More than PostgreSQL has connections: somebody always finds a free one."""

_KEY = "SELECT rank_key FROM result WHERE round_id = ? AND person_id = ?"
_KEY_OF_ATTEMPT = "SELECT rank_key FROM result WHERE attempt_id = ?"
_TAKE_BACK = "DELETE FROM result WHERE attempt_id = ?"
_TAKE_BACK_FROZEN = "DELETE FROM frozen_result WHERE attempt_id = ?"
_ADD = (
    "INSERT INTO tally (scope, level, prefix, shard, people) VALUES (?, ?, ?, 0, ?)"
    " ON CONFLICT (scope, level, prefix, shard) DO UPDATE SET people = people + excluded.people"
)
_ADD_POSTGRES = (
    "WITH mine AS MATERIALIZED (SELECT shard FROM generate_series(1, %s) AS shard"
    " WHERE pg_try_advisory_xact_lock(%s, shard) LIMIT 1)"
    " INSERT INTO tally (scope, level, prefix, shard, people)"
    " SELECT one.scope, one.level, one.prefix, CASE WHEN one.scope > 0 THEN 0 ELSE mine.shard END,"
    " one.people FROM mine, unnest(%s::bigint[], %s::int[], %s::text[], %s::int[])"
    " AS one (scope, level, prefix, people)"
    " ON CONFLICT (scope, level, prefix, shard) DO UPDATE SET people ="
    " tally.people + excluded.people"
)
_CHILDREN = (
    "SELECT prefix, people FROM tally WHERE scope = ? AND level = ? AND prefix >= ? AND prefix < ?"
    " ORDER BY prefix"
)
_IN_LAST = {
    True: "(SELECT COUNT(*) FROM result WHERE contest_id = ? AND rank_key >= ? AND rank_key < ?)",
    False: "(SELECT COUNT(*) FROM result WHERE round_id = ? AND rank_key >= ? AND rank_key < ?)",
}
_RESULTS = {
    True: "result s WHERE s.contest_id = :id",
    False: "result s WHERE s.round_id = :id",
}
_WRONG = {
    of_contest: text(
        "SELECT COUNT(*) FROM (SELECT level, prefix FROM"
        " (SELECT level, prefix, people FROM tally WHERE scope = :scope AND level = :level"
        " UNION ALL SELECT CAST(:level AS INTEGER), substr(s.rank_key, 1, :cut), -1"
        f" FROM {source}) AS both_sides GROUP BY level, prefix HAVING SUM(people) <> 0) AS wrong"
    )
    for of_contest, source in _RESULTS.items()
}
_FILL = {
    of_contest: text(
        "INSERT INTO tally (scope, level, prefix, shard, people)"
        " SELECT :scope, :level, substr(s.rank_key, 1, :cut), 0, COUNT(*)"
        f" FROM {source} GROUP BY 3"
    )
    for of_contest, source in _RESULTS.items()
}
_FORGET = text("DELETE FROM tally WHERE scope = :scope")
_ROUNDS = text("SELECT id FROM round WHERE contest_id = :contest_id ORDER BY id")


def key_of(connection: Reader, round_id: int, person_id: int) -> str | None:
    """The rank key of the person's result, None where there is none."""
    row = fetch_one(connection, _KEY, (round_id, person_id))
    return None if row is None else str(row[0])


def move(connection: Reader, sat: SatRound, old: str | None, new: str | None) -> None:
    """A result of the round had the rank key `old` and has `new` from now on; None where there was
    or is none. Only with the round's ledger locked, in the transaction that changes the result.
    """
    move_all(
        connection,
        [
            (scope, level, key[:cut], people)
            for key, other, people in ((old, new, -1), (new, old, 1))
            if key is not None
            for level, cut in enumerate(cuts(sat.rules))
            if other is None or key[:cut] != other[:cut]
            for scope in (sat.id, -sat.contest_id)
        ],
    )


Changes = Sequence[tuple[int, int, str, int]]
"""Branches (scope, level, prefix), each at most once, and how many people come or, negative, go."""


def changes_of(sat: SatRound, pairs: Iterable[tuple[str | None, str | None]]) -> Changes:
    """What `move` does for many results of the round together: (old, new) of each."""
    sums: Counter[tuple[int, str]] = Counter()
    at = tuple(enumerate(cuts(sat.rules)))
    for old, new in pairs:
        for key, people in ((old, -1), (new, 1)):
            if key is not None:
                for level, cut in at:
                    sums[level, key[:cut]] += people
    return [
        (scope, level, prefix, people)
        for (level, prefix), people in sorted(sums.items())
        if people
        for scope in (sat.id, -sat.contest_id)
    ]


def move_all(connection: Reader, changes: Changes) -> None:
    """Let the branches change. Only with the round's ledger locked, in the transaction that changes
    the results."""
    if not changes:
        return
    asked = plain(connection)
    cursor: Any = asked.driver.cursor()
    if asked.postgres:
        columns = [list(column) for column in zip(*changes, strict=True)]
        cursor.execute(_ADD_POSTGRES, (_SHARDS, _SHARD_LOCKS, *columns))
        if cursor.rowcount != len(changes):
            raise RuntimeError("no shard of the tally is free")
    else:
        cursor.executemany(_ADD, changes)
    cursor.close()


def take_back(connection: Connection, sat: SatRound, attempt_id: int) -> None:
    """The attempt's result is none any more. Only with the round's ledger locked."""
    execute(connection, _TAKE_BACK_FROZEN, (attempt_id,))
    row = fetch_one(connection, _KEY_OF_ATTEMPT, (attempt_id,))
    if row is not None:
        execute(connection, _TAKE_BACK, (attempt_id,))
        move(connection, sat, str(row[0]), None)


def place_in_round(connection: Reader, sat: SatRound, key: str) -> tuple[int, int]:
    """(the place of a rank key in its round, how many results the round has)."""
    return _place(connection, sat.id, sat.rules, key)


def place_in_contest(connection: Reader, sat: SatRound, key: str) -> tuple[int, int]:
    """The same among the results of all the contest's rounds."""
    return _place(connection, -sat.contest_id, sat.rules, key)


def total_in_round(connection: Reader, round_id: int) -> int:
    """How many results the round has."""
    statement = "SELECT COALESCE(SUM(people), 0) FROM tally WHERE scope = ? AND level = 0"
    row = fetch_one(connection, statement, (round_id,))
    return int(row[0]) if row else 0


def seek(connection: Reader, sat: SatRound, position: int) -> tuple[str, int]:
    """(where to begin in the index, how many results to pass over there) for the result of the
    round before which `position` others stand."""
    begin, left = "", position
    for level in range(len(cuts(sat.rules))):
        values = (sat.id, level, begin, begin + _LAST)
        for prefix, people in fetch_all(connection, _CHILDREN, values):
            if people > left:
                begin = prefix
                break
            left -= people
        else:
            return begin, left
    return begin, left


def wrong(connection: Connection, sat: SatRound) -> int:
    """How many branches of the round's and of its contest's tally hold another number than the
    results say."""
    found = 0
    for scope in (sat.id, -sat.contest_id):
        for level, cut in enumerate(cuts(sat.rules)):
            values = {"scope": scope, "id": abs(scope), "level": level, "cut": cut}
            found += connection.execute(_WRONG[scope < 0], values).scalar_one()
    return found


def rebuild(connection: Connection, contest_id: int, rules: Rules) -> None:
    """Count the tallies of the contest and of its rounds anew from the results. Only with the
    ledgers of all its rounds locked."""
    for scope in (*rounds_of(connection, contest_id), -contest_id):
        connection.execute(_FORGET, {"scope": scope})
        for level, cut in enumerate(cuts(rules)):
            values = {"scope": scope, "id": abs(scope), "level": level, "cut": cut}
            connection.execute(_FILL[scope < 0], values)


def rounds_of(connection: Connection, contest_id: int) -> Sequence[int]:
    """The contest's rounds, ascending."""
    return connection.execute(_ROUNDS, {"contest_id": contest_id}).scalars().all()


def _place(connection: Reader, scope: int, rules: Rules, key: str) -> tuple[int, int]:
    shared = place_key(key, rules)
    used = tuple(cut for cut in cuts(rules) if cut <= len(shared))
    in_last = used[-1] < len(shared)
    values = tuple(_values(scope, shared, used, in_last=in_last))
    row = fetch_one(connection, _before(scope < 0, len(used), in_last=in_last), values)
    if row is None:
        raise RuntimeError("a sum has a row")
    return int(row[0]) + 1, int(row[1])


def _values(
    scope: int, shared: str, used: tuple[int, ...], *, in_last: bool
) -> Iterator[int | str]:
    """In the order in which `_before` asks for them."""
    for above, cut in pairwise(used):
        yield from (scope, shared[:above], shared[:cut])
    if in_last:
        yield from (abs(scope), shared[: used[-1]], shared)
    yield from (shared[: used[0]], scope)


@cache
def _before(of_contest: bool, levels: int, *, in_last: bool) -> str:
    """One statement: how many stand before a key by `levels` cuts, and how many there are."""
    deeper = [
        "COALESCE((SELECT SUM(people) FROM tally"
        f" WHERE scope = ? AND level = {level} AND prefix >= ? AND prefix < ?), 0)"
        for level in range(1, levels)
    ]
    parts = ["above", *deeper, *([_IN_LAST[of_contest]] if in_last else [])]
    return (
        f"SELECT {' + '.join(parts)}, total FROM (SELECT"
        " COALESCE(SUM(CASE WHEN prefix < ? THEN people ELSE 0 END), 0) AS above,"
        " COALESCE(SUM(people), 0) AS total FROM tally WHERE scope = ? AND level = 0) AS first_cut"
    )
