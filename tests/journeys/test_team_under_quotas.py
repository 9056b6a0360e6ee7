"""A district chooses its team under quotas, replaces a member in writing, and the province locks
it: each over the pages, without script."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from quiz.rules.team import TeamRules
from tests.cast import CLOSES, MINUTE, RULES, Stage, Visitor, staged
from tests.finished import five_of_vi_thanh
from tests.journeys.test_organising import hidden, work
from tests.journeys.test_taking_files_away import cells
from tests.stages.test_choose_under_quotas import tell

DAY = 24 * 60


@pytest.fixture
def stage(sqlite_url: str, tmp_path: Path) -> Iterator[Stage]:
    """Two members, one reserve; at least one woman and one under 35; a captain."""
    rules = replace(RULES, team=TeamRules(captain=True, women=1, young=1))
    with staged(tmp_path, sqlite_url, rules) as found:
        yield found


@pytest.fixture
def people(stage: Stage) -> dict[str, int]:
    """Five finished attempts; the round has closed. The roster says nothing of Hà."""
    found = five_of_vi_thanh(stage.database, stage.writer, stage.world)
    tell(stage.database, found)
    stage.clock.now = CLOSES + MINUTE
    return found


@pytest.fixture
def lan(stage: Stage, people: dict[str, int]) -> Visitor:
    """Lan, whose round is published."""
    visitor = stage.staff("lan")
    visitor.get(work(stage))
    assert visitor.post(f"{work(stage)}/publish").status_code == 303
    return visitor


def choose(stage: Stage, lan: Visitor, captain: int) -> None:
    team = f"{work(stage)}/team"
    answer = lan.post(team, **hidden(lan.get(team).text), captain=str(captain))
    assert answer.status_code == 303, answer.text


def teams_of(stage: Stage) -> str:
    return f"/province/contests/{stage.world.contest_id}/teams"


def test_choose_with_quotas_substitute_lock(
    stage: Stage, lan: Visitor, people: dict[str, int]
) -> None:
    team = f"{work(stage)}/team"
    page = lan.get(team).text
    assert "ít nhất 1 nữ" in page
    assert "1 người chưa ghi giới tính và 1 người chưa ghi năm sinh" in page
    assert "Không chọn làm thành viên do điều kiện: ít nhất 1 người dưới 35 tuổi." in page
    without = lan.post(team, **hidden(page))
    assert without.status_code == 422
    assert "Chưa chọn đội trưởng" in without.text
    choose(stage, lan, people["An"])
    page = lan.get(team).text
    assert "Thành viên, đội trưởng" in page
    assert re.search(r"Võ Thị Giang.*?Thành viên", page, re.S)

    changes = f"{team}/changes"
    form = {"team": "1", "left": str(people["Giang"]), "reason": "Nghỉ ốm", "number": ""}
    assert "Thay thế" in lan.get(changes).text
    nobody = lan.post(changes, **form)
    assert nobody.status_code == 409
    assert "Không có dự bị nào thay được" in nobody.text
    assert "Nghỉ ốm" in nobody.text
    breaks = lan.post(changes, **form | {"number": "VT0003"})
    assert breaks.status_code == 409
    assert "ít nhất 1 nữ (hiện có 0)" in breaks.text
    accepted = form | {"number": "VT0003", "eased_reason": "Đơn vị không còn nữ trẻ"}
    for _twice in range(2):
        assert lan.post(changes, **accepted).status_code == 303
    page = lan.get(changes).text
    assert "Võ Thị Giang rời đội, Phạm Văn Dũng vào thay. Lý do: Nghỉ ốm" in page
    assert "lần 2" in page
    assert "lần 1" in page
    assert "lần 3" not in page

    so = stage.staff("so")
    assert teams_of(stage) in so.get("/province").text
    page = so.get(teams_of(stage)).text
    assert "Phạm Văn Dũng" in page
    assert "Đơn vị không còn nữ trẻ" in page
    assert "1/4 đơn vị đã xác nhận đội tuyển, 0 đội tuyển đã khóa" in page
    lock = f"/province/teams/{stage.world.vi_thanh}"
    assert so.post(f"{lock}/lock", team="1").status_code == 409
    for _twice in range(2):
        answer = so.post(f"{lock}/lock", team="2")
        assert (answer.status_code, answer.headers["location"]) == (303, teams_of(stage))
    again = lan.post(changes, **form | {"team": "2", "left": str(people["Dũng"])})
    assert again.status_code == 409
    assert "Đội tuyển đã được Sở Nội vụ khóa" in again.text
    page = lan.get(team).text
    assert "Đội tuyển đã được Sở Nội vụ khóa" in page
    assert 'value="confirm"' not in page
    assert so.post(f"{lock}/unlock", team="2", reason="").status_code == 422
    assert so.post(f"{lock}/unlock", team="2", reason="Sai tên").status_code == 303
    assert "Sai tên" in so.get(teams_of(stage)).text
    assert "Sai tên" in lan.get(changes).text


def test_quotas_that_no_team_keeps_are_named_with_the_change_and_eased_in_writing(
    stage: Stage, lan: Visitor, people: dict[str, int]
) -> None:
    team = f"{work(stage)}/team"
    lan.get(team)
    fields: dict[str, str] = {}
    for name in ("Bình", "Giang"):
        fields |= {f"skip_{people[name]}": "1", f"reason_{people[name]}": "Nghỉ phép"}
    refused = lan.post(team, do="preview", **fields)
    assert refused.status_code == 409
    assert "không bắt buộc có nữ (thể lệ: 1)" in refused.text
    assert 'value="confirm"' not in refused.text
    eased = lan.post(team, do="preview", eased_reason="Cả hai nữ đều nghỉ", **fields)
    assert eased.status_code == 200
    assert "không bảo đảm đủ điều kiện" in eased.text
    confirmation = hidden(eased.text) | {"captain": str(people["An"])}
    assert confirmation["eased_reason"] == "Cả hai nữ đều nghỉ"
    assert lan.post(team, **confirmation).status_code == 303
    assert "Cả hai nữ đều nghỉ" in lan.get(team).text
    workbook = lan.get(f"{team}.xlsx").content
    assert any("Cả hai nữ đều nghỉ" in row[0] for row in cells(workbook)[:6])


def test_the_files_name_the_captain_and_whom_the_quotas_passed_over(
    stage: Stage, lan: Visitor, people: dict[str, int]
) -> None:
    choose(stage, lan, people["Giang"])
    team = f"{work(stage)}/team"
    members, skips = (cells(lan.get(f"{team}.xlsx").content, sheet) for sheet in (0, 1))
    assert [row[-1] for row in members[4:]] == ["Thành viên", "Thành viên, đội trưởng", "Dự bị"]
    assert [row[2] for row in skips[3:]] == ["Trần Thị Bình", "Phạm Văn Dũng"]
    assert "do điều kiện" in skips[3][3]


def test_after_the_last_day_the_page_offers_no_change(
    stage: Stage, lan: Visitor, people: dict[str, int]
) -> None:
    choose(stage, lan, people["An"])
    changes = f"{work(stage)}/team/changes"
    assert "Đội tuyển thay đổi được đến 24 giờ 00 ngày 15/4/2021" in lan.get(changes).text
    stage.clock.pass_minutes(11 * DAY)
    late = stage.staff("lan")
    page = late.get(changes).text
    assert "Đã hết hạn thay đổi đội tuyển" in page
    assert 'name="left"' not in page
    form = {"team": "1", "left": str(people["An"]), "reason": "Ốm", "captain": ""}
    assert late.post(changes, **form).status_code == 409


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 422),
        ({"team": "0"}, 422),
        ({"team": "1", "left": "-1"}, 422),
        ({"team": "1", "left": "9999999999", "reason": "a"}, 422),
        ({"team": "1", "left": "٣", "reason": "a"}, 422),
        ({"team": "1", "reason": "a"}, 422),
        ({"team": "9", "left": "1", "reason": "a"}, 409),
        ({"team": "1", "left": "1", "reason": "a" * 501}, 422),
        ({"team": "1", "left": "1", "reason": "\x00"}, 422),
        ({"team": "1", "left": "1", "reason": "a", "number": "=1+1"}, 422),
        ({"team": "1", "left": "1", "reason": "a", "place": "1"}, 422),
    ],
)
def test_a_strange_form_changes_nothing(
    stage: Stage, lan: Visitor, people: dict[str, int], fields: dict[str, str], status: int
) -> None:
    choose(stage, lan, people["An"])
    changes = f"{work(stage)}/team/changes"
    lan.get(changes)
    assert lan.post(changes, **fields).status_code == status
    assert "lần 2" not in lan.get(changes).text


def test_only_the_province_locks_and_only_the_organiser_changes(
    stage: Stage, lan: Visitor, people: dict[str, int]
) -> None:
    choose(stage, lan, people["An"])
    lock = f"/province/teams/{stage.world.vi_thanh}"
    assert lan.post(f"{lock}/lock", team="1").status_code == 403
    assert lan.get(teams_of(stage)).status_code == 403
    so = stage.staff("so")
    changes = f"{work(stage)}/team/changes"
    assert 'name="left"' not in so.get(changes).text
    assert so.post(changes, team="1", left=str(people["An"]), reason="a").status_code == 403
    missing = so.post("/province/teams/999999/lock", team="1")
    assert missing.status_code == 404
