"""What is looked at: a bank as a whole, its list with filters and counts, a question's history."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, text
from sqlmodel import Session, col, func, select

from question_bank.bank import Topic
from question_bank.question import Question
from question_bank.vietnamese import clean
from quiz.rules.authoring import State
from quiz.rules.search import looked_for
from quiz.store import sealing, workshop
from quiz.store.database import Database
from quiz.store.sealing import Reader
from quiz.store.tables import WorkingQuestion

PAGE_SIZE = 50

IN_VERSION = "in_version"
"""Where the list has a question that is approved and whose very words are in a version: the last of
the states that a question goes through. Under `State.APPROVED` are the approved ones that are not.
"""
Counts = Mapping[tuple[str, str, str], int]
"""(topic, level, state or `IN_VERSION`) -> how many questions."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which questions are looked for; an empty field asks for all. `state` may be `IN_VERSION`.
    Removed ones are shown only by their own state.
    """

    query: str = ""
    topic: str = ""
    level: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A question in the list."""

    id: int
    revision: int
    code: str
    stem: str
    topic: str
    level: str
    state: State
    in_version: bool
    edited_by: str
    edited_at: int
    own: bool
    """Whether the reader wrote words of it, and so cannot approve it."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody looked into the sealed bank."""

    actor: str
    at: int
    until: int
    reason: str


@dataclass(frozen=True, slots=True)
class MadeVersion:
    """A version that belongs to the bank."""

    id: int
    title: str
    digest: str
    questions: int
    at: int
    actor: str


