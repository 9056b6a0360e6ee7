"""Published versions of banks: immutable rows, known by their content."""

from sqlalchemy import Connection, text
from sqlmodel import Session, select

from question_bank.bank import Bank
from question_bank.finding import Severity
from question_bank.review import review
from quiz.rules.reasons import BankReason
from quiz.rules.refusal import Refusal
from quiz.store.tables import AuditLog, BankVersion

_BELONG = text(
    "INSERT INTO bank_origin (version_id, bank_id) VALUES (:version, :bank)"
    " ON CONFLICT (version_id) DO NOTHING"
)
_UNAPPROVED = text(
    "SELECT title FROM bank_version WHERE NOT approved AND (id IN"
    " (SELECT bank_version_id FROM contest WHERE id = :contest) OR id IN"
    " (SELECT bank_version_id FROM round WHERE contest_id = :contest)) ORDER BY id"
)


def refuse_blocked(bank: Bank) -> None:
    """Refuse a bank that a finding blocks."""
    blocks = sum(finding.level is Severity.BLOCKS for finding in review(bank))
    if blocks:
        raise Refusal(BankReason.BANK_BLOCKED, count=blocks)


def known(session: Session, bank: Bank) -> int | None:
    """The id of the version with this content, None where there is none."""
    query = select(BankVersion.id).where(BankVersion.digest == bank.digest)
    return session.exec(query).one_or_none()


def put(session: Session, bank: Bank, actor: str, now: int) -> int:
    """The id of the version with this content, made now where there is none, with a line in the
    audit log. IntegrityError where somebody else makes it at this moment.
    """
    if (found := known(session, bank)) is not None:
        return found
    version = BankVersion(
        digest=bank.digest,
        title=bank.title,
        question_count=len(bank),
        content=bank.dump(),
        published_at=now,
        published_by=actor,
    )
    session.add(version)
    session.flush()
    session.add(
        AuditLog(at=now, actor=actor, action="bank.publish", subject=bank.title, detail=bank.digest)
    )
    if version.id is None:
        raise ValueError("the version was not stored")
    return version.id


def approve(session: Session, version_id: int) -> None:
    """Each question of the version was approved by somebody who had not written it; also where its
    content came as a file before.
    """
    version = session.get_one(BankVersion, version_id)
    version.approved = True
    session.add(version)


def unapproved(connection: Connection, contest_id: int) -> tuple[str, ...]:
    """Titles of the versions that the contest's rounds draw from and nobody else approved."""
    return tuple(connection.execute(_UNAPPROVED, {"contest": contest_id}).scalars())


def belong(session: Session, version_id: int, bank_id: int) -> None:
    """The version belongs to the working bank from now on, unless it does to another one; of two
    that ask at the same moment the second waits and changes nothing.
    """
    session.flush()
    session.connection().execute(_BELONG, {"version": version_id, "bank": bank_id})
