"""Looking changes nothing: every GET, asked as every role about own, foreign and missing objects,
on both kinds of database, leaves every row of every table as it was.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from quiz.rules.draft import Draft
from quiz.stages import board, count, prepare
from quiz.store.database import Database
from quiz.worker import tick
from tests.cast import CLOSES, MINUTE, OPENS, RULES
from tests.contents import contents
from tests.finished import five_of_vi_thanh
from tests.house.test_access import ACCESS, EVERYBODY, MISSING, Everybody, ask, peopled
from tests.journeys.test_organising import hidden

ROUTES = [route for route in (*EVERYBODY, *ACCESS) if route.startswith("GET ")]
QUERIES = ("?q=an", "?page=2", "?q=an&page=1")
HOME = "Thành phố Vị Thanh"
NOT_THERE = {"GET /components", "GET /sso", "GET /sso/back"}
"""Of the demo, and where there is a provider."""


@pytest.fixture
def everybody(database_url: str, tmp_path: Path) -> Iterator[Everybody]:
    """The world of the access test, with a draft beside the opened contest."""
    with peopled(tmp_path, database_url) as found:
        world = found.stage.world
        draft = Draft(
            "Hội thi chưa mở",
            RULES,
            world.bank_version_id,
            {world.districts[HOME]: (OPENS, CLOSES)},
        )
        draft_id = prepare.create_contest(found.stage.database, draft, "so", OPENS)
        found.foreign["{contest_id}"] = str(draft_id)
        yield found


def while_they_sit(everybody: Everybody) -> None:
    everybody.visitors["An"].get("/rounds")


def when_time_is_over_and_nobody_has_closed_anything(everybody: Everybody) -> None:
    everybody.stage.clock.now = OPENS + 40 * MINUTE


def when_board_and_team_are_official(everybody: Everybody) -> None:
    stage = everybody.stage
    five_of_vi_thanh(stage.database, stage.writer, stage.world)
    stage.clock.now = CLOSES + MINUTE
    asyncio.run(tick(stage.database, stage.writer, stage.clock.now))
    lan, round_id = everybody.visitors["lan"], everybody.own["{round_id}"]
    lan.get(f"/staff/rounds/{round_id}")
    assert lan.post(f"/staff/rounds/{round_id}/publish").status_code == 303
    team = f"/staff/rounds/{round_id}/team"
    lan.get(team)
    preview = lan.post(team, do="preview")
    assert lan.post(team, **hidden(preview.text)).status_code == 303
    for one in stage.world.rounds.values():
        count.publish(stage.database, stage.writer, one, "quan", stage.clock.now)


MOMENTS = (
    while_they_sit,
    when_time_is_over_and_nobody_has_closed_anything,
    when_board_and_team_are_official,
)


def look_everywhere(
    everybody: Everybody, routes: Sequence[str] = ROUTES
) -> tuple[set[str], list[str]]:
    """(the routes that somebody was shown, the routes that changed something)."""
    database = everybody.stage.database
    before = contents(database)
    shown, changed = set(), []
    for route in routes:
        path = route.replace("{version}/{name:path}", "x/css/base.css")
        for objects in (everybody.own, everybody.foreign, dict.fromkeys(everybody.own, MISSING)):
            for visitor in everybody.visitors.values():
                status = ask(visitor, path, objects).status_code
                assert status < 500, (route, status)
                if status in {200, 303}:
                    shown.add(route)
        for query in () if "?" in path else QUERIES:
            ask(everybody.visitors["quan"], path + query, everybody.own)
        after = contents(database)
        if after != before:
            changed.append(route)
            before = after
    return shown, changed


@pytest.mark.parametrize("moment", MOMENTS)
def test_no_get_by_anybody_changes_a_single_cell(
    everybody: Everybody, moment: Callable[[Everybody], None]
) -> None:
    moment(everybody)
    shown, changed = look_everywhere(everybody)
    assert changed == []
    if moment is MOMENTS[-1]:  # by then everything that there is to see can be seen by somebody
        assert set(ROUTES) - shown == NOT_THERE


@pytest.mark.usefixtures("world")
def test_one_changed_cell_that_leaves_every_count_the_same_is_seen(database: Database) -> None:
    before = contents(database)
    assert contents(database) == before
    with database.writing() as session:
        session.connection().execute(
            text("UPDATE person SET position = 'x' WHERE number = 'PH0001'")
        )
    after = contents(database)
    assert {table for table in after if after[table] != before[table]} == {"person"}


def test_a_board_that_notes_who_looked_is_caught(
    everybody: Everybody, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant: a GET that changes one cell and adds no row."""
    real = board.read_board

    def noting(*arguments: Any, **options: Any) -> Any:
        with everybody.stage.database.writing() as session:
            session.connection().execute(
                text("UPDATE session SET expires_at = expires_at + 1 WHERE person_id IS NOT NULL")
            )
        return real(*arguments, **options)

    monkeypatch.setattr(board, "read_board", noting)
    public = "GET /rounds/{round_id}/board"
    _, changed = look_everywhere(everybody, ["GET /", public, "GET /rounds/{round_id}/rules"])
    assert changed == [public]
