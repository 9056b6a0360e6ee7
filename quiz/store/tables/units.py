"""How many people units have, typed by one and signed by another."""

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
