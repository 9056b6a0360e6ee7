"""Published versions of banks: immutable rows, known by their content."""

from sqlmodel import Session, select

from question_bank.bank import Bank
from question_bank.finding import Severity
from question_bank.review import review
from quiz.rules.refusal import Reason, Refusal
from quiz.store.tables import AuditLog, BankVersion


def refuse_blocked(bank: Bank) -> None:
    """Refuse a bank that a finding blocks."""
    blocks = sum(finding.level is Severity.BLOCKS for finding in review(bank))
    if blocks:
        raise Refusal(Reason.BANK_BLOCKED, count=blocks)


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
