"""The rows of working banks: a question is written and its history appended in one step.

Only inside `Database.writing`, which is one writer at a time on SQLite; on PostgreSQL the row is
locked by whoever changes it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from question_bank.bank import Bank, Topic
from question_bank.question import Question
from question_bank.vietnamese import fold
from quiz.rules.authoring import WRITES
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.store.tables import AuditLog, QuestionRevision, Staff, WorkingBank, WorkingQuestion


@dataclass(frozen=True, slots=True)
class Act:
    """Who does what to a question, and when (UTC milliseconds)."""

    name: str
    actor: str
    at: int
    note: str = ""
    import_id: int | None = None


def bank_row(session: Session, bank_id: int, *, lock: bool = False) -> WorkingBank:
    """The bank's row, locked until the transaction ends where that is asked for. Refuses an unknown
    one.
    """
    row = session.get(WorkingBank, bank_id, with_for_update=lock)
    if row is None:
        raise Refusal(RequestReason.NOT_FOUND)
    return row


def note(session: Session, row: WorkingBank, actor: str, now: int, action: str) -> None:
    """A line in the audit log about the bank as a whole; never about words of its questions."""
    session.add(
        AuditLog(at=now, actor=actor, action=action, subject=row.title, detail=f"bank:{row.id}")
    )


def topics_of(row: WorkingBank) -> tuple[Topic, ...]:
    """The bank's topics in printed order."""
    return tuple(Topic(one["id"], one["title"]) for one in json.loads(row.topics))


def say_topics(topics: tuple[Topic, ...]) -> str:
    """The inverse, as it is stored."""
    return json.dumps([{"id": one.id, "title": one.title} for one in topics], ensure_ascii=False)


def question_rows(session: Session, bank_id: int) -> Iterator[WorkingQuestion]:
    """Every question of the bank that was not removed, in printed order."""
    query = select(WorkingQuestion).where(
        WorkingQuestion.bank_id == bank_id, WorkingQuestion.state != "removed"
    )
    yield from session.exec(query.order_by(col(WorkingQuestion.position), col(WorkingQuestion.id)))


def whole(session: Session, row: WorkingBank) -> Bank:
    """The bank with every question that was not removed, read without rows: thousands of them are
    parsed whenever somebody looks at one.
    """
    query = (
        select(WorkingQuestion.content)
        .where(WorkingQuestion.bank_id == row.id, WorkingQuestion.state != "removed")
        .order_by(col(WorkingQuestion.position), col(WorkingQuestion.id))
    )
    return bank_of(row, (Question.from_data(json.loads(text)) for text in session.exec(query)))


def names(session: Session) -> dict[str, str]:
    """User name -> the name that people call somebody of the staff."""
    return dict(session.exec(select(Staff.username, Staff.name)).all())


def question_of(row: WorkingQuestion) -> Question:
    """The question as it stands."""
    return Question.from_data(json.loads(row.content))


def as_bank(row: WorkingBank, questions: Iterator[WorkingQuestion]) -> Bank:
    """The working bank as a value: what is judged, drawn from, exported."""
    return bank_of(row, map(question_of, questions))


def bank_of(row: WorkingBank, questions: Iterable[Question]) -> Bank:
    """These questions under the bank's title, topics and day."""
    return Bank(row.title, topics_of(row), tuple(questions), row.as_of, row.language)


def question_row(session: Session, bank_id: int, question_id: int) -> WorkingQuestion:
    """A question of this bank, removed or not. Refuses any other."""
    row = session.get(WorkingQuestion, question_id)
    if row is None or row.bank_id != bank_id:
        raise Refusal(RequestReason.NOT_FOUND)
    return row


def writers_of(row: WorkingQuestion) -> frozenset[str]:
    """The user names of all who ever wrote words of the question."""
    return frozenset(json.loads(row.writers))


def ticked_of(row: WorkingQuestion) -> dict[str, str]:
    """Basis -> the digest of its clause when a reviewer compared the two, "" where the law was not
    at hand here.
    """
    return {one["basis"]: one["digest"] for one in json.loads(row.ticked)}


