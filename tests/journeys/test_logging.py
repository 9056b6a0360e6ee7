"""What the server's log says, and what it never says."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from quiz import logs
from quiz.rules import ticket
from quiz.stages import count
from tests.cast import CLOSES, PASSWORD, Stage


class Log:
    """The lines that were written since the last look."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def text(self) -> str:
        return self.stream.getvalue()

    def told(self) -> list[dict[str, Any]]:
        """Every line's extra fields and message."""
        lines = [json.loads(line) for line in self.text().splitlines()]
        self.stream.seek(0)
        self.stream.truncate()
        for line in lines:
            assert line.pop("time").endswith("Z")
            assert line.pop("level") == ("warning" if "too many" in line["message"] else "info")
            assert line.pop("logger").startswith("quiz.")
        return lines


@pytest.fixture
def log() -> Iterator[Log]:
    """The log as `quiz serve` sets it up."""
    root, own = logging.getLogger(), logging.getLogger("quiz")
    before = root.handlers, root.level, own.level
    log = Log()
    logs.configure(log.stream)
    yield log
    root.handlers = before[0]
    root.setLevel(before[1])
    own.setLevel(before[2])


def test_who_signs_in_and_who_fails_is_told_without_what_they_typed(
    quick_stage: Stage, log: Log
) -> None:
    stage = quick_stage
    stage.staff("lan")
    stage.contestant("An")
    stage.stranger().post("/sign-in", username="lan", password="mat-khau-sai-0")
    stage.stranger().post("/sign-in", username=PASSWORD, password="mat-khau-sai-1")
    stage.stranger().post("/enter", number="VT0001", code="SAI-MA-2")
    stage.stranger().post("/enter", number="LA-NGUOI-NAO", code="SAI-MA-3")
    stage.stranger().post("/enter", ticket="VT0001." + "A" * 26)
    text = log.text()
    an = f"person:{stage.world.people['An']}"
    assert log.told() == [
        {"message": message, "actor": actor, "action": action}
        for message, actor, action in (
            ("signed in", "lan", "sign_in"),
            ("signed in", an, "enter.ticket"),
            ("sign-in failed", "lan", "sign_in"),
            ("sign-in failed", "unknown", "sign_in"),
            ("sign-in failed", an, "enter.code"),
            ("sign-in failed", "unknown", "enter.code"),
            ("sign-in failed", an, "enter.ticket"),
        )
    ]
    secret = ticket.ticket(stage.app.state.site.secret, "VT0001", 1)
    for word in (
        PASSWORD,
        "mat-khau-sai",
        "SAI-MA",
        "AAAA",
        "VT0001",
        "NGUOI",
        "Lan",
        "An",
        secret,
    ):
        assert word not in text


def test_too_many_guesses_are_told_with_the_address(quick_stage: Stage, log: Log) -> None:
    visitor = quick_stage.stranger()
    for _ in range(11):
        visitor.post("/sign-in", username="lan", password="mat-khau-sai")
    assert log.told()[10:] == [
        {"message": "too many guesses", "action": "sign_in", "address": "testclient"}
    ]


def test_foreign_objects_and_foreign_pages_are_told(quick_stage: Stage, log: Log) -> None:
    lan, foreign = quick_stage.staff("lan"), quick_stage.world.phung_hiep
    log.told()
    lan.get(f"/staff/rounds/{foreign}")
    lan.get("/banks")
    lan.get("/Nguyễn Văn An%1b[2J")
    quick_stage.stranger().get("/staff/rounds")
    common = {"message": "refused", "actor": "lan", "action": "GET"}
    assert log.told() == [
        {**common, "object": f"/staff/rounds/{foreign}", "reason": "not_found"},
        {**common, "object": "/banks", "reason": "not_allowed"},
        {**common, "object": "other", "reason": "not_found"},
    ]


def test_publishing_and_taking_files_away_are_told(quick_stage: Stage, log: Log) -> None:
    stage, round_id = quick_stage, quick_stage.world.vi_thanh
    count.publish(stage.database, stage.writer, round_id, "lan", CLOSES)
    count.publish(stage.database, stage.writer, round_id, "lan", CLOSES)
    stage.clock.now = CLOSES
    lan, phuc = stage.staff("lan"), stage.staff("phuc")
    unit = stage.world.districts["Thành phố Vị Thanh"]
    assert lan.get(f"/staff/rounds/{round_id}/board.xlsx").status_code == 200
    lan.get(f"/staff/people/tickets?unit={unit}")
    assert lan.post("/staff/people/tickets", unit=str(unit)).status_code == 200
    bank = stage.world.bank_version_id
    assert phuc.get(f"/banks/{bank}/export").status_code == 200
    assert [
        (line["message"], line["actor"], line["action"], line["object"])
        for line in log.told()
        if line["message"] != "signed in"
    ] == [
        ("published", "lan", "board.publish", f"round:{round_id}"),
        ("exported", "lan", "board.export", f"round:{round_id}"),
        ("exported", "lan", "tickets.print", f"unit:{unit}"),
        ("exported", "phuc", "bank.export", f"bank:{bank}"),
    ]


def test_a_line_is_one_line_of_plain_characters_whatever_is_in_it(log: Log) -> None:
    nasty = "a\nb\r\x1b[31m\x7f\x85\u2028\u202e\x00 ấ"
    logging.getLogger("quiz.x").info("%s", nasty, extra={"actor": nasty, "password": "x"})
    text = log.text()
    assert text.endswith("\n")
    assert all(" " <= letter <= "~" for letter in text[:-1])
    line = json.loads(text)
    assert (line["message"], line["actor"]) == (nasty, nasty)
    assert "password" not in line


def test_an_exception_is_told_by_type_and_place_not_by_what_it_quotes(log: Log) -> None:
    try:
        try:
            int("Nguyễn Văn An")
        except ValueError as error:
            raise RuntimeError("mật khẩu") from error
    except RuntimeError:
        logging.getLogger("quiz.x").exception("a write failed")
    line = json.loads(log.text())
    assert [error["type"] for error in line["errors"]] == ["RuntimeError", "ValueError"]
    assert line["errors"][0]["places"][-1].startswith("test_logging.py:")
    assert "Nguy" not in log.text()
    assert "kh" not in log.text()


def test_other_programs_are_heard_from_warnings_on(log: Log) -> None:
    logging.getLogger("alembic").info("migrating")
    logging.getLogger("somebody.else").warning("odd")
    assert [json.loads(line)["message"] for line in log.text().splitlines()] == ["odd"]
