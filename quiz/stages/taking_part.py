"""What keeps somebody from competing, and among whom somebody competes: one person at a time,
where no roster says it."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from quiz.rules.access import Role
from quiz.rules.eligibility import Audience, Duty
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.starting import duties_of
from quiz.store import past_units
from quiz.store.audiences import known_audiences
from quiz.store.database import Database
from quiz.store.roll import lock_roll
from quiz.store.tables import AuditLog, Person

_PERSON = text("SELECT audience, duty FROM person WHERE id = :person AND active")
_ACCOUNTS = text(
    "SELECT s.username, s.role FROM staff_person sp JOIN staff s ON s.id = sp.staff_id AND s.active"
    " WHERE sp.person_id = :person ORDER BY s.username"
)
_ATTEMPTS = text(
    "SELECT COUNT(*) FROM attempt a JOIN round r ON r.id = a.round_id"
    " WHERE a.person_id = :person AND r.kind = 'official' AND NOT a.voided"
)


@dataclass(frozen=True, slots=True)
class Part:
    """What the roster says of a person, and what may be said."""

    audience: str
    duty: Duty | None
    accounts: tuple[tuple[str, Role], ...]
    """User name and role of the person's accounts of the staff, which exclude like a duty."""
    attempts: int
    """Attempts in official rounds that count already: a duty that is set later voids none."""
    audiences: tuple[Audience, ...]
    """One of each id, the newest contest's title."""

    @property
    def duties(self) -> frozenset[Duty]:
        """Of the roster and of every account."""
        return duties_of(self.duty or "", (role for _, role in self.accounts))

    @property
    def audience_title(self) -> str:
        """As the newest contest that has it says; the id where none does any more."""
        titles = {one.id: one.title for one in self.audiences}
        return titles.get(self.audience, self.audience)


def read_part(connection: Connection, person_id: int) -> Part:
    """What is known of the person. Refuses an unknown one."""
    row = connection.execute(_PERSON, {"person": person_id}).one_or_none()
    if row is None:
        raise Refusal(RequestReason.NOT_FOUND)
    accounts = connection.execute(_ACCOUNTS, {"person": person_id})
    by_id: dict[str, Audience] = {}
    for audience in known_audiences(connection):
        by_id.setdefault(audience.id, audience)
    return Part(
        audience=row.audience,
        duty=Duty(row.duty) if row.duty else None,
        accounts=tuple((one.username, Role(one.role)) for one in accounts),
        attempts=connection.execute(_ATTEMPTS, {"person": person_id}).scalar_one(),
        audiences=tuple(by_id.values()),
    )


def set_part(
    database: Database, person_id: int, audience: str, duty: Duty | None, actor: str, now: int
) -> bool:
    """Say to which audience the person belongs and what the person does in the contest; returns
    whether that is another than before. Holds for the next start. Refuses an unknown person, and an
    audience that no contest has."""
    with database.writing() as session:
        connection = session.connection()
        lock_roll(connection)
        part = read_part(connection, person_id)
        if audience not in {"", part.audience, *(one.id for one in part.audiences)}:
            raise Refusal(RequestReason.BAD_INPUT, field="Đối tượng")
        if (audience, duty) == (part.audience, part.duty):
            return False
        person = session.get_one(Person, person_id, with_for_update=True)
        if audience != part.audience:
            past_units.remember(connection, [person_id])
        person.audience, person.duty = audience, duty.value if duty else ""
        session.add(person)
        detail = f"audience={audience} duty={person.duty}"
        session.add(
            AuditLog(
                at=now, actor=actor, action="people.part", subject=person.number, detail=detail
            )
        )
    return True
