"""The banks whose questions stand on the law: the newest published version of each title, and the
working banks. What is sealed is named and not read.
"""

import json
from dataclasses import dataclass

from sqlalchemy import Connection, text

from question_bank.question import Question
from quiz.store import library

_VERSIONS = text(
    "SELECT v.id, v.title, v.digest, MAX(CASE WHEN w.sealed_at IS NOT NULL"
    " THEN COALESCE(w.sealed_until, 9223372036854775807) END) AS sealed_until"
    " FROM bank_version v LEFT JOIN bank_origin o ON o.version_id = v.id"
    " LEFT JOIN working_bank w ON w.id = o.bank_id"
    " WHERE NOT v.rehearsal GROUP BY v.id, v.title, v.digest ORDER BY v.id DESC"
)
_WORKING = text("SELECT id, title, sealed_at, sealed_until FROM working_bank ORDER BY title, id")
_QUESTIONS = text(
    "SELECT content FROM working_question WHERE bank_id = :id AND state <> 'removed'"
    " ORDER BY position, id"
)


@dataclass(frozen=True)
class BankInUse:
    """A bank and its questions in printed order; none of one that is sealed at the moment."""

    id: int
    title: str
    published: bool
    """A published version; else a working bank."""
    sealed: bool
    questions: tuple[Question, ...]


def banks_in_use(connection: Connection, now: int) -> tuple[BankInUse, ...]:
    """The published ones, the newest first, then the working ones."""
    return (*_published(connection, now), *_working(connection, now))


def _published(connection: Connection, now: int) -> list[BankInUse]:
    found: dict[str, BankInUse] = {}
    for version_id, title, digest, until in connection.execute(_VERSIONS).all():
        if title not in found:
            sealed = until is not None and until > now
            questions = () if sealed else library.bank(connection, digest).questions
            found[title] = BankInUse(version_id, title, True, sealed, questions)
    return list(found.values())


def _working(connection: Connection, now: int) -> list[BankInUse]:
    found = []
    for bank_id, title, sealed_at, until in connection.execute(_WORKING).all():
        sealed = sealed_at is not None and (until is None or until > now)
        questions = () if sealed else _questions(connection, bank_id)
        found.append(BankInUse(bank_id, title, False, sealed, questions))
    return found


def _questions(connection: Connection, bank_id: int) -> tuple[Question, ...]:
    contents = connection.execute(_QUESTIONS, {"id": bank_id}).scalars()
    return tuple(Question.from_data(json.loads(content)) for content in contents)
