"""What authors work on before it is published: banks, their questions, every state these had."""

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class WorkingBank(SQLModel, table=True):
    """A bank that authors write on; what is approved in it becomes a BankVersion.

    `topics` is JSON, a list of {"id", "title"} in printed order. `revision` rises with every change
    of this row, so that a change can name the state it began from.
    """

    __tablename__ = "working_bank"

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(unique=True)
    as_of: str = ""
    language: str = "vi"
    topics: str = "[]"
    revision: int = 1
    created_at: int = Field(sa_type=BigInteger)
    created_by: str
    sealed_at: int | None = Field(default=None, sa_type=BigInteger)
    sealed_until: int | None = Field(default=None, sa_type=BigInteger)
    sealed_by: str | None = None
    """Sealed: nobody reads its questions, nor those of versions made from it, before `sealed_until`
    without a row in `bank_opening`."""


class WorkingQuestion(SQLModel, table=True):
    """A question as it stands now. `code` is the question's identifier, `content` its canonical
    JSON; what lists filter by is repeated beside it. `said` is all its text, folded for searching.

    `ticked` is what a reviewer compared with the law: JSON, a list of {"basis", "digest"} with the
    SHA-256 of the clause as it was then. `writers` are the user names of all who ever wrote its
    words, a JSON list; `version_id` the version that holds it word for word, the last one.
    """

    __tablename__ = "working_question"

    id: int | None = Field(default=None, primary_key=True)
    bank_id: int = Field(foreign_key="working_bank.id")
    code: str
    position: int
    state: str
    revision: int = 1
    topic: str
    level: str
    content: str
    said: str
    ticked: str = "[]"
    writers: str = "[]"
    edited_at: int = Field(sa_type=BigInteger)
    edited_by: str
    approved_at: int | None = Field(default=None, sa_type=BigInteger)
    approved_by: str | None = None
    version_id: int | None = Field(default=None, foreign_key="bank_version.id")

    __table_args__ = (
        UniqueConstraint("bank_id", "code", name="one_question_a_code"),
        CheckConstraint("state IN ('draft', 'review', 'approved', 'removed')"),
        Index("questions_in_order", "bank_id", "position"),
    )


class BankImport(SQLModel, table=True):
    """A file or a pasted text that was taken into a working bank. The same `digest` (SHA-256 of
    what was confirmed) stands in a bank once, unless it was undone."""

    __tablename__ = "bank_import"

    id: int | None = Field(default=None, primary_key=True)
    bank_id: int = Field(foreign_key="working_bank.id")
    digest: str
    name: str
    added: int
    changed: int
    at: int = Field(sa_type=BigInteger)
    actor: str
    undone_at: int | None = Field(default=None, sa_type=BigInteger)
    undone_by: str | None = None

    __table_args__ = (
        Index(
            "one_import_of_a_file",
            "bank_id",
            "digest",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )


class QuestionRevision(SQLModel, table=True):
    """The history of a question, appended to and never changed: what it became, by whom, when and
    by which act (rules.authoring.Move).
    """

    __tablename__ = "question_revision"

    question_id: int = Field(foreign_key="working_question.id", primary_key=True)
    revision: int = Field(primary_key=True)
    at: int = Field(sa_type=BigInteger)
    actor: str
    act: str
    state: str
    content: str
    note: str = ""
    import_id: int | None = Field(default=None, foreign_key="bank_import.id", index=True)


class BankOrigin(SQLModel, table=True):
    """The working bank that a version belongs to: the one from which it was made, or, where it came
    as a file, the first that goes on from it. The bank's seal covers it."""

    __tablename__ = "bank_origin"

    version_id: int = Field(foreign_key="bank_version.id", primary_key=True)
    bank_id: int = Field(foreign_key="working_bank.id", index=True)


class BankOpening(SQLModel, table=True):
    """Somebody looked into a sealed bank: who, why, and until when the reading goes on."""

    __tablename__ = "bank_opening"

    id: int | None = Field(default=None, primary_key=True)
    bank_id: int = Field(foreign_key="working_bank.id", index=True)
    at: int = Field(sa_type=BigInteger)
    until: int = Field(sa_type=BigInteger)
    actor: str
    reason: str
