"""What staff did is read, filtered and taken away by administrators, province and auditors only."""

import io
import zipfile

import pytest
from sqlmodel import select

from quiz.rules.extending import Wanted
from quiz.stages import auditing, extend
from quiz.store.tables import AuditLog
from tests.cast import MINUTE, OPENS, Stage
from tests.journeys.test_answers import start


@pytest.fixture
def busy(stage: Stage) -> Stage:
    """Lan signed in and gave An time on the first day; Quản signed in on the next."""
    start(stage, "An")
    stage.staff("lan")
    wanted = Wanted(5, "Mất điện", "0" * 32, "VT0001")
    extend.ask(stage.writer, stage.world.vi_thanh, wanted, "lan", OPENS + MINUTE)
    stage.clock.now = OPENS + 24 * 60 * MINUTE
    return stage


def test_the_newest_stands_first_and_filters_narrow(busy: Stage) -> None:
    quan = busy.staff("quan")
    page = quan.get("/admin/audit").text
    assert page.index(">quan<") < page.index(">lan<")
    for query, there, gone in (
        ("actor=lan", "Gia hạn giờ làm bài</span>", "<span>quan</span>"),
        ("action=sign_in", "<span>Đăng nhập</span>", "Gia hạn giờ làm bài</span>"),
        ("subject=ROUND:", "Gia hạn giờ làm bài</span>", "<span>Đăng nhập</span>"),
        ("since=2021-04-06", "<span>quan</span>", "<span>lan</span>"),
        ("until=2021-04-05", "<span>lan</span>", "<span>quan</span>"),
    ):
        found = quan.get(f"/admin/audit?{query}").text
        assert there in found, query
        assert gone not in found, query
    assert "Không có thao tác phù hợp" in quan.get("/admin/audit?subject=%25").text


def test_a_day_that_is_none_is_said(busy: Stage) -> None:
    for day in ("hôm nay", "2021-13-01", "9999-12-31", "0001-01-01"):
        answer = busy.staff("quan").get("/admin/audit", params={"until": day})
        assert answer.status_code in {200, 422}
    assert "Ngày chưa đúng" in busy.staff("quan").get("/admin/audit?since=x").text


def test_the_files_hold_the_same_rows_and_no_formula(busy: Stage) -> None:
    yen = busy.staff("yen")
    lines = yen.get("/admin/audit.csv?actor=lan").content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Lúc,Tài khoản,Thao tác")
    assert len(lines) == 1 + 2
    book = zipfile.ZipFile(io.BytesIO(yen.get("/admin/audit.xlsx").content))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    with busy.database.reading() as session:
        rows = len(session.exec(select(AuditLog)).all())
    assert sheet.count("<row") == 2 + rows
    assert "<f>" not in sheet
    assert yen.get("/admin/audit.exe").status_code == 404
    assert [yen.get("/admin/audit.csv").status_code for _ in range(6)][-1] == 429


@pytest.mark.parametrize("name", ["lan", "hoa", "phuc", "thu", "khoi"])
def test_nobody_else_reads_it(busy: Stage, name: str) -> None:
    visitor = busy.staff(name)
    assert visitor.get("/admin/audit").status_code == 403
    assert visitor.get("/admin/audit.csv").status_code == 403


def test_actions_are_told_and_chosen_by_sentences(busy: Stage) -> None:
    page = busy.staff("quan").get("/admin/audit").text
    assert '<option value="extension.apply">Gia hạn giờ làm bài</option>' in page
    assert ">extension.apply<" not in page
    lines = busy.staff("yen").get("/admin/audit.csv?actor=lan").content.decode("utf-8-sig")
    assert "Gia hạn giờ làm bài" in lines
    assert "extension.apply" not in lines


def test_a_file_that_is_cut_says_so_and_from_where_to_go_on(
    busy: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    yen = busy.staff("yen")
    monkeypatch.setattr(auditing, "MOST_ROWS", 2)
    assert "Tệp chỉ gồm 2 thao tác đầu" in yen.get("/admin/audit").text
    lines = yen.get("/admin/audit.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 2 + 1
    assert "Tệp dừng ở đây" in lines[-1]
    assert "đặt “Từ ngày”" in lines[-1]
    monkeypatch.setattr(auditing, "MOST_ROWS", 100)
    whole = busy.staff("so").get("/admin/audit.csv").content.decode("utf-8-sig")
    assert "Tệp dừng ở đây" not in whole
