"""What is counted and chosen: results, official boards, teams."""

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, false
from sqlmodel import Field, SQLModel


class Result(SQLModel, table=True):
    """A person's counting attempt in a round: the row behind the provisional board.

    `rank_key` sorts ascending; see quiz.rules.ranking.
    """

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    contest_id: int = Field(foreign_key="contest.id")
    """The round's, for places in the whole contest."""
    attempt_id: int = Field(foreign_key="attempt.id", unique=True)
    rank_key: str
    correct_count: int
    hard_count: int
    answered: int
    duration_ms: int
    ended_at: int = Field(sa_type=BigInteger)

    __table_args__ = (
        Index("result_by_rank", "round_id", "rank_key", "person_id"),
        Index("result_by_person", "person_id"),
        Index("result_by_contest", "contest_id", "rank_key"),
    )


class Tally(SQLModel, table=True):
    """How many results begin with the same digits of their rank key: a place is a few sums of it.
    Moved with every result, see quiz.store.tally; it can be rebuilt from the results.

    `scope` is a round's id, or a contest's with a minus. `level` numbers the rules' cuts. `shard`
    is 0 but for contests on PostgreSQL, where each writer at work has one of its own, so that
    nobody waits; there `people` of one shard may fall below 0, the sum over the shards never.
    """

    scope: int = Field(primary_key=True, sa_type=BigInteger)
    level: int = Field(primary_key=True)
    prefix: str = Field(primary_key=True)
    shard: int = Field(primary_key=True)
    people: int

    __table_args__ = {"sqlite_with_rowid": False}


class Board(SQLModel, table=True):
    """An official leaderboard: frozen, versioned, known by the digest of its rows."""

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    version: int
    digest: str
    published_at: int = Field(sa_type=BigInteger)
    published_by: str
    decision_id: int | None = Field(default=None)
    """The decision that made this version; None for the first one."""
    outcome: int | None = Field(default=None, sa_type=BigInteger)
    """What the prediction had come to when it was ranked; None where nothing was predicted."""

    __table_args__ = (UniqueConstraint("round_id", "version", name="one_board_a_version"),)


class BoardEntry(SQLModel, table=True):
    """One row of an official board. `position` is the order for seats, `place` the printed one."""

    __tablename__ = "board_entry"

    board_id: int = Field(foreign_key="board.id", primary_key=True)
    position: int = Field(primary_key=True)
    place: int
    person_id: int = Field(foreign_key="person.id", index=True)
    attempt_id: int = Field(foreign_key="attempt.id", index=True)
    rank_key: str
    correct_count: int
    hard_count: int
    answered: int
    duration_ms: int
    ended_at: int = Field(sa_type=BigInteger)

    __table_args__ = (
        Index("board_entry_by_rank", "board_id", "rank_key", "person_id"),
        Index("board_entry_by_person", "board_id", "person_id", unique=True),
    )


class Team(SQLModel, table=True):
    """A district's chosen team; every confirmation and every substitution is a new version."""

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    version: int
    board_id: int = Field(foreign_key="board.id")
    board_digest: str
    digest: str
    """Of the members, reserves and skips, so that the same confirmation twice is one team."""
    confirmed_at: int = Field(sa_type=BigInteger)
    confirmed_by: str
    act: str = Field(default="choose", sa_column_kwargs={"server_default": "choose"})
    """`choose` from the board, or `substitute` in the version before."""
    eased: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """The quotas that it does not keep, a sentence a line, and why that is accepted."""
    eased_reason: str = Field(default="", sa_column_kwargs={"server_default": ""})

    __table_args__ = (UniqueConstraint("round_id", "version", name="one_team_a_version"),)


class TeamMember(SQLModel, table=True):
    """A seat of a team, in order."""

    __tablename__ = "team_member"

    team_id: int = Field(foreign_key="team.id", primary_key=True)
    position: int = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    seat: str
    place: int
    captain: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    instead_of: int | None = None
    """The person who left the seat into which they were named, which `TeamChange` tells of; None
    for everybody else."""

    __table_args__ = (CheckConstraint("seat IN ('member', 'reserve')"),)


class TeamSkip(SQLModel, table=True):
    """Somebody passed over: for a reason that somebody wrote, or by the printed quotas."""

    __tablename__ = "team_skip"

    team_id: int = Field(foreign_key="team.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    place: int
    reason: str
    by_quota: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class TeamChange(SQLModel, table=True):
    """Who left in a substitution, who came and why. Nobody came for a reserve who only left."""

    __tablename__ = "team_change"

    team_id: int = Field(foreign_key="team.id", primary_key=True)
    left_id: int = Field(foreign_key="person.id", index=True)
    came_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    reason: str


class TeamLock(SQLModel, table=True):
    """The province locked a round's team or unlocked it; the last row tells which holds."""

    __tablename__ = "team_lock"

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    team_id: int = Field(foreign_key="team.id")
    locked: bool
    at: int = Field(sa_type=BigInteger)
    actor: str
    reason: str = ""
