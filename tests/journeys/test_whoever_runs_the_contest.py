"""An organiser who is also on the roster may not compete: said on the person's page, in the roster
or by the account, and told with the remedy."""

from dataclasses import replace

import pytest
from sqlmodel import select

from quiz.rules.access import Role
from quiz.rules.eligibility import Audience, Duty
from quiz.rules.reasons import StaffReason
from quiz.rules.refusal import Refusal
from quiz.stages import staffing, taking_part
from quiz.stages.staffing import Member
from quiz.store.database import Database
from quiz.store.tables import AuditLog, Staff
from tests.cast import OPENS, PASSWORD, RULES, Stage, make_world
from tests.journeys.test_answers import start


def logged(stage: Stage) -> list[str]:
    with stage.database.reading() as session:
        found = session.exec(select(AuditLog).where(AuditLog.action == "people.part")).all()
    return [f"{one.actor} {one.subject} {one.detail}" for one in found]


def tried(stage: Stage, name: str) -> str:
    """What somebody is told who wants to start."""
    visitor = stage.contestant(name)
    visitor.get(f"/rounds/{stage.world.vi_thanh}")
    told = visitor.post(f"/rounds/{stage.world.vi_thanh}/start")
    return told.text if told.status_code == 403 else ""


def test_a_duty_that_the_organiser_sets_keeps_the_person_out_until_it_is_taken_back(
    stage: Stage,
) -> None:
    lan, an = stage.staff("lan"), stage.world.people["An"]
    page = lan.get(f"/staff/people/{an}").text
    assert "Thông tin dự thi" in page
    assert "Không thuộc đối tượng nào" not in page
    for said in ("Đã ghi thông tin dự thi", "Đã không có gì thay đổi"):
        done = lan.post(f"/staff/people/{an}/part", duty="organizer")
        assert said in lan.get(done.headers["location"]).text
    assert logged(stage) == ["lan VT0001 audience= duty=organizer"]
    told = tried(stage, "An")
    assert "Thể lệ không cho phép thành viên Ban Tổ chức, Tổ Thư ký dự thi" in told
    assert "đề nghị liên hệ Ban Tổ chức của đơn vị" in told
    lan.post(f"/staff/people/{an}/part", duty="")
    assert tried(stage, "An") == ""


def test_an_account_with_the_persons_number_keeps_the_person_out(stage: Stage) -> None:
    member = Member("an-to-chuc", "Nguyễn Văn An", Role.AUTHOR, (), active=True, number=" vt0001 ")
    staffing.add(stage.database, member, PASSWORD, "cli", OPENS)
    assert "thành viên Ban Đề thi" in tried(stage, "An")
    page = stage.staff("lan").get(f"/staff/people/{stage.world.people['An']}").text
    assert "an-to-chuc (Ban Đề thi)" in page
    assert "gỡ số báo danh khỏi tài khoản đó" in page
    staffing.change(
        stage.database, "an-to-chuc", name=None, role=None, districts=None, number="",
        actor="cli", now=OPENS,
    )  # fmt: skip
    assert tried(stage, "An") == ""


def test_a_number_that_nobody_has_makes_no_account(stage: Stage) -> None:
    member = Member("ai-do", "Ai đó", Role.AUTHOR, (), active=True, number="XX9")
    with pytest.raises(Refusal) as refusal:
        staffing.add(stage.database, member, PASSWORD, "cli", OPENS)
    assert refusal.value.reason is StaffReason.UNKNOWN_NUMBER
    assert "XX9" in refusal.value.sentence
    with stage.database.reading() as session:
        assert "ai-do" not in session.exec(select(Staff.username)).all()


def test_who_has_sat_already_keeps_the_result_and_the_page_says_so(stage: Stage) -> None:
    start(stage, "An")
    lan, an = stage.staff("lan"), stage.world.people["An"]
    lan.get(f"/staff/people/{an}")
    page = lan.get(lan.post(f"/staff/people/{an}/part", duty="juror").headers["location"]).text
    assert "đã có 1 lượt thi chính thức" in page


def test_another_districts_person_and_unknown_values_are_refused(stage: Stage) -> None:
    lan = stage.staff("lan")
    lan.get(f"/staff/people/{stage.world.people['An']}")
    chi = stage.world.people["Chi"]
    assert lan.post(f"/staff/people/{chi}/part", duty="juror").status_code == 404
    an = f"/staff/people/{stage.world.people['An']}/part"
    assert lan.post(an, duty="king").status_code == 422
    assert lan.post(an, audience="A").status_code == 422
    so = stage.staff("so")
    assert "Ghi thông tin dự thi" not in so.get(f"/staff/people/{chi}").text
    assert logged(stage) == []


def test_an_audience_of_the_rules_can_be_set_and_opens_its_rounds(database: Database) -> None:
    two = (Audience("A", "Cán bộ"), Audience("dan", "Người dân"))
    world = make_world(database, replace(RULES, audiences=two))
    an = world.people["An"]
    assert taking_part.set_part(database, an, "dan", Duty.JUROR, "lan", OPENS)
    assert not taking_part.set_part(database, an, "dan", Duty.JUROR, "lan", OPENS)
    with database.read_engine.connect() as connection:
        part = taking_part.read_part(connection, an)
    assert (part.audience_title, part.duty, part.audiences) == ("Người dân", Duty.JUROR, two)
    with pytest.raises(Refusal):
        taking_part.set_part(database, an, "B", None, "lan", OPENS)


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.CONTESTANT])
def test_whoever_has_an_account_of_any_role_does_not_compete(stage: Stage, role: Role) -> None:
    districts = ("930",) if role is Role.ORGANIZER else ()
    member = Member("an-lam-viec", "Nguyễn Văn An", role, districts, active=True, number="VT0001")
    staffing.add(stage.database, member, PASSWORD, "cli", OPENS)
    assert "Thể lệ không cho phép" in tried(stage, "An")


def test_the_persons_page_tells_every_duty_and_that_the_account_counts_beside_it(
    stage: Stage,
) -> None:
    start(stage, "An")
    member = Member("an-ra-de", "Nguyễn Văn An", Role.AUTHOR, (), active=True, number="VT0001")
    staffing.add(stage.database, member, PASSWORD, "cli", OPENS)
    lan, an = stage.staff("lan"), stage.world.people["An"]
    lan.get(f"/staff/people/{an}")
    page = lan.get(lan.post(f"/staff/people/{an}/part", duty="juror").headers["location"]).text
    assert "Ban Đề thi, Ban Giám khảo" in page
    assert "gỡ số báo danh khỏi tài khoản đó" in page
    assert "đã có 1 lượt thi chính thức" in page
