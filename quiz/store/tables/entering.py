"""What stands beside the roster for entering: devices that are known, people who registered
themselves, moves to another unit and where people stood before them."""

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel


class KnownDevice(SQLModel, table=True):
    """A browser in which the person has entered. The cookie holds a secret; only its SHA-256 is
    kept. It lets nobody in: it only says whose guesses these are."""

    __tablename__ = "known_device"

    digest: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    expires_at: int = Field(sa_type=BigInteger)

    __table_args__ = (Index("known_device_by_person", "person_id"),)


class Registration(SQLModel, table=True):
    """That a form made this person. `once` is the SHA-256 of what it carried and who was typed."""

    once: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id", unique=True)
    at: int = Field(sa_type=BigInteger)
    form: str = Field(default="", index=True, sa_column_kwargs={"server_default": ""})
    """The SHA-256 of what the form carried, whoever was typed into it."""


class UnitMove(SQLModel, table=True):
    """Somebody's move to a unit of another district: asked for by one side, ended by the other or
    by the province. `outcome` is empty until then."""

    __tablename__ = "unit_move"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    from_unit_id: int = Field(foreign_key="unit.id")
    to_unit_id: int = Field(foreign_key="unit.id")
    reason: str
    asked_by: str
    asked_at: int = Field(sa_type=BigInteger)
    outcome: str = ""
    ended_by: str = ""
    ended_at: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (
        CheckConstraint("outcome IN ('', 'signed', 'declined')", name="unit_move_outcome_is_known"),
    )


class PastUnit(SQLModel, table=True):
    """Where somebody stood in a contest that was over when they moved or came to another audience:
    written by the first such change since, never again. Who has no row stands where the person
    stands today."""

    __tablename__ = "past_unit"

    contest_id: int = Field(foreign_key="contest.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    district_id: int = Field(foreign_key="unit.id")
    audience: str

    __table_args__ = (
        Index("past_unit_by_person", "person_id"),
        Index("past_unit_by_unit", "contest_id", "unit_id"),
        Index("past_unit_by_district", "contest_id", "district_id"),
    )
