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
    unit_group: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """The khối that it is ranked in, as people call it."""
    cluster: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """The cụm whose first units go on to the next round."""
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
    phone: str = Field(default="", index=True, sa_column_kwargs={"server_default": ""})
    """As `rules.phones` spells it: only where tickets are sent to it or a provider knows it."""
    notice: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """The version of the notice about personal data that the person confirmed to have read last."""
    notice_at: int | None = Field(default=None, sa_type=BigInteger)
    entered_at: int | None = Field(default=None, sa_type=BigInteger)
    """When the person was put on the roster, or named by a roster again; None where that was before
    anybody noted it."""

    __table_args__ = (Index("person_by_district", "district_id", "sort_key"),)


class Staff(SQLModel, table=True):
    """A person with a password, or none yet where the hash is empty. `username` is canonical: NFC,
    folded case, no outer spaces."""

    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(unique=True)
    name: str
    role: str
    password_hash: str
    active: bool = True
    totp_version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    """Raised for another key of the app that makes codes."""
    totp_since: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    """When the app was tied to the account; 0 where none is."""
    totp_step: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    """The step of the last code that was used."""

    __table_args__ = (
        CheckConstraint(
            "role IN ('author', 'reviewer', 'jury', 'auditor', 'organizer', 'province',"
            " 'administrator')",
            name="staff_role_is_known",
        ),
    )


class StaffDistrict(SQLModel, table=True):
    """A district that an organiser works for."""

    __tablename__ = "staff_district"

    staff_id: int = Field(foreign_key="staff.id", primary_key=True)
    district_id: int = Field(foreign_key="unit.id", primary_key=True)


class StaffLink(SQLModel, table=True):
    """A link by which somebody sets the own password, or, of nobody's account, makes the first
    administrator. Only the SHA-256 of its secret is kept; it is removed when it is used."""

    __tablename__ = "staff_link"

    digest: str = Field(primary_key=True)
    staff_id: int | None = Field(default=None, foreign_key="staff.id", index=True)
    expires_at: int = Field(sa_type=BigInteger)


class RecoveryCode(SQLModel, table=True):
    """A code that stands in for the app once. Only its digest under the server's key is kept."""

    __tablename__ = "recovery_code"

    staff_id: int = Field(foreign_key="staff.id", primary_key=True)
    digest: str = Field(primary_key=True)


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
    seen_at: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    """When staff asked last, noted about once a minute."""
    passed: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Whether staff gave a code of the app too."""
    browser: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """The kind of staff's browser, as the person knows it."""

    __table_args__ = (CheckConstraint("(person_id IS NULL) <> (staff_id IS NULL)"),)


class Revocation(SQLModel, table=True):
    """A session that was ended, or everybody's when empty, for processes that remember sessions."""

    id: int | None = Field(default=None, primary_key=True)
    at: int = Field(sa_type=BigInteger)
    session: str


class AuditLog(SQLModel, table=True):
    """What staff did: added to, never changed; the database refuses it. No names of contestants and
    nothing that somebody wrote about them; see quiz.store.audit."""

    __tablename__ = "audit_log"

    id: int | None = Field(default=None, primary_key=True)
    at: int = Field(sa_type=BigInteger)
    actor: str
    action: str
    subject: str
    detail: str = ""
