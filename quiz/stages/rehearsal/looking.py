"""What a keeper has to know before a rehearsal, and where it stands."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

NAME = "Diễn tập"

REHEARSAL = text(
    "SELECT c.id AS contest_id, c.name, c.created_at, r.id AS round_id, r.opens_at, r.closes_at,"
    " r.district_id FROM contest c JOIN round r ON r.contest_id = c.id WHERE c.rehearsal"
)
_OPEN_ROUNDS = text(
    "SELECT COUNT(*) AS many, MAX(r.closes_at) AS closes_at FROM round r"
    " JOIN contest c ON c.id = r.contest_id WHERE c.opened_at IS NOT NULL AND NOT c.rehearsal"
    " AND r.published_at IS NULL AND r.opens_at <= :now AND r.closes_at > :now"
)
PEOPLE_LEFT = text(
    "SELECT COUNT(*) FROM person p JOIN unit u ON u.id = p.unit_id WHERE u.rehearsal"
)


def name_of(key: str) -> str:
    """The name of the contest of the rehearsal with this key."""
    return f"{NAME} {key}"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a keeper has to know before: the rehearsal that there is, and real rounds open now."""

    began_at: int | None
    people: int
    open_rounds: int
    closes_at: int | None
    """When the last of the real ones closes, UTC milliseconds."""


def standing(connection: Connection, now: int) -> Standing:
    """Whether there is a rehearsal, and whether real contestants sit at `now`."""
    found = connection.execute(REHEARSAL).one_or_none()
    real = connection.execute(_OPEN_ROUNDS, {"now": now}).one()
    people: int = connection.execute(PEOPLE_LEFT).scalar_one()
    return Standing(found.created_at if found else None, people, real.many, real.closes_at)
