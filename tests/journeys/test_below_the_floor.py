"""Attempts that were faster than the rules' floor are shown to staff with their figures, and to
nobody else; nothing is voided by itself."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from quiz.stages import haste
from tests.cast import RULES, Stage, staged
from tests.finished import Sat, hand_in
from tests.journeys.test_taking_files_away import cells

FLOOR = replace(RULES, floor_seconds=20)
"""Two minutes for six questions."""


@pytest.fixture
def stage(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    with staged(tmp_path, database_url, FLOOR) as running:
        people = running.world.people
        sat = [Sat(people["An"], 6, 1.5), Sat(people["Bình"], 6, 2)]
        hand_in(running.database, running.writer, running.world.vi_thanh, sat)
        yield running


def test_the_rounds_list_names_who_was_faster_with_the_figures(stage: Stage) -> None:
    lan, work = stage.staff("lan"), f"/staff/rounds/{stage.world.vi_thanh}"
    assert "Bài làm nhanh hơn mức của thể lệ (1)" in lan.get(work).text
    page = lan.get(f"{work}/fast").text
    assert "20 giây một câu" in page
    assert "1 lượt thi" in page
    assert f"/staff/people/{stage.world.people['An']}" in page
    assert "1 phút 30" in page
    assert "6 trên 6" in page
    assert "Trần Thị Bình" not in page


def test_the_persons_page_shows_the_attempt(stage: Stage) -> None:
    lan = stage.staff("lan")
    people = stage.world.people
    assert "nhanh hơn mức của thể lệ" in lan.get(f"/staff/people/{people['An']}").text
    assert "nhanh hơn mức của thể lệ" not in lan.get(f"/staff/people/{people['Bình']}").text


def test_the_staffs_file_says_it_and_the_public_one_does_not(stage: Stage) -> None:
    lan, work = stage.staff("lan"), f"/staff/rounds/{stage.world.vi_thanh}"
    rows = cells(lan.get(f"{work}/board.xlsx").content)
    assert rows[4][-1].startswith("Nhanh hơn 2 phút")
    assert {row[2]: row[-1] for row in rows[5:7]} == {"Nguyễn Văn An": "Có", "Trần Thị Bình": ""}
    told = json.loads(lan.get(f"{work}/board.json").text)
    assert sorted(row["below_floor"] for row in told["rows"]) == [False, True]
    public = f"/rounds/{stage.world.vi_thanh}"
    stranger = stage.stranger()
    for ending in (".json", ".csv", ""):
        text = stranger.get(f"{public}/board{ending}").text
        assert "below_floor" not in text
        assert "anh hơn" not in text


def test_the_list_is_the_districts_and_a_contestant_sees_none(stage: Stage) -> None:
    other = f"/staff/rounds/{stage.world.phung_hiep}/fast"
    assert stage.staff("lan").get(other).status_code == 404
    assert stage.staff("so").get(other).status_code == 200
    own = f"/staff/rounds/{stage.world.vi_thanh}/fast"
    assert stage.contestant("An").get(own).status_code in {303, 403}


def test_no_floor_is_no_flag(quick_stage: Stage) -> None:
    world = quick_stage.world
    sat = [Sat(world.people["An"], 6, 0.2)]
    hand_in(quick_stage.database, quick_stage.writer, world.vi_thanh, sat)
    with quick_stage.database.read_engine.connect() as connection:
        assert haste.of_round(connection, world.vi_thanh).attempts == ()
        assert haste.count_in_round(connection, world.vi_thanh) == 0
        assert haste.of_person(connection, world.people["An"]) == ()
