"""Make a version of what is approved; set two versions beside each other."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from question_bank.bank import Bank, difference
from question_bank.finding import Finding, Severity
from question_bank.question import Question
from question_bank.review import review
from quiz.rules.authoring import State
from quiz.rules.reasons import BankReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.stages.workshop.clauses import doubts
from quiz.store import library, sealing, versions, workshop
from quiz.store.database import Database
from quiz.store.sealing import Reader
from quiz.store.tables import WorkingBank, WorkingQuestion

_FACTS = text(
    "SELECT id, title, digest, question_count, published_at FROM bank_version"
    " WHERE NOT rehearsal ORDER BY id DESC"
)


@dataclass(frozen=True, slots=True)
class Ready:
    """What publishing would make a version of: the approved questions, and what the review and the
    law library say of them together. `ids` are the questions' by their codes. `waiting` questions
    stay behind. `known` is the version with this very content.
    """

    bank: Bank
    ids: Mapping[str, int]
    blocks: tuple[Finding, ...]
    doubtful: tuple[Finding, ...]
    waiting: int
    known: int | None


def ready(database: Database, bank_id: int, reader: Reader) -> Ready:
    """What is approved now. Refuses an unknown bank and a sealed one."""
    with database.reading() as session:
        row = workshop.bank_row(session, bank_id)
        sealing.check(session, row, reader)
        questions = tuple(workshop.question_rows(session, bank_id))
        approved = [one for one in questions if one.state == State.APPROVED]
        bank = workshop.as_bank(row, iter(approved))
        known = versions.known(session, bank) if approved else None
        by_law = doubts(session.connection(), bank, reader.at)
    found = (*review(bank), *by_law) if approved else ()
    return Ready(
        bank,
        {one.code: one.id for one in approved if one.id is not None},
        tuple(finding for finding in found if finding.level is Severity.BLOCKS),
        tuple(finding for finding in found if finding.level is Severity.DOUBTFUL),
        len(questions) - len(approved),
        known,
    )


def publish(database: Database, bank_id: int, seen: str, reader: Reader) -> int:
    """The approved questions as an immutable version; its id, the same one for the same content.
    `seen` is the digest of what the author looked at. Refuses when something else is approved by
    now, when nothing is, and what a finding blocks.
    """
    with database.reading() as session:
        row = workshop.bank_row(session, bank_id)
        sealing.check(session, row, reader)
        bank, _ = _approved(session, row, seen)
    versions.refuse_blocked(bank)  # before anything is locked: it may take as long as a second
    try:
        return _publish(database, bank_id, seen, reader)
    except IntegrityError:  # somebody publishes the same content at this moment
        return _publish(database, bank_id, seen, reader)


def _approved(session: Session, row: WorkingBank, seen: str) -> tuple[Bank, list[WorkingQuestion]]:
    """What is approved, if it is what was looked at."""
    if row.id is None:
        raise ValueError("the bank was not stored")
    rows = workshop.question_rows(session, row.id)
    approved = [one for one in rows if one.state == State.APPROVED]
    if not approved:
        raise Refusal(BankReason.NOTHING_APPROVED)
    bank = workshop.as_bank(row, iter(approved))
    if bank.digest != seen:
        raise Refusal(BankReason.APPROVED_CHANGED)
    return bank, approved


def _publish(database: Database, bank_id: int, seen: str, reader: Reader) -> int:
    with database.writing() as session:
        row = workshop.bank_row(session, bank_id, lock=True)
        sealing.check(session, row, reader)
        bank, approved = _approved(session, row, seen)
        version_id = versions.put(session, bank, reader.actor, reader.at)
        versions.belong(session, version_id, bank_id)
        versions.approve(session, version_id)
        _mark(approved, version_id)
        session.add_all(approved)
        return version_id


def _mark(approved: list[WorkingQuestion], version_id: int) -> None:
    for one in approved:
        one.version_id = version_id


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """What a choice of versions says of one."""

    id: int
    title: str
    digest: str
    questions: int
    at: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a version came from another: the questions themselves, in printed order."""

    old: Bank
    new: Bank
    added: tuple[Question, ...]
    removed: tuple[Question, ...]
    changed: tuple[tuple[Question, Question], ...]


def known_versions(database: Database) -> tuple[VersionFacts, ...]:
    """Every published version, the newest first."""

    def query(connection: Connection) -> tuple[VersionFacts, ...]:
        return tuple(VersionFacts(*row) for row in connection.execute(_FACTS))

    return database.read_now(query)


def compare(database: Database, old_id: int, new_id: int, reader: Reader) -> Comparison:
    """The two versions beside each other. Refuses an unknown one, and one that is sealed."""

    def query(connection: Connection) -> Comparison:
        digests = {row.id: row.digest for row in connection.execute(_FACTS)}
        if old_id not in digests or new_id not in digests:
            raise Refusal(RequestReason.NOT_FOUND)
        for version_id in (old_id, new_id):
            sealing.check_version(connection, version_id, reader)
        old, new = (library.bank(connection, digests[one]) for one in (old_id, new_id))
        told = difference(old, new)
        return Comparison(
            old,
            new,
            tuple(new.by_id[code] for code in told.added),
            tuple(old.by_id[code] for code in told.removed),
            tuple((old.by_id[code], new.by_id[code]) for code in told.changed),
        )

    return database.read_now(query)
