"""File an appeal."""

from sqlalchemy import Connection, text

from question_bank.vietnamese import clean
from quiz.rules.appealing import Filing
from quiz.rules.reasons import AppealReason, AttemptReason
from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_end, say_moment
from quiz.stages.appeals.own import appeals_begin
from quiz.store import rows
from quiz.store.database import Database
from quiz.store.writer import Writer

_SAME = text(
    "SELECT id, words, filed_at FROM appeal WHERE attempt_id = :attempt_id AND subject = :subject"
    " AND number = :number"
)
_NEW = text(
    "INSERT INTO appeal (round_id, attempt_id, person_id, subject, number, question_id, words,"
    " filed_at) VALUES (:round_id, :attempt_id, :person_id, :subject, :number, :question_id,"
    " :words, :now) ON CONFLICT (attempt_id, subject, number) DO NOTHING RETURNING id"
)


async def file(
    database: Database, writer: Writer, attempt_id: int, person_id: int, filing: Filing, now: int
) -> int:
    """The appeal's id. Filing the same again gives the same. Refuses a second one about the same
    thing, one out of time, a question that is not in the paper, another's attempt as a missing one.
    """
    attempt = await database.read(lambda one: rows.own_attempt(one, attempt_id, person_id))
    words = clean(filing.text)[0].strip()
    about = {"attempt_id": attempt_id, "subject": filing.subject.value, "number": filing.number}

    def act(connection: Connection) -> int:
        known = connection.execute(_SAME, about).one_or_none()
        if known is not None and known.words == words:
            same: int = known.id
            return same
        sat = rows.read_round(connection, attempt.round_id)
        begins_at, _ = appeals_begin(connection, sat)
        until = sat.rules.appeals.deadline(begins_at)
        if not sat.rules.appeals.days or now >= until:
            raise Refusal(AppealReason.APPEALS_CLOSED, until=say_end(until))
        if known is not None:
            raise Refusal(AppealReason.ALREADY_APPEALED, at=say_moment(known.filed_at))
        items = attempt.paper.items
        if filing.number > len(items):
            raise Refusal(AttemptReason.NOT_IN_PAPER, question=filing.number)
        question_id = items[filing.number - 1].question_id if filing.number else ""
        facts = {"round_id": sat.id, "person_id": person_id, "question_id": question_id}
        made = connection.execute(_NEW, about | facts | {"words": words, "now": now}).scalar()
        if made is None:  # another process was first
            raise Refusal(AppealReason.ALREADY_APPEALED, at=say_moment(now))
        filed: int = made
        return filed

    return await writer.run(act, attempt.round_id)