@dataclass(frozen=True, slots=True)
class Facts:
    """A bank as a whole, as everybody may see it who may read banks, sealed or not."""

    id: int
    title: str
    as_of: str
    topics: tuple[Topic, ...]
    sealed_until: int | None
    sealed_by: str | None
    opened_until: int | None
    """Until when this reader reads although it is sealed."""
    openings: tuple[Opening, ...]
    versions: tuple[MadeVersion, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list: the questions found, how many there are in all, and the counts of the
    whole bank.
    """

    found: tuple[Listed, ...]
    total: int
    page: int
    pages: int
    counts: Counts


_OPENINGS = text(
    "SELECT COALESCE(s.name, o.actor), o.at, o.until, o.reason FROM bank_opening o"
    " LEFT JOIN staff s ON s.username = o.actor WHERE o.bank_id = :bank ORDER BY o.id DESC"
)
_VERSIONS = text(
    "SELECT v.id, v.title, v.digest, v.question_count, v.published_at,"
    " COALESCE(s.name, v.published_by) FROM bank_origin b"
    " JOIN bank_version v ON v.id = b.version_id"
    " LEFT JOIN staff s ON s.username = v.published_by"
    " WHERE b.bank_id = :bank ORDER BY v.id DESC"
)
_HISTORY = text(
    "SELECT r.revision, r.at, COALESCE(s.name, r.actor), r.act, r.state, r.content, r.note"
    " FROM question_revision r LEFT JOIN staff s ON s.username = r.actor"
    " WHERE r.question_id = :question ORDER BY r.revision"
)


def facts(database: Database, bank_id: int, reader: Reader) -> Facts:
    """The bank as a whole: no words of its questions. Refuses an unknown one."""
    with database.reading() as session:
        bank = workshop.bank_row(session, bank_id)
        connection = session.connection()
        sealed = sealing.is_sealed(bank, reader.at)
        return Facts(
            bank_id,
            bank.title,
            bank.as_of,
            workshop.topics_of(bank),
            bank.sealed_until if sealed else None,
            workshop.names(session).get(bank.sealed_by or "", bank.sealed_by) if sealed else None,
            sealing.opened_until(connection, bank_id, reader) if sealed else None,
            tuple(Opening(*row) for row in connection.execute(_OPENINGS, {"bank": bank_id})),
            tuple(MadeVersion(*row) for row in connection.execute(_VERSIONS, {"bank": bank_id})),
        )


def listing(database: Database, bank_id: int, wanted: Filter, page: int, reader: Reader) -> Listing:
    """A page of the questions that every word of the query stands in, with or without marks; none
    for what no stored text can hold. Refuses a sealed bank.
    """
    with database.reading() as session:
        bank = workshop.bank_row(session, bank_id)
        sealing.check(session, bank, reader)
        counts = _counts(session, bank_id)
        words = looked_for(wanted.query)
        if words is None or clean(wanted.topic)[1]:
            return Listing((), 0, 1, 1, counts)
        chosen = [col(WorkingQuestion.bank_id) == bank_id, *_conditions(wanted)]
        said = col(WorkingQuestion.said)
        chosen += [said.contains(word, autoescape=True) for word in words.split()]
        total = session.exec(select(func.count()).select_from(WorkingQuestion).where(*chosen)).one()
        pages = max(1, -(-total // PAGE_SIZE))
        page = min(page, pages)
        rows = session.exec(
            select(WorkingQuestion)
            .where(*chosen)
            .order_by(col(WorkingQuestion.position), col(WorkingQuestion.id))
            .limit(PAGE_SIZE)
            .offset((page - 1) * PAGE_SIZE)
        )
        names = workshop.names(session)
        found = tuple(_listed(row, reader, names) for row in rows)
        return Listing(found, total, page, pages, counts)


def _place() -> ColumnElement[str]:
    """A question's state as the list tells it."""
    state, version = col(WorkingQuestion.state), col(WorkingQuestion.version_id)
    inside = and_(state == State.APPROVED.value, version.is_not(None))
    return case((inside, IN_VERSION), else_=state)


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    asked = (
        (col(WorkingQuestion.topic), wanted.topic),
        (col(WorkingQuestion.level), wanted.level),
        (_place(), wanted.state),
    )
    conditions = [column == value for column, value in asked if value]
    if not wanted.state:
        conditions.append(col(WorkingQuestion.state) != State.REMOVED.value)
    return conditions


def _listed(row: WorkingQuestion, reader: Reader, names: Mapping[str, str]) -> Listed:
    if row.id is None:
        raise ValueError("the question was not stored")
    return Listed(
        id=row.id,
        revision=row.revision,
        code=row.code,
        stem=json.loads(row.content)["stem"],
        topic=row.topic,
        level=row.level,
        state=State(row.state),
        in_version=row.state == State.APPROVED and row.version_id is not None,
        edited_by=names.get(row.edited_by, row.edited_by),
        edited_at=row.edited_at,
        own=reader.actor in workshop.writers_of(row),
    )


def _counts(session: Session, bank_id: int) -> Counts:
    question = WorkingQuestion
    parts = (col(question.topic), col(question.level), _place().label("place"))
    query = (
        select(*parts, func.count())
        .where(question.bank_id == bank_id)
        .group_by(parts[0], parts[1], text("place"))
    )
    return Counter({(topic, level, state): n for topic, level, state, n in session.exec(query)})


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a question's history: what it became."""

    revision: int
    at: int
    actor: str
    act: str
    state: str
    question: Question
    note: str


@dataclass(frozen=True, slots=True)
class History:
    """Every state that a question had, the oldest first."""

    bank_id: int
    bank_title: str
    topics: tuple[Topic, ...]
    question_id: int
    code: str
    revision: int
    steps: tuple[Step, ...]


def history(database: Database, bank_id: int, question_id: int, reader: Reader) -> History:
    """The question's history. Refuses an unknown one, and a sealed bank."""
    with database.reading() as session:
        bank = workshop.bank_row(session, bank_id)
        sealing.check(session, bank, reader)
        row = workshop.question_row(session, bank_id, question_id)
        found = session.connection().execute(_HISTORY, {"question": question_id})
        steps = tuple(
            Step(revision, at, actor, act, state, Question.from_data(json.loads(content)), note)
            for revision, at, actor, act, state, content, note in found
        )
        topics = workshop.topics_of(bank)
        return History(bank_id, bank.title, topics, question_id, row.code, row.revision, steps)
