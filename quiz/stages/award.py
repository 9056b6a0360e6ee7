"""Give a side prize by hand, with the reason, and take one back. The other prizes follow from the
official board and the rules (quiz.store.prizes).
"""

import logging
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlmodel import select

from question_bank.vietnamese import squeeze
from quiz.rules.prizes import PrizeKind
from quiz.rules.reasons import BoardReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.ticket import clean_number
from quiz.store import gifts, library, prizes
from quiz.store.database import Database
from quiz.store.plain import fetch_one
from quiz.store.tables import AuditLog, Contest, SidePrize

LONGEST_REASON = 300
_RULES = "SELECT rules FROM contest WHERE id = ? AND opened_at IS NOT NULL AND NOT rehearsal"

log = logging.getLogger(__name__)


def give(
    database: Database,
    contest_id: int,
    round_id: int | None,
    prize: int,
    number: str,
    reason: str,
    actor: str,
    now: int,
) -> None:
    """Give row `prize` of the table, a side prize, to the candidate of that number on the official
    board of the round or (None) of the whole contest. Giving again changes nothing. Refuses another
    kind of prize, more than there are, no reason, and somebody who is not on the board.
    """
    # Before the transaction: the board of a whole contest takes a second to read.
    found = database.read_now(
        lambda connection: _wanted(connection, contest_id, round_id, prize, number, now)
    )
    title, person, round_id = found.title, found.person_id, found.round_id
    if not squeeze(reason):
        raise Refusal(BoardReason.PRIZE_NEEDS_REASON, title=title)
    with database.writing() as session:
        session.get(Contest, contest_id, with_for_update={"key_share": True})
        connection = session.connection()
        given = [
            one for one in gifts.gifts_of(connection, contest_id, round_id) if one.prize == prize
        ]
        if any(one.person_id == person for one in given):
            return
        if len(given) >= found.count:
            raise Refusal(BoardReason.PRIZES_ALL_GIVEN, title=title, count=found.count)
        session.add(
            SidePrize(
                contest_id=contest_id,
                round_id=round_id,
                prize=prize,
                person_id=person,
                reason=squeeze(reason),
                given_at=now,
                given_by=actor,
            )
        )
        session.add(_note("prize.give", contest_id, round_id, person, prize, actor, now))
    log.info("given", extra={"actor": actor, "action": "prize.give", "object": f"person:{person}"})


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A side prize of the rules and the person who is to get it."""

    title: str
    count: int
    person_id: int
    round_id: int | None
    """Under which it is written."""


def _wanted(
    connection: Connection,
    contest_id: int,
    round_id: int | None,
    prize: int,
    number: str,
    now: int,
) -> _Wanted:
    row = fetch_one(connection, _RULES, (contest_id,))
    if row is None:
        raise Refusal(RequestReason.NOT_FOUND)
    table = library.rules(row[0]).prizes.table
    if not 0 <= prize < len(table) or table[prize].kind is not PrizeKind.SIDE:
        raise Refusal(BoardReason.NO_SUCH_PRIZE)
    person = prizes.on_board(connection, contest_id, round_id, clean_number(number), now)
    home = None if round_id is None else gifts.home_of(connection, round_id)
    return _Wanted(table[prize].title, table[prize].count, person, home)


def take_back(
    database: Database, contest_id: int, round_id: int | None, gift_id: int, actor: str, now: int
) -> None:
    """Take a side prize back. Taking back what is not there changes nothing."""
    with database.writing() as session:
        session.get(Contest, contest_id, with_for_update={"key_share": True})
        if round_id is not None:
            round_id = gifts.home_of(session.connection(), round_id)
        gift = session.exec(
            select(SidePrize).where(
                SidePrize.id == gift_id,
                SidePrize.contest_id == contest_id,
                SidePrize.round_id == round_id,
            )
        ).one_or_none()
        if gift is None:
            return
        person, prize = gift.person_id, gift.prize
        session.delete(gift)
        session.add(_note("prize.take_back", contest_id, round_id, person, prize, actor, now))
    log.info(
        "taken back",
        extra={"actor": actor, "action": "prize.take_back", "object": f"person:{person}"},
    )


def _note(
    action: str,
    contest_id: int,
    round_id: int | None,
    person: int,
    prize: int,
    actor: str,
    now: int,
) -> AuditLog:
    subject = f"contest:{contest_id}" if round_id is None else f"round:{round_id}"
    return AuditLog(
        at=now, actor=actor, action=action, subject=subject, detail=f"person={person} prize={prize}"
    )
