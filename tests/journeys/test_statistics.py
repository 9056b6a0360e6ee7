"""Authors, the province and an organiser read what answers tell; contestants do not."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from quiz.documents.workbook import neutral
from quiz.rules import facility
from quiz.rules.facility import Known, asked_as
from quiz.stages import prepare
from quiz.store import facilities
from tests.cast import (
    CLOSES,
    MINUTE,
    OPENS,
    RULES,
    Stage,
    add_person,
    small_bank,
    staged,
)
from tests.contents import contents
from tests.finished import Sat, five_of_vi_thanh, hand_in


@pytest.fixture
def closed(quick_stage: Stage) -> Stage:
    """Five finished attempts in Vị Thanh; every round has closed."""
    five_of_vi_thanh(quick_stage.database, quick_stage.writer, quick_stage.world)
    quick_stage.clock.now = CLOSES + MINUTE
    return quick_stage


def of_round(stage: Stage) -> str:
    return f"/statistics/rounds/{stage.world.vi_thanh}"


def of_contest(stage: Stage) -> str:
    return f"/statistics/contests/{stage.world.contest_id}"


def keep_open(stage: Stage, round_id: int) -> None:
    with stage.database.writing() as session:
        session.connection().execute(
            text("UPDATE round SET closes_at = :later WHERE id = :id"),
            {"later": CLOSES + 60 * MINUTE, "id": round_id},
        )


def test_lan_finds_the_figures_of_the_own_round_and_no_other(closed: Stage) -> None:
    lan = closed.staff("lan")
    page = lan.get("/statistics").text
    assert of_round(closed) in page
    assert "Phụng Hiệp" not in page
    assert of_contest(closed) not in page
    assert of_round(closed) in lan.get(f"/staff/rounds/{closed.world.vi_thanh}").text
    report = lan.get(of_round(closed))
    assert report.status_code == 200
    assert "Phân bố điểm của 5 lượt thi" in report.text
    assert "<rect" in report.text
    assert lan.get(of_contest(closed)).status_code == 403
    assert lan.get(f"/statistics/rounds/{closed.world.phung_hiep}").status_code == 404


def test_no_page_of_figures_names_a_person(closed: Stage) -> None:
    quan = closed.staff("quan")
    pages = [of_round(closed), of_contest(closed), f"{of_round(closed)}/questions.csv"]
    for page in pages:
        shown = quan.get(page).text
        assert not re.search(r"Nguyễn Văn An|Trần Thị Bình|VT000\d", shown), page


def test_phuc_reads_the_contest_and_goes_on_to_the_question(closed: Stage) -> None:
    phuc = closed.staff("phuc")
    assert of_contest(closed) in phuc.get("/statistics").text
    page = phuc.get(of_contest(closed)).text
    link = re.search(rf'href="(/banks/{closed.world.bank_version_id}\?q=[^"]+)"', page)
    assert link
    assert "Câu hỏi và đáp án" in phuc.get(link[1].replace("&amp;", "&")).text
    assert "(đáp án)" in page


def test_before_the_round_has_closed_there_are_no_figures(closed: Stage) -> None:
    closed.clock.now = CLOSES - MINUTE
    for visitor in (closed.staff("lan"), closed.staff("phuc")):
        refused = visitor.get(of_round(closed))
        assert refused.status_code == 409
        assert "sau khi vòng thi đóng" in refused.text
        assert visitor.get(f"{of_round(closed)}/questions.xlsx").status_code == 409
    assert "Chưa đóng" in closed.staff("lan").get("/statistics").text


def test_the_contest_waits_for_its_last_district(closed: Stage) -> None:
    keep_open(closed, closed.world.phung_hiep)
    so = closed.staff("so")
    assert so.get(of_contest(closed)).status_code == 409
    assert of_contest(closed) not in so.get("/statistics").text
    assert so.get(of_round(closed)).status_code == 200


def test_who_does_not_read_banks_sees_no_key_while_the_questions_are_still_asked(
    closed: Stage,
) -> None:
    keep_open(closed, closed.world.phung_hiep)
    for name in ("lan", "so"):
        page = closed.staff(name).get(of_round(closed)).text
        assert "chưa được hiện" in page
        assert "(đáp án)" not in page
        assert "Câu hỏi 1 về" not in page
        file = closed.staff(name).get(f"{of_round(closed)}/questions.csv").text
        assert "Câu hỏi 1 về" not in file
    assert "(đáp án)" in closed.staff("phuc").get(of_round(closed)).text


@pytest.mark.parametrize("page", ["", "/questions.xlsx", "/questions.csv", "/facilities.json"])
def test_a_contestant_and_a_stranger_are_refused(closed: Stage, page: str) -> None:
    assert closed.contestant("An").get(of_round(closed) + page).status_code == 403
    assert closed.stranger().get(of_round(closed) + page).status_code == 401


def test_the_files_hold_every_question_and_no_formula(closed: Stage) -> None:
    phuc = closed.staff("phuc")
    workbook = phuc.get(f"{of_round(closed)}/questions.xlsx")
    assert workbook.content.startswith(b"PK")
    assert ".xlsx" in workbook.headers["content-disposition"]
    file = phuc.get(f"{of_contest(closed)}/questions.csv?series=0")
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    heads, *rows = csv.reader(io.StringIO(file.content.decode("utf-8-sig")))
    assert heads[:4] == ["Câu hỏi", "Mức độ", "Lượt thi", "Độ dễ"]
    assert {row[0] for row in rows} <= set(closed.world.bank.by_id)
    assert sum(int(row[2]) for row in rows) == 30
    assert all(cell == neutral(cell) for row in rows for cell in row)


def test_files_are_taken_six_times_an_hour(closed: Stage) -> None:
    phuc = closed.staff("phuc")
    codes = [phuc.get(f"{of_round(closed)}/questions.csv").status_code for _ in range(7)]
    assert codes == [200] * 6 + [429]


def test_looking_changes_no_row(closed: Stage) -> None:
    phuc = closed.staff("phuc")
    before = contents(closed.database)
    for page in ("/statistics", of_round(closed), of_contest(closed)):
        assert phuc.get(page).status_code == 200
    assert contents(closed.database) == before


def test_the_province_sees_before_the_opening_how_equal_the_papers_will_be(closed: Stage) -> None:
    world = closed.world
    windows = {world.districts["Thành phố Vị Thanh"]: (OPENS, CLOSES)}
    contest_id = prepare.make_contest(
        closed.database, "Vòng hai", RULES, world.bank_version_id, windows, "so", OPENS
    )
    so = closed.staff("so")
    url = f"/province/contests/{contest_id}"
    assert "mọi đề có cùng điểm dự kiến 4,20" in so.get(url).text
    known = {
        asked_as(question): Known(100, 100 * (2_000 + 1_700 * place % 7_901))
        for place, question in enumerate(world.bank)
    }
    with closed.database.write_engine.begin() as connection:
        facilities.note(connection, world.vi_thanh, "head", known, OPENS)
    page = so.get(url).text
    assert "Có thống kê của 24/24 câu hỏi" in page
    assert "Rút cân bằng" in page
    assert so.post(f"{url}/open").status_code == 303
    assert "độ dễ đã niêm phong" in so.get(url).text


def test_whoever_reads_the_figures_may_take_the_facilities_that_papers_were_drawn_by(
    closed: Stage,
) -> None:
    world = closed.world
    assert closed.staff("lan").get(f"{of_round(closed)}/facilities.json").text == "{}"
    known = {asked_as(question): Known(100, 700_000) for question in world.bank}
    with closed.database.write_engine.begin() as connection:
        facilities.note(connection, world.vi_thanh, "head", known, OPENS)
    windows = {world.districts["Thành phố Vị Thanh"]: (OPENS, CLOSES)}
    contest_id = prepare.make_contest(
        closed.database, "Vòng hai", RULES, world.bank_version_id, windows, "so", OPENS
    )
    prepare.open_contest(closed.database, contest_id, "so", OPENS)
    with closed.database.reading() as session:
        round_id, digest = session.connection().execute(
            text("SELECT id, facilities FROM round WHERE facilities IS NOT NULL")
        ).one()  # fmt: skip
    file = closed.staff("lan").get(f"/statistics/rounds/{round_id}/facilities.json")
    assert facility.digest_of(file.text) == digest
    assert file.json() == dict.fromkeys(world.bank.by_id, 7_000)


def test_a_wrong_key_stands_first_and_leads_to_its_question(
    tmp_path: Path, sqlite_url: str
) -> None:
    sound = small_bank(1)  # one question in each cell: everybody has the same
    wrong, *others = sound.questions
    bank = replace(sound, questions=(replace(wrong, key=frozenset({2})), *others))
    with staged(tmp_path, sqlite_url, bank=bank) as stage:
        district = stage.world.districts["Thành phố Vị Thanh"]
        people = [
            add_person(stage.database, f"Lê Văn {number}", f"VT01{number:02d}", district)
            for number in range(12)
        ]
        finished = [Sat(person, 6 if place < 6 else 0, 5) for place, person in enumerate(people)]
        hand_in(stage.database, stage.writer, stage.world.vi_thanh, finished)
        stage.clock.now = CLOSES + MINUTE
        page = stage.staff("phuc").get(of_round(stage)).text
        doubts = page.split("Đáp án cần xem lại")[1].split("Độ đồng đều của các đề")[0]
        assert re.findall(r'href="[^"]*q=([\w-]+)#questions"', doubts) == [wrong.id]
        assert "100,0 % chọn phương án B, chỉ 0,0 % chọn đáp án C" in doubts
        assert "Bộ 1" in page  # one set of questions, so there is an alpha too
        alpha = re.search(r"Hệ số alpha \(KR-20\)</th>\s*<td[^>]*><span>([^<]+)</span>", page)
        assert alpha
        # 0,75 where the weak all hit the wrong key, 0,96 where none does: their papers decide
        assert 0.75 <= float(alpha[1].replace(",", ".")) <= 0.96
