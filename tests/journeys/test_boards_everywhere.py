"""Boards of a district, an office and the whole contest, as pages and as files: whole names for
whoever answers for them, masked ones for everybody else.
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from question_bank.vietnamese import mask
from quiz.rules.marking import Marking
from quiz.stages import count, listing, standing
from quiz.web.wholes import KEPT_MS
from tests.cast import CLOSES, MINUTE, OPENS, RULES, Stage, add_person, staged
from tests.finished import Sat, five_of_vi_thanh, hand_in
from tests.journeys.test_taking_files_away import cells

NAMES = ("Nguyễn Văn An", "Trần Thị Bình", "Lê Thị Chi", "Phạm Văn Dũng")
NUMBERS = ("VT0001", "PH0001")


def everybody_sits(stage: Stage) -> None:
    """An 6 right, Bình 5, Dũng 4, Giang 3, Hà 2 in Vị Thanh, Chi 5 in Phụng Hiệp."""
    world = stage.world
    five_of_vi_thanh(stage.database, stage.writer, world)
    hand_in(stage.database, stage.writer, world.phung_hiep, [Sat(world.people["Chi"], 5, 4)])


def boards(stage: Stage) -> tuple[str, str]:
    """The public addresses of Vị Thanh's board and of the whole contest's."""
    return f"/rounds/{stage.world.vi_thanh}/board", f"/contests/{stage.world.contest_id}/board"


def test_no_public_page_or_file_holds_a_whole_name_or_a_candidate_number(stage: Stage) -> None:
    """The canary, with the files of staff beside it: there the same words are found."""
    everybody_sits(stage)
    stranger, so = stage.stranger(), stage.staff("so")
    world = stage.world
    for url in boards(stage):
        answers = [stranger.get(url), stranger.get(f"{url}?q=an"), stranger.get(f"{url}.csv")]
        answers += [stranger.get(f"{url}.json")]
        texts = [answer.text for answer in answers]
        texts.append(str(cells(stranger.get(f"{url}.xlsx").content)))
        for text in texts:
            assert mask(NAMES[0]) in text
            assert [word for word in (*NAMES, *NUMBERS) if word in text] == []
    whole = f"/province/contests/{world.contest_id}/board"
    for url in (f"/staff/rounds/{world.vi_thanh}/board", whole):
        for ending in ("", ".csv", ".json"):
            text = so.get(f"{url}{ending}").text
            assert NAMES[0] in text
            assert NUMBERS[0] in text
        assert NAMES[0] in str(cells(so.get(f"{url}.xlsx").content))


def test_a_public_file_that_does_not_mask_is_caught(
    quick_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant: the canary finds the whole name."""
    monkeypatch.setattr(listing, "public_name", lambda name: name)
    everybody_sits(quick_stage)
    for url in boards(quick_stage):
        assert NAMES[0] in quick_stage.stranger().get(f"{url}.csv").text


def test_the_files_hold_the_whole_board_and_are_named_by_rfc_6266(quick_stage: Stage) -> None:
    everybody_sits(quick_stage)
    lan = quick_stage.staff("lan")
    url = f"/staff/rounds/{quick_stage.world.vi_thanh}/board"
    csv_file = lan.get(f"{url}.csv")
    name = "Bảng xếp hạng tạm thời Thành phố Vị Thanh"
    assert csv_file.headers["content-disposition"] == (
        'attachment; filename="bang-xep-hang-tam-thoi-thanh-pho-vi-thanh.csv";'
        f" filename*=UTF-8''{quote(name, safe='')}.csv"
    )
    assert csv_file.headers["content-type"] == "text/csv; charset=utf-8"
    lines = list(csv.reader(io.StringIO(csv_file.content.decode("utf-8-sig"))))
    assert [line[:3] for line in lines[:3]] == [
        ["Hạng", "Số báo danh", "Họ và tên"],
        ["1", "VT0001", "Nguyễn Văn An"],
        ["2", "VT0002", "Trần Thị Bình"],
    ]
    data = json.loads(lan.get(f"{url}.json").content)
    assert (data["official"], data["contest"], len(data["rows"])) == (False, "Hội thi thử", 5)
    assert data["rows"][0] | {"ended_at": 0, "hard_right": 0} == {
        "place": 1, "number": "VT0001", "name": "Nguyễn Văn An",
        "unit": "UBND Thành phố Vị Thanh", "points": 6.0, "hard_right": 0,
        "duration_ms": 5 * MINUTE, "ended_at": 0,
        "note": "Hơn người kế tiếp ở tiêu chí 1: đúng 6 câu so với 5.",
    }  # fmt: skip


