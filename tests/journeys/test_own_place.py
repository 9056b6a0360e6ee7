"""After the attempt the round's page tells the own places, in the district and in the contest."""

from dataclasses import replace
from pathlib import Path

import pytest

from quiz.rules.draft import Series
from quiz.stages import count
from tests.cast import CLOSES, MINUTE, OPENS, RULES, Stage, staged
from tests.finished import Sat, hand_in
from tests.stages.rounds_cast import WEEK, Contest


def everybody_sits(stage: Stage) -> None:
    """Chi of Phụng Hiệp 6 right, An 5, Bình 4."""
    world = stage.world
    people = world.people
    hand_in(stage.database, stage.writer, world.phung_hiep, [Sat(people["Chi"], 6, 5)])
    sat = [Sat(people["An"], 5, 5), Sat(people["Bình"], 4, 5)]
    hand_in(stage.database, stage.writer, world.vi_thanh, sat)


def test_the_rounds_page_tells_both_places(stage: Stage) -> None:
    everybody_sits(stage)
    page = stage.contestant("Bình").get(f"/rounds/{stage.world.vi_thanh}").text
    told = (
        "Hạng 2 trên 2 người dự thi tại đơn vị (tạm thời); hạng 3 trên 3 người dự thi toàn hội thi "
        "(tạm thời)."
    )
    assert told in page
    chi = stage.contestant("Chi").get(f"/rounds/{stage.world.phung_hiep}").text
    assert "Hạng 1 trên 1 người dự thi tại đơn vị (tạm thời); hạng 1 trên 3" in chi


def test_an_official_board_tells_its_own_stored_place(stage: Stage) -> None:
    everybody_sits(stage)
    stage.clock.now = CLOSES + MINUTE
    count.publish(stage.database, stage.writer, stage.world.vi_thanh, "lan", stage.clock.now)
    page = stage.contestant("Bình").get(f"/rounds/{stage.world.vi_thanh}").text
    assert "Hạng 2 trên 2 người dự thi tại đơn vị (chính thức); hạng 3 trên 3" in page
    assert "người dự thi toàn hội thi (tạm thời)." in page


def test_once_every_round_is_official_the_place_in_the_contest_is(stage: Stage) -> None:
    everybody_sits(stage)
    stage.clock.now = CLOSES + MINUTE
    for round_id in stage.world.rounds.values():
        count.publish(stage.database, stage.writer, round_id, "lan", stage.clock.now)
    page = stage.contestant("Bình").get(f"/rounds/{stage.world.vi_thanh}").text
    assert "hạng 3 trên 3 người dự thi toàn hội thi (chính thức)." in page
    assert "(tạm thời)" not in page


def test_of_several_rounds_the_place_in_the_contest_is_official_once_all_are(stage: Stage) -> None:
    contest = Contest(stage.database, stage.writer, stage.world)
    contest.open(RULES, Series("Tuần 2", OPENS + WEEK, CLOSES + WEEK))
    for week, label in enumerate(("Tuần 1", "Tuần 2")):
        for name, right in (("An", 6), ("Bình", 5)):
            contest.sit(name, label, OPENS + week * WEEK, right=right)
        contest.fix(CLOSES + week * WEEK)
        stage.clock.now = CLOSES + week * WEEK + MINUTE
        round_id = contest.round(label)
        count.publish(stage.database, stage.writer, round_id, "lan", stage.clock.now)
        page = stage.contestant("Bình").get(f"/rounds/{contest.round()}").text
        state = "chính thức" if week else "tạm thời"
        assert f"hạng 2 trên 2 người dự thi toàn hội thi ({state})." in page


@pytest.mark.parametrize("attempts", [1, 2])
def test_where_another_attempt_may_follow_places_are_told_after_the_round(
    sqlite_url: str, tmp_path: Path, attempts: int
) -> None:
    with staged(tmp_path, sqlite_url, replace(RULES, attempts=attempts)) as stage:
        everybody_sits(stage)
        url = f"/rounds/{stage.world.vi_thanh}"
        assert ("Hạng" in stage.contestant("An").get(url).text) is (attempts == 1)
        stage.clock.now = CLOSES + MINUTE
        assert "Hạng 1 trên 2" in stage.contestant("An").get(url).text


def test_before_an_attempt_nothing_is_told(quick_stage: Stage) -> None:
    page = quick_stage.contestant("An").get(f"/rounds/{quick_stage.world.vi_thanh}").text
    assert "người dự thi" not in page.split("<footer")[0].split("Thể lệ")[0]
