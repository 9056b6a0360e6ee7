"""Look people up: lists with search, one person, and the tickets to print."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, false, func, or_, select
from sqlmodel import col

from question_bank.vietnamese import same_key, squeeze
from quiz.rules import ticket
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.search import looked_for
from quiz.store.database import Database
from quiz.store.tables import AuditLog, Person, Unit

PAGE_ROWS = 50
SHEET_TICKETS = 480
"""Tickets that are made at once for print: forty pages of cards, twenty of labels."""
MESSAGES = 50_000
"""Rows of a workbook for a program that sends messages."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the roll."""

    id: int
    number: str
    name: str
    birth_year: int | None
    position: str
    staff_code: str
    phone: str
    unit_id: int
    unit: str
    district_id: int
    ticket_version: int
    gender: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of people in Vietnamese order."""

    people: tuple[Member, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class UnitCount:
    """A unit with how many people are on its roll."""

    id: int
    full_name: str
    district_id: int
    people: int


@dataclass(frozen=True, slots=True)
class Ticket:
    """What is printed for one person. The link and the code open the person's paper."""

    name: str
    unit: str
    number: str
    code: str
    link: str
    phone: str = ""


def list_people(
    connection: Connection,
    districts: frozenset[int] | None,
    *,
    unit_id: int | None = None,
    query: str = "",
    page: int = 1,
    rows: int = PAGE_ROWS,
) -> Listing:
    """People of `districts` (None for all), of one unit or district, whose name, number or staff
    code matches; without diacritics too. A page past the end is the last one."""
    conditions: list[ColumnElement[bool]] = [col(Person.active).is_(True)]
    if districts is not None:
        conditions.append(col(Person.district_id).in_(districts))
    if unit_id is not None:
        conditions.append(_belongs(unit_id))
    if query.strip():
        conditions.append(_matches(query))
    count = select(func.count()).select_from(Person).where(*conditions, ~_rehearses())
    total = connection.execute(count).scalar_one()
    pages = max(1, -(-total // rows))
    page = min(page, pages)
    found = connection.execute(
        _members()
        .where(*conditions)
        .order_by(col(Person.sort_key), col(Person.number))
        .limit(rows)
        .offset((page - 1) * rows)
    )
    return Listing(tuple(_member(row) for row in found), total, page, pages)


def read_member(connection: Connection, person_id: int) -> Member:
    """One person. Refuses an unknown one."""
    statement = _members().where(col(Person.id) == person_id, col(Person.active).is_(True))
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise Refusal(RequestReason.NOT_FOUND)
    return _member(row)


def read_unit(connection: Connection, unit_id: int) -> tuple[str, int]:
    """The full name and the district of a unit. Refuses an unknown one and one above districts."""
    statement = select(col(Unit.full_name), col(Unit.district_id)).where(
        col(Unit.id) == unit_id, ~col(Unit.rehearsal)
    )
    row = connection.execute(statement).one_or_none()
    if row is None or row.district_id is None:
        raise Refusal(RequestReason.NOT_FOUND)
    return row.full_name, row.district_id


def count_by_unit(
    connection: Connection, districts: frozenset[int] | None
) -> tuple[UnitCount, ...]:
    """The districts, with everybody in them, and each unit that has people, by name."""
    own = (col(Unit.id) == col(Unit.district_id)) & ~col(Unit.rehearsal)
    part = (col(Unit.id) != col(Unit.district_id)) & ~col(Unit.rehearsal)
    people = func.count(col(Person.id))
    reach = [] if districts is None else [col(Unit.district_id).in_(districts)]
    whole = (
        select(col(Unit.id), col(Unit.full_name), col(Unit.district_id), people.label("people"))
        .join(Person, (col(Person.district_id) == col(Unit.id)) & col(Person.active), isouter=True)
        .where(own, *reach)
        .group_by(col(Unit.id), col(Unit.full_name), col(Unit.district_id), col(Unit.code))
        .order_by(col(Unit.code))
    )
    parts = (
        select(col(Unit.id), col(Unit.full_name), col(Unit.district_id), people.label("people"))
        .join(Person, (col(Person.unit_id) == col(Unit.id)) & col(Person.active))
        .where(part, *reach)
        .group_by(col(Unit.id), col(Unit.full_name), col(Unit.district_id), col(Unit.key))
        .order_by(col(Unit.key))
    )
    return (
        *(_counted(row) for row in connection.execute(whole)),
        *(_counted(row) for row in connection.execute(parts)),
    )


def tickets_of(members: Sequence[Member], secret: bytes, base_url: str) -> tuple[Ticket, ...]:
    """The tickets of these people. They are derived, never stored."""
    return tuple(
        Ticket(
            name=member.name,
            unit=member.unit,
            number=member.number,
            code=ticket.typed_code(secret, member.number, member.ticket_version),
            link=f"{base_url.rstrip('/')}/enter#"
            + ticket.ticket(secret, member.number, member.ticket_version),
            phone=member.phone,
        )
        for member in members
    )


@dataclass(frozen=True, slots=True)
class Issue:
    """The tickets of one person, or of a unit or district: a part of them."""

    title: str
    tickets: tuple[Ticket, ...]
    total: int
    page: int
    pages: int


def issue_tickets(
    database: Database,
    whose: int,
    *,
    one: bool,
    how: str,
    page: int,
    rows: int,
    secret: bytes,
    base_url: str,
    actor: str,
    now: int,
) -> Issue:
    """Make the tickets of the person `whose`, or of the unit, and log who made how many and `how`;
    the log holds no ticket and no code. Whether the actor may is asked before."""
    with database.writing() as session:
        connection = session.connection()
        if one:
            member = read_member(connection, whose)
            title, subject, listing = member.name, member.number, Listing((member,), 1, 1, 1)
        else:
            title, _ = read_unit(connection, whose)
            subject = f"unit:{whose}"
            listing = list_people(connection, None, unit_id=whose, page=page, rows=rows)
        detail = f"{how} people={len(listing.people)} part={listing.page}/{listing.pages}"
        session.add(
            AuditLog(at=now, actor=actor, action="tickets.print", subject=subject, detail=detail)
        )
    tickets = tickets_of(listing.people, secret, base_url)
    return Issue(title, tickets, listing.total, listing.page, listing.pages)


def find_units(connection: Connection, text: str) -> tuple[tuple[int, str, str], ...]:
    """The units whose full name or code is `text`: id, full name and code."""
    statement = select(col(Unit.id), col(Unit.full_name), col(Unit.code)).where(
        or_(col(Unit.key) == same_key(text), col(Unit.code) == text.strip()),
        col(Unit.district_id).is_not(None),
        ~col(Unit.rehearsal),
    )
    return tuple((row.id or 0, row.full_name, row.code) for row in connection.execute(statement))


def _members() -> Any:
    return select(
        col(Person.id), col(Person.number), col(Person.name), col(Person.birth_year),
        col(Person.position), col(Person.staff_code), col(Person.unit_id),
        col(Person.district_id), col(Person.ticket_version), col(Person.gender),
        col(Person.phone),
        col(Unit.full_name).label("unit"),
    ).join(Unit, (col(Unit.id) == col(Person.unit_id)) & ~col(Unit.rehearsal))  # fmt: skip


def _member(row: Row[Any]) -> Member:
    return Member(
        id=row.id,
        number=row.number,
        name=row.name,
        birth_year=row.birth_year,
        position=row.position,
        staff_code=row.staff_code or "",
        phone=row.phone,
        unit_id=row.unit_id,
        unit=row.unit,
        district_id=row.district_id,
        ticket_version=row.ticket_version,
        gender=row.gender,
    )


def _counted(row: Any) -> UnitCount:
    return UnitCount(row.id, row.full_name, row.district_id, row.people)


def _rehearses() -> ColumnElement[bool]:
    return col(Person.unit_id).in_(select(col(Unit.id)).where(col(Unit.rehearsal)))


def _belongs(unit_id: int) -> ColumnElement[bool]:
    return or_(col(Person.unit_id) == unit_id, col(Person.district_id) == unit_id)


def _matches(query: str) -> ColumnElement[bool]:
    wanted = looked_for(query)
    if wanted is None:
        return false()
    return or_(
        col(Person.name_fold).contains(wanted, autoescape=True),
        col(Person.number) == ticket.clean_number(query),
        col(Person.staff_code) == squeeze(query),
    )
