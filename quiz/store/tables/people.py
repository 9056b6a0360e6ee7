"""Who takes part: units, the roster, staff and their sessions."""

from sqlalchemy import BigInteger, CheckConstraint, Index, false
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
    rehearsal: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Made by `quiz rehearse`; so is everybody in it."""


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
    gender: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """`female`, `male`, or empty where the roster does not say."""
    position: str = ""
    unit_id: int = Field(foreign_key="unit.id", index=True)
    district_id: int = Field(foreign_key="unit.id")
    ticket_version: int = 1
    """Raised to revoke the ticket and issue another."""
    active: bool = True
    audience: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """The group of contestants (rules.eligibility.Audience) that the person belongs to."""
    duty: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """A part in running the contest (rules.eligibility.Duty): whoever has one may not compete."""

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


class StaffPerson(SQLModel, table=True):
    """Somebody on the roster who has an account of the staff, and so may not compete."""

    __tablename__ = "staff_person"

    staff_id: int = Field(foreign_key="staff.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)


class Session(SQLModel, table=True):
    """A signed-in browser. The cookie holds a secret; only its SHA-256 is kept."""

    digest: str = Field(primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
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


class AuditLog(SQLModel, table=True):
    """What staff did."""

    __tablename__ = "audit_log"

    id: int | None = Field(default=None, primary_key=True)
    at: int = Field(sa_type=BigInteger)
    actor: str
    action: str
    subject: str
    detail: str = ""
