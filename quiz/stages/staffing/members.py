"""Accounts: who has which role, for which districts; added, changed, closed and opened again.

The keeper of the machine decides at a terminal, an administrator in the browser: `by` is the
account of that administrator, who can neither close nor demote the own one, so that one is always
left. A new password and a disabled account end that person's sessions in the same transaction; a
changed role or district holds on the next request, because staff are read anew each time.
"""

from collections.abc import Collection

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from question_bank.vietnamese import squeeze
from quiz.rules.access import Role
from quiz.rules.reasons import RequestReason, StaffReason
from quiz.rules.refusal import Refusal
from quiz.rules.staffing import (
    canonical_username,
    refuse_districts,
    refuse_username,
)
from quiz.rules.ticket import clean_number
from quiz.stages.staffing.looking import Member, accounts
from quiz.stages.staffing.rows import administrators, find, get, give_password, id_of, note
from quiz.store.database import Database
from quiz.store.passwords import hash_password, refuse_weak
from quiz.store.staff_sessions import end_sessions
from quiz.store.tables import (
    Person,
    Staff,
    StaffDistrict,
    StaffLink,
    StaffPerson,
    Unit,
)

NAME_LENGTH = 100


def add(database: Database, member: Member, password: str | None, actor: str, now: int) -> str:
    """A new account, known by the canonical spelling of its user name, which is returned. Without a
    password nobody signs in until its owner has set one by a link."""
    username = refuse_username(member.username)
    hashed = ""
    if password is not None:
        database.read_now(lambda connection: refuse_weak(connection, username, password))
        hashed = hash_password(password)
    with database.writing() as session:
        if find(session, username) is not None:
            raise Refusal(StaffReason.STAFF_EXISTS, username=username)
        staff = Staff(username=username, name="", role=member.role, password_hash=hashed)
        describe(session, staff, member.name, member.role, member.districts)
        said = _said(member.role, member.districts, _link(session, staff, member.number))
        note(session, staff, "staff.add", actor, now, said)
    return username


def invite(database: Database, member: Member, actor: str, now: int) -> int:
    """The id of a new account whose owner will set the password. Adding the same one twice is once,
    as long as nobody has set a password."""
    try:
        username = add(database, member, None, actor, now)
    except Refusal as refusal:
        same = [
            one.id
            for one in accounts(database)
            if not one.has_password and _like(one.member) == _like(member)
        ]
        if refusal.reason is StaffReason.STAFF_EXISTS and same:
            return same[0]
        raise
    return next(one.id for one in accounts(database) if one.member.username == username)


def _like(member: Member) -> tuple[object, ...]:
    username, number = canonical_username(member.username), clean_number(member.number)
    districts = tuple(sorted(member.districts))
    return username, squeeze(member.name), member.role, districts, number


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
    by: int | None = None,
) -> None:
    """Another name, role, districts or candidate number; None leaves what there is, an empty number
    takes it away. Somebody who stops being an organiser loses the districts."""
    with database.writing() as session:
        others = administrators(session) if by is not None else []
        staff = get(session, username)
        role = role or Role(staff.role)
        if by is not None and role is not Role(staff.role):
            _refuse_own(others, staff, by)
        if districts is None:
            districts = _codes(session, staff) if role is Role.ORGANIZER else ()
        describe(session, staff, staff.name if name is None else name, role, districts)
        linked = "" if number is None else _link(session, staff, number) or "none"
        note(session, staff, "staff.change", actor, now, _said(role, districts, linked))


def set_password(database: Database, username: str, password: str, actor: str, now: int) -> None:
    """A new password, which ends every session. It opens a disabled account again."""
    canonical = canonical_username(username)
    database.read_now(lambda connection: refuse_weak(connection, canonical, password))
    hashed = hash_password(password)
    with database.writing() as session:
        staff = get(session, username)
        staff.active = True
        give_password(session, staff, hashed)
        note(session, staff, "staff.password", actor, now)


def disable(database: Database, username: str, actor: str, now: int, by: int | None = None) -> None:
    """Close the account and end its sessions. What it did stays under its name."""
    with database.writing() as session:
        others = administrators(session) if by is not None else []
        staff = get(session, username)
        if by is not None:
            _refuse_own(others, staff, by)
        if not staff.active:
            return
        staff.active = False
        end_sessions(session, staff)
        session.exec(delete(StaffLink).where(col(StaffLink.staff_id) == id_of(staff)))
        note(session, staff, "staff.disable", actor, now)


def enable(database: Database, username: str, actor: str, now: int) -> None:
    """Open a closed account again; its owner sets another password by a link."""
    with database.writing() as session:
        staff = get(session, username)
        if staff.active:
            return
        staff.active = True
        give_password(session, staff, "")
        note(session, staff, "staff.enable", actor, now)


def _refuse_own(known: list[int], staff: Staff, by: int) -> None:
    """Refuse what would take an administrator away by the own hand, or by somebody who has stopped
    being one a moment ago; `known` are those that are left."""
    if known == [id_of(staff)]:
        raise Refusal(StaffReason.LAST_ADMINISTRATOR)
    if by == id_of(staff):
        raise Refusal(StaffReason.OWN_ACCOUNT)
    if by not in known:
        raise Refusal(RequestReason.NOT_ALLOWED)


def describe(
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
        raise Refusal(StaffReason.UNKNOWN_DISTRICT, codes=", ".join(unknown))
    staff.name = squeeze(name)
    if not 1 <= len(staff.name) <= NAME_LENGTH:
        raise Refusal(RequestReason.BAD_INPUT, field="Họ và tên")
    staff.role = role
    session.add(staff)
    try:
        session.flush()
    except IntegrityError:  # two keepers took one user name in the same instant (PostgreSQL)
        raise Refusal(StaffReason.STAFF_EXISTS, username=staff.username) from None
    session.exec(delete(StaffDistrict).where(col(StaffDistrict.staff_id) == id_of(staff)))
    session.add_all(
        StaffDistrict(staff_id=id_of(staff), district_id=unit.id)
        for unit in known
        if unit.id is not None
    )


def _link(session: Session, staff: Staff, number: str) -> str:
    """Tie the account to the person with this candidate number, to nobody where it is empty, and
    return the number as it is stored. Refuses one that nobody on the roster has."""
    session.exec(delete(StaffPerson).where(col(StaffPerson.staff_id) == id_of(staff)))
    if not number.strip():
        return ""
    wanted = select(Person).where(Person.number == clean_number(number), col(Person.active))
    person = session.exec(wanted).one_or_none()
    if person is None or person.id is None:
        raise Refusal(StaffReason.UNKNOWN_NUMBER, number=squeeze(number)[:40])
    session.add(StaffPerson(staff_id=id_of(staff), person_id=person.id))
    return person.number


def _said(role: Role, districts: Collection[str], number: str) -> str:
    parts = [f"role={role.value}", *(f"district={code}" for code in sorted(districts))]
    return " ".join([*parts, *([f"number={number}"] if number else [])])


def _codes(session: Session, staff: Staff) -> tuple[str, ...]:
    own = select(StaffDistrict.district_id).where(StaffDistrict.staff_id == id_of(staff))
    return tuple(session.exec(select(Unit.code).where(col(Unit.id).in_(own))))
