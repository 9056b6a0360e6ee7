"""What stands beside results and official boards: boards that stand still, side prizes."""

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class FrozenBoard(SQLModel, table=True):
    """That a round's public board was copied as it stood at `froze_at`, see quiz.store.frozen."""

    __tablename__ = "frozen_board"

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    froze_at: int = Field(sa_type=BigInteger)


class FrozenResult(SQLModel, table=True):
    """A result as it stood when the public board of its round stopped."""

    __tablename__ = "frozen_result"

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    attempt_id: int = Field(foreign_key="attempt.id", unique=True)
    rank_key: str
    correct_count: int
    hard_count: int
    answered: int
    duration_ms: int
    ended_at: int = Field(sa_type=BigInteger)

    __table_args__ = (
        Index("frozen_result_by_rank", "round_id", "rank_key", "person_id"),
        Index("frozen_result_by_person", "person_id"),
    )


class SidePrize(SQLModel, table=True):
    """A side prize given by hand to a person, in a round or (`round_id` none) in the whole contest.
    `prize` is the row of the rules' table, from 0.
    """

    __tablename__ = "side_prize"

    id: int | None = Field(default=None, primary_key=True)
    contest_id: int = Field(foreign_key="contest.id", index=True)
    round_id: int | None = Field(default=None, foreign_key="round.id", index=True)
    prize: int
    person_id: int = Field(foreign_key="person.id", index=True)
    reason: str
    given_at: int = Field(sa_type=BigInteger)
    given_by: str

    __table_args__ = (
        UniqueConstraint(
            "contest_id", "round_id", "prize", "person_id", name="one_side_prize_a_person"
        ),
    )
