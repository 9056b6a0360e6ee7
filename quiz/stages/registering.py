"""Citizens who are on no roster put themselves on it, where the rules allow it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from sqlalchemy import Connection, bindparam, text
from sqlmodel import Session, col, select

from question_bank.vietnamese import clean, fold, mask, same_key, slug, sort_key, squeeze
from quiz.rules.erased import ERASED_NAME_USED, is_erased
from quiz.rules.places import OFFICE
from quiz.rules.reasons import EntryReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.roll import Enrolled
from quiz.rules.roster import EARLIEST_BIRTH, LATEST_BIRTH
from quiz.store import revocation
from quiz.store.database import Database
from quiz.store.roll import add_people, lock_roll
from quiz.store.tables import AuditLog, Person, Registration

LONGEST_NAME = 80
SHOWN_AGAIN_MS = 10 * 60_000
"""The same form sent again shows number and code again for so long: a reply may get lost. So long
it also puts right whom it registered, until that person has begun an attempt."""
ANOTHER = "another"
"""What a form says whose typed person is none of those whom it registered before."""
SELF = "self"
"""Who did it, in the log."""

_DISTRICTS = text(
    "SELECT id, full_name FROM unit WHERE id IN :districts AND NOT rehearsal ORDER BY code"
).bindparams(bindparam("districts", expanding=True))
_UNITS = text(
    "SELECT id, full_name, district_id FROM unit WHERE district_id = :district AND NOT rehearsal"
    " AND valid_to = '' AND type <> :office ORDER BY CASE WHEN id = district_id THEN 1 ELSE 0"
    " END, key"
)
_MADE = text(
    "SELECT p.id, p.number, p.name, p.district_id, g.at, g.form, EXISTS (SELECT 1 FROM attempt a"
    " WHERE a.person_id = p.id) AS sat FROM registration g JOIN person p ON p.id = g.person_id"
    " WHERE g.form IN (:own, :seen) AND g.form <> '' AND p.active ORDER BY p.id"
)
_BEGUN = text("SELECT 1 FROM attempt WHERE person_id = :person LIMIT 1")
_SESSIONS = text("SELECT digest FROM session WHERE person_id = :person")
_TWINS = text(
    "SELECT id, number, name FROM person WHERE unit_id = :unit AND name_fold = :fold"
    " AND birth_year = :year AND active ORDER BY number"
)
_LAST = text(
    "SELECT p.number FROM registration g JOIN person p ON p.id = g.person_id"
    " WHERE p.number LIKE :prefix || '-%' ORDER BY p.id DESC LIMIT 1"
)
_TAKEN = text("SELECT 1 FROM person WHERE number = :number")
_CODE = text("SELECT code FROM unit WHERE id = :district")


@dataclass(frozen=True, slots=True)
class Citizen:
    """What was typed. `other` says that the person is none of those with the same name, year and
    unit; `means` is the number of whom it puts right, or ANOTHER than the form registered."""

    name: str
    birth_year: int
    district_id: int
    unit_id: int
    other: bool = False
    means: str = ""


@dataclass(frozen=True, slots=True)
class Twin:
    """Somebody who may be meant, as strangers may see it."""

    id: int
    shown: str
    tail: str
    """The last digits of the candidate number."""
    number: str = ""
    """The candidate number, where the form may put the person right."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What has to be said before anything is written: whether it is one of those with the same
    name, year of birth and unit, or else one of those whom this form or browser registered."""

    twins: tuple[Twin, ...] = ()
    made: tuple[Twin, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """What a form carried (`once`), and the digest of the form by which its browser registered
    somebody last."""

    once: str
    seen: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of what it carried: it tells the form again and lets nobody send it."""
        return hashlib.sha256(self.once.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Registered:
    """Who was put on the roll."""

    number: str
    name: str
    ticket_version: int


def districts(connection: Connection, among: frozenset[int]) -> tuple[tuple[int, str], ...]:
    """Id and full name of these districts."""
    found = connection.execute(_DISTRICTS, {"districts": list(among)})
    return tuple((row.id, row.full_name) for row in found)


def units(connection: Connection, district_id: int) -> tuple[tuple[int, str], ...]:
    """Id and full name of the communes of the district, and last the district itself."""
    found = connection.execute(_UNITS, {"district": district_id, "office": OFFICE})
    return tuple((row.id, row.full_name) for row in found)


def problems(citizen: Citizen) -> tuple[tuple[str, str], ...]:
    """What is wrong with what was typed: pairs of a field and a sentence."""
    cleaned, refused = clean(citizen.name)
    name = squeeze(cleaned)
    found = []
    if refused or not name or len(name) > LONGEST_NAME or len(name.split()) < 2:
        found.append(("name", "Đề nghị ghi đầy đủ họ và tên."))
    elif not all(letter.isalpha() or letter in " .'-’" for letter in name):
        found.append(("name", "Họ và tên có ký tự không phải chữ; đề nghị kiểm tra lại."))
    elif is_erased(name):
        found.append(("name", ERASED_NAME_USED))
    if not EARLIEST_BIRTH <= citizen.birth_year <= LATEST_BIRTH:
        found.append(("birth_year", "Năm sinh gồm bốn chữ số, ví dụ 1969; đề nghị kiểm tra lại."))
    return tuple(found)


def register(
    database: Database, citizen: Citizen, form: Form, open_in: Mapping[int, str], now: int
) -> Registered | Asked:
    """Put the citizen on the roll of a district where the rules allow it (`open_in`: district ->
    audience), and give the number; or put right whom this form registered before.

    Nothing is written while somebody has to say who is meant. The same form with the same person
    again gives that person. Another person typed into a form, as a browser that goes back lets a
    family do and lets somebody mend a slip, is asked about. Only the form itself, which nobody else
    has, puts right, and only until the person has begun an attempt.
    """
    ended: Sequence[str] = ()
    with database.writing() as session:
        connection = session.connection()
        lock_roll(connection)
        digest = _digest(citizen, form.once)
        before = session.get(Registration, digest)
        if before is not None:
            return _again(session.get_one(Person, before.person_id), before.at, now)
        if citizen.district_id not in open_in:
            raise Refusal(EntryReason.WAY_CLOSED)
        if citizen.unit_id not in dict(units(connection, citizen.district_id)):
            raise Refusal(RequestReason.BAD_INPUT, field="Xã, phường, thị trấn")
        made = _made(connection, citizen, form, now)
        meant = next((one for one in made if citizen.means and one.number == citizen.means), None)
        asked = _asked(connection, citizen, made, meant)
        if asked is not None:
            return asked
        if meant is None:
            number = _number(connection, citizen.district_id)
            audience = open_in[citizen.district_id]
            add_people(connection, [_enrolled(citizen, number, audience)], now)
            person = session.exec(select(Person).where(col(Person.number) == number)).one()
            person_id = person.id or 0
            session.add(Registration(once=digest, person_id=person_id, at=now, form=form.digest))
            session.add(AuditLog(at=now, actor=SELF, action="people.register", subject=number))
        else:
            person = _put_right(session, citizen, meant, digest, now)
            ended = connection.execute(_SESSIONS, {"person": meant.id}).scalars().all()
            for one in ended:
                revocation.revoke(connection, now, one)
        done = Registered(person.number, person.name, person.ticket_version)
    for one in ended:
        database.sessions.drop(one)
    return done


def _asked(
    connection: Connection, citizen: Citizen, made: tuple[Twin, ...], meant: Twin | None
) -> Asked | None:
    """What is left to ask; None where everything is said."""
    found = twins(connection, citizen)
    if meant is None and citizen.means != ANOTHER:
        same = {one.id for one in found}
        other = tuple(one for one in made if one.id not in same)
        if other and (citizen.other or not found):
            return Asked(made=other)
    found = tuple(one for one in found if meant is None or one.id != meant.id)
    return Asked(twins=found) if found and not citizen.other else None


def _put_right(session: Session, citizen: Citizen, meant: Twin, digest: str, now: int) -> Person:
    """The person, as typed now; the form then makes this person when it is sent again. Whoever was
    erased or has begun in this instant is looked at anew."""
    person = session.get_one(Person, meant.id, with_for_update=True)
    made = select(Registration).where(col(Registration.person_id) == meant.id)
    before = session.exec(made).one_or_none()
    begun = session.connection().execute(_BEGUN, {"person": meant.id}).first()
    if before is None or begun is not None:
        raise Refusal(RequestReason.BUSY, seconds=2)
    person.name = squeeze(citizen.name)
    person.name_fold, person.sort_key = fold(person.name), str(sort_key(person.name))
    person.birth_year, person.unit_id = citizen.birth_year, citizen.unit_id
    session.add(person)
    session.delete(before)
    session.flush()
    session.add(Registration(once=digest, person_id=meant.id, at=before.at, form=before.form))
    session.add(
        AuditLog(
            at=now, actor=SELF, action="people.register", subject=person.number, detail="again"
        )
    )
    session.flush()
    return person


def _made(connection: Connection, citizen: Citizen, form: Form, now: int) -> tuple[Twin, ...]:
    """Whom this form registered, and whom its browser did by the form before."""
    values = {"own": form.digest, "seen": form.seen}
    return tuple(
        Twin(row.id, mask(row.name), row.number[-2:], row.number if right else "")
        for row in connection.execute(_MADE, values)
        for right in (
            row.form == form.digest
            and row.district_id == citizen.district_id
            and not row.sat
            and now - row.at <= SHOWN_AGAIN_MS,
        )
    )


def twins(connection: Connection, citizen: Citizen) -> tuple[Twin, ...]:
    """Who has the same name, year of birth and unit."""
    key = same_key(citizen.name)
    values = {"unit": citizen.unit_id, "fold": fold(citizen.name), "year": citizen.birth_year}
    return tuple(
        Twin(row.id, mask(row.name), row.number[-2:])
        for row in connection.execute(_TWINS, values)
        if same_key(row.name) == key
    )


def _digest(citizen: Citizen, once: str) -> str:
    """Of the form and of who was typed into it. Whether somebody said to be another is no part of
    it: that is said once, between two sendings of one person."""
    year, unit = str(citizen.birth_year), str(citizen.unit_id)
    typed = "\0".join((once, same_key(citizen.name), year, unit))
    return hashlib.sha256(typed.encode()).hexdigest()


def _again(person: Person, at: int, now: int) -> Registered:
    if now - at > SHOWN_AGAIN_MS or not person.active:
        raise Refusal(EntryReason.ALREADY_REGISTERED)
    return Registered(person.number, person.name, person.ticket_version)


def _number(connection: Connection, district_id: int) -> str:
    """`930D-0001` and so on: the next one of those who registered themselves, but for numbers that
    a roster has brought."""
    code = connection.execute(_CODE, {"district": district_id}).scalar_one()
    prefix = f"{slug(code).upper()[:9] or '0'}D"
    last = connection.execute(_LAST, {"prefix": prefix}).scalar_one_or_none()
    counts = count(int(last.rpartition("-")[2]) + 1 if last else 1)
    numbers = (f"{prefix}-{at:04d}" for at in counts)
    return next(one for one in numbers if not connection.execute(_TAKEN, {"number": one}).first())


def _enrolled(citizen: Citizen, number: str, audience: str) -> Enrolled:
    return Enrolled(
        id=0,
        number=number,
        staff_code=None,
        name=squeeze(citizen.name),
        birth_year=citizen.birth_year,
        position="",
        unit_id=citizen.unit_id,
        district_id=citizen.district_id,
        audience=audience,
    )
