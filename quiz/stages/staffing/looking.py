"""Who is on the staff, for lists and pages."""

from dataclasses import dataclass

from sqlmodel import col, select

from quiz.rules.access import Role
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.stages.staffing.rows import id_of
from quiz.store.database import Database
from quiz.store.tables import Person, Staff, StaffDistrict, StaffPerson, Unit


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the staff. `districts` are codes, for organisers only. `number` is the candidate
    number of an account whose owner is on the roster too, and so may not compete."""

    username: str
    name: str
    role: Role
    districts: tuple[str, ...]
    active: bool
    number: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A member as its page shows it. `has_password` is false until the owner has set one;
    `enrolled` where an app is tied to the account."""

    id: int
    member: Member
    has_password: bool
    enrolled: bool


def list_staff(database: Database) -> tuple[Member, ...]:
    """Everybody, disabled accounts too, by user name."""
    return tuple(account.member for account in accounts(database))


def accounts(database: Database) -> tuple[Account, ...]:
    """The same with what their pages show."""
    with database.reading() as session:
        codes: dict[int, list[str]] = {}
        districts = (
            select(StaffDistrict.staff_id, Unit.code)
            .join(Unit, col(Unit.id) == StaffDistrict.district_id)
            .order_by(Unit.code)
        )
        for staff_id, code in session.exec(districts):
            codes.setdefault(staff_id, []).append(code)
        linked = select(StaffPerson.staff_id, Person.number).join(
            Person, col(Person.id) == StaffPerson.person_id
        )
        numbers = dict(session.exec(linked).all())
        return tuple(
            Account(
                id_of(one),
                Member(
                    one.username,
                    one.name,
                    Role(one.role),
                    tuple(codes.get(id_of(one), ())),
                    one.active,
                    numbers.get(id_of(one), ""),
                ),
                has_password=bool(one.password_hash),
                enrolled=one.totp_since > 0,
            )
            for one in session.exec(select(Staff).order_by(Staff.username))
        )


def account(database: Database, staff_id: int) -> Account:
    """One of them. Refuses an id that nobody has."""
    found = [one for one in accounts(database) if one.id == staff_id]
    if not found:
        raise Refusal(RequestReason.NOT_FOUND)
    return found[0]
