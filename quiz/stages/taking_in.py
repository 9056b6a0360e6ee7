"""Take a file into a working bank in one step, and take that back: what meets what, by choice."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlmodel import Session, col, or_, select

from question_bank.bank import Bank, Topic
from quiz.rules import meeting
from quiz.rules.authoring import Move, State
from quiz.rules.meeting import Choice, Fate, Meeting, Standing
from quiz.rules.reasons import BankReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.store import sealing, workshop
from quiz.store.database import Database
from quiz.store.sealing import Reader
from quiz.store.tables import BankImport, QuestionRevision, WorkingBank, WorkingQuestion
from quiz.store.workshop import Act

_AGAIN = "-"
"""A file that is taken in once more, because the bank has changed since, stands under its digest
and a number."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What would become of each question of the file; `seen` names this very plan."""

    bank_id: int
    title: str
    topics: tuple[Topic, ...]
    new_topics: tuple[Topic, ...]
    meetings: tuple[Meeting, ...]
    seen: str

    def count(self, fate: Fate) -> int:
        """How many questions have this fate."""
        return Counter(one.fate for one in self.meetings)[fate]


@dataclass(frozen=True, slots=True)
class Taken:
    """An import as it is told: `waiting` are its questions (id and revision) that are drafts in the
    words that it brought; `elsewhere` are the identifiers of those that somebody changed since.
    """

    id: int
    bank_id: int
    bank_title: str
    name: str
    added: int
    changed: int
    at: int
    actor: str
    undone_at: int | None
    undone_by: str
    waiting: tuple[tuple[int, int], ...] = ()
    elsewhere: tuple[str, ...] = ()


def plan(database: Database, bank_id: int, bank: Bank, reader: Reader) -> Plan:
    """How the file meets the bank as it stands now. Refuses an unknown bank and a sealed one."""
    with database.reading() as session:
        row = workshop.bank_row(session, bank_id)
        sealing.check(session, row, reader)
        return _plan(row, bank, _rows(session, bank_id))


def known(database: Database, bank_id: int, bank: Bank, choice: Choice) -> int | None:
    """The import that took this very file in with these choices, as long as the bank stands as it
    left it: None where it was undone, and where its questions were changed or removed since.
    """
    with database.reading() as session:
        row = workshop.bank_row(session, bank_id)
        planned = _plan(row, bank, _rows(session, bank_id))
        earlier = _imports_of(session, bank_id, meeting.digest(bank, choice))
        return _standing_import(earlier, planned, choice)


def _imports_of(session: Session, bank_id: int, digest: str) -> list[BankImport]:
    """Every import of one file with one choice, undone ones too, the newest first."""
    query = select(BankImport).where(
        BankImport.bank_id == bank_id,
        or_(
            col(BankImport.digest) == digest,
            col(BankImport.digest).startswith(f"{digest}{_AGAIN}", autoescape=True),
        ),
    )
    return list(session.exec(query.order_by(col(BankImport.id).desc())))


def _standing_import(earlier: list[BankImport], planned: Plan, choice: Choice) -> int | None:
    newest = next((one.id for one in earlier if one.undone_at is None), None)
    return newest if meeting.settled(planned.meetings, choice) else None


def _rows(session: Session, bank_id: int) -> list[WorkingQuestion]:
    query = select(WorkingQuestion).where(WorkingQuestion.bank_id == bank_id)
    return list(session.exec(query.order_by(col(WorkingQuestion.position))))


def _plan(row: WorkingBank, bank: Bank, rows: Iterable[WorkingQuestion]) -> Plan:
    if row.id is None:
        raise ValueError("the bank was not stored")
    known = workshop.topics_of(row)
    bank, topics = meeting.in_topics(bank, known)
    standing = [
        Standing(workshop.question_of(one), one.revision, one.state == State.REMOVED)
        for one in rows
    ]
    meetings = meeting.meet(bank, standing)
    seen = meeting.seen(meetings)
    return Plan(row.id, row.title, topics, topics[len(known) :], meetings, seen)


def take_in(
    database: Database,
    bank_id: int,
    bank: Bank,
    name: str,
    choice: Choice,
    seen: str,
    reader: Reader,
) -> int:
    """Add what is new, change what is other unless it was chosen to stay; the import's id. The same
    file with the same choices is one import until it is undone or the bank says otherwise. Refuses
    a bank that has changed since the plan that was `seen`, and a sealed one.
    """
    digest = meeting.digest(bank, choice)
    with database.writing() as session:
        row = workshop.bank_row(session, bank_id, lock=True)
        sealing.check(session, row, reader)
        rows = {one.code: one for one in _rows(session, bank_id)}
        planned = _plan(row, bank, rows.values())
        earlier = _imports_of(session, bank_id, digest)
        before = _standing_import(earlier, planned, choice)
        if before is not None:
            return before
        if planned.seen != seen:
            raise Refusal(BankReason.IMPORT_MEETS_OTHERS, title=row.title)
        taken = BankImport(
            bank_id=bank_id,
            digest=f"{digest}{_AGAIN}{len(earlier)}" if earlier else digest,
            name=name,
            added=0,
            changed=0,
            at=reader.at,
            actor=reader.actor,
        )
        return _written(session, row, planned, rows, taken, choice)


