"""One question: open it, write it anew, take a copy, go back to an earlier revision.

Whoever writes names the revision that they began from. Where another has written since, nothing is
stored: both texts go back to the author.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from question_bank.bank import Bank, Topic
from question_bank.finding import Finding
from question_bank.law_beside import Beside
from question_bank.question import Question
from question_bank.review import review
from quiz.rules.authoring import Move, Standing, State, after, law_day, next_code
from quiz.rules.differing import Clash
from quiz.rules.reasons import BankReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.stages.workshop.clauses import clauses_of, doubts, still_good
from quiz.stages.workshop.standing import faults_of, standing_of
from quiz.store import sealing, workshop
from quiz.store.database import Database
from quiz.store.sealing import Reader
from quiz.store.tables import WorkingBank, WorkingQuestion
from quiz.store.workshop import Act

NEW = "cau"
"""What the identifiers of new questions begin with."""


@dataclass(frozen=True, slots=True)
class Place:
    """The bank around a question: what its pages need of it."""

    bank_id: int
    title: str
    as_of: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A question as it stands, with what the review says of it. `previous` and `next` are the
    neighbours' ids, in printed order. `in_version` is the version with these very words.
    """

    place: Place
    id: int
    revision: int
    question: Question
    standing: Standing
    ticked: Mapping[str, str]
    """Basis -> the digest of its clause, of the ticks that still hold."""
    clauses: Mapping[str, Beside]
    """Basis -> what the law library says of it, where there is one."""
    findings: tuple[Finding, ...]
    edited_by: str
    edited_at: int
    approved_by: str | None
    in_version: int | None
    previous: int | None
    next: int | None
    names: Mapping[str, str]
    """User name -> name, of those who may have written or approved it."""


class Clashed(Exception):
    """Somebody else has written since. Nothing was stored; `now` is the question as it stands."""

    def __init__(self, clash: Clash, now: Opened) -> None:
        super().__init__("clashed")
        self.clash = clash
        self.now = now


def open_question(database: Database, bank_id: int, question_id: int, reader: Reader) -> Opened:
    """The question. Refuses an unknown one, and a sealed bank."""
    with database.reading() as session:
        bank = workshop.bank_row(session, bank_id)
        sealing.check(session, bank, reader)
        row = workshop.question_row(session, bank_id, question_id)
        return _opened(session, bank, row, reader.at)


def place(database: Database, bank_id: int) -> Place:
    """The bank around a question that is not there yet."""
    with database.reading() as session:
        return _place(workshop.bank_row(session, bank_id))


def _place(bank: WorkingBank) -> Place:
    if bank.id is None:
        raise ValueError("the bank was not stored")
    return Place(bank.id, bank.title, bank.as_of, workshop.topics_of(bank))


@lru_cache(maxsize=4)  # an author looks at one question of the same bank after another
def _reviewed(bank: Bank) -> tuple[Finding, ...]:
    return review(bank)


def findings(
    session: Session, bank: WorkingBank, instead: Question | None = None
) -> tuple[Finding, ...]:
    """What the review says of the whole bank; `instead` stands for the stored question of its
    identifier, or behind the others.
    """
    whole = workshop.whole(session, bank)
    if instead is not None:
        others = tuple(one for one in whole if one.id != instead.id)
        whole = replace(whole, questions=(*others, instead))
    return _reviewed(whole)


def about(found: tuple[Finding, ...], code: str) -> tuple[Finding, ...]:
    """The findings about one question."""
    return tuple(finding for finding in found if finding.where == f"câu {code}")


def _doubts(
    session: Session, bank: WorkingBank, found: tuple[Finding, ...], question: Question, now: int
) -> tuple[Finding, ...]:
    """What is said of one question: by the review of the bank (`found`), and by the law library."""
    alone = workshop.bank_of(bank, (question,))
    by_law = doubts(session.connection(), alone, now)
    where = f"câu {question.id}"
    return (*about(found, question.id), *(replace(one, where=where) for one in by_law))


def _opened(session: Session, bank: WorkingBank, row: WorkingQuestion, now: int) -> Opened:
    if row.id is None:
        raise ValueError("the question was not stored")
    question = workshop.question_of(row)
    found: tuple[Finding, ...] = ()
    if row.state != State.REMOVED:
        found = _doubts(session, bank, findings(session, bank), question, now)
    before, behind = _neighbours(session, row)
    clauses = clauses_of(session.connection(), question, law_day(bank.as_of, now))
    words = {basis: said.words for basis, said in clauses.items() if said.words}
    ticked = still_good(workshop.ticked_of(row), words)
    return Opened(
        _place(bank),
        row.id,
        row.revision,
        question,
        standing_of(row, faults_of(found), ticked),
        ticked,
        clauses,
        found,
        row.edited_by,
        row.edited_at,
        row.approved_by,
        row.version_id if row.state == State.APPROVED else None,
        before,
        behind,
        workshop.names(session),
    )


def _neighbours(session: Session, row: WorkingQuestion) -> tuple[int | None, int | None]:
    position = col(WorkingQuestion.position)
    there = select(WorkingQuestion.id).where(
        WorkingQuestion.bank_id == row.bank_id, WorkingQuestion.state != State.REMOVED.value
    )
    before = there.where(position < row.position).order_by(position.desc()).limit(1)
    behind = there.where(position > row.position).order_by(position).limit(1)
    return session.exec(before).first(), session.exec(behind).first()


