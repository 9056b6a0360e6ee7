"""The story of a round: opening, rules, time, closing, boards, decisions, teams, as the ledger and
the tables hold it.
"""

import json
from collections.abc import Iterator

from sqlalchemy import Connection

from quiz.rules import story
from quiz.rules.deciding import Ruling
from quiz.rules.prediction import known_text
from quiz.rules.story import Effect, Event, NewTeam
from quiz.store import boards, decisions, entry_words, rows, teams
from quiz.store.corrections import takes_back
from quiz.store.decisions import Decided, Reached
from quiz.store.plain import Reader, fetch_all, fetch_one
from quiz.store.rows import SatRound

_ABOUT_ROUND = (
    "SELECT number, kind, at, body FROM entry WHERE round_id = ? AND attempt_id IS NULL"
    " ORDER BY number"
)
_DIRECT_VOIDS = (
    "SELECT e.number, e.at, e.body, p.number FROM attempt a JOIN person p ON p.id = a.person_id"
    " JOIN entry e ON e.attempt_id = a.id AND e.kind = 'void'"
    " WHERE a.round_id = ? ORDER BY e.number"
)
_NUMBER = "SELECT p.number FROM attempt a JOIN person p ON p.id = a.person_id WHERE a.id = ?"
_TEAMS = (
    "SELECT t.confirmed_at, t.confirmed_by, t.eased, t.eased_reason, t.version, b.version,"
    " t.digest, COALESCE(l.number, ''), COALESCE(n.number, ''), COALESCE(c.reason, '')"
    " FROM team t JOIN board b ON b.id = t.board_id"
    " LEFT JOIN team_change c ON c.team_id = t.id LEFT JOIN person l ON l.id = c.left_id"
    " LEFT JOIN person n ON n.id = c.came_id WHERE t.round_id = ? ORDER BY t.version"
)
_OPENED_BY = (
    "SELECT actor FROM audit_log WHERE action = 'contest.open' AND at = ? ORDER BY id LIMIT 1"
)
_GIVEN = (
    "SELECT x.applied_at, x.minutes, p.number, x.reason, x.asked_by, x.confirmed_by,"
    " (SELECT MIN(e.number) FROM entry e WHERE e.attempt_id = x.attempt_id AND e.kind = 'extend'"
    " AND e.at = x.applied_at) FROM extension x JOIN attempt a ON a.id = x.attempt_id"
    " JOIN person p ON p.id = a.person_id"
    " WHERE x.round_id = ? AND x.applied_at IS NOT NULL ORDER BY x.id"
)
_FACTS = "SELECT body FROM entry WHERE round_id = ? AND number = ?"


def story_of(connection: Connection, round_id: int, now: int) -> tuple[Event, ...]:
    """What happened to the round until now, in order."""
    sat = rows.read_round(connection, round_id)
    found = [
        story.closed(sat.window.closes_at),
        *_of_the_round(connection, sat),
        *_of_decisions(connection, sat),
        *_of_direct_voids(connection, sat),
        *_given(connection, sat),
        *_of_teams(connection, sat),
    ]
    return story.in_order(found, now)


def _of_the_round(connection: Reader, sat: SatRound) -> Iterator[Event]:
    versions, words = boards.versions(connection, sat.id), entry_words.of_round(connection, sat.id)
    for number, kind, at, body in fetch_all(connection, _ABOUT_ROUND, (sat.id,)):
        facts = json.loads(body) if body else {}
        match kind:
            case "open":
                opener = fetch_one(connection, _OPENED_BY, (at,))
                yield story.opened(at, number, str(opener[0]) if opener else "")
            case "rules":
                version, reason = int(facts["version"]), entry_words.reason(facts, words)
                yield story.amended(at, number, version, reason, _signers(facts))
            case "outcome" if sat.rules.prediction is not None and "decision" not in facts:
                outcome = known_text(sat.rules.prediction, int(facts["value"]))
                yield story.predicted(at, number, outcome)
            case "extend":
                minutes, reason = int(facts["ms"]) // 60_000, entry_words.reason(facts, words)
                yield story.extended(at, number, minutes, reason, _signers(facts))
            case "clock":
                yield story.jumped(at, number, int(facts["jump_ms"]))
            case "publish" if versions:
                first = versions[0]
                people = int(facts["people"])
                yield story.published(at, number, people, first.digest, first.published_by)


