"""Where questions are worth other points, pages and files of teams say points as boards do."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from quiz.rules.marking import Marking
from quiz.stages import count
from tests.cast import CLOSES, RULES, Stage, staged
from tests.finished import five_of_vi_thanh
from tests.journeys.test_organising import hidden
from tests.journeys.test_taking_files_away import cells

WEIGHTED = replace(RULES, marking=Marking(easy=50, medium=100, hard=250))
"""Eight points for six questions: Bình, who has missed one, has 7.5, 7 or 5.5."""


@pytest.fixture
def stage(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    with staged(tmp_path, database_url, WEIGHTED) as running:
        five_of_vi_thanh(running.database, running.writer, running.world)
        count.publish(running.database, running.writer, running.world.vi_thanh, "lan", CLOSES)
        running.clock.now = CLOSES
        yield running


def test_the_team_is_shown_and_written_in_points(stage: Stage) -> None:
    lan, url = stage.staff("lan"), f"/staff/rounds/{stage.world.vi_thanh}/team"
    choosing = lan.get(url).text
    assert "8/8" in choosing
    assert "6/6" not in choosing
    lan.post(url, **hidden(lan.post(url, do="preview").text))
    shown = lan.get(url).text
    assert "8/8" in shown
    assert "6/6" not in shown
    workbook = cells(lan.get(f"{url}.xlsx").content)
    assert "8/8" in [cell for row in workbook for cell in row]
    document = docx.Document(io.BytesIO(lan.get(f"{url}.docx").content))
    written = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "8/8" in written
    assert "6/6" not in written
