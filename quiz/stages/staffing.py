"""Staff: who they are, their roles and passwords. The keeper of the machine decides, at a terminal.

A new password and a disabled account end that person's sessions in the same transaction; a changed
role or district holds on the next request, because staff are read anew each time.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from question_bank.vietnamese import squeeze
from quiz.rules.access import Role
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.staffing import (
    canonical_username,
    refuse_districts,
    refuse_password,
    refuse_username,
)
from quiz.rules.ticket import clean_number
from quiz.store.database import Database
from quiz.store.passwords import hash_password
from quiz.store.tables import AuditLog, Person, Staff, StaffDistrict, StaffPerson, Unit
from quiz.store.tables import Session as SignedIn

NAME_LENGTH = 100


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


def list_staff(database: Database) -> tuple[Member, ...]:
    """Everybody, disabled accounts too, by user name."""
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
            Member(
                one.username,
                one.name,
                Role(one.role),
                tuple(codes.get(_id(one), ())),
                one.active,
                numbers.get(_id(one), ""),
            )
            for one in session.exec(select(Staff).order_by(Staff.username))
        )


def add(database: Database, member: Member, password: str, actor: str, now: int) -> str:
    """A new account, known by the canonical spelling of its user name, which is returned."""
    username = refuse_username(member.username)
    refuse_password(password)
    hashed = hash_password(password)
    with database.writing() as session:
        if _find(session, username) is not None:
            raise Refusal(Reason.STAFF_EXISTS, username=username)
        staff = Staff(username=username, name="", role=member.role, password_hash=hashed)
        _describe(session, staff, member.name, member.role, member.districts)
        said = _said(member.role, member.districts, _link(session, staff, member.number))
        _note(session, staff, "staff.add", actor, now, said)
    return username


def change(
    database: Database,
    username: str,
    *,
    name: str | None,
    role: Role | None,
    districts: Collection[str] | None,
    number: str | None = None,
    actor: str,
    now: int,
) -> None:
    """Another name, role, districts or candidate number; None leaves what there is, an empty number
    takes it away. Somebody who stops being an organiser loses the districts."""
    with database.writing() as session:
        staff = _get(session, username)
        role = role or Role(staff.role)
        if districts is None:
            districts = _codes(session, staff) if role is Role.ORGANIZER else ()
        _describe(session, staff, staff.name if name is None else name, role, districts)
        linked = "" if number is None else _link(session, staff, number) or "none"
        _note(session, staff, "staff.change", actor, now, _said(role, districts, linked))


def set_password(database: Database, username: str, password: str, actor: str, now: int) -> None:
    """A new password, which ends every session. It opens a disabled account again."""
    refuse_password(password)
    hashed = hash_password(password)
    with database.writing() as session:
        staff = _get(session, username)
        staff.password_hash, staff.active = hashed, True
        _end_sessions(session, staff)
        _note(session, staff, "staff.password", actor, now)


def disable(database: Database, username: str, actor: str, now: int) -> None:
    """Close the account and end its sessions. What it did stays under its name."""
    with database.writing() as session:
        staff = _get(session, username)
        staff.active = False
        _end_sessions(session, staff)
        _note(session, staff, "staff.disable", actor, now)


def _describe(
    session: Session, staff: Staff, name: str, role: Role, districts: Collection[str]
) -> None:
    """Give the account its name, role and districts. Refuses what does not fit together."""
    refuse_districts(role, districts)
    known = session.exec(
        select(Unit).where(
            col(Unit.code).in_(districts), Unit.district_id == Unit.id, ~col(Unit.rehearsal)
        )
    ).all()
    unknown = sorted(set(districts) - {unit.code for unit in known})
    if unknown:
        raise Refusal(Reason.UNKNOWN_DISTRICT, codes=", ".join(unknown))
    staff.name = squeeze(name)
    if not 1 <= len(staff.name) <= NAME_LENGTH:
        raise Refusal(Reason.BAD_INPUT, field="Họ và tên")
    staff.role = role
    session.add(staff)
    try:
        session.flush()
    except IntegrityError:  # two keepers took one user name in the same instant (PostgreSQL)
        raise Refusal(Reason.STAFF_EXISTS, username=staff.username) from None
    session.exec(delete(StaffDistrict).where(col(StaffDistrict.staff_id) == _id(staff)))
    session.add_all(
        StaffDistrict(staff_id=_id(staff), district_id=unit.id)
        for unit in known
        if unit.id is not None
    )


def _link(session: Session, staff: Staff, number: str) -> str:
    """Tie the account to the person with this candidate number, to nobody where it is empty, and
    return the number as it is stored. Refuses one that nobody on the roster has."""
    session.exec(delete(StaffPerson).where(col(StaffPerson.staff_id) == _id(staff)))
    if not number.strip():
        return ""
    wanted = select(Person).where(Person.number == clean_number(number), col(Person.active))
    person = session.exec(wanted).one_or_none()
    if person is None or person.id is None:
        raise Refusal(Reason.UNKNOWN_NUMBER, number=squeeze(number)[:40])
    session.add(StaffPerson(staff_id=_id(staff), person_id=person.id))
    return person.number


def _end_sessions(session: Session, staff: Staff) -> None:
    """The account is written first: a sign-in under way waits for its row and finds it changed."""
    session.add(staff)
    session.flush()
    session.exec(delete(SignedIn).where(col(SignedIn.staff_id) == _id(staff)))


def _note(
    session: Session, staff: Staff, action: str, actor: str, now: int, detail: str = ""
) -> None:
    session.add(AuditLog(at=now, actor=actor, action=action, subject=staff.username, detail=detail))


def _said(role: Role, districts: Collection[str], number: str) -> str:
    parts = [f"role={role.value}", *(f"district={code}" for code in sorted(districts))]
    return " ".join([*parts, *([f"number={number}"] if number else [])])


def _find(session: Session, username: str) -> Staff | None:
    wanted = select(Staff).where(Staff.username == username).with_for_update()
    return session.exec(wanted).one_or_none()


def _get(session: Session, username: str) -> Staff:
    staff = _find(session, canonical_username(username))
    if staff is None:
        raise Refusal(Reason.UNKNOWN_STAFF)
    return staff


def _codes(session: Session, staff: Staff) -> tuple[str, ...]:
    own = select(StaffDistrict.district_id).where(StaffDistrict.staff_id == _id(staff))
    return tuple(session.exec(select(Unit.code).where(col(Unit.id).in_(own))))


def _id(staff: Staff) -> int:
    if staff.id is None:
        raise ValueError("the row was not stored")
    return staff.id
