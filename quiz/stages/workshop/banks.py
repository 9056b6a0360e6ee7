"""Working banks: the list, a new one, one that goes on from a version; title, day and topics."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from question_bank.bank import Bank, Topic
from quiz.rules.authoring import Move
from quiz.rules.reasons import BankReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.store import sealing, versions, workshop
from quiz.store.database import Database
from quiz.store.sealing import Reader
from quiz.store.tables import BankOrigin, BankVersion, WorkingBank, WorkingQuestion
from quiz.store.workshop import Act

_BANKS = text(
    "SELECT b.id, b.title, b.sealed_until, COALESCE(s.name, b.created_by) AS made_by,"
    " b.created_at, COUNT(q.id) AS questions,"
    " COUNT(CASE WHEN q.state = 'review' THEN 1 END) AS waiting,"
    " COUNT(CASE WHEN q.state = 'approved' THEN 1 END) AS approved"
    " FROM working_bank b"
    " LEFT JOIN working_question q ON q.bank_id = b.id AND q.state <> 'removed'"
    " LEFT JOIN staff s ON s.username = b.created_by"
    " GROUP BY b.id, b.title, b.sealed_until, s.name, b.created_by, b.created_at ORDER BY b.id DESC"
)


_MADE_FROM = text(
    "SELECT r.note FROM question_revision r JOIN working_question q ON q.id = r.question_id"
    " WHERE q.bank_id = :bank AND r.revision = 1 AND r.act = 'import' AND r.import_id IS NULL"
    " LIMIT 1"
)
"""Of which version a bank was made: its first questions say so."""


@dataclass(frozen=True, slots=True)
class Filling:
    """The first questions of a bank: puts them into the one with this id; `version` is the
    beginning of the digest of the version that they come from, nothing for an empty bank.
    """

    put: Callable[[Session, int], None]
    version: str = ""


@dataclass(frozen=True, slots=True)
class BankRow:
    """A working bank in the list. How many questions it has is seen through a seal."""

    id: int
    title: str
    sealed_until: int | None
    made_by: str
    created_at: int
    questions: int
    waiting: int
    approved: int


@dataclass(frozen=True, slots=True)
class Settings:
    """What an author says of a bank as a whole. `as_of` is an ISO day or nothing."""

    title: str
    as_of: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A bank's settings, and the revision that a change of them must name."""

    id: int
    settings: Settings
    revision: int


def banks(database: Database) -> tuple[BankRow, ...]:
    """Every working bank, the newest first."""

    def query(connection: Connection) -> tuple[BankRow, ...]:
        return tuple(BankRow(*row) for row in connection.execute(_BANKS))

    return database.read_now(query)


def settings(database: Database, bank_id: int) -> Standing:
    """The bank as a whole. Refuses an unknown one."""
    with database.reading() as session:
        row = workshop.bank_row(session, bank_id)
        return Standing(bank_id, _settings(row), row.revision)


def _settings(row: WorkingBank) -> Settings:
    return Settings(row.title, row.as_of, workshop.topics_of(row))


def make(database: Database, wanted: Settings, actor: str, now: int) -> int:
    """An empty bank; its id. The same wish of the same person twice is one bank; refuses a title
    that another bank has.
    """

    def leave_empty(_session: Session, _bank_id: int) -> None:
        """There is nothing in it yet."""

    return _make(database, wanted, "vi", Filling(leave_empty), actor, now)


def make_from(database: Database, version_id: int, title: str, reader: Reader) -> int:
    """A bank that goes on from a published version: its questions as drafts under their own
    identifiers, with those who wrote them before. A version that came as a file belongs to this
    bank from now on, so that its seal covers both. Refuses a version that is sealed to this reader.
    """
    with database.reading() as session:
        sealing.check_version(session.connection(), version_id, reader)
        version = session.get(BankVersion, version_id)
        if version is None or version.rehearsal:
            raise Refusal(RequestReason.NOT_FOUND)
        bank, brought_by = Bank.load(version.content), version.published_by
    act = Act(Move.IMPORT.value, reader.actor, reader.at, note=bank.digest[:12])

    def fill(session: Session, bank_id: int) -> None:
        writers = _writers(session, version_id)
        for row in workshop.add_many(session, bank_id, bank, act):
            workshop.add_writers(session, row, writers.get(row.code, frozenset({brought_by})))
        versions.belong(session, version_id, bank_id)

    wanted = Settings(title or bank.title, bank.as_of, bank.topics)
    filling = Filling(fill, act.note)
    return _make(database, wanted, bank.language, filling, reader.actor, reader.at)


def _writers(session: Session, version_id: int) -> dict[str, frozenset[str]]:
    """Identifier -> who wrote words of the question, of the bank that the version belongs to: they
    cannot approve the same words in another one. Who brought the version as a file answers for what
    is not there.
    """
    origin = session.get(BankOrigin, version_id)
    if origin is None:
        return {}
    rows = session.exec(select(WorkingQuestion).where(WorkingQuestion.bank_id == origin.bank_id))
    return {row.code: workshop.writers_of(row) for row in rows}


def _make(
    database: Database,
    wanted: Settings,
    language: str,
    filling: Filling,
    actor: str,
    now: int,
) -> int:
    row = WorkingBank(
        title=wanted.title,
        as_of=wanted.as_of,
        language=language,
        topics=workshop.say_topics(wanted.topics),
        created_at=now,
        created_by=actor,
    )
    try:
        with database.writing() as session:
            session.add(row)
            session.flush()
            if row.id is None:
                raise ValueError("the bank was not stored")
            filling.put(session, row.id)
            return row.id
    except IntegrityError:
        with database.reading() as session:
            found = session.exec(
                select(WorkingBank).where(col(WorkingBank.title) == wanted.title)
            ).one_or_none()
            if found is None or found.id is None:
                raise
            made_from = session.connection().execute(_MADE_FROM, {"bank": found.id}).scalar() or ""
        unchanged = _settings(found) == wanted and found.revision == 1
        if found.created_by == actor and unchanged and made_from == filling.version:
            return found.id
        raise Refusal(BankReason.BANK_TITLE_TAKEN, title=wanted.title) from None


def edit(
    database: Database, bank_id: int, wanted: Settings, revision: int, actor: str, now: int
) -> None:
    """Title, day and topics anew. Refuses what was begun from another revision, a title that
    another bank has, and to drop a topic under which questions stand.
    """
    try:
        with database.writing() as session:
            row = workshop.bank_row(session, bank_id, lock=True)
            if _settings(row) == wanted:
                return
            if row.revision != revision:
                raise Refusal(BankReason.BANK_CHANGED)
            _refuse_orphans(session, bank_id, workshop.topics_of(row), wanted.topics)
            row.title, row.as_of = wanted.title, wanted.as_of
            row.topics = workshop.say_topics(wanted.topics)
            row.revision += 1
            session.add(row)
            workshop.note(session, row, actor, now, "workshop.edit")
    except IntegrityError:
        raise Refusal(BankReason.BANK_TITLE_TAKEN, title=wanted.title) from None


def _refuse_orphans(
    session: Session, bank_id: int, old: Sequence[Topic], new: Sequence[Topic]
) -> None:
    kept = {topic.id for topic in new}
    for topic in old:
        if topic.id in kept:
            continue
        held = session.exec(
            select(WorkingQuestion.state).where(
                WorkingQuestion.bank_id == bank_id, WorkingQuestion.topic == topic.id
            )
        ).all()
        if held:  # removed ones too: they may be restored
            raise Refusal(BankReason.TOPIC_IN_USE, topic=topic.title, count=len(held))
