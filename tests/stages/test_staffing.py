"""Accounts of staff: who may have one, and what ends with a new password."""

import asyncio

import pytest
from sqlmodel import col, select

from quiz.rules.access import Role
from quiz.rules.reasons import RequestReason, StaffReason
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.staffing import Terms
from quiz.stages import signin, staffing
from quiz.stages.staffing import Member
from quiz.store.database import Database
from quiz.store.staff_sessions import STAFF_SESSION_MS
from quiz.store.tables import AuditLog, Session
from quiz.store.writer import Writer
from tests.cast import OPENS, PASSWORD, World

ANOTHER = "một mật khẩu khác 2021"
TRAN = Member("tran", "Trần", Role.ORGANIZER, ("930", "934"), active=True)


def signed_in(database: Database, writer: Writer, username: str, password: str = PASSWORD) -> str:
    known = signin.verify_password(database, username, password)
    return asyncio.run(signin.open_staff_session(writer, known, OPENS))


def holds(database: Database, session: str) -> Role | None:
    viewer = asyncio.run(signin.viewer(database, session, OPENS, Terms(totp=False)))
    return viewer.role if viewer else None


def refused(action: object) -> Reason:
    assert callable(action)
    with pytest.raises(Refusal) as found:
        action()
    assert "{" not in found.value.sentence
    return found.value.reason


def test_an_account_signs_in_however_its_name_and_password_are_typed(
    database: Database, writer: Writer, world: World
) -> None:
    member = Member("  Hiếu.PH ", " Ngô  Hiếu ", Role.ORGANIZER, ("934",), active=True)
    assert staffing.add(database, member, ANOTHER, "cli", OPENS) == "hiếu.ph"
    decomposed = (
        "HIE\u0302\u0301U.ph",
        "mo\u0323\u0302t m\u00e2\u0323t kh\u00e2\u0309u kh\u00e1c 2021",
    )
    session = signed_in(database, writer, *decomposed)
    viewer = asyncio.run(signin.viewer(database, session, OPENS, Terms(totp=False)))
    assert viewer is not None
    assert (viewer.name, viewer.role, viewer.actor) == ("Ngô Hiếu", Role.ORGANIZER, "hiếu.ph")
    assert viewer.districts == {world.districts["Huyện Phụng Hiệp"]}


def test_every_change_is_noted_without_names_and_passwords(
    database: Database, world: World
) -> None:
    staffing.add(database, TRAN, ANOTHER, "cli", OPENS)
    staffing.change(
        database, "TRAN", name=None, role=Role.PROVINCE, districts=None, actor="cli", now=OPENS + 1
    )
    staffing.set_password(database, "tran", PASSWORD, "cli", OPENS + 2)
    staffing.disable(database, "tran", "cli", OPENS + 3)
    with database.reading() as session:
        found = session.exec(
            select(AuditLog).where(AuditLog.subject == "tran").order_by(col(AuditLog.id))
        ).all()
    assert [(one.at - OPENS, one.actor, one.action, one.detail) for one in found] == [
        (0, "cli", "staff.add", "role=organizer district=930 district=934"),
        (1, "cli", "staff.change", "role=province"),
        (2, "cli", "staff.password", ""),
        (3, "cli", "staff.disable", ""),
    ]


@pytest.mark.parametrize("password", ["mười một ký", "x" * 129, "", "\ud800" * 12])
def test_a_password_that_is_too_short_or_too_long_or_no_text_is_refused(
    database: Database, world: World, password: str
) -> None:
    add = lambda: staffing.add(database, TRAN, password, "cli", OPENS)  # noqa: E731
    change = lambda: staffing.set_password(database, "lan", password, "cli", OPENS)  # noqa: E731
    assert refused(add) is refused(change) is StaffReason.BAD_PASSWORD
    assert "tran" not in {member.username for member in staffing.list_staff(database)}


@pytest.mark.parametrize("password", ["            ", "\x00" * 12, "🗝" * 128, "a'\"<&>;--\t\n12"])
def test_any_characters_make_a_password(
    database: Database, writer: Writer, world: World, password: str
) -> None:
    staffing.set_password(database, "lan", password, "cli", OPENS)
    assert holds(database, signed_in(database, writer, "lan", password)) is Role.ORGANIZER


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        (Member("LAN", "x", Role.AUTHOR, (), True), StaffReason.STAFF_EXISTS),
        (Member("hai từ", "x", Role.AUTHOR, (), True), StaffReason.BAD_USERNAME),
        (Member("a/b", "x", Role.AUTHOR, (), True), StaffReason.BAD_USERNAME),
        (Member("a\x00b", "x", Role.AUTHOR, (), True), StaffReason.BAD_USERNAME),
        (Member("", "x", Role.AUTHOR, (), True), StaffReason.BAD_USERNAME),
        (Member("x" * 65, "x", Role.AUTHOR, (), True), StaffReason.BAD_USERNAME),
        (Member("moi", " ", Role.AUTHOR, (), True), RequestReason.BAD_INPUT),
        (Member("moi", "x", Role.ORGANIZER, (), True), StaffReason.ORGANIZER_WITHOUT_DISTRICT),
        (Member("moi", "x", Role.ORGANIZER, ("930", "000"), True), StaffReason.UNKNOWN_DISTRICT),
        (Member("moi", "x", Role.ORGANIZER, ("930-ubnd",), True), StaffReason.UNKNOWN_DISTRICT),
        (Member("moi", "x", Role.PROVINCE, ("930",), True), StaffReason.DISTRICT_WITHOUT_ORGANIZER),
    ],
)
def test_an_account_that_makes_no_sense_is_refused_and_nothing_is_written(
    database: Database, world: World, member: Member, reason: Reason
) -> None:
    before = staffing.list_staff(database)
    assert refused(lambda: staffing.add(database, member, ANOTHER, "cli", OPENS)) is reason
    assert staffing.list_staff(database) == before


