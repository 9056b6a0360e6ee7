"""Administrators run the staff's accounts in the browser, and never know a password: adding,
changing, closing, links that are used once, and the first administrator of an empty server."""

import re
from pathlib import Path

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, delete, select

from quiz.rules.access import Role
from quiz.settings import Settings
from quiz.stages import staffing
from quiz.stages.staffing import Member
from quiz.store.tables import AuditLog, Session, Staff, StaffDistrict, StaffLink
from quiz.web.app import create_app
from tests.cast import OPENS, PASSWORD, FakeClock, Stage, Visitor

NEW = {"username": "Tran", "name": "Trần Thị Thư", "role": "organizer", "districts": ["930", "934"]}
CHOSEN = "thuyền giấy mưa chiều"


def id_of(stage: Stage, username: str) -> int:
    with stage.database.reading() as session:
        found = session.exec(select(Staff.id).where(Staff.username == username)).one()
    assert found is not None
    return found


def token_in(answer: httpx.Response) -> str:
    found = re.search(r"/password-link#([\w-]{43})<", answer.text)
    assert found, answer.text
    return found[1]


def link_for(stage: Stage, username: str) -> str:
    quan = stage.staff("quan")
    return token_in(quan.post(f"/admin/staff/{id_of(stage, username)}/link"))


def set_password(stage: Stage, token: str, password: str = CHOSEN) -> httpx.Response:
    visitor = stage.stranger()
    return visitor.post("/password-link", token=token, password=password, again=password)


def signs_in(stage: Stage, username: str, password: str) -> bool:
    answer = stage.stranger().post("/sign-in", username=username, password=password)
    return answer.status_code == 303


def test_an_account_is_added_and_its_owner_sets_the_password(stage: Stage) -> None:
    quan = stage.staff("quan")
    quan.get("/admin/staff/new")
    added = quan.post("/admin/staff", **NEW)
    assert added.status_code == 303, added.text
    page = quan.get(added.headers["location"]).text
    assert "Chưa đặt" in page
    token = token_in(quan.post(f"/admin/staff/{id_of(stage, 'tran')}/link"))
    owner = stage.stranger()
    answer = owner.post("/password-link", token=token, password=CHOSEN, again=CHOSEN)
    assert answer.status_code == 303  # so that a reload sends no password again
    assert answer.headers["location"] == "/sign-in?done=password"  # and no log learns who it was
    page = owner.get(answer.headers["location"]).text
    assert 'value="tran"' in page
    assert "Mật khẩu đã được đặt" in page
    elsewhere = stage.stranger().get("/sign-in?done=password&username=tran").text
    assert 'value="tran"' not in elsewhere
    assert signs_in(stage, "tran", CHOSEN)
    assert CHOSEN not in quan.get(added.headers["location"]).text


def test_adding_twice_adds_once(quick_stage: Stage) -> None:
    quan = quick_stage.staff("quan")
    first, second = quan.post("/admin/staff", **NEW), quan.post("/admin/staff", **NEW)
    assert first.headers["location"] == second.headers["location"]
    other = quan.post("/admin/staff", **{**NEW, "role": "province", "districts": []})
    assert (other.status_code, "Đã có tài khoản" in other.text) == (409, True)


def test_a_link_is_good_once(stage: Stage) -> None:
    token = link_for(stage, "phuc")
    assert set_password(stage, token).status_code == 303
    again = set_password(stage, token, "một mật khẩu khác nữa")
    assert (again.status_code, "đã được dùng hoặc đã hết hạn" in again.text) == (410, True)
    assert signs_in(stage, "phuc", CHOSEN)


def test_a_newer_link_ends_the_one_before_and_disabling_ends_all(quick_stage: Stage) -> None:
    stage = quick_stage
    first = link_for(stage, "phuc")
    second = link_for(stage, "phuc")
    assert set_password(stage, first).status_code == 410
    staffing.disable(stage.database, "phuc", "cli", OPENS)
    assert set_password(stage, second).status_code == 410


def test_row_31_a_reset_lasts_ten_minutes_and_a_new_account_a_day(quick_stage: Stage) -> None:
    stage = quick_stage
    token = link_for(stage, "phuc")
    stage.clock.pass_minutes(10)
    assert set_password(stage, token).status_code == 410
    token = link_for(stage, "phuc")
    stage.clock.pass_minutes(9.9)
    assert set_password(stage, token).status_code == 303
    stage.clock.now = OPENS
    member = Member("moi", "Mới", Role.JURY, (), active=True)
    staff_id = staffing.invite(stage.database, member, "quan", OPENS)
    token, until = staffing.make_link(stage.database, staff_id, "quan", OPENS)
    assert until - OPENS == 24 * 3_600_000
    stage.clock.pass_minutes(24 * 60)
    assert set_password(stage, token).status_code == 410


