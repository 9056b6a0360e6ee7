"""A second device sits the attempt by choice; the first is told and loses no answer."""

import asyncio
import re
from collections.abc import Callable

import pytest

from quiz.rules import ticket
from quiz.rules.paper import Sheet, fold
from quiz.rules.refusal import Refusal
from quiz.stages import hold, sit
from quiz.store import ledger
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import MINUTE, OPENS, Stage, Visitor
from tests.journeys.test_answers import entries, holder_of, start, tap

OPEN_ELSEWHERE = "Bài thi đang mở ở thiết bị khác"


def sheet(stage: Stage, attempt: str) -> Sheet:
    """The attempt as the ledger tells it."""
    number = int(attempt.rsplit("/", 1)[1])
    return stage.database.read_now(
        lambda connection: fold(ledger.entries_of_attempt(connection, number))
    )


def take_over(device: Visitor, attempt: str) -> None:
    """Open the attempt on the device and press the button."""
    assert OPEN_ELSEWHERE in device.get(attempt).text
    assert device.post(f"{attempt}/take-over").headers["location"] == attempt


def next_seq(device: Visitor, attempt: str) -> int:
    """The number that the page gives to its next tap."""
    found = re.search(r'name="seq" value="(\d+)"', device.get(attempt).text)
    assert found
    return int(found[1])


def test_a_second_device_is_asked_and_nothing_changes_before_it_chooses(stage: Stage) -> None:
    phone, attempt = start(stage)
    desk = stage.contestant("An")
    page = desk.get(attempt)
    assert page.status_code == 200
    assert OPEN_ELSEWHERE in page.text
    assert "Làm bài ở thiết bị này" in page.text
    assert phone.post_json(f"{attempt}/answers", tap(1, 1, 0)).status_code == 200
    assert entries(stage) == ["start", "answer"]


@pytest.mark.parametrize(
    "deed",
    [
        lambda device, attempt: device.post_json(f"{attempt}/answers", tap(1, 1, 0)),
        lambda device, attempt: device.post_json(f"{attempt}/submit", {}),
        lambda device, attempt: device.post(f"{attempt}/save", q1="0", do="save"),
        lambda device, attempt: device.post(f"{attempt}/save", do="submit"),
    ],
    ids=["tap", "submit", "form", "form that submits"],
)
def test_a_device_that_does_not_sit_writes_nothing(
    stage: Stage, deed: Callable[[Visitor, str], object]
) -> None:
    _, attempt = start(stage)
    refused = deed(stage.contestant("An"), attempt)
    assert getattr(refused, "status_code", None) == 409
    assert entries(stage) == ["start"]


def test_a_script_is_told_by_a_code(quick_stage: Stage) -> None:
    _, attempt = start(quick_stage)
    desk = quick_stage.contestant("An")
    for path, content in ((f"{attempt}/answers", tap(1, 1, 0)), (f"{attempt}/submit", {})):
        assert desk.post_json(path, content).json()["code"] == "elsewhere"


def test_the_clock_tells_each_device_whether_it_sits(stage: Stage) -> None:
    phone, attempt = start(stage)
    desk = stage.contestant("An")

    def told(device: Visitor) -> str:
        state: str = device.get(f"{attempt}/clock").json()["state"]
        return state

    assert (told(phone), told(desk)) == ("running", "elsewhere")
    take_over(desk, attempt)
    assert (told(phone), told(desk)) == ("elsewhere", "running")
    elsewhere = phone.get(f"{attempt}/clock").json()
    refused = phone.post_json(f"{attempt}/answers", tap(1, 1, 0)).json()
    assert (elsewhere["code"], elsewhere["message"]) == (refused["code"], refused["message"])
    assert elsewhere["deadline"] == OPENS + 30 * MINUTE
    desk.post_json(f"{attempt}/submit", {})
    assert (told(phone), told(desk)) == ("over", "over")
    assert entries(stage) == ["start", "take_over", "submit"]


def test_taking_over_turns_the_two_devices_round_and_again(stage: Stage) -> None:
    phone, attempt = start(stage)
    desk = stage.contestant("An")
    take_over(desk, attempt)
    assert phone.post_json(f"{attempt}/answers", tap(1, 1, 0)).json()["code"] == "elsewhere"
    seq = next_seq(desk, attempt)
    assert desk.post_json(f"{attempt}/answers", tap(seq, 1, 1)).status_code == 200
    take_over(phone, attempt)
    assert desk.post_json(f"{attempt}/answers", tap(seq + 1, 1, 2)).json()["code"] == "elsewhere"
    assert sheet(stage, attempt).answers == {1: (1,)}
    assert entries(stage) == ["start", "take_over", "answer", "take_over"]


def test_taking_over_twice_is_taking_over_once(stage: Stage) -> None:
    _, attempt = start(stage)
    desk = stage.contestant("An")
    for _ in range(2):
        assert desk.post(f"{attempt}/take-over").status_code == 303
    assert desk.post_json(f"{attempt}/take-over", {}).json() == {"state": "here"}
    assert entries(stage) == ["start", "take_over"]