def test_nobody_is_changed_who_is_not_there(database: Database, world: World) -> None:
    for verb in (
        lambda: staffing.disable(database, "ai", "cli", OPENS),
        lambda: staffing.set_password(database, "ai", ANOTHER, "cli", OPENS),
        lambda: staffing.change(
            database, "ai", name="x", role=None, districts=None, actor="cli", now=OPENS
        ),
    ):
        assert refused(verb) is StaffReason.UNKNOWN_STAFF


def test_a_new_password_ends_that_persons_sessions_and_nobody_elses(
    database: Database, writer: Writer, world: World
) -> None:
    lan, so = signed_in(database, writer, "lan"), signed_in(database, writer, "so")
    staffing.set_password(database, "lan", ANOTHER, "cli", OPENS)
    assert (holds(database, lan), holds(database, so)) == (None, Role.PROVINCE)
    with database.reading() as session:
        assert len(session.exec(select(Session)).all()) == 1
    assert refused(lambda: signed_in(database, writer, "lan")) is StaffReason.WRONG_PASSWORD
    assert holds(database, signed_in(database, writer, "lan", ANOTHER)) is Role.ORGANIZER


def test_a_disabled_account_is_out_at_once_and_back_with_a_new_password(
    database: Database, writer: Writer, world: World
) -> None:
    session = signed_in(database, writer, "phuc")
    staffing.disable(database, "phuc", "cli", OPENS)
    assert holds(database, session) is None
    assert refused(lambda: signed_in(database, writer, "phuc")) is StaffReason.WRONG_PASSWORD
    staffing.set_password(database, "phuc", ANOTHER, "cli", OPENS)
    assert holds(database, session) is None
    assert holds(database, signed_in(database, writer, "phuc", ANOTHER)) is Role.AUTHOR


@pytest.mark.parametrize("how", ["password", "disable"])
def test_a_sign_in_that_was_verified_before_the_change_opens_no_session_after_it(
    database: Database, writer: Writer, world: World, how: str
) -> None:
    known = signin.verify_password(database, "lan", PASSWORD)
    if how == "password":
        staffing.set_password(database, "lan", ANOTHER, "cli", OPENS)
    else:
        staffing.disable(database, "lan", "cli", OPENS)
    late = lambda: asyncio.run(signin.open_staff_session(writer, known, OPENS))  # noqa: E731
    assert refused(late) is StaffReason.WRONG_PASSWORD
    with database.reading() as session:
        assert session.exec(select(Session)).all() == []


def test_another_role_or_district_holds_on_the_next_request(
    database: Database, writer: Writer, world: World
) -> None:
    session = signed_in(database, writer, "lan")
    change = {"name": None, "actor": "cli", "now": OPENS}
    staffing.change(database, "lan", role=None, districts=("934",), **change)  # type: ignore[arg-type]
    viewer = asyncio.run(signin.viewer(database, session, OPENS, Terms(totp=False)))
    assert viewer is not None
    assert viewer.districts == {world.districts["Huyện Phụng Hiệp"]}
    staffing.change(database, "lan", role=Role.PROVINCE, districts=None, **change)  # type: ignore[arg-type]
    assert holds(database, session) is Role.PROVINCE
    lan = next(one for one in staffing.list_staff(database) if one.username == "lan")
    assert lan == Member("lan", "Lan", Role.PROVINCE, (), active=True)


def test_sessions_that_have_ended_are_removed_and_the_others_stay(
    database: Database, writer: Writer, world: World
) -> None:
    lan = signed_in(database, writer, "lan")
    end = OPENS + STAFF_SESSION_MS
    asyncio.run(signin.purge_sessions(database, writer, end - 1))
    assert holds(database, lan) is Role.ORGANIZER
    known = signin.verify_password(database, "so", PASSWORD)
    asyncio.run(signin.open_staff_session(writer, known, OPENS + 1))
    asyncio.run(signin.purge_sessions(database, writer, end))
    with database.reading() as session:
        assert [one.expires_at for one in session.exec(select(Session))] == [end + 1]