def test_a_links_secret_has_256_bits_and_only_its_digest_is_kept(quick_stage: Stage) -> None:
    token = link_for(quick_stage, "phuc")
    with quick_stage.database.reading() as session:
        (kept,) = session.exec(select(StaffLink)).all()
    assert len(token) == 43
    assert token not in repr(kept.model_dump())


def test_a_new_password_by_link_ends_the_sessions(stage: Stage) -> None:
    phuc = stage.staff("phuc")
    assert set_password(stage, link_for(stage, "phuc")).status_code == 303
    assert phuc.get("/account").status_code == 401
    assert not signs_in(stage, "phuc", PASSWORD)


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("ngắn", "ngắn", "từ 12 đến 128 ký tự"),
        (CHOSEN, CHOSEN + "x", "không giống nhau"),
        ("1qaz2wsx3edc4rfv", "1qaz2wsx3edc4rfv", "thường gặp"),
        ("Vị Thanh 2021", "Vị Thanh 2021", "tên địa phương"),
    ],
)
def test_a_refused_password_leaves_the_link_as_it_was(
    quick_stage: Stage, password: str, again: str, said: str
) -> None:
    token = link_for(quick_stage, "phuc")
    visitor = quick_stage.stranger()
    answer = visitor.post("/password-link", token=token, password=password, again=again)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert f'value="{token}"' in answer.text
    assert password not in answer.text.replace(said, "")
    assert set_password(quick_stage, token).status_code == 303


def test_a_link_ends_when_its_owner_changes_the_password(stage: Stage) -> None:
    token = link_for(stage, "phuc")
    phuc = stage.staff("phuc")
    phuc.get("/account")
    another = "một mật khẩu khác hẳn"
    changed = phuc.post("/account/password", old=PASSWORD, password=another, again=another)
    assert changed.status_code == 303, changed.text
    assert set_password(stage, token).status_code == 410
    assert signs_in(stage, "phuc", another)


def test_row_35_a_changed_role_holds_on_the_next_request(stage: Stage) -> None:
    quan, phuc = stage.staff("quan"), stage.staff("phuc")
    assert phuc.get("/banks").status_code == 200
    url = f"/admin/staff/{id_of(stage, 'phuc')}"
    assert quan.post(url, name="Phúc", role="jury").status_code == 303
    assert phuc.get("/banks").status_code == 403
    assert phuc.get("/staff/appeals").status_code == 200


def test_districts_are_changed_and_hold_on_the_next_request(quick_stage: Stage) -> None:
    quan, lan = quick_stage.staff("quan"), quick_stage.staff("lan")
    round_url = f"/staff/rounds/{quick_stage.world.vi_thanh}"
    assert lan.get(round_url).status_code == 200
    url = f"/admin/staff/{id_of(quick_stage, 'lan')}"
    assert quan.post(url, name="Lan", role="organizer", districts=["934"]).status_code == 303
    assert lan.get(round_url).status_code == 404
    nowhere = quan.post(url, name="Lan", role="organizer")
    assert (nowhere.status_code, "ít nhất một đơn vị" in nowhere.text) == (422, True)


def test_a_disabled_account_is_out_at_once_and_opened_without_its_password(stage: Stage) -> None:
    quan, phuc = stage.staff("quan"), stage.staff("phuc")
    url = f"/admin/staff/{id_of(stage, 'phuc')}"
    for _ in range(2):
        assert quan.post(f"{url}/disable").status_code == 303
    assert phuc.get("/account").status_code == 401
    assert not signs_in(stage, "phuc", PASSWORD)
    assert quan.post(f"{url}/enable").status_code == 303
    assert not signs_in(stage, "phuc", PASSWORD)
    assert set_password(stage, link_for(stage, "phuc")).status_code == 303
    assert signs_in(stage, "phuc", CHOSEN)


