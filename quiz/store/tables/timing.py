"""What time is made of: the anchor of each machine's steady clock, and the time that was given."""

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel


class TimeAnchor(SQLModel, table=True):
    """What a machine adds to its running time, from one start to the next; see `quiz.clock`."""

    __tablename__ = "time_anchor"

    boot: str = Field(primary_key=True)
    offset_ms: int = Field(sa_type=BigInteger)
    gap_ms: int = Field(default=0, sa_type=BigInteger)
    """How far the wall was ahead when that was noted last."""


class Extension(SQLModel, table=True):
    """Time that was asked for: for one attempt, or for the whole round where there is none. Applied
    at once, or when a second member of staff has confirmed it.
    """

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    attempt_id: int | None = Field(default=None, foreign_key="attempt.id")
    once: str
    """Chosen by the form, so that the same form twice asks once."""
    minutes: int
    reason: str
    asked_by: str
    asked_at: int = Field(sa_type=BigInteger)
    confirmed_by: str | None = None
    applied_at: int | None = Field(default=None, sa_type=BigInteger)
    applied_to: int | None = None
    """How many attempts were given the time."""

    __table_args__ = (
        UniqueConstraint("round_id", "once", name="one_extension_a_form"),
        CheckConstraint("minutes > 0", name="extension_gives_time"),
    )
