"""Prizes on the pages of a district's round and of the whole contest."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from quiz.rules.deciding import Ruling
from quiz.rules.prizes import Prize, PrizeKind, PrizeRules, PrizeScope
from quiz.stages import count
from tests.cast import CLOSES, MINUTE, RULES, Stage, staged
from tests.committee import AFTER, Committee
from tests.finished import five_of_vi_thanh
from tests.journeys.test_taking_files_away import cells

PRIZES = PrizeRules((Prize("Giải Nhất"), Prize("Giải Cao tuổi", 1, PrizeKind.SIDE)))


@pytest.fixture
def prized(sqlite_url: str, tmp_path: Path) -> Iterator[Stage]:
    """Five have sat in Vị Thanh; the contest is over and nothing is published."""
    with prized_by(PRIZES, tmp_path, sqlite_url) as stage:
        yield stage


@contextmanager
def prized_by(rules: PrizeRules, tmp_path: Path, url: str) -> Iterator[Stage]:
    with staged(tmp_path, url, replace(RULES, prizes=rules)) as stage:
        five_of_vi_thanh(stage.database, stage.writer, stage.world)
        stage.clock.now = CLOSES + MINUTE
        yield stage


def publish(stage: Stage, *rounds: int) -> None:
    for round_id in rounds:
        count.publish(stage.database, stage.writer, round_id, "quan", stage.clock.now)


def test_a_district_gives_its_prizes_from_the_official_board(prized: Stage) -> None:
    lan, url = prized.staff("lan"), f"/staff/rounds/{prized.world.vi_thanh}/prizes"
    before = lan.get(url)
    assert before.status_code == 200
    assert "hiện chưa có" in before.text
    assert "Nguyễn Văn An" not in before.text
    assert lan.get(f"{url}.xlsx").status_code == 409
    early = lan.post(url, prize="1", number="VT0005", reason="vì")
    assert early.status_code == 409
    publish(prized, prized.world.vi_thanh)
    assert "Nguyễn Văn An" in lan.get(url).text
    wrong = lan.post(url, prize="1", number="VT9999", reason="Sinh năm 1950")
    assert wrong.status_code == 422
    assert "Không có số báo danh VT9999" in wrong.text
    assert "Sinh năm 1950" in wrong.text
    for _ in range(2):
        given = lan.post(url, prize="1", number="VT0005", reason="Sinh năm 1950")
        assert (given.status_code, given.headers["location"]) == (303, url)
    page = lan.get(url).text
    assert "Bùi Thu Hà (VT0005)" in page
    workbook = cells(lan.get(f"{url}.xlsx").content)
    assert [row[1:4] for row in workbook[4:6]] == [
        ["Giải Nhất", "Nguyễn Văn An", "VT0001"],
        ["Giải Cao tuổi", "Bùi Thu Hà", "VT0005"],
    ]
    document = docx.Document(io.BytesIO(lan.get(f"{url}.docx").content))
    assert document.tables[1].rows[2].cells[6].text == "Sinh năm 1950"
    back = re.search(rf'action="({url}/\d+/take-back)"', page)
    assert back is not None
    assert [lan.post(back[1]).status_code for _ in range(2)] == [303, 303]
    assert "Bùi Thu Hà" not in lan.get(url).text


def test_another_districts_organiser_gives_nothing(prized: Stage) -> None:
    publish(prized, *prized.world.rounds.values())
    url = f"/staff/rounds/{prized.world.vi_thanh}/prizes"
    hoa = prized.staff("hoa")
    fields = {"prize": "1", "number": "VT0005", "reason": "vì"}
    assert hoa.post(url, **fields).status_code == 404
    assert hoa.post(f"{url}/1/take-back").status_code == 404
    lan = prized.staff("lan")
    whole = f"/province/contests/{prized.world.contest_id}/prizes"
    assert lan.post(whole, **fields).status_code == 403
    assert prized.staff("phuc").get(whole).status_code == 403


@pytest.fixture
def together(sqlite_url: str, tmp_path: Path) -> Iterator[Stage]:
    """The same with one table of prizes for the whole contest."""
    with prized_by(replace(PRIZES, per=PrizeScope.CONTEST), tmp_path, sqlite_url) as stage:
        yield stage


def test_the_contest_says_that_prizes_are_the_rounds(prized: Stage) -> None:
    publish(prized, *prized.world.rounds.values())
    page = prized.staff("so").get(f"/province/contests/{prized.world.contest_id}/prizes").text
    assert "bảng giải áp dụng cho từng vòng thi của từng đơn vị" in page


def test_a_round_says_that_prizes_are_the_whole_contests(together: Stage) -> None:
    publish(together, *together.world.rounds.values())
    lan, url = together.staff("lan"), f"/staff/rounds/{together.world.vi_thanh}/prizes"
    page = lan.get(url)
    assert page.status_code == 200
    assert "bảng giải áp dụng cho toàn cuộc thi" in page.text
    assert "Nguyễn Văn An" not in page.text
    assert lan.get(f"{url}.xlsx").status_code == 409
    assert lan.post(url, prize="1", number="VT0005", reason="vì").status_code == 409


def test_the_province_gives_those_of_the_whole_contest(together: Stage) -> None:
    prized = together
    so = prized.staff("so")
    url = f"/province/contests/{prized.world.contest_id}/prizes"
    publish(prized, prized.world.vi_thanh)
    waiting = so.get(url).text
    assert "Chưa công bố kết quả: Huyện Phụng Hiệp; Huyện Long Mỹ; Thị xã Long Mỹ." in waiting
    assert so.get(f"{url}.docx").status_code == 409
    publish(prized, *prized.world.rounds.values())
    assert so.post(url, prize="1", number="VT0004", reason="Cao tuổi").status_code == 303
    page = so.get(url).text
    assert "Võ Thị Giang (VT0004)" in page
    assert "Nguyễn Văn An" in page
    assert cells(so.get(f"{url}.xlsx").content)[0][0] == "DANH SÁCH GIẢI THƯỞNG TOÀN CUỘC THI"
    assert so.get(f"{url}.docx").content.startswith(b"PK")
    own = prized.staff("lan").get(f"/staff/rounds/{prized.world.vi_thanh}/prizes").text
    assert "Võ Thị Giang" not in own


def test_a_contest_without_prizes_says_so(quick_stage: Stage) -> None:
    quick_stage.clock.now = CLOSES + MINUTE
    publish(quick_stage, quick_stage.world.vi_thanh)
    url = f"/staff/rounds/{quick_stage.world.vi_thanh}/prizes"
    page = quick_stage.staff("lan").get(url).text
    assert "Thể lệ không có giải thưởng" in page
    assert "Kết quả chính thức" not in page


def test_a_side_prize_of_somebody_who_left_the_board_can_be_taken_back(prized: Stage) -> None:
    lan, url = prized.staff("lan"), f"/staff/rounds/{prized.world.vi_thanh}/prizes"
    publish(prized, prized.world.vi_thanh)
    lan.get(url)
    assert lan.post(url, prize="1", number="VT0005", reason="Sinh năm 1950").status_code == 303
    committee = Committee(prized.database, prized.writer, prized.world)
    prized.clock.now = AFTER
    (last,) = (person for person, right in committee.points().items() if right == 2)
    committee.decide(Ruling.VOID_ATTEMPT, attempt_id=committee.attempt_of(last))
    page = lan.get(url)
    assert "Không còn trên bảng xếp hạng" in page.text
    assert {lan.get(f"{url}.{kind}").status_code for kind in ("xlsx", "docx")} == {200}
    back = re.search(rf'action="({url}/\d+/take-back)"', page.text)
    assert back is not None
    lan.get(url)
    assert lan.post(back[1]).status_code == 303
    assert "Không còn trên bảng xếp hạng" not in lan.get(url).text
