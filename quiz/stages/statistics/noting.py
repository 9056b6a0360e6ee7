"""Note what published rounds showed of their questions, for the papers of later contests."""

import asyncio
from collections import Counter

from sqlalchemy import Connection

from quiz.rules.facility import WHOLE, Known, asked_as
from quiz.stages.statistics.reading import answers_of
from quiz.store import facilities, ledger, rows
from quiz.store.database import Database
from quiz.store.writer import Writer

MOST_AT_ONCE = 10
"""Rounds that are noted before other work of the worker goes on."""


async def note(database: Database, writer: Writer, now: int) -> int:
    """Note published official rounds as their ledgers stand, some at a time. Returns how many."""
    for done in range(MOST_AT_ONCE):
        found = await database.read(facilities.next_to_note)
        if found is None:
            return done
        round_id, head_hash = found
        known = await asyncio.to_thread(
            database.read_now, lambda connection, asked=round_id: shown_by(connection, asked)
        )

        def act(
            connection: Connection,
            round_id: int = round_id,
            head_hash: str = head_hash,
            known: dict[str, Known] = known,
        ) -> None:
            ledger.lock(connection, round_id)
            facilities.note(connection, round_id, head_hash, known, now)

        await writer.run(act, round_id)
    return MOST_AT_ONCE


def shown_by(connection: Connection, round_id: int) -> dict[str, Known]:
    """What the round's counted attempts show, by `facility.asked_as`."""
    answers = answers_of(connection, (rows.read_round(connection, round_id),))
    people: Counter[str] = Counter()
    points: Counter[str] = Counter()
    for sat in answers.attempts:
        for question_id, (earned, _) in sat.answers.items():
            people[question_id] += 1
            points[question_id] += round(earned)
    shown: dict[str, Known] = {}
    for question_id, attempts in people.items():
        if question_id in answers.credited | answers.either:
            continue  # what everybody was given tells of nothing; no bank asks for any one of a key
        question = answers.questions[question_id]
        earned = points[question_id] * WHOLE // answers.rules.marking.worth(question.level)
        shown[asked_as(question)] = Known(attempts, earned)
    return shown
