"""Who of the staff holds a session: read anew for each request, so that a changed role holds on the
next one, and refused when it was not used for too long or waits for the app's code.
"""

from dataclasses import dataclass

from quiz.rules.access import Role, Viewer
from quiz.rules.staffing import Terms
from quiz.store.database import Database
from quiz.store.plain import Reader, fetch_all, fetch_one
from quiz.store.sessions import TAG

_MEMBER = (
    "SELECT s.digest, f.id, f.username, f.name, f.role, f.totp_since, s.expires_at, s.seen_at,"
    " s.passed FROM session s JOIN staff f ON f.id = s.staff_id"
    " WHERE s.digest = ? AND s.expires_at > ? AND f.active"
)
_DISTRICTS = "SELECT district_id FROM staff_district WHERE staff_id = ?"


@dataclass(frozen=True, slots=True)
class HeldSession:
    """A session of an active account that has not run out, as its row says."""

    digest: str
    staff_id: int
    username: str
    name: str
    role: str
    totp_since: int
    until: int
    seen_at: int
    passed: bool
    districts: frozenset[int] = frozenset()

    def is_idle(self, database: Database, now: int, terms: Terms) -> bool:
        """Whether nothing was asked for by it for too long."""
        seen = max(self.seen_at, database.staff_seen.get(self.digest, 0))
        return seen <= now - terms.idle_ms

    def waits(self, terms: Terms) -> bool:
        """Whether the app's code has to be given before it opens anything."""
        return terms.needs_code(Role(self.role)) and not self.passed


def held_session(connection: Reader, digest: str, now: int) -> HeldSession | None:
    """The session of staff with this digest."""
    row = fetch_one(connection, _MEMBER, (digest, now))
    if row is None:
        return None
    districts = fetch_all(connection, _DISTRICTS, (row[1],))
    return HeldSession(*(*row, frozenset(one for (one,) in districts)))


def staff_viewer(database: Database, held: HeldSession, now: int, terms: Terms) -> Viewer | None:
    """Whoever is let in by the session, None where nobody is. Notes that it was used."""
    if held.is_idle(database, now, terms) or held.waits(terms):
        return None
    database.staff_seen[held.digest] = now
    return Viewer(
        role=Role(held.role),
        name=held.name,
        actor=held.username,
        person_id=None,
        staff_id=held.staff_id,
        districts=held.districts,
        until=held.until,
        session=held.digest[:TAG],
    )
