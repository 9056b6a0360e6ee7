"""Remove a rehearsal without a trace, in transactions so short that real contestants sit on."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, bindparam, text

from quiz.stages.rehearsal.looking import PEOPLE_LEFT, REHEARSAL, name_of, standing
from quiz.store import ledger, revocation
from quiz.store.database import Database
from quiz.store.writer import Writer

KEPT_MS = 24 * 3_600_000
"""A rehearsal that nobody removed is removed after this."""
REMOVED_AT_ONCE = 100
"""People in one transaction: with all their entries, some hundredths of a second."""
FORGETTING_SECONDS = 1.2
"""Every process has dropped what it remembered of a revoked session by then."""
EVERYBODY = 1_000_000

_CLOSE = text("UPDATE round SET closes_at = opens_at + 1 WHERE id = :round_id")
_SHUT_OUT = text("UPDATE person SET active = FALSE WHERE unit_id = :unit_id")
_PEOPLE = text(
    "SELECT p.id FROM person p JOIN unit u ON u.id = p.unit_id WHERE u.rehearsal ORDER BY p.id"
    " LIMIT :most"
)


def _of(statement: str, name: str) -> Any:
    return text(statement).bindparams(bindparam(name, expanding=True))


_STILL_OURS = _of(
    "SELECT p.id FROM person p JOIN unit u ON u.id = p.unit_id WHERE u.rehearsal AND p.id IN :some",
    "some",
)
_OF_PEOPLE = tuple(
    _of(f"DELETE FROM {table} WHERE {column} IN :people", "people")  # noqa: S608 (our own names)
    for table, column in (
        ("board_entry", "person_id"),
        ("team_change", "left_id"),
        ("team_change", "came_id"),
        ("team_member", "person_id"),
        ("team_skip", "person_id"),
        ("result", "person_id"),
        ("frozen_result", "person_id"),
        ("side_prize", "person_id"),
        ("appeal", "person_id"),
        ("decision_move", "person_id"),
        ("staff_person", "person_id"),
        ("session", "person_id"),
        ("data_request", "person_id"),
        ("known_device", "person_id"),
        ("registration", "person_id"),
        ("unit_move", "person_id"),
        ("past_unit", "person_id"),
    )
)
_STILL_THERE = text("SELECT 1 FROM round WHERE id = :round_id")
_ATTEMPTS = _of("SELECT id FROM attempt WHERE person_id IN :people", "people")
_WORDS = _of("DELETE FROM entry_words WHERE attempt_id IN :attempts", "attempts")
_ENTRIES = _of("DELETE FROM entry WHERE attempt_id IN :attempts", "attempts")
_EXTENSIONS = _of("DELETE FROM extension WHERE attempt_id IN :attempts", "attempts")
_DECISIONS = tuple(
    _of(statement, "attempts")
    for statement in (
        *(
            f"DELETE FROM {table} WHERE decision_id IN"  # noqa: S608
            " (SELECT id FROM decision WHERE attempt_id IN :attempts)"
            for table in ("decision_move", "decision_unit", "decision_round")
        ),
        "DELETE FROM decision WHERE attempt_id IN :attempts",
    )
)
_ENDED_ATTEMPTS = _of("DELETE FROM attempt WHERE id IN :attempts", "attempts")
_GONE_PEOPLE = _of("DELETE FROM person WHERE id IN :people", "people")

_ROUNDS = "SELECT r.id FROM round r JOIN contest c ON c.id = r.contest_id WHERE c.rehearsal"
_LISTS = "SELECT l.id FROM advance_list l JOIN contest c ON c.id = l.contest_id WHERE c.rehearsal"
_LEFT_OVER = tuple(
    text(statement)
    for statement in (
        f"DELETE FROM extension WHERE round_id IN ({_ROUNDS})",  # noqa: S608
        f"DELETE FROM entry_words WHERE round_id IN ({_ROUNDS})",  # noqa: S608
        f"DELETE FROM team_lock WHERE round_id IN ({_ROUNDS})",  # noqa: S608
        f"DELETE FROM decision_move WHERE round_id IN ({_ROUNDS})",  # noqa: S608
        f"DELETE FROM decision_unit WHERE round_id IN ({_ROUNDS})",  # noqa: S608
        f"DELETE FROM decision_round WHERE round_id IN ({_ROUNDS})",  # noqa: S608
        f"DELETE FROM decision WHERE round_id IN ({_ROUNDS})",  # noqa: S608
        f"DELETE FROM team WHERE round_id IN ({_ROUNDS})",  # noqa: S608
        f"DELETE FROM frozen_board WHERE round_id IN ({_ROUNDS})",  # noqa: S608
        f"DELETE FROM board WHERE round_id IN ({_ROUNDS})",  # noqa: S608
        f"DELETE FROM entry WHERE round_id IN ({_ROUNDS})",  # noqa: S608
        f"DELETE FROM tally WHERE scope IN ({_ROUNDS})"  # noqa: S608
        " OR scope IN (SELECT -id FROM contest WHERE rehearsal)",
        f"DELETE FROM item_result WHERE round_id IN ({_ROUNDS})",  # noqa: S608
        f"DELETE FROM noted_round WHERE round_id IN ({_ROUNDS})",  # noqa: S608
        f"DELETE FROM round WHERE id IN ({_ROUNDS})",  # noqa: S608
        "DELETE FROM advance_lock WHERE contest_id IN (SELECT id FROM contest WHERE rehearsal)",
        f"DELETE FROM advance_unit WHERE list_id IN ({_LISTS})",  # noqa: S608
        "DELETE FROM advance_list WHERE contest_id IN (SELECT id FROM contest WHERE rehearsal)",
        "DELETE FROM past_group WHERE contest_id IN (SELECT id FROM contest WHERE rehearsal)",
        "DELETE FROM rules_change WHERE contest_id IN (SELECT id FROM contest WHERE rehearsal)",
        "DELETE FROM contest WHERE rehearsal",
        "DELETE FROM bank_version WHERE rehearsal"
        " AND id NOT IN (SELECT bank_version_id FROM contest)",
        "DELETE FROM staff_district WHERE district_id IN (SELECT id FROM unit WHERE rehearsal)",
        "DELETE FROM headcount WHERE unit_id IN (SELECT id FROM unit WHERE rehearsal)",
        "DELETE FROM unit WHERE rehearsal",
    )
)


async def remove(
    database: Database, writer: Writer, now: int, key: str = "", most: int = EVERYBODY
) -> int:
    """Remove at most `most` of the rehearsal's people with everything of theirs, and the rehearsal
    itself with the last. Returns how many people are left. With a key, only the rehearsal of that
    key. Safe to repeat, after whatever ended the last time. Nothing without the mark is touched.
    """
    found = await database.read(lambda connection: connection.execute(REHEARSAL).one_or_none())
    if found is None or (key and found.name != name_of(key)):
        return 0
    round_id, unit_id = found.round_id, found.district_id
    if found.closes_at > found.opens_at + 1:
        await writer.run(lambda connection: _close(connection, round_id, unit_id, now), round_id)
        await _forgotten(database)
    people = await database.read(
        lambda connection: list(connection.execute(_PEOPLE, {"most": most}).scalars())
    )
    for start in range(0, len(people), REMOVED_AT_ONCE):
        some = people[start : start + REMOVED_AT_ONCE]
        await writer.run(partial(_remove, round_id=round_id, some=some), round_id)
    left: int = await database.read(lambda connection: connection.execute(PEOPLE_LEFT).scalar_one())
    if not left:
        await writer.run(lambda connection: _finish(connection, now))
        database.forget()
    return left


async def remove_old(database: Database, writer: Writer, now: int) -> None:
    """Remove a rehearsal that was left behind."""
    found = await database.read(lambda connection: standing(connection, now))
    if found.began_at is not None and found.began_at <= now - KEPT_MS:
        await remove(database, writer, now)


def _close(connection: Connection, round_id: int, unit_id: int, now: int) -> None:
    """Nobody enters, starts or is remembered any more."""
    connection.execute(_CLOSE, {"round_id": round_id})
    connection.execute(_SHUT_OUT, {"unit_id": unit_id})
    revocation.revoke(connection, now)


async def _forgotten(database: Database) -> None:
    """Wait until no process answers from memory: SQLite gives the ids of removed rows to the next
    ones, and what was kept of a rehearsal's attempt must not be found under a real one's id.
    """
    database.forget()
    await asyncio.sleep(FORGETTING_SECONDS)


def _remove(connection: Connection, round_id: int, some: Sequence[int]) -> None:
    """These people with everything of theirs, as far as they still are a rehearsal's."""
    if not connection.execute(_STILL_THERE, {"round_id": round_id}).one_or_none():
        return  # another request has removed the last of it
    ledger.lock(connection, round_id)
    people = list(connection.execute(_STILL_OURS, {"some": list(some)}).scalars())
    attempts = list(connection.execute(_ATTEMPTS, {"people": people}).scalars())
    for statement in _OF_PEOPLE:
        connection.execute(statement, {"people": people})
    connection.execute(_WORDS, {"attempts": attempts})
    connection.execute(_ENTRIES, {"attempts": attempts})
    connection.execute(_EXTENSIONS, {"attempts": attempts})
    for statement in _DECISIONS:
        connection.execute(statement, {"attempts": attempts})
    connection.execute(_ENDED_ATTEMPTS, {"attempts": attempts})
    connection.execute(_GONE_PEOPLE, {"people": people})


def _finish(connection: Connection, now: int) -> None:
    for statement in _LEFT_OVER:
        connection.execute(statement)
    revocation.revoke(connection, now)