def test_no_name_becomes_a_formula_in_any_file(quick_stage: Stage) -> None:
    stage = quick_stage
    district = stage.world.districts["Thành phố Vị Thanh"]
    person = add_person(stage.database, "=cmd|'/C calc'!A0 @SUM", "VT0099", district)
    hand_in(stage.database, stage.writer, stage.world.vi_thanh, [Sat(person, 6, 5)])
    for who in (stage.stranger(), stage.staff("lan")):
        staff = "/staff" if who.get("/staff/rounds").status_code == 200 else ""
        url = f"{staff}/rounds/{stage.world.vi_thanh}/board"
        lines = csv.reader(io.StringIO(who.get(f"{url}.csv").content.decode("utf-8-sig")))
        found = [cell for line in lines for cell in line]
        found += [cell for row in cells(who.get(f"{url}.xlsx").content) for cell in row]
        assert any("=cmd" in cell or "@" in cell or "=" in cell for cell in found)
        assert [cell for cell in found if cell.startswith(("=", "+", "-", "@"))] == []


def test_whoever_has_no_part_in_it_is_told_that_it_is_not_there(quick_stage: Stage) -> None:
    everybody_sits(quick_stage)
    world = quick_stage.world
    hoa, lan, an = (
        quick_stage.staff("hoa"),
        quick_stage.staff("lan"),
        quick_stage.contestant("An"),
    )
    for ending in ("board", "board.csv", "board.json", "prizes", "prizes.xlsx", "prizes.docx"):
        assert hoa.get(f"/staff/rounds/{world.vi_thanh}/{ending}").status_code == 404
        assert lan.get(f"/staff/rounds/{world.phung_hiep}/{ending}").status_code == 404
        assert lan.get(f"/province/contests/{world.contest_id}/{ending}").status_code == 403
        assert an.get(f"/province/contests/{world.contest_id}/{ending}").status_code == 403
    for url in ("/contests/999999/board", "/contests/999999/board.csv", "/contests/x/board"):
        assert quick_stage.stranger().get(url).status_code == 404


def test_a_board_is_narrowed_to_an_office_of_the_district_and_to_no_other(
    quick_stage: Stage,
) -> None:
    everybody_sits(quick_stage)
    stranger = quick_stage.stranger()
    url, whole = boards(quick_stage)
    rows = json.loads(stranger.get(f"{whole}.json").content)["rows"]
    assert len(rows) == 6
    vi_thanh = quick_stage.world.districts["Thành phố Vị Thanh"]
    phung_hiep = quick_stage.world.districts["Huyện Phụng Hiệp"]
    only = json.loads(stranger.get(f"{whole}.json?unit={phung_hiep}").content)
    assert (only["board"], [row["place"] for row in only["rows"]]) == ("Huyện Phụng Hiệp", [1])
    page = stranger.get(f"{whole}?unit={vi_thanh}").text
    assert "Bảng xếp hạng Thành phố Vị Thanh" in page
    assert "Có 5 kết quả" in page
    offices = stranger.get(f"{url}?unit={vi_thanh + 1}")
    assert "UBND Thành phố Vị Thanh" in offices.text
    assert "Có 5 kết quả" in offices.text
    for foreign in (phung_hiep, phung_hiep + 1, 999_999, "x", "1.0", "-1"):
        assert stranger.get(f"{url}?unit={foreign}").status_code == 404, foreign
    for strange in ("?audience=khac", "?unit=999999", "?group=Khối 9"):
        assert stranger.get(f"{whole}{strange}").status_code == 404


def test_a_file_is_made_six_times_an_hour_for_one_address(quick_stage: Stage) -> None:
    everybody_sits(quick_stage)
    stranger = quick_stage.stranger()
    for url in boards(quick_stage):
        statuses = [stranger.get(f"{url}.csv").status_code for _ in range(7)]
        assert statuses == [200] * 6 + [429]


def test_the_contests_board_is_as_old_as_it_may_be(quick_stage: Stage) -> None:
    stage = quick_stage
    stranger, (_, whole) = stage.stranger(), boards(stage)
    assert "Chưa có kết quả" in stranger.get(whole).text
    everybody_sits(stage)
    assert "Chưa có kết quả" in stranger.get(whole).text
    stage.clock.now += KEPT_MS
    page = stranger.get(whole)
    assert "Có 6 kết quả" in page.text
    assert "UBND Huyện Phụng Hiệp, Huyện Phụng Hiệp" in page.text
    assert page.headers["Cache-Control"] == "public, no-cache"
    assert "Nguyễn Văn An" in stage.contestant("An").get(whole).text


