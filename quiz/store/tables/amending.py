"""Changes of a contest's rules after its opening."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel


class RulesChange(SQLModel, table=True):
    """Rules that were asked for after the opening; in force when somebody else has signed them.
    `before` and `after` are the rules' canonical JSON; `version` counts the contest's changes in
    force from 2, since 1 is what it was opened with.
    """

    __tablename__ = "rules_change"

    id: int | None = Field(default=None, primary_key=True)
    contest_id: int = Field(foreign_key="contest.id")
    once: str
    """Chosen by the form, so that the same form twice asks once."""
    before: str
    after: str
    reason: str
    asked_by: str
    asked_at: int = Field(sa_type=BigInteger)
    confirmed_by: str | None = None
    applied_at: int | None = Field(default=None, sa_type=BigInteger)
    version: int | None = None

    __table_args__ = (UniqueConstraint("contest_id", "once", name="one_rules_change_a_form"),)
