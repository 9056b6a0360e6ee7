"""A real server closes what is overdue although nobody looks: also what became overdue while it was
down, within a tick of its start.
"""

import time
from pathlib import Path

import pytest
from sqlalchemy import text

from quiz.clock import system_clock
from quiz.rules.round import GRACE_MS
from quiz.stages.sit import QUEUED_MS
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import MINUTE, OPENS, World
from tests.faults.server import SERVE, Server
from tests.stages.test_extending import Hall

PATIENCE_SECONDS = 20


@pytest.fixture
def hall(database: Database, writer: Writer, world: World) -> Hall:
    return Hall(database, writer, world)


def ended(hall: Hall, attempt: int) -> int:
    """When the attempt ended, once it has, with its result among the results."""
    began = time.monotonic()
    while time.monotonic() < began + PATIENCE_SECONDS:
        found = hall.attempt(attempt).ended_at
        if found is not None and attempt in hall.results():
            return found
        time.sleep(0.05)
    raise TimeoutError("nobody closed the attempt")


def test_a_server_closes_what_is_overdue_at_its_start_and_later_though_nobody_looks(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an, binh = hall.start("An"), hall.start("Bình")
    assert hall.answer("An", an, 1, OPENS + MINUTE) == "saved"
    hour = {"deadline": system_clock() + 60 * MINUTE, "id": binh}
    moved = text("UPDATE attempt SET deadline_at = :deadline WHERE id = :id")
    with hall.database.writing() as session:
        session.connection().execute(moved, hour)
    monkeypatch.setenv("QUIZ_DATABASE_URL", hall.database.url)
    server = Server(SERVE, tmp_path)
    server.start()
    try:
        assert ended(hall, an) == OPENS + 30 * MINUTE
        assert hall.kinds(an) == ["start", "answer", "expire"]
        assert hall.attempt(binh).ended_at is None
        soon = system_clock() + 500
        with hall.database.writing() as session:
            session.connection().execute(moved, {"deadline": soon, "id": binh})
        assert ended(hall, binh) == soon
        assert system_clock() > soon + GRACE_MS + QUEUED_MS
    finally:
        server.kill()
    assert hall.kinds(binh) == ["start", "expire"]
    assert hall.holds()
