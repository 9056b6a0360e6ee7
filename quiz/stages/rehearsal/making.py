"""Make a rehearsal: a unit, a bank, a contest with one round, and people, all marked."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from sqlalchemy import Connection, bindparam, text
from starlette.concurrency import run_in_threadpool

import question_bank
from question_bank.bank import Bank
from question_bank.blueprint import proportional
from question_bank.formats import read
from question_bank.vietnamese import fold, same_key, sort_key
from quiz.rules import ticket
from quiz.rules.entries import GENESIS, Entry, Kind
from quiz.rules.reasons import ContestReason
from quiz.rules.refusal import Refusal
from quiz.rules.round import Rules
from quiz.rules.wording import say_end, say_moment
from quiz.stages.rehearsal.looking import NAME, REHEARSAL, name_of, standing
from quiz.store import ledger, seeds
from quiz.store.database import Database
from quiz.store.writer import Writer

BANK = Path(question_bank.__file__).parent / "banks" / "cchc-2021"
QUESTIONS = 30
MOST_PEOPLE = 20_000
LASTS_MS = 3 * 3_600_000
MADE_AT_ONCE = 500
"""People in one transaction."""

_UNIT_CODE = "~dien-tap"
"""Unique, so that there is one rehearsal at a time whoever asks at once."""
_NEW_UNIT = text(
    "INSERT INTO unit (code, name, type, full_name, key, valid_from, valid_to, rehearsal)"
    " VALUES (:code, :name, :name, :name, :key, '', '', TRUE) ON CONFLICT DO NOTHING RETURNING id"
)
_OWN_DISTRICT = text("UPDATE unit SET district_id = id WHERE id = :unit_id")
_NEW_BANK = text(
    "INSERT INTO bank_version (digest, title, question_count, content, published_at, published_by,"
    " rehearsal) VALUES (:digest, :title, :count, :content, :now, :actor, TRUE)"
    " ON CONFLICT DO NOTHING"
)
_BANK_ID = text("SELECT id FROM bank_version WHERE digest = :digest")
_NEW_CONTEST = text(
    "INSERT INTO contest (name, rules, bank_version_id, created_at, opened_at, rehearsal)"
    " VALUES (:name, :rules, :bank_id, :now, :now, TRUE) RETURNING id"
)
_NEW_ROUND = text(
    "INSERT INTO round (contest_id, district_id, opens_at, closes_at, seed, head_number, head_hash)"
    " VALUES (:contest_id, :unit_id, :now, :closes_at, :seed, 0, :genesis) RETURNING id"
)
_NEW_PERSON = text(
    "INSERT INTO person (number, name, name_fold, sort_key, position, unit_id, district_id,"
    " ticket_version, active) VALUES (:number, :name, :name_fold, :sort_key, '', :unit_id,"
    " :unit_id, 1, TRUE) ON CONFLICT DO NOTHING"
)


_OURS = text(
    "SELECT COUNT(*) FROM person WHERE unit_id = :unit_id AND number IN :numbers"
).bindparams(bindparam("numbers", expanding=True))


@dataclass(frozen=True, slots=True)
class Made:
    """A rehearsal that can begin: its round and a ticket for each person."""

    round_id: int
    tickets: tuple[str, ...]


async def make(
    database: Database,
    writer: Writer,
    secret: bytes,
    key: str,
    people: int,
    actor: str,
    now: int,
    *,
    force: bool = False,
) -> Made:
    """An open round with `people` made-up contestants. The same key again gives the same one, also
    after an answer that was lost half way. Refuses while another rehearsal is there, and, unless
    `force`, while a real round is open.
    """
    found = await database.read(lambda connection: standing(connection, now))
    if found.began_at is None and found.open_rounds and not force:
        closes = say_end(found.closes_at or now)
        raise Refusal(ContestReason.REAL_ROUND_OPEN, count=found.open_rounds, closes=closes)
    bank = await run_in_threadpool(_bank)
    name = name_of(key)
    round_id, unit_id = await writer.run(
        lambda connection: _begin(connection, name, bank, actor, now)
    )
    numbers = [f"DIENTAP-{number:05d}" for number in range(1, people + 1)]
    for start in range(0, people, MADE_AT_ONCE):
        some = numbers[start : start + MADE_AT_ONCE]
        await writer.run(partial(_add, unit_id=unit_id, numbers=some))
    return Made(round_id, tuple(ticket.ticket(secret, number, 1) for number in numbers))


@cache
def _bank() -> Bank:
    """The shipped bank under another title: another version than the one that somebody may have
    published, so that the two never share a row.
    """
    return replace(read(BANK).bank, title=NAME)


def _begin(connection: Connection, name: str, bank: Bank, actor: str, now: int) -> tuple[int, int]:
    """(round, unit) of the rehearsal of this name, made where there is none."""
    found = connection.execute(REHEARSAL).one_or_none()
    if found is not None:
        if found.name != name:
            raise Refusal(ContestReason.REHEARSAL_RUNS, began=say_moment(found.created_at))
        return found.round_id, found.district_id
    unit = {"code": _UNIT_CODE, "name": NAME, "key": same_key(NAME)}
    unit_id = connection.execute(_NEW_UNIT, unit).scalar_one_or_none()
    if unit_id is None:  # another process began one in the same instant
        raise Refusal(ContestReason.REHEARSAL_RUNS, began=say_moment(now))
    connection.execute(_OWN_DISTRICT, {"unit_id": unit_id})
    version = {"digest": bank.digest, "title": bank.title, "count": len(bank)}
    connection.execute(_NEW_BANK, {**version, "content": bank.dump(), "now": now, "actor": actor})
    bank_id = connection.execute(_BANK_ID, {"digest": bank.digest}).scalar_one()
    rules = Rules(blueprint=proportional(bank, QUESTIONS)).dump()
    contest = {"name": name, "rules": rules, "bank_id": bank_id, "now": now}
    contest_id = connection.execute(_NEW_CONTEST, contest).scalar_one()
    seed, closes_at = seeds.new(), now + LASTS_MS
    round_ = {"contest_id": contest_id, "unit_id": unit_id, "now": now, "closes_at": closes_at}
    round_id = connection.execute(
        _NEW_ROUND, {**round_, "seed": seed, "genesis": GENESIS}
    ).scalar_one()
    facts = (
        ("bank", bank.digest),
        ("closes_at", closes_at),
        ("opens_at", now),
        ("rules", hashlib.sha256(rules.encode()).hexdigest()),
        ("seed_sha256", hashlib.sha256(bytes.fromhex(seed)).hexdigest()),
    )
    ledger.append(connection, round_id, Entry(Kind.OPEN, now, body=facts))
    return round_id, unit_id


def _add(connection: Connection, unit_id: int, numbers: Sequence[str]) -> None:
    names = [f"{NAME} {number[-5:]}" for number in numbers]
    people = [
        {
            "number": number,
            "name": name,
            "name_fold": fold(name),
            "sort_key": sort_key(name),
            "unit_id": unit_id,
        }
        for number, name in zip(numbers, names, strict=True)
    ]
    connection.execute(_NEW_PERSON, people)
    ours = connection.execute(_OURS, {"unit_id": unit_id, "numbers": list(numbers)}).scalar_one()
    if ours != len(numbers):  # a ticket follows from its number: nobody else's may be handed out
        raise Refusal(ContestReason.REHEARSAL_NUMBERS)
