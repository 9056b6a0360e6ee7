"""What rounds showed of their questions, and the facilities by which papers are drawn."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


class NotedRound(SQLModel, table=True):
    """A published round whose questions' results stand in `item_result`, as of the ledger's head
    with this hash."""

    __tablename__ = "noted_round"

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    head_hash: str
    noted_at: int = Field(sa_type=BigInteger)


class ItemResult(SQLModel, table=True):
    """What a question gave in a round's counted attempts. `question` is rules.facility.asked_as,
    `earned` the sum in ten-thousandths of what the question was worth."""

    __tablename__ = "item_result"

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    question: str = Field(primary_key=True)
    attempts: int
    earned: int = Field(sa_type=BigInteger)


class FacilitySet(SQLModel, table=True):
    """What a bank's questions are expected to give (facility times worth, ten-thousandths of a
    point), frozen with the rounds that draw by it and known by the SHA-256 of that JSON."""

    __tablename__ = "facility_set"

    digest: str = Field(primary_key=True)
    content: str
