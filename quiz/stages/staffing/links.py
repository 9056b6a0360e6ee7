"""Links by which people set their own passwords, so that no administrator knows one: used once, for
a day by a new account, for ten minutes by one that had a password. The link of nobody's account
makes the first administrator: there is no default account.

A link's secret stands behind the # of its address or is posted; only its digest is kept.
"""

import secrets
from collections.abc import Sequence

from sqlalchemy import Connection, delete
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from quiz.rules.access import Role
from quiz.rules.reasons import StaffReason
from quiz.rules.refusal import Refusal
from quiz.rules.staffing import canonical_username, refuse_username
from quiz.stages.staffing.looking import Member
from quiz.stages.staffing.members import describe
from quiz.stages.staffing.rows import (
    administrators,
    find,
    get_by_id,
    give_password,
    id_of,
    note,
)
from quiz.store.database import Database
from quiz.store.passwords import hash_password, refuse_weak
from quiz.store.sessions import digest_of
from quiz.store.tables import Staff, StaffLink

NEW_ACCOUNT_MS = 24 * 3_600_000
RESET_MS = 10 * 60_000


def make_link(database: Database, staff_id: int, actor: str, now: int) -> tuple[str, int]:
    """A link's secret and when it ends. It takes the place of one that was made before. Refuses a
    disabled account."""
    secret = secrets.token_urlsafe(32)
    with database.writing() as session:
        staff = get_by_id(session, staff_id)
        if not staff.active:
            raise Refusal(StaffReason.UNKNOWN_STAFF)
        until = now + (RESET_MS if staff.password_hash else NEW_ACCOUNT_MS)
        session.exec(delete(StaffLink).where(col(StaffLink.staff_id) == staff_id))
        session.add(StaffLink(digest=digest_of(secret), staff_id=staff_id, expires_at=until))
        note(session, staff, "staff.link", actor, now)
    return secret, until


def use_link(database: Database, secret: str, password: str, now: int) -> str:
    """Set the password of the link's account, which ends its sessions and the link; the user name.
    Refuses a link that was used or has ended. Slow: it hashes."""
    digest = digest_of(secret)
    with database.reading() as session:
        staff = _linked(session, digest, now)
    database.read_now(lambda connection: refuse_weak(connection, staff.username, password))
    hashed = hash_password(password)
    with database.writing() as session:
        staff = get_by_id(session, id_of(staff))
        _linked(session, digest, now)
        give_password(session, staff, hashed)
        note(session, staff, "staff.password", staff.username, now, "link")
        return staff.username


def _linked(session: Session, digest: str, now: int) -> Staff:
    wanted = (
        select(Staff)
        .join(StaffLink, col(StaffLink.staff_id) == Staff.id)
        .where(StaffLink.digest == digest, StaffLink.expires_at > now, col(Staff.active))
    )
    staff = session.exec(wanted).one_or_none()
    if staff is None:
        raise Refusal(StaffReason.LINK_SPENT)
    return staff


def make_setup_link(database: Database, now: int) -> str:
    """The secret of a link that makes the first administrator. Refuses where one can sign in."""
    secret = secrets.token_urlsafe(32)
    with database.writing() as session:
        if administrators(session):
            raise Refusal(StaffReason.ADMINISTRATOR_EXISTS)
        session.exec(delete(StaffLink).where(col(StaffLink.expires_at) <= now))
        session.add(StaffLink(digest=digest_of(secret), expires_at=now + NEW_ACCOUNT_MS))
    return secret


def needs_first(connection: Connection) -> bool:
    """Whether nobody can sign in as an administrator."""
    wanted = select(Staff.id).where(
        Staff.role == Role.ADMINISTRATOR, col(Staff.active), Staff.password_hash != ""
    )
    return connection.execute(wanted.limit(1)).first() is None


def make_first(
    database: Database, secret: str, username: str, name: str, password: str, now: int
) -> str:
    """The first administrator, by a setup link; the canonical user name. Refuses a link that was
    used or has ended. Slow: it hashes."""
    digest = digest_of(secret)
    with database.reading() as session:
        _refuse_spent(session.exec(_setup_links()).all(), digest, now)
    canonical = refuse_username(username)
    database.read_now(lambda connection: refuse_weak(connection, canonical, password))
    member = Member(canonical, name, Role.ADMINISTRATOR, (), active=True)
    hashed = hash_password(password)
    with database.writing() as session:
        # the rows are locked: of two links that are used in one moment the second finds none
        _refuse_spent(session.exec(_setup_links().with_for_update()).all(), digest, now)
        if administrators(session):
            raise Refusal(StaffReason.ADMINISTRATOR_EXISTS)
        if find(session, canonical_username(canonical)) is not None:
            raise Refusal(StaffReason.STAFF_EXISTS, username=canonical)
        session.exec(delete(StaffLink).where(col(StaffLink.staff_id).is_(None)))
        staff = Staff(username=canonical, name="", role=member.role, password_hash=hashed)
        describe(session, staff, member.name, member.role, ())
        note(session, staff, "staff.first", canonical, now, "role=administrator")
    return canonical


def _setup_links() -> SelectOfScalar[StaffLink]:
    return select(StaffLink).where(col(StaffLink.staff_id).is_(None)).order_by(StaffLink.digest)


def _refuse_spent(links: Sequence[StaffLink], digest: str, now: int) -> None:
    if not any(link.digest == digest and link.expires_at > now for link in links):
        raise Refusal(StaffReason.LINK_SPENT)
