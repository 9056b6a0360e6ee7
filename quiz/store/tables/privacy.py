"""Requests about own data, the words behind a ledger's digests, the audit log's chain."""

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class DataRequest(SQLModel, table=True):
    """Somebody asks that own data be corrected or deleted: one open request of a kind. `due_at` is
    the last moment for the answer, as the settings said when it was asked.
    """

    __tablename__ = "data_request"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: str
    words: str
    asked_at: int = Field(sa_type=BigInteger)
    due_at: int = Field(sa_type=BigInteger)
    outcome: str | None = None
    answer: str = ""
    answered_at: int | None = Field(default=None, sa_type=BigInteger)
    answered_by: str | None = None

    __table_args__ = (
        CheckConstraint("kind IN ('correct', 'delete')", name="data_request_kind"),
        CheckConstraint("outcome IN ('done', 'refused')", name="data_request_outcome"),
        CheckConstraint(
            "(outcome IS NULL) = (answered_at IS NULL)", name="data_request_is_answered_whole"
        ),
        Index(
            "one_open_request_a_kind",
            "person_id",
            "kind",
            unique=True,
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
    )


class EntryWords(SQLModel, table=True):
    """What somebody wrote about an act that stands in a round's ledger, which holds only `digest`:
    SHA-256 of `salt` and the words. A ledger cannot forget; this row can be removed.
    """

    __tablename__ = "entry_words"

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    digest: str = Field(primary_key=True)
    salt: str
    words: str
    attempt_id: int | None = Field(default=None, foreign_key="attempt.id", index=True)


class AuditSeal(SQLModel, table=True):
    """A link of the audit log's chain: `hash` is of the seal before it and of the row `audit_id`,
    see quiz.rules.auditing."""

    __tablename__ = "audit_seal"

    number: int = Field(primary_key=True)
    audit_id: int = Field(foreign_key="audit_log.id")
    hash: str

    __table_args__ = (UniqueConstraint("audit_id", name="one_seal_a_row"),)
