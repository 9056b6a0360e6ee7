"""What is sat: banks, contests, rounds, attempts and the ledger of their entries."""

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel


class BankVersion(SQLModel, table=True):
    """A published bank: immutable, known by its digest. `content` is the bank's canonical JSON."""

    __tablename__ = "bank_version"

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(unique=True)
    title: str
    question_count: int
    content: str
    published_at: int = Field(sa_type=BigInteger)
    published_by: str
    approved: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Made of questions each of which somebody approved who had not written it."""
    rehearsal: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Made by `quiz rehearse`, shown to nobody else and removed with it; see stages.rehearsal."""


class Contest(SQLModel, table=True):
    """A contest: its rules and bank. Both are frozen when it is opened."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    rules: str
    bank_version_id: int = Field(foreign_key="bank_version.id")
    created_at: int = Field(sa_type=BigInteger)
    opened_at: int | None = Field(default=None, sa_type=BigInteger)
    rehearsal: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Made by `quiz rehearse`; so is everything of its rounds."""


class Round(SQLModel, table=True):
    """A district's round. `seed` is secret until publication; its SHA-256 is in the `open` entry.
    `head_*` is the end of the round's chain.

    `series` numbers the contest's rounds of a district (weeks, practice), 0 for the first; what
    distinguishes them stands in `label`, `kind` and `audience`. `bank_version_id` and `blueprint`
    (JSON as in the rules) take the place of the contest's where they are given. `outcome` is what
    the prediction question asked for, once it is known. `facilities` names those by which papers
    are balanced, where the questions had been asked before the opening.
    """

    id: int | None = Field(default=None, primary_key=True)
    contest_id: int = Field(foreign_key="contest.id", index=True)
    district_id: int = Field(foreign_key="unit.id", index=True)
    opens_at: int = Field(sa_type=BigInteger)
    closes_at: int = Field(sa_type=BigInteger)
    series: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    label: str = Field(default="", sa_column_kwargs={"server_default": ""})
    kind: str = Field(default="official", sa_column_kwargs={"server_default": "official"})
    audience: str = Field(default="", sa_column_kwargs={"server_default": ""})
    bank_version_id: int | None = Field(default=None, foreign_key="bank_version.id")
    blueprint: str | None = None
    outcome: int | None = Field(default=None, sa_type=BigInteger)
    facilities: str | None = Field(default=None, foreign_key="facility_set.digest")
    seed: str
    head_number: int = 0
    head_hash: str = "0" * 64
    published_at: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (
        UniqueConstraint("contest_id", "district_id", "series", name="one_round_a_series"),
        CheckConstraint("kind IN ('official', 'practice')", name="round_kind_is_known"),
        CheckConstraint("opens_at < closes_at", name="round_opens_before_it_closes"),
    )


class Attempt(SQLModel, table=True):
    """One sitting. A convenience that can be rebuilt from the ledger, but for who it belongs to.
    `number` counts a person's attempts in a round from 1.
    """

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    number: int
    paper: str
    started_at: int = Field(sa_type=BigInteger)
    deadline_at: int = Field(sa_type=BigInteger)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    submitted: bool = False
    settled: bool = False
    """Whether nothing about its score is left to be brought into the results."""
    voided: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Taken out of the contest: it has ended and does not count."""
    holder: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """The tag of the session that sits it, empty where any of the person's may. Not in the ledger:
    it says who may write next, nothing about what was written."""

    __table_args__ = (
        Index("one_attempt_a_number", "round_id", "person_id", "number", unique=True),
        Index(
            "attempts_to_close",
            "deadline_at",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "attempts_to_settle",
            "id",
            sqlite_where=text("settled = 0"),
            postgresql_where=text("NOT settled"),
        ),
    )


class LedgerEntry(SQLModel, table=True):
    """One line of a round's ledger. Only the writer adds rows; nothing changes or removes them."""

    __tablename__ = "entry"

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    number: int = Field(primary_key=True)
    kind: str
    at: int = Field(sa_type=BigInteger)
    attempt_id: int | None = Field(default=None)
    seq: int | None = Field(default=None, sa_type=BigInteger)
    question: int | None = None
    choice: str | None = None
    body: str | None = None
    hash: str

    __table_args__ = (
        Index("one_entry_a_seq", "attempt_id", "seq", unique=True),
        Index(
            "entries_of_the_round",
            "round_id",
            "number",
            sqlite_where=text("attempt_id IS NULL"),
            postgresql_where=text("attempt_id IS NULL"),
        ),
        {"sqlite_with_rowid": False},
    )
