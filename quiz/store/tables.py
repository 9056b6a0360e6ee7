"""Every row that the contest keeps, without methods.

Table classes do not validate: inputs are checked at the doors, and the CHECK and UNIQUE constraints
here are the last word. Times are UTC milliseconds in BIGINT. States are short texts.
"""

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class Unit(SQLModel, table=True):
    """A province, district-level unit, commune or office. `key` folds case and tone placement;
    `valid_from` and `valid_to` are ISO days, empty when open.
    """

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    name: str
    type: str
    full_name: str
    key: str = Field(index=True)
    parent_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    district_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    """The district-level unit that this one belongs to; itself for a district; none above."""
    valid_from: str = ""
    valid_to: str = ""


class Person(SQLModel, table=True):
    """Somebody on the roster. `number` is the candidate number (số báo danh)."""

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    staff_code: str | None = Field(default=None, unique=True)
    name: str
    name_fold: str
    """Without diacritics, for search."""
    sort_key: str
    """Vietnamese order, by given name."""
    birth_year: int | None = None
    position: str = ""
    unit_id: int = Field(foreign_key="unit.id", index=True)
    district_id: int = Field(foreign_key="unit.id")
    ticket_version: int = 1
    """Raised to revoke the ticket and issue another."""
    active: bool = True

    __table_args__ = (Index("person_by_district", "district_id", "sort_key"),)


class Staff(SQLModel, table=True):
    """A person with a password. `username` is canonical: NFC, folded case, no outer spaces."""

    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(unique=True)
    name: str
    role: str
    password_hash: str
    active: bool = True

    __table_args__ = (
        CheckConstraint("role IN ('author', 'organizer', 'province', 'administrator')"),
    )


class StaffDistrict(SQLModel, table=True):
    """A district that an organiser works for."""

    __tablename__ = "staff_district"

    staff_id: int = Field(foreign_key="staff.id", primary_key=True)
    district_id: int = Field(foreign_key="unit.id", primary_key=True)


class Session(SQLModel, table=True):
    """A signed-in browser. The cookie holds a secret; only its SHA-256 is kept."""

    digest: str = Field(primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    ticket_version: int = 0
    created_at: int = Field(sa_type=BigInteger)
    expires_at: int = Field(sa_type=BigInteger)

    __table_args__ = (CheckConstraint("(person_id IS NULL) <> (staff_id IS NULL)"),)


class Revocation(SQLModel, table=True):
    """A session that was ended, or everybody's when empty, for processes that remember sessions."""

    id: int | None = Field(default=None, primary_key=True)
    at: int = Field(sa_type=BigInteger)
    session: str


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


class Contest(SQLModel, table=True):
    """A contest: its rules and bank. Both are frozen when it is opened."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    rules: str
    bank_version_id: int = Field(foreign_key="bank_version.id")
    created_at: int = Field(sa_type=BigInteger)
    opened_at: int | None = Field(default=None, sa_type=BigInteger)


class Round(SQLModel, table=True):
    """A district's round. `seed` is secret until publication; its SHA-256 is in the `open` entry.
    `head_*` is the end of the round's chain.
    """

    id: int | None = Field(default=None, primary_key=True)
    contest_id: int = Field(foreign_key="contest.id", index=True)
    district_id: int = Field(foreign_key="unit.id", index=True)
    opens_at: int = Field(sa_type=BigInteger)
    closes_at: int = Field(sa_type=BigInteger)
    seed: str
    head_number: int = 0
    head_hash: str = "0" * 64
    published_at: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (
        UniqueConstraint("contest_id", "district_id", name="one_round_a_district"),
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
    """Whether its score stands in the results."""

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
        Index("entries_of_an_attempt", "attempt_id", "number"),
        Index(
            "one_entry_a_seq",
            "attempt_id",
            "seq",
            unique=True,
            sqlite_where=text("seq IS NOT NULL"),
            postgresql_where=text("seq IS NOT NULL"),
        ),
    )


class Result(SQLModel, table=True):
    """A person's counting attempt in a round: the row behind the provisional board.

    `rank_key` sorts ascending; see quiz.rules.ranking.
    """

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    attempt_id: int = Field(foreign_key="attempt.id", unique=True)
    rank_key: str
    correct_count: int
    hard_count: int
    answered: int
    duration_ms: int
    ended_at: int = Field(sa_type=BigInteger)

    __table_args__ = (Index("result_by_rank", "round_id", "rank_key", "person_id"),)


class Board(SQLModel, table=True):
    """An official leaderboard: frozen, versioned, known by the digest of its rows."""

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    version: int
    digest: str
    published_at: int = Field(sa_type=BigInteger)
    published_by: str

    __table_args__ = (UniqueConstraint("round_id", "version", name="one_board_a_version"),)


class BoardEntry(SQLModel, table=True):
    """One row of an official board. `position` is the order for seats, `place` the printed one."""

    __tablename__ = "board_entry"

    board_id: int = Field(foreign_key="board.id", primary_key=True)
    position: int = Field(primary_key=True)
    place: int
    person_id: int = Field(foreign_key="person.id")
    attempt_id: int = Field(foreign_key="attempt.id")
    rank_key: str
    correct_count: int
    hard_count: int
    answered: int
    duration_ms: int
    ended_at: int = Field(sa_type=BigInteger)

    __table_args__ = (
        Index("board_entry_by_rank", "board_id", "rank_key", "person_id"),
        Index("board_entry_by_person", "board_id", "person_id", unique=True),
    )


class Team(SQLModel, table=True):
    """A district's chosen team; every confirmation is a new version."""

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    version: int
    board_id: int = Field(foreign_key="board.id")
    board_digest: str
    digest: str
    """Of the members, reserves and skips, so that the same confirmation twice is one team."""
    confirmed_at: int = Field(sa_type=BigInteger)
    confirmed_by: str

    __table_args__ = (UniqueConstraint("round_id", "version", name="one_team_a_version"),)


class TeamMember(SQLModel, table=True):
    """A seat of a team, in order."""

    __tablename__ = "team_member"

    team_id: int = Field(foreign_key="team.id", primary_key=True)
    position: int = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    seat: str
    place: int

    __table_args__ = (CheckConstraint("seat IN ('member', 'reserve')"),)


class TeamSkip(SQLModel, table=True):
    """Somebody passed over, with the written reason."""

    __tablename__ = "team_skip"

    team_id: int = Field(foreign_key="team.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    place: int
    reason: str


class AuditLog(SQLModel, table=True):
    """What staff did."""

    __tablename__ = "audit_log"

    id: int | None = Field(default=None, primary_key=True)
    at: int = Field(sa_type=BigInteger)
    actor: str
    action: str
    subject: str
    detail: str = ""