def preview(
    database: Database, bank_id: int, question: Question, reader: Reader
) -> tuple[Finding, ...]:
    """What the review would say of the question in this bank. Stores nothing."""
    with database.reading() as session:
        bank = workshop.bank_row(session, bank_id)
        sealing.check(session, bank, reader)
        found = findings(session, bank, question)
        return _doubts(session, bank, found, question, reader.at)


def new_code(database: Database, bank_id: int, stem: str = NEW) -> str:
    """An identifier that no question of the bank has, removed ones included."""
    with database.reading() as session:
        codes = session.exec(select(WorkingQuestion.code).where(WorkingQuestion.bank_id == bank_id))
        return next_code(stem, codes)


def add(
    database: Database, bank_id: int, question: Question, reader: Reader, copy_of: int | None = None
) -> int:
    """A new question; its id. The same question by the same person twice is one. `copy_of` is the
    question from which it was taken: whoever wrote that one wrote words of this one too. Refuses an
    identifier that another question has.
    """
    act = Act(Move.WRITE.value, reader.actor, reader.at)
    try:
        with database.writing() as session:
            bank = workshop.bank_row(session, bank_id, lock=True)
            sealing.check(session, bank, reader)
            writers = (
                workshop.writers_of(workshop.question_row(session, bank_id, copy_of))
                if copy_of is not None
                else frozenset()
            )
            _refuse_topic(bank, question.topic)
            row = workshop.add(session, bank_id, question, act)
            workshop.add_writers(session, row, writers)
            found = row.id
    except IntegrityError:
        found = _same(database, bank_id, question, reader.actor)
    if found is None:
        raise Refusal(BankReason.CODE_TAKEN, code=question.id)
    return found


def _same(database: Database, bank_id: int, question: Question, actor: str) -> int | None:
    """The id of this very question, where this person has written it last."""
    with database.reading() as session:
        row = session.exec(
            select(WorkingQuestion).where(
                WorkingQuestion.bank_id == bank_id, WorkingQuestion.code == question.id
            )
        ).one_or_none()
        same = row is not None and row.edited_by == actor and workshop.question_of(row) == question
        return row.id if row is not None and same else None


def write(
    database: Database,
    bank_id: int,
    question_id: int,
    question: Question,
    revision: int,
    reader: Reader,
) -> int:
    """The question's words anew, as a draft; its revision. `question` keeps the stored identifier.
    Clashed where somebody has changed it since `revision`; words that stand already change nothing.
    """
    with database.writing() as session:
        bank = workshop.bank_row(session, bank_id, lock=True)
        sealing.check(session, bank, reader)
        row = workshop.question_row(session, bank_id, question_id)
        theirs = workshop.question_of(row)
        mine = replace(question, id=row.code)
        if mine == theirs and row.state != State.REMOVED:
            return row.revision
        if row.revision == revision:
            if mine.topic != row.topic:
                _refuse_topic(bank, mine.topic)
            _rewrite(session, row, mine, Act(Move.WRITE.value, reader.actor, reader.at))
            return row.revision
        base = workshop.words_of(workshop.revision_of(session, question_id, revision))
        clash = Clash(base, theirs, mine)
    # the bank is judged anew for the page: nobody waits for that
    raise Clashed(clash, open_question(database, bank_id, question_id, reader))


def go_back(
    database: Database, bank_id: int, question_id: int, to: int, revision: int, reader: Reader
) -> int:
    """The words of an earlier revision once more, as a new one; its number. Refuses where somebody
    has changed the question since `revision`, unless those words stand already. A topic that the
    bank has no more does not come back with them.
    """
    with database.writing() as session:
        bank = workshop.bank_row(session, bank_id, lock=True)
        sealing.check(session, bank, reader)
        row = workshop.question_row(session, bank_id, question_id)
        old = workshop.words_of(workshop.revision_of(session, question_id, to))
        if old == workshop.question_of(row) and row.state != State.REMOVED:
            return row.revision
        if row.revision != revision:
            raise Refusal(BankReason.QUESTION_CHANGED, code=row.code)
        if old.topic not in {one.id for one in workshop.topics_of(bank)}:
            old = replace(old, topic=row.topic)  # dropped since: the question stays where it is
        _rewrite(session, row, old, Act(Move.BACK.value, reader.actor, reader.at, str(to)))
        return row.revision


def _refuse_topic(bank: WorkingBank, topic: str) -> None:
    """Refuse a topic that the bank has no more: another author may just have dropped it."""
    if topic not in {one.id for one in workshop.topics_of(bank)}:
        raise Refusal(RequestReason.BAD_INPUT, field="Chuyên đề")


def _rewrite(session: Session, row: WorkingQuestion, question: Question, act: Act) -> None:
    state = after(standing_of(row, 0, workshop.ticked_of(row)), Move(act.name), act.actor)
    if state is None:
        raise ValueError("writing always leads to a state")
    workshop.change(session, row, act, state=state.value, question=question)
