"""A district types its headcounts, somebody signs, units are ranked, the slow are urged."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from quiz.rules.advancing import AdvancingRules
from quiz.rules.prizes import Prize, PrizeKind, PrizeRules
from quiz.rules.units import Measure, UnitRules
from quiz.stages import count, headcounts
from quiz.store import prizes
from quiz.store.headcounts import read_units
from tests.cast import CLOSES, MINUTE, OPENS, RULES, Stage, staged
from tests.finished import five_of_vi_thanh
from tests.journeys.test_a_wrong_key import said

OFFICE = "UBND Thành phố Vị Thanh"
RATED = replace(
    RULES,
    units=UnitRules(Measure.RATE, target_rate=8_000),
    advancing=AdvancingRules(seats=1),
    prizes=PrizeRules((Prize("Giải Tập thể", 1, PrizeKind.COLLECTIVE, 1_000_000),)),
)


@pytest.fixture
def rated(sqlite_url: str, tmp_path: Path) -> Iterator[Stage]:
    """A contest by rates in which five of Vị Thanh have sat."""
    with staged(tmp_path, sqlite_url, RATED) as stage:
        five_of_vi_thanh(stage.database, stage.writer, stage.world)
        stage.clock.now = CLOSES
        yield stage


def unit_id(stage: Stage, name: str = OFFICE) -> int:
    units = stage.database.read_now(lambda connection: read_units(connection, None))
    return next(one.id for one in units if one.name == name)


def signed(stage: Stage, number: int = 40) -> None:
    headcounts.type_in(stage.database, unit_id(stage), str(number), "01/4/2021", "lan", OPENS)
    units = stage.database.read_now(lambda connection: read_units(connection, None))
    (one,) = (unit for unit in units if unit.name == OFFICE)
    headcounts.sign(stage.database, [one.headcounts[-1].id], "so", OPENS)


def test_a_number_is_typed_shown_as_unsigned_signed_by_the_province_and_counts(
    rated: Stage,
) -> None:
    lan, so = rated.staff("lan"), rated.staff("so")
    url = f"/staff/units/{unit_id(rated)}"
    lan.get(url)
    assert lan.post(f"{url}/headcount", number="40", day="01/4/2021").status_code == 303
    assert "chưa được tính" in lan.get(url).text
    assert 'name="headcount"' not in lan.get("/staff/units").text
    ranking = f"/staff/rounds/{rated.world.vi_thanh}/units"
    assert "chưa có số người hiện có được duyệt" in lan.get(ranking).text
    page = so.get("/staff/units").text
    assert "40 người, tính đến 01/4/2021, do lan nhập" in page
    headcount = page.split('name="headcount" value="')[1].split('"')[0]
    answer = so.post("/staff/units/sign", headcount=headcount)
    assert answer.headers["location"] == "/staff/units?signed=1"
    assert "12,50 %" in lan.get(ranking).text


def test_whoever_typed_a_number_is_refused_as_its_second_person(rated: Stage) -> None:
    lan = rated.staff("lan")
    url = f"/staff/units/{unit_id(rated)}"
    lan.get(url)
    lan.post(f"{url}/headcount", number="40", day="01/4/2021")
    units = rated.database.read_now(lambda connection: read_units(connection, None))
    (number,) = (one for unit in units for one in unit.headcounts)
    answer = lan.post("/staff/units/sign", headcount=str(number.id))
    assert answer.status_code == 409
    assert "một người khác" in answer.text
    assert lan.post("/staff/units/sign").status_code == 422


def test_a_foreign_organiser_finds_nothing(rated: Stage) -> None:
    signed(rated)
    hoa = rated.staff("hoa")
    assert OFFICE not in hoa.get("/staff/units").text
    own, round_id = unit_id(rated), rated.world.vi_thanh
    for path in (
        f"/staff/units/{own}",
        f"/staff/units?district={rated.world.districts['Thành phố Vị Thanh']}",
        f"/staff/rounds/{round_id}/units",
        f"/staff/rounds/{round_id}/units.csv",
        f"/staff/rounds/{round_id}/participation",
        f"/staff/rounds/{round_id}/participation.docx",
    ):
        assert hoa.get(path).status_code == 404, path
    headcounts.type_in(rated.database, own, "41", "02/4/2021", "so", OPENS)
    units = rated.database.read_now(lambda connection: read_units(connection, None))
    waits = next(one.waiting for one in units if one.id == own)
    assert waits is not None
    assert hoa.post("/staff/units/sign", headcount=str(waits.id)).status_code == 404
    assert hoa.post(f"/staff/units/{own}/headcount", number="1", day="x").status_code == 404
    assert hoa.post(f"/staff/units/{own}/place", group="x").status_code == 404


def test_the_province_signs_and_does_not_type(rated: Stage) -> None:
    so = rated.staff("so")
    page = so.get(f"/staff/units/{unit_id(rated)}").text
    assert 'name="number"' not in page
    url = f"/staff/units/{unit_id(rated)}/headcount"
    assert so.post(url, number="40", day="01/4/2021").status_code == 403


def test_a_table_goes_from_preview_to_numbers_that_wait(rated: Stage) -> None:
    lan = rated.staff("lan")
    lan.get("/staff/units/import")
    table = f"Đơn vị,Số người hiện có,Tính đến ngày,Khối\n{OFFICE},40,01/4/2021,Ủy ban\n"
    preview = lan.upload("/staff/units/import", "don-vi.csv", table.encode())
    assert preview.status_code == 200
    packed = preview.text.split('name="rows" value="')[1].split('"')[0].replace("&#34;", '"')
    assert lan.upload("/staff/units/import", "x.csv", b"a,b\n1,2\n").status_code == 422
    assert lan.post("/staff/units/import/confirm", rows=packed).status_code == 303
    assert lan.post("/staff/units/import/confirm", rows=packed).status_code == 303
    assert "40 người, tính đến 01/4/2021" in lan.get("/staff/units").text
    assert lan.post("/staff/units/import/confirm", rows="[[1,2]]").status_code == 422
    foreign = json.dumps([[2, "UBND Huyện Phụng Hiệp", "", "9", "01/4/2021", "", ""]])
    assert lan.post("/staff/units/import/confirm", rows=foreign).status_code == 422


def test_the_slow_are_urged_in_words_and_by_letter(rated: Stage) -> None:
    signed(rated)
    lan = rated.staff("lan")
    url = f"/staff/rounds/{rated.world.vi_thanh}/participation"
    page = lan.get(url).text
    assert f"1. {OFFICE}, Thành phố Vị Thanh: 5/40 người (12,50 %), còn thiếu 27 người." in page
    letter = Document(io.BytesIO(lan.get(f"{url}.docx").content))
    said = "\n".join(one.text for one in letter.paragraphs)
    assert "Kính gửi" in said
    assert "80,00 %" in said
    assert letter.tables[1].rows[1].cells[5].text == "27"


def test_everybody_who_took_part_is_told_also_where_no_number_is_signed(rated: Stage) -> None:
    lan = rated.staff("lan")
    url = f"/staff/rounds/{rated.world.vi_thanh}/participation"
    told = "5 người dự thi Hội thi thử; chưa đơn vị nào có số người hiện có được duyệt"
    page = said(lan.get(url).text)
    assert told in page
    assert " Người dự thi 5 Số người hiện có được duyệt 0 " in page
    letter = Document(io.BytesIO(lan.get(f"{url}.docx").content))
    assert any(told in one.text for one in letter.paragraphs)


def test_files_hold_what_the_page_shows(rated: Stage) -> None:
    signed(rated)
    lan = rated.staff("lan")
    url = f"/staff/rounds/{rated.world.vi_thanh}/units"
    data = lan.get(f"{url}.json").json()
    (unit,) = (one for one in data["units"] if one["name"] == OFFICE)
    figures = ("place", "participant_count", "attempt_count", "headcount", "rate")
    assert [unit[name] for name in figures] == [1, 5, 5, 40, 1_250]
    assert lan.get(f"{url}.csv").text.splitlines()[1].startswith(f'1,"{OFFICE}, Thành phố')
    book = CalamineWorkbook.from_object(io.BytesIO(lan.get(f"{url}.xlsx").content))
    assert any("12,50 %" in row for row in book.get_sheet_by_index(0).to_python())
    assert lan.get(f"{url}.pdf").status_code == 404


def test_the_public_reads_units_and_no_names(rated: Stage) -> None:
    signed(rated)
    stranger = rated.stranger()
    for path in (f"/rounds/{rated.world.vi_thanh}", f"/contests/{rated.world.contest_id}"):
        page = stranger.get(f"{path}/units")
        assert page.status_code == 200
        assert OFFICE in page.text
        assert "Hệ thống không đếm lượt truy cập" in page.text
        assert "Nguyễn Văn An" not in page.text
        assert "VT0001" not in page.text


REFERENCE = "bảng theo huyện, thị xã, thành phố này chỉ để tham khảo"


def test_the_province_sees_who_goes_on_and_takes_the_annex(rated: Stage) -> None:
    signed(rated)
    so, lan = rated.staff("so"), rated.staff("lan")
    url = f"/province/contests/{rated.world.contest_id}/advancing"
    assert f"{OFFICE}" in so.get(url).text
    assert REFERENCE not in so.get(url).text
    other = so.get(f"{url}?level=district")
    assert (other.status_code, REFERENCE in other.text) == (200, True)
    beside = so.get(f"{url}.xlsx?level=district")
    (heading,) = (
        CalamineWorkbook.from_object(io.BytesIO(beside.content))
        .get_sheet_by_index(0)
        .to_python()[0][:1]
    )
    assert heading == "BẢNG THAM KHẢO, KHÔNG PHẢI DANH SÁCH ĐƠN VỊ VÀO VÒNG SAU"
    book = CalamineWorkbook.from_object(io.BytesIO(so.get(f"{url}.xlsx").content))
    assert any(OFFICE in row for row in book.get_sheet_by_index(0).to_python())
    assert lan.get(url).status_code == 403


def test_a_collective_prize_goes_to_the_first_unit(rated: Stage) -> None:
    signed(rated)
    count.publish(rated.database, rated.writer, rated.world.vi_thanh, "lan", CLOSES + MINUTE)
    view = rated.database.read_now(lambda one: prizes.of_round(one, rated.world.vi_thanh))
    assert [view.winner(one.prize, one.id).name for one in view.awards.awarded] == [OFFICE]


def test_a_board_is_narrowed_to_a_khoi(rated: Stage) -> None:
    headcounts.put_in(rated.database, unit_id(rated), "Ủy ban", "", "lan", OPENS)
    page = rated.stranger().get(f"/rounds/{rated.world.vi_thanh}/board?group=Ủy ban")
    assert page.status_code == 200
    assert "khối Ủy ban" in page.text


def test_a_unit_is_passed_over_on_the_page_and_another_account_locks_the_list(
    rated: Stage,
) -> None:
    signed(rated)
    for round_id in rated.world.rounds.values():
        count.publish(rated.database, rated.writer, round_id, "quan", CLOSES + MINUTE)
    so, quan, yen = (rated.staff(name) for name in ("so", "quan", "yen"))
    url, unit = f"/province/contests/{rated.world.contest_id}/advancing", unit_id(rated)
    assert f'name="skip_{unit}"' in so.get(url).text
    assert 'name="do"' not in yen.get(url).text
    tick = {f"skip_{unit}": "1", f"reason_{unit}": ""}
    empty = so.post(url, do="preview", **tick)
    assert (empty.status_code, "Chưa nêu lý do không chọn" in empty.text) == (422, True)
    loose = so.post(url, do="preview", **{f"reason_{unit}": "Xin rút"})
    assert "chưa đánh dấu" in loose.text
    tick[f"reason_{unit}"] = "=Xin rút"
    shown = so.post(url, do="preview", **tick)
    assert shown.status_code == 200
    board = shown.text.split('name="board" value="')[1].split('"')[0]
    answer = so.post(url, do="confirm", board="0" * 64, version="0", **tick)
    assert (answer.status_code, "Bảng xếp hạng đã thay đổi" in answer.text) == (409, True)
    gone = {f"skip_{unit_id(rated, 'UBND Huyện Long Mỹ')}": "1"}
    answer = so.post(url, do="confirm", board="0" * 64, version="0", **tick, **gone)
    assert (answer.status_code, "Bảng xếp hạng đã thay đổi" in answer.text) == (409, True)
    assert "=Xin rút" in answer.text
    shown = so.post(url, do="preview", **tick, **gone)
    assert (shown.status_code, next(iter(gone)) in shown.text) == (200, False)
    for _ in range(2):
        done = so.post(url, do="confirm", board=board, version="0", **tick)
        assert done.headers["location"] == url
    page = said(so.get(url).text)
    assert "lần 1, người xác nhận: so" in page
    assert "=Xin rút" in page
    (line,) = (one for one in so.get(f"{url}.csv").text.splitlines() if OFFICE in one)
    assert line.startswith("Không vào vòng sau,1,")
    assert "'=Xin rút" in line
    book = CalamineWorkbook.from_object(io.BytesIO(so.get(f"{url}.xlsx").content))
    assert any(
        "lần 1, người xác nhận" in str(row) for row in book.get_sheet_by_index(0).to_python()
    )
    assert so.get(f"{url}.pdf").status_code == 404
    own = so.post(f"{url}/lock", version="1")
    assert (own.status_code, "một người khác" in own.text) == (409, True)
    assert yen.post(f"{url}/lock", version="1").status_code == 403
    assert quan.post(f"{url}/lock", version="1").headers["location"] == url
    locked = so.get(url).text
    assert "Danh sách đã khóa" in locked
    assert 'value="confirm"' not in locked
    assert "mở khóa trước" not in locked
    headcounts.put_in(rated.database, unit, "", "Cụm 1", "so", CLOSES + MINUTE)
    assert "Đề nghị mở khóa trước, rồi xem lại đề xuất" in said(so.get(url).text)
    headcounts.put_in(rated.database, unit, "", "", "so", CLOSES + MINUTE)
    assert so.post(f"{url}/unlock", version="1", reason="").status_code == 422
    assert so.post(f"{url}/unlock", version="1", reason="Rút").headers["location"] == url
    so.post(url, do="confirm", board=board, version="1")
    assert f"Vào thay: {OFFICE}." in said(so.get(url).text)


def test_a_list_of_the_other_level_is_for_looking_only(rated: Stage) -> None:
    for round_id in rated.world.rounds.values():
        count.publish(rated.database, rated.writer, round_id, "quan", CLOSES + MINUTE)
    so = rated.staff("so")
    page = so.get(f"/province/contests/{rated.world.contest_id}/advancing?level=district").text
    assert 'name="do"' not in page
