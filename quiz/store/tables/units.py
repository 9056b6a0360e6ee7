"""How many people units have, typed by one and signed by another; as what they were ranked; which
units go on to the next round."""

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel


class Headcount(SQLModel, table=True):
    """A unit's number of people on a day (ISO). Versions of a unit count from 1; only a signed one
    counts, and nothing but the signature is ever changed.
    """

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    version: int
    day: str
    number: int
    typed_by: str
    typed_at: int = Field(sa_type=BigInteger)
    signed_by: str | None = None
    signed_at: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (
        UniqueConstraint("unit_id", "version", name="one_headcount_a_version"),
        CheckConstraint("number > 0", name="headcount_is_positive"),
        CheckConstraint("signed_by IS NULL OR signed_by <> typed_by", name="headcount_by_two"),
    )


class PastGroup(SQLModel, table=True):
    """Where a unit stood in a contest that was settled when units changed for the first time since.
    A contest without a row ranks the units of today."""

    __tablename__ = "past_group"

    contest_id: int = Field(foreign_key="contest.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    district_id: int = Field(foreign_key="unit.id")
    unit_group: str
    cluster: str


class AdvanceList(SQLModel, table=True):
    """A confirmed version of which units of a contest go on. `basis` is the digest of the ranking
    that it was made from, `digest` of what was decided."""

    __tablename__ = "advance_list"

    id: int | None = Field(default=None, primary_key=True)
    contest_id: int = Field(foreign_key="contest.id")
    version: int
    basis: str
    digest: str
    confirmed_at: int = Field(sa_type=BigInteger)
    confirmed_by: str

    __table_args__ = (UniqueConstraint("contest_id", "version", name="one_advance_list_a_version"),)


class AdvanceUnit(SQLModel, table=True):
    """What became of a unit in a version, in the ranking's order. `way` is empty where it does not
    go on; `reason` was written by somebody where it was `skipped`."""

    __tablename__ = "advance_unit"

    list_id: int = Field(foreign_key="advance_list.id", primary_key=True)
    position: int = Field(primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    place: int
    cluster: str
    way: str
    reason: str
    tied: bool
    skipped: bool

    __table_args__ = (CheckConstraint("way IN ('', 'top', 'cluster', 'rest')"),)


class AdvanceLock(SQLModel, table=True):
    """The list of a contest was locked or unlocked; the last row tells which holds."""

    __tablename__ = "advance_lock"

    id: int | None = Field(default=None, primary_key=True)
    contest_id: int = Field(foreign_key="contest.id", index=True)
    list_id: int = Field(foreign_key="advance_list.id")
    locked: bool
    at: int = Field(sa_type=BigInteger)
    actor: str
    reason: str = ""