def _signers(facts: dict[str, object]) -> tuple[str, ...]:
    return tuple(str(facts[name]) for name in ("by", "confirmed_by") if name in facts)


def _given(connection: Reader, sat: SatRound) -> Iterator[Event]:
    for at, minutes, candidate, reason, *by, entry in fetch_all(connection, _GIVEN, (sat.id,)):
        yield story.given(at, entry, minutes, candidate, reason, filter(None, by))


def _of_teams(connection: Connection, sat: SatRound) -> Iterator[Event]:
    for row in fetch_all(connection, _TEAMS, (sat.id,)):
        at, by, eased, why, version, board, digest, left, came, reason = row
        broken = tuple(filter(None, eased.split("\n")))
        new = NewTeam(version, board, digest, left, came, reason, broken, why)
        yield story.team(at, by, new)
    for one in reversed(teams.read_locks(connection, sat.id)):
        yield story.locked(one.at, one.version, one.reason, one.actor, locked=one.locked)


def _of_decisions(connection: Reader, sat: SatRound) -> Iterator[Event]:
    for one in reversed(decisions.of_round(connection, sat.id)):
        what = say(connection, one, sat.id)
        if one.round_id == sat.id or one.signed_at is not None:
            yield story.asked(one.asked_at, one.id, what, one.reason, one.asked_by)
        if one.signed_at is not None:
            yield story.signed(one.signed_at, one.id, one.signed_by or "")
        if one.declined_at is not None:
            yield story.declined(one.declined_at, one.id, one.declined_by or "")
        for reached in decisions.reached(connection, one.id):
            if reached.round_id == sat.id and reached.applied_at is not None:
                effect = _effect(connection, sat, reached)
                yield story.applied(reached.applied_at, reached.entry, one.id, effect)


def _effect(connection: Reader, sat: SatRound, reached: Reached) -> Effect:
    row = fetch_one(connection, _FACTS, (sat.id, reached.entry or 0))
    facts = json.loads(row[0]) if row and row[0] else {}
    value = facts.get("outcome", facts.get("value"))
    outcome = ""
    if sat.rules.prediction is not None and value is not None:
        outcome = known_text(sat.rules.prediction, int(value))
    return Effect(reached.moved, reached.board_version, reached.official, outcome)


def say(connection: Reader, one: Decided, round_id: int) -> str:
    """What the decision is about as it reads in the round, without anybody's name."""
    number = ""
    if one.attempt_id is not None:
        number = str(fetch_all(connection, _NUMBER, (one.attempt_id,))[0][0])
    taken_back = _takes_back(connection, one, round_id)
    return story.about(one.ruling, one.key, one.question_id, number, taken_back=taken_back)


def _takes_back(connection: Reader, one: Decided, round_id: int) -> bool:
    """Whether keeping the question as it was printed undoes an earlier decision."""
    if one.ruling is not Ruling.KEEP:
        return False
    until = one.declined_at if one.signed_at is None else one.signed_at - 1
    return takes_back(connection, round_id, one.question_id, until)


def _of_direct_voids(connection: Reader, sat: SatRound) -> Iterator[Event]:
    """Those that no decision made: before the board was official."""
    words = entry_words.of_round(connection, sat.id)
    for number, at, body, candidate in fetch_all(connection, _DIRECT_VOIDS, (sat.id,)):
        facts = json.loads(body) if body else {}
        if "decision" not in facts:
            reason = entry_words.reason(facts, words)
            yield story.voided(at, number, candidate, reason, _signers(facts))