def _written(
    session: Session,
    row: WorkingBank,
    planned: Plan,
    rows: dict[str, WorkingQuestion],
    taken: BankImport,
    choice: Choice,
) -> int:
    found = (meeting.outcome(one, choice) for one in planned.meetings)
    news = [new for new in found if new is not None]
    added = [new for new in news if new.id not in rows]
    changed = [new for new in news if new.id in rows]
    taken.added, taken.changed = len(added), len(changed)
    if planned.new_topics:
        row.topics = workshop.say_topics(planned.topics)
        row.revision += 1
        session.add(row)
    session.add(taken)
    session.flush()
    if taken.id is None or row.id is None:
        raise ValueError("the import was not stored")
    act = Act(Move.IMPORT.value, taken.actor, taken.at, taken.name, taken.id)
    workshop.add_many(session, row.id, added, act)
    changes = [(rows[new.id], State.DRAFT.value, new) for new in changed]
    workshop.change_many(session, changes, act)
    workshop.note(session, row, taken.actor, taken.at, "workshop.import")
    return taken.id


def undo(database: Database, bank_id: int, import_id: int, reader: Reader) -> None:
    """Every question that the import brought or changed is again what it was, unless somebody has
    changed it since; a topic that the bank has no more does not come back with it. Twice is once.
    Refuses an unknown import and a sealed bank.
    """
    with database.writing() as session:
        bank = workshop.bank_row(session, bank_id, lock=True)
        sealing.check(session, bank, reader)
        row = _import_row(session, bank_id, import_id)
        if row.undone_at is not None:
            return
        act = Act(Move.UNDO.value, reader.actor, reader.at, row.name, import_id)
        mine = [
            (question, line)
            for question, line in _brought(session, import_id)
            if _untouched(question, line)
        ]
        earlier = _earlier(session, import_id)
        topics = {topic.id for topic in workshop.topics_of(bank)}
        changes = []
        for question, line in mine:
            old = earlier.get(line.question_id)
            state = meeting.before_import(State(old.state) if old else None)
            words = workshop.words_of(old or line)
            if words.topic not in topics:
                words = replace(words, topic=question.topic)  # dropped since: it stays where it is
            changes.append((question, state.value, words))
        workshop.change_many(session, changes, act)
        row.undone_at, row.undone_by = reader.at, reader.actor
        session.add(row)
        workshop.note(session, bank, reader.actor, reader.at, "workshop.undo")


def _import_row(session: Session, bank_id: int, import_id: int) -> BankImport:
    row = session.get(BankImport, import_id)
    if row is None or row.bank_id != bank_id:
        raise Refusal(RequestReason.NOT_FOUND)
    return row


def _brought(session: Session, import_id: int) -> list[tuple[WorkingQuestion, QuestionRevision]]:
    """Each question of the import with the line of its history that the import wrote."""
    query = (
        select(WorkingQuestion, QuestionRevision)
        .join(QuestionRevision, col(QuestionRevision.question_id) == col(WorkingQuestion.id))
        .where(QuestionRevision.import_id == import_id, QuestionRevision.act == Move.IMPORT.value)
        .order_by(col(WorkingQuestion.position))
    )
    return list(session.exec(query))


def _untouched(question: WorkingQuestion, line: QuestionRevision) -> bool:
    """Whether nobody wrote on it since. Sending it to review changes no words."""
    return question.content == line.content and question.state in {State.DRAFT, State.REVIEW}


def _earlier(session: Session, import_id: int) -> dict[int, QuestionRevision]:
    """Question id -> the line before the one that the import wrote, where there was one."""
    wrote = (
        select(QuestionRevision.question_id, QuestionRevision.revision)
        .where(QuestionRevision.import_id == import_id, QuestionRevision.act == Move.IMPORT.value)
        .subquery()
    )
    query = select(QuestionRevision).join(
        wrote,
        (col(QuestionRevision.question_id) == wrote.c.question_id)
        & (col(QuestionRevision.revision) == wrote.c.revision - 1),
    )
    return {line.question_id: line for line in session.exec(query)}


def imports(database: Database, bank_id: int) -> tuple[Taken, ...]:
    """Every import into the bank, the newest first. No words of its questions."""
    with database.reading() as session:
        bank = workshop.bank_row(session, bank_id)
        names = workshop.names(session)
        query = select(BankImport).where(BankImport.bank_id == bank_id)
        rows = session.exec(query.order_by(col(BankImport.id).desc())).all()
        return tuple(_told(row, bank, names) for row in rows)


def taken(database: Database, bank_id: int, import_id: int, reader: Reader) -> Taken:
    """One import, and how its questions stand now. Refuses an unknown one and a sealed bank."""
    with database.reading() as session:
        bank = workshop.bank_row(session, bank_id)
        sealing.check(session, bank, reader)
        row = _import_row(session, bank_id, import_id)
        told = _told(row, bank, workshop.names(session))
        if row.undone_at is not None:
            return told
        brought = _brought(session, import_id)
        return replace(
            told,
            waiting=tuple(
                (one.id, one.revision)
                for one, line in brought
                if one.id is not None and one.revision == line.revision
            ),
            elsewhere=tuple(one.code for one, line in brought if not _untouched(one, line)),
        )


def _told(row: BankImport, bank: WorkingBank, names: dict[str, str]) -> Taken:
    if row.id is None or bank.id is None:
        raise ValueError("the import was not stored")
    return Taken(
        row.id,
        bank.id,
        bank.title,
        row.name,
        row.added,
        row.changed,
        row.at,
        names.get(row.actor, row.actor),
        row.undone_at,
        names.get(row.undone_by or "", row.undone_by or ""),
    )