def say_ticked(ticked: dict[str, str]) -> str:
    """The inverse, as it is stored."""
    pairs = [{"basis": basis, "digest": digest} for basis, digest in ticked.items()]
    return json.dumps(pairs, ensure_ascii=False)


def revision_of(session: Session, question_id: int, revision: int) -> QuestionRevision:
    """One line of the question's history. Refuses an unknown one."""
    row = session.get(QuestionRevision, (question_id, revision))
    if row is None:
        raise Refusal(RequestReason.NOT_FOUND)
    return row


def words_of(revision: QuestionRevision) -> Question:
    """The question as it was then."""
    return Question.from_data(json.loads(revision.content))


def add(session: Session, bank_id: int, question: Question, act: Act) -> WorkingQuestion:
    """A new question behind the others, as a draft. Who brings words that others wrote adds these
    to its `writers` afterwards.
    """
    return add_many(session, bank_id, (question,), act)[0]


def add_many(
    session: Session, bank_id: int, questions: Iterable[Question], act: Act
) -> list[WorkingQuestion]:
    """The same for many at once, in their order, with two statements for each thousand: others who
    write wait as long as this takes.
    """
    last = session.exec(
        select(func.max(WorkingQuestion.position)).where(WorkingQuestion.bank_id == bank_id)
    ).one()
    rows = [
        WorkingQuestion(
            bank_id=bank_id,
            code=question.id,
            position=position,
            state="draft",
            edited_at=act.at,
            edited_by=act.actor,
            topic=question.topic,
            level=question.level.value,
            content=_content(question),
            said=_said(question),
            writers=_with(frozenset(), act),
        )
        for position, question in enumerate(questions, (last or 0) + 1)
    ]
    session.add_all(rows)
    session.flush()
    session.add_all([_line(row, act) for row in rows])
    session.flush()
    return rows


def add_writers(session: Session, row: WorkingQuestion, writers: frozenset[str]) -> None:
    """Others whose words the question holds: they cannot approve it either."""
    row.writers = json.dumps(sorted(writers_of(row) | writers))
    session.add(row)


def change(
    session: Session, row: WorkingQuestion, act: Act, *, state: str, question: Question | None
) -> None:
    """The question's next revision: another state, other words (None keeps them), or both. Other
    words take back what a reviewer had approved and ticked.
    """
    change_many(session, ((row, state, question),), act)


def change_many(
    session: Session, changes: Iterable[tuple[WorkingQuestion, str, Question | None]], act: Act
) -> None:
    """The same for many at once: (row, state, words)."""
    rows = []
    for row, state, question in changes:
        if question is not None:
            row.topic, row.level = question.topic, question.level.value
            row.content, row.said = _content(question), _said(question)
            row.edited_at, row.edited_by = act.at, act.actor
            row.approved_at = row.approved_by = row.version_id = None
            row.ticked, row.writers = "[]", _with(writers_of(row), act)
        row.state = state
        row.revision += 1
        rows.append(row)
    session.add_all(rows)
    session.flush()
    session.add_all([_line(row, act) for row in rows])


def _line(row: WorkingQuestion, act: Act) -> QuestionRevision:
    if row.id is None:
        raise ValueError("the question was not stored")
    return QuestionRevision(
        question_id=row.id,
        revision=row.revision,
        at=act.at,
        actor=act.actor,
        act=act.name,
        state=row.state,
        content=row.content,
        note=act.note,
        import_id=act.import_id,
    )


def _with(writers: frozenset[str], act: Act) -> str:
    return json.dumps(sorted(writers | ({act.actor} if act.name in WRITES else set())))


def _content(question: Question) -> str:
    data = question.as_data()
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _said(question: Question) -> str:
    """All that a search looks at, as `rules.search.looked_for` spells it."""
    texts = [question.id, question.stem, question.explanation]
    texts += [option.text for option in question.options]
    texts += [str(basis) for basis in question.legal_basis]
    return fold(" ".join(texts))
