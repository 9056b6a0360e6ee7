"""The story of a round: opening, closing, boards, decisions, teams, as the ledger and the tables
hold it.
"""

import json
from collections.abc import Iterator

from sqlalchemy import Connection

from quiz.rules import story
from quiz.rules.story import Event
from quiz.store import boards, decisions, rows
from quiz.store.decisions import Decided
from quiz.store.plain import Reader, fetch_all
from quiz.store.rows import SatRound

_ABOUT_ROUND = (
    "SELECT number, kind, at, body FROM entry WHERE round_id = ? AND attempt_id IS NULL"
    " ORDER BY number"
)
_DIRECT_VOIDS = (
    "SELECT e.number, e.at, e.body, p.number FROM attempt a JOIN person p ON p.id = a.person_id"
    " JOIN entry e ON e.attempt_id = a.id AND e.kind = 'void'"
    " WHERE a.round_id = ? AND a.voided ORDER BY e.number"
)
_NUMBER = "SELECT p.number FROM attempt a JOIN person p ON p.id = a.person_id WHERE a.id = ?"
_TEAMS = (
    "SELECT t.confirmed_at, t.version, b.version, t.digest, t.confirmed_by FROM team t"
    " JOIN board b ON b.id = t.board_id WHERE t.round_id = ? ORDER BY t.version"
)


def story_of(connection: Connection, round_id: int, now: int) -> tuple[Event, ...]:
    """What happened to the round until now, in order."""
    sat = rows.read_round(connection, round_id)
    found = [
        story.closed(sat.window.closes_at),
        *_of_the_round(connection, sat),
        *_of_decisions(connection, sat),
        *_of_direct_voids(connection, sat),
        *(story.team(*row) for row in fetch_all(connection, _TEAMS, (round_id,))),
    ]
    return story.in_order(found, now)


def _of_the_round(connection: Reader, sat: SatRound) -> Iterator[Event]:
    versions = boards.versions(connection, sat.id)
    for number, kind, at, body in fetch_all(connection, _ABOUT_ROUND, (sat.id,)):
        facts = json.loads(body) if body else {}
        match kind:
            case "open":
                yield story.opened(at, number)
            case "extend":
                minutes, reason = int(facts["ms"]) // 60_000, str(facts["reason"])
                yield story.extended(at, number, minutes, reason, _signers(facts))
            case "clock":
                yield story.jumped(at, number, int(facts["jump_ms"]))
            case "publish" if versions:
                first = versions[0]
                people = int(facts["people"])
                yield story.published(at, number, people, first.digest, first.published_by)


def _signers(facts: dict[str, object]) -> tuple[str, ...]:
    return tuple(str(facts[name]) for name in ("by", "confirmed_by") if name in facts)


def _of_decisions(connection: Reader, sat: SatRound) -> Iterator[Event]:
    for one in reversed(decisions.of_round(connection, sat.id)):
        what = say(connection, one)
        if one.round_id == sat.id or one.signed_at is not None:
            yield story.asked(one.asked_at, one.id, what, one.reason, one.asked_by)
        if one.signed_at is not None:
            yield story.signed(one.signed_at, one.id, one.signed_by or "")
        if one.declined_at is not None:
            yield story.declined(one.declined_at, one.id, one.declined_by or "")
        for reached in decisions.reached(connection, one.id):
            if reached.round_id == sat.id and reached.applied_at is not None:
                effect = reached.moved, reached.board_version
                yield story.applied(reached.applied_at, reached.entry, one.id, *effect)


def say(connection: Reader, one: Decided) -> str:
    """What the decision is about, without anybody's name."""
    number = ""
    if one.attempt_id is not None:
        number = str(fetch_all(connection, _NUMBER, (one.attempt_id,))[0][0])
    return story.about(one.ruling, one.key, one.question_id, number)


def _of_direct_voids(connection: Reader, sat: SatRound) -> Iterator[Event]:
    """Those that no decision made: before the board was official."""
    for number, at, body, candidate in fetch_all(connection, _DIRECT_VOIDS, (sat.id,)):
        facts = json.loads(body) if body else {}
        if "decision" not in facts:
            reason = str(facts.get("reason", ""))
            yield story.voided(at, number, candidate, reason, _signers(facts))