def test_what_the_first_device_kept_counts_where_the_second_answered_nothing_newer(
    stage: Stage,
) -> None:
    phone, attempt = start(stage)
    desk = stage.contestant("An")
    phone.post_json(f"{attempt}/answers", tap(1, 1, 0))
    take_over(desk, attempt)
    seq = next_seq(desk, attempt)
    desk.post_json(f"{attempt}/answers", tap(seq, 2, 3))
    take_over(phone, attempt)
    kept = [tap(2, 2, 0), tap(3, 3, 0)]
    told = [phone.post_json(f"{attempt}/answers", one).json()["state"] for one in kept]
    assert told == ["stale", "saved"]
    assert sheet(stage, attempt).answers == {1: (0,), 2: (3,), 3: (0,)}


def test_a_form_without_script_that_came_from_the_other_device_is_saved_with_the_taking_over(
    stage: Stage,
) -> None:
    phone, attempt = start(stage)
    seq = next_seq(phone, attempt)
    desk = stage.contestant("An")
    take_over(desk, attempt)
    desk.post(f"{attempt}/save", q2="3", seq=next_seq(desk, attempt), do="save")
    refused = phone.post(f"{attempt}/save", q1="0", q2="1", seq=seq, do="submit")
    assert refused.status_code == 409
    assert OPEN_ELSEWHERE in refused.text
    assert sheet(stage, attempt).answers == {2: (3,)}
    carried = dict(re.findall(r'type="hidden" name="(q\d+|seq)" value="(\d*)"', refused.text))
    assert phone.post(f"{attempt}/take-over", **carried).headers["location"] == attempt
    assert sheet(stage, attempt).answers == {1: (0,), 2: (3,)}
    assert not sheet(stage, attempt).ended_at


def test_after_the_end_there_is_one_receipt_for_every_device(stage: Stage) -> None:
    phone, attempt = start(stage)
    desk = stage.contestant("An")
    first = phone.post_json(f"{attempt}/submit", {})
    assert desk.post_json(f"{attempt}/submit", {}).json() == first.json()
    assert desk.post(f"{attempt}/take-over").headers["location"] == attempt
    assert desk.get(attempt).headers["location"] == f"{attempt}/receipt"
    assert entries(stage) == ["start", "submit"]


def test_after_the_time_any_device_closes_the_attempt(stage: Stage) -> None:
    _, attempt = start(stage)
    stage.clock.now = OPENS + 31 * MINUTE
    assert stage.contestant("An").post_json(f"{attempt}/submit", {}).status_code == 200
    assert entries(stage) == ["start", "expire"]


def test_whoever_enters_again_in_the_same_browser_goes_on_without_being_asked(
    stage: Stage,
) -> None:
    phone, attempt = start(stage)
    other = stage.contestant("An")
    before = holder_of(stage, attempt)
    again = stage.contestant("An")
    again.client.cookies = phone.client.cookies
    again.get("/enter")
    number = stage.world.numbers["An"]
    code = ticket.typed_code(stage.app.state.site.secret, number, 1)
    entered = again.post("/enter", number=number, code=code)
    assert entered.status_code == 303
    assert holder_of(stage, attempt) != before
    again.get("/enter")
    assert again.post_json(f"{attempt}/answers", tap(1, 1, 0)).status_code == 200
    assert OPEN_ELSEWHERE in other.get(attempt).text


def test_another_s_attempt_cannot_be_taken_over(stage: Stage) -> None:
    _, attempt = start(stage)
    assert stage.contestant("Bình").post(f"{attempt}/take-over").status_code == 404
    assert entries(stage) == ["start"]


def test_starting_again_on_another_device_leads_to_the_question_and_not_past_it(
    stage: Stage,
) -> None:
    _, attempt = start(stage)
    desk = stage.contestant("An")
    started = desk.post(f"/rounds/{stage.world.vi_thanh}/start")
    assert started.headers["location"] == attempt
    assert OPEN_ELSEWHERE in desk.get(attempt).text


def test_a_script_that_starts_is_told_where_the_paper_is(stage: Stage) -> None:
    an = stage.contestant("An")
    url = f"/rounds/{stage.world.vi_thanh}/start"
    first, again = an.post_json(url, {}), an.post_json(url, {})
    assert first.json() == again.json()
    assert an.get(first.json()["url"]).status_code == 200
    assert entries(stage) == ["start"]


def test_a_second_process_knows_at_once_who_took_over(
    database: Database, writer: Writer, stage: Stage
) -> None:
    _, attempt = start(stage)
    number, an = int(attempt.rsplit("/", 1)[1]), stage.world.people["An"]
    other = Database(database.url)
    other_writer = Writer(other)
    other_writer.start()

    async def save(seq: int, holder: str) -> str:
        try:
            saved = await sit.answer(
                other, other_writer, number, an,
                question=1, choice=(0,), seq=seq, arrived=OPENS, holder=holder,
            )  # fmt: skip
        except Refusal as refusal:
            return refusal.reason.code
        return saved.state

    first = holder_of(stage, attempt)
    assert asyncio.run(save(1, first)) == "saved"
    asyncio.run(hold.take_over(database, writer, number, an, "another", OPENS))
    assert asyncio.run(save(2, first)) == "elsewhere"
    assert asyncio.run(save(2_000, "another")) == "saved"
    other_writer.close()
    other.close()
