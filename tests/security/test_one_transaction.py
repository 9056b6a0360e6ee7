"""A request that breaks on its way leaves nothing: whichever statement fails, what was answered
with a fault changed no cell of the database.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from quiz.rules import ticket
from quiz.store import plain
from tests.cast import CLOSES, MINUTE, PASSWORD, Stage
from tests.contents import contents
from tests.finished import five_of_vi_thanh

MOST = 400
"""Statements of one request: more than any needs."""


class Broken(Exception):
    """The statement that a test let fail."""


class Counter:
    """Lets the statement with that number fail, counted from the beginning of a request."""

    def __init__(self) -> None:
        self.left = -1

    def __call__(self, *_arguments: Any) -> None:
        self.left -= 1
        if self.left == 0:
            raise Broken


@contextmanager
def failing(stage: Stage) -> Iterator[Counter]:
    """Statements through SQLAlchemy and through the driver, of whatever writes."""
    counter = Counter()
    real = plain.plain

    def counted(connection: Any) -> Any:
        counter()
        return real(connection)

    engines = (stage.database.write_engine, stage.database.writer_engine)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", counter)
    plain.plain = counted
    try:
        yield counter
    finally:
        plain.plain = real
        for engine in engines:
            event.remove(engine, "before_cursor_execute", counter)


Ask = Callable[[], Any]


def starting(stage: Stage) -> Ask:
    an = stage.contestant("An")
    return lambda: an.post(f"/rounds/{stage.world.vi_thanh}/start")


def tapping(stage: Stage) -> Ask:
    an = stage.contestant("An")
    attempt = an.post(f"/rounds/{stage.world.vi_thanh}/start").headers["location"]
    return lambda: an.post_json(f"{attempt}/answers", {"seq": 1, "question": 1, "choice": [0]})


def saving_a_form(stage: Stage) -> Ask:
    an = stage.contestant("An")
    attempt = an.post(f"/rounds/{stage.world.vi_thanh}/start").headers["location"]
    return lambda: an.post(f"{attempt}/save", q1="0", q2="1", q3="2", do="submit")


def handing_in(stage: Stage) -> Ask:
    an = stage.contestant("An")
    attempt = an.post(f"/rounds/{stage.world.vi_thanh}/start").headers["location"]
    return lambda: an.post_json(f"{attempt}/submit", {})


def entering(stage: Stage) -> Ask:
    stranger = stage.stranger()
    token = ticket.ticket(stage.app.state.site.secret, "VT0001", 1)
    return lambda: stranger.post("/enter", ticket=token)


def signing_in(stage: Stage) -> Ask:
    stranger = stage.stranger()
    return lambda: stranger.post("/sign-in", username="lan", password=PASSWORD)


def a_new_ticket(stage: Stage) -> Ask:
    lan, person = stage.staff("lan"), stage.world.people["An"]
    lan.get(f"/staff/people/{person}")
    return lambda: lan.post(f"/staff/people/{person}/reissue")


def publishing(stage: Stage) -> Ask:
    five_of_vi_thanh(stage.database, stage.writer, stage.world)
    stage.clock.now = CLOSES + MINUTE
    lan = stage.staff("lan")
    lan.get(f"/staff/rounds/{stage.world.vi_thanh}")
    return lambda: lan.post(f"/staff/rounds/{stage.world.vi_thanh}/publish")


IN_TWO_STEPS: dict[Callable[[Stage], Ask], set[str]] = {
    saving_a_form: {"entry", "round"},
    signing_in: {"session"},
}
"""Answers are saved before they are handed in, and stay saved where handing in breaks. A session is
stored before the browser is told of it; where that breaks, nobody has its secret."""


@pytest.mark.parametrize(
    "prepare",
    [
        *(starting, tapping, saving_a_form, handing_in),
        *(entering, signing_in, a_new_ticket, publishing),
    ],
)
def test_a_request_that_fails_at_any_statement_leaves_nothing(
    quick_stage: Stage, prepare: Callable[[Stage], Ask]
) -> None:
    ask = prepare(quick_stage)
    before = contents(quick_stage.database)
    failed = 0
    with failing(quick_stage) as counter:
        for number in range(1, MOST):
            counter.left = number
            try:
                status = ask().status_code
            except Broken:
                status = 500
            broke, counter.left = counter.left <= 0, -1
            if not broke:
                break
            if status >= 400:
                failed += 1
                after = contents(quick_stage.database)
                changed = {table for table in after if after[table] != before[table]}
                assert changed <= IN_TWO_STEPS.get(prepare, set()), number
            elif contents(quick_stage.database) != before:
                return  # what failed was undone behind a savepoint: the rest stands, and is whole
    assert failed
    assert status in {200, 303}
