"""Give a side prize by hand, with the reason, and take one back. The other prizes follow from the
official board and the rules (quiz.store.prizes).
"""

import logging

from sqlmodel import select

from question_bank.vietnamese import squeeze
from quiz.rules.prizes import PrizeKind
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.round import Rules
from quiz.rules.ticket import clean_number
from quiz.store import prizes
from quiz.store.database import Database
from quiz.store.tables import AuditLog, Contest, Round, SidePrize

LONGEST_REASON = 300

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
    with database.writing() as session:
        contest = session.get(Contest, contest_id, with_for_update=True)
        if contest is None or contest.rehearsal or contest.opened_at is None:
            raise Refusal(Reason.NOT_FOUND)
        table = Rules.load(contest.rules).prizes.table
        if not 0 <= prize < len(table) or table[prize].kind is not PrizeKind.SIDE:
            raise Refusal(Reason.NO_SUCH_PRIZE)
        connection = session.connection()
        wanted = clean_number(number)
        person = prizes.on_board(connection, contest_id, round_id, wanted, now)
        gifts = [
            one for one in prizes.gifts_of(connection, contest_id, round_id) if one.prize == prize
        ]
        if any(one.person_id == person for one in gifts):
            return
        if not squeeze(reason):
            raise Refusal(Reason.PRIZE_NEEDS_REASON, title=table[prize].title)
        if len(gifts) >= table[prize].count:
            count = table[prize].count
            raise Refusal(Reason.PRIZES_ALL_GIVEN, title=table[prize].title, count=count)
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


def take_back(
    database: Database, contest_id: int, round_id: int | None, gift_id: int, actor: str, now: int
) -> None:
    """Take a side prize back. Taking back what is not there changes nothing."""
    with database.writing() as session:
        session.get(Contest, contest_id, with_for_update=True)
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


def contest_of(database: Database, round_id: int) -> int:
    """The contest of a round. Refuses one that is not there."""
    with database.reading() as session:
        found = session.get(Round, round_id)
        if found is None:
            raise Refusal(Reason.NOT_FOUND)
        return found.contest_id


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
