"""Sessions of signed-in browsers: what is kept of one, and the contestant who holds it."""

import hashlib

from quiz.rules.access import Role, Viewer
from quiz.store.plain import Reader, execute

TAG = 16
"""How many digits of a session's digest tell it from the person's other sessions."""

_NEW = (
    "INSERT INTO session (digest, person_id, staff_id, ticket_version, created_at, expires_at)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)


def digest_of(session: str) -> str:
    """What is kept of a session's secret."""
    return hashlib.sha256(session.encode()).hexdigest()


def put(
    connection: Reader,
    digest: str,
    whose: tuple[int | None, int | None],
    ticket_version: int,
    lasts: tuple[int, int],
) -> None:
    """A new session: `whose` is a person and a staff id, one of them none; `lasts` from and until,
    UTC milliseconds."""
    execute(connection, _NEW, (digest, *whose, ticket_version, *lasts))


def contestant(
    digest: str, person_id: int, number: str, name: str, district_id: int, unit: str, until: int
) -> Viewer:
    """The contestant who holds the session."""
    return Viewer(
        role=Role.CONTESTANT,
        name=name,
        actor=f"person:{person_id}",
        person_id=person_id,
        staff_id=None,
        districts=frozenset({district_id}),
        until=until,
        number=number,
        unit=unit,
        session=digest[:TAG],
    )