def test_every_board_explains_its_places_and_how_rounds_come_together(quick_stage: Stage) -> None:
    stage = quick_stage
    world = stage.world
    hand_in(stage.database, stage.writer, world.phung_hiep, [Sat(world.people["Chi"], 6, 5)])
    hand_in(stage.database, stage.writer, world.vi_thanh, [Sat(world.people["An"], 6, 4)])
    page = stage.stranger().get(boards(stage)[1]).text
    assert "Hơn người kế tiếp ở tiêu chí 3: làm bài 4 phút 00,000 giây" in page
    assert "theo vòng có kết quả cao nhất" in page


def test_the_official_board_of_the_contest_is_told_as_such(quick_stage: Stage) -> None:
    stage = quick_stage
    everybody_sits(stage)
    stage.clock.now = CLOSES + MINUTE
    for round_id in stage.world.rounds.values():
        count.publish(stage.database, stage.writer, round_id, "quan", stage.clock.now)
    page = stage.stranger().get(boards(stage)[1])
    assert "Kết quả chính thức, đã được Ban Tổ chức công nhận" in page.text
    assert page.headers["Cache-Control"] == "public, max-age=60"
    person = stage.staff("lan").get(f"/staff/people/{stage.world.people['An']}").text
    assert "Hạng 1 trên 5" in person
    own = stage.contestant("An").get(f"/rounds/{stage.world.vi_thanh}").text
    assert "Hội thi thử, Thành phố Vị Thanh: Hạng 1 trên 5 (chính thức lần 1, công bố" in own


def test_where_people_sit_several_rounds_the_own_place_is_that_of_the_whole_board(
    quick_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "_SEVERAL", "SELECT 1 WHERE ? > 0")
    everybody_sits(quick_stage)
    page = quick_stage.contestant("An").get(f"/rounds/{quick_stage.world.vi_thanh}").text
    assert "hạng 1 trên 6 người dự thi toàn hội thi (tạm thời)." in page


@pytest.fixture
def still(sqlite_url: str, tmp_path: Path) -> Iterator[Stage]:
    """A contest whose boards stop twenty minutes after the opening, with points by level."""
    rules = replace(RULES, frozen_minutes=100, marking=Marking(hard=150))
    with staged(tmp_path, sqlite_url, rules) as running:
        yield running


def test_a_board_that_stands_still_says_so_and_staff_are_told_that_theirs_moves(
    still: Stage,
) -> None:
    world = still.world
    people = [Sat(world.people["An"], 6, 10), Sat(world.people["Bình"], 6, 25)]
    attempts = hand_in(still.database, still.writer, world.vi_thanh, people)
    still.clock.now = OPENS + 26 * MINUTE
    url, whole = boards(still)
    public = still.stranger().get(url).text
    assert "dừng cập nhật từ 08:20 ngày 05/4/2021" in public
    assert "Có 1 kết quả" in public
    assert "Đang dừng cập nhật: Thành phố Vị Thanh" in still.stranger().get(whole).text
    assert len(json.loads(still.stranger().get(f"{url}.json").content)["rows"]) == 1
    staff = still.staff("lan").get(f"/staff/rounds/{world.vi_thanh}/board").text
    assert "Bảng xếp hạng công khai đang dừng cập nhật" in staff
    assert "Có 2 kết quả" in staff
    late = still.contestant("Bình")
    receipt = late.get(f"/attempts/{attempts[1]}/receipt").text
    assert "Bảng xếp hạng đã dừng cập nhật trước khi thí sinh nộp bài" in receipt
    assert "7/7" in receipt
    assert "Hạng 1 trên 1 người dự thi tại đơn vị (tạm thời)." in (
        still.contestant("An").get(f"/rounds/{world.vi_thanh}").text
    )
    still.clock.now = CLOSES
    assert "Hạng 1 trên 2" in still.contestant("An").get(f"/rounds/{world.vi_thanh}").text
    assert "Có 2 kết quả" in still.stranger().get(url).text


def test_points_are_shown_where_questions_are_not_worth_one_each(still: Stage) -> None:
    world = still.world
    hand_in(still.database, still.writer, world.vi_thanh, [Sat(world.people["An"], 6, 5)])
    for url in boards(still):
        assert ">7/7<" in still.stranger().get(url).text
    assert json.loads(still.stranger().get(f"{boards(still)[0]}.json").content)["rows"][0][
        "points"
    ] == pytest.approx(7.0)
