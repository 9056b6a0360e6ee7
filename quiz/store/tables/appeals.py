"""What is contested and decided after a round: appeals, decisions, the rounds that they reach, who
moves there."""

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class Appeal(SQLModel, table=True):
    """What a contestant contests: a question of the own paper (`number` from 1, `question_id` the
    bank's), the score or the identity (`number` 0). One about each of them; a signed decision
    answers it.
    """

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    attempt_id: int = Field(foreign_key="attempt.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    subject: str
    number: int = 0
    question_id: str = ""
    words: str
    filed_at: int = Field(sa_type=BigInteger)
    decision_id: int | None = Field(default=None, foreign_key="decision.id")

    __table_args__ = (
        UniqueConstraint("attempt_id", "subject", "number", name="one_appeal_a_subject"),
        CheckConstraint("subject IN ('question', 'score', 'identity')", name="appeal_subject"),
    )


class Decision(SQLModel, table=True):
    """What one member of staff asks for and another signs: about a question of the contest's bank,
    an attempt, or an appeal alone. `round_id` is where it was asked for; `question_key` the bank's
    indices of a new key, `0,2`.
    """

    id: int | None = Field(default=None, primary_key=True)
    contest_id: int = Field(foreign_key="contest.id")
    round_id: int = Field(foreign_key="round.id", index=True)
    once: str
    """Chosen by the form, so that the same form twice asks once."""
    ruling: str
    question_id: str = ""
    question_key: str = ""
    attempt_id: int | None = Field(default=None, foreign_key="attempt.id")
    appeal_id: int | None = Field(default=None)
    reason: str
    asked_by: str
    asked_at: int = Field(sa_type=BigInteger)
    signed_by: str | None = None
    signed_at: int | None = Field(default=None, sa_type=BigInteger)
    preview: str = ""
    """Digest of what was shown to who signed."""
    declined_by: str | None = None
    declined_at: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (
        UniqueConstraint("round_id", "once", name="one_decision_a_form"),
        CheckConstraint(
            "ruling IN ('keep', 'credit_all', 'new_key', 'either_key', 'void_question',"
            " 'void_attempt', 'unvoid_attempt')",
            name="decision_ruling",
        ),
        CheckConstraint("signed_by IS NULL OR signed_by <> asked_by", name="decision_needs_two"),
        CheckConstraint("signed_at IS NULL OR declined_at IS NULL", name="decision_has_one_end"),
    )


class DecisionRound(SQLModel, table=True):
    """A round that a signed decision reaches. `applied_at` is None until it was scored again."""

    __tablename__ = "decision_round"

    decision_id: int = Field(foreign_key="decision.id", primary_key=True)
    round_id: int = Field(foreign_key="round.id", primary_key=True, index=True)
    applied_at: int | None = Field(default=None, sa_type=BigInteger)
    entry: int | None = None
    """The number of its entry in the round's ledger."""
    moved: int | None = None
    """How many people stand otherwise since."""
    board_version: int | None = None
    """The version of the official board that it made; None where it changed none."""

    __table_args__ = (
        Index(
            "decisions_to_apply",
            "decision_id",
            sqlite_where=text("applied_at IS NULL"),
            postgresql_where=text("applied_at IS NULL"),
        ),
    )


class DecisionMove(SQLModel, table=True):
    """Somebody who stands otherwise since the decision took effect in the round. `before` and
    `after` are JSON as in quiz.rules.moving, empty where there was no result.
    """

    __tablename__ = "decision_move"

    decision_id: int = Field(foreign_key="decision.id", primary_key=True)
    round_id: int = Field(foreign_key="round.id", primary_key=True)
    position: int = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    before: str
    after: str


class DecisionUnit(SQLModel, table=True):
    """A unit whose collective prize the decision moved; empty where there is none."""

    __tablename__ = "decision_unit"

    decision_id: int = Field(foreign_key="decision.id", primary_key=True)
    round_id: int = Field(foreign_key="round.id", primary_key=True)
    position: int = Field(primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    before: str
    after: str