def test_nobody_closes_or_demotes_the_own_account_or_the_last_administrator(stage: Stage) -> None:
    quan = stage.staff("quan")
    url = f"/admin/staff/{id_of(stage, 'quan')}"
    for answer in (quan.post(f"{url}/disable"), quan.post(url, name="Quản", role="auditor")):
        assert (answer.status_code, "quản trị viên cuối cùng" in answer.text) == (409, True)
    with stage.database.writing() as session:
        again = session.exec(select(Staff.password_hash).where(Staff.username == "quan")).one()
        session.add(Staff(username="quyen", name="Q", role="administrator", password_hash=again))
    for answer in (quan.post(f"{url}/disable"), quan.post(url, name="Quản", role="auditor")):
        assert (answer.status_code, "Không thể tự khóa" in answer.text) == (409, True)
    assert quan.post(url, name="Quản trị", role="administrator").status_code == 303


def test_of_two_administrators_who_close_each_other_one_stays(stage: Stage) -> None:
    with stage.database.writing() as session:
        kept = session.exec(select(Staff.password_hash).where(Staff.username == "quan")).one()
        session.add(Staff(username="quyen", name="Q", role="administrator", password_hash=kept))
    quan, quyen = stage.staff("quan"), stage.staff("quyen")
    first = quan.post(f"/admin/staff/{id_of(stage, 'quyen')}/disable")
    assert first.status_code == 303
    assert quyen.post(f"/admin/staff/{id_of(stage, 'quan')}/disable").status_code in {401, 403}
    with pytest.raises(Exception, match="last_administrator"):
        staffing.disable(stage.database, "quan", "quyen", OPENS, by=id_of(stage, "quyen"))


def test_an_auditor_reads_accounts_and_changes_none(quick_stage: Stage) -> None:
    yen = quick_stage.staff("yen")
    assert yen.get("/admin/staff").status_code == 200
    page = yen.get(f"/admin/staff/{id_of(quick_stage, 'lan')}")
    assert page.status_code == 200
    assert 'action="/admin' not in page.text


def test_everything_done_to_an_account_is_in_the_audit_log(quick_stage: Stage) -> None:
    stage = quick_stage
    quan = stage.staff("quan")
    quan.post("/admin/staff", **NEW)
    url = f"/admin/staff/{id_of(stage, 'tran')}"
    token = token_in(quan.post(f"{url}/link"))
    set_password(stage, token)
    stage.staff("phuc")
    quan.post(f"{url}/sessions")
    quan.post(url, name="Trần Thư", role="jury")
    quan.post(f"{url}/disable")
    quan.post(f"{url}/enable")
    with stage.database.reading() as session:
        rows = session.exec(select(AuditLog).where(AuditLog.subject == "tran")).all()
    assert [(row.action, row.actor) for row in rows] == [
        ("staff.add", "quan"),
        ("staff.link", "quan"),
        ("staff.password", "tran"),
        ("staff.sessions_ended", "quan"),
        ("staff.change", "quan"),
        ("staff.disable", "quan"),
        ("staff.enable", "quan"),
    ]
    said = repr([row.model_dump() for row in rows])
    for secret in (token, CHOSEN, "Thư"):
        assert secret not in said


def test_row_29_there_is_no_default_account_and_a_link_makes_the_first(
    database_url: str, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path, database_url=database_url, base_url="http://testserver")
    clock = FakeClock()
    app = create_app(settings, clock, ticking=False)
    with TestClient(app):
        database = app.state.site.database
        assert staffing.accounts(database) == ()
        assert database.read_now(staffing.needs_first)
        late, first, other = (
            staffing.make_setup_link(database, OPENS - ago) for ago in (24 * 3_600_000, 0, 0)
        )
        visitor = Visitor(app)
        visitor.get("/set-up")
        form = {"username": "Quan", "name": "Quản", "password": CHOSEN, "again": CHOSEN}
        for token, status in ((late, 410), ("x" * 43, 410), ("", 410), (first, 303), (other, 410)):
            answer = visitor.post("/set-up", token=token, **form)
            assert answer.status_code == status, token
        assert [one.member.username for one in staffing.accounts(database)] == ["quan"]
        assert not database.read_now(staffing.needs_first)
        with pytest.raises(Exception, match="administrator_exists"):
            staffing.make_setup_link(database, OPENS)
        signed = visitor.post("/sign-in", username="quan", password=CHOSEN)
        assert signed.status_code == 303
        with database.writing() as session:
            session.exec(delete(Session))
            session.exec(delete(StaffDistrict))
            session.exec(delete(Staff).where(col(Staff.username) == "quan"))
        assert database.read_now(staffing.needs_first)
