"""An organiser gives time on the round's page; a second one signs; the contestant's clock tells."""

import asyncio
import re

import pytest
from sqlmodel import select

from quiz.rules import ticket
from quiz.stages import void
from quiz.store.tables import Attempt, Extension
from quiz.worker import tick
from tests.cast import CLOSES, MINUTE, OPENS, Stage, Visitor, add_person
from tests.journeys.test_answers import entries, start, tap

LIMIT = OPENS + 30 * MINUTE


def work(stage: Stage) -> str:
    return f"/staff/rounds/{stage.world.vi_thanh}"


def fields(page: str, whom: str) -> dict[str, str]:
    """The hidden fields of the form for the round, or for one."""
    form = page.split(f'name="whom" value="{whom}"', 1)[1].split("</form>", 1)[0]
    once = re.search(r'name="once" value="([0-9a-f]{32})"', form)
    assert once, form
    return {"whom": whom, "once": once[1]}


def deadline(visitor: Visitor, attempt: str) -> int:
    told: int = visitor.get(f"{attempt}/clock").json()["deadline"]
    return told


def crowd(stage: Stage, size: int) -> None:
    """So many people of Vị Thanh with a running attempt."""
    district = stage.world.districts["Thành phố Vị Thanh"]
    people = [
        add_person(stage.database, "Người Đông", f"VT2{number:03d}", district)
        for number in range(size)
    ]
    with stage.database.writing() as session:
        session.add_all(
            Attempt(
                round_id=stage.world.vi_thanh,
                person_id=person,
                number=1,
                paper="[]",
                started_at=OPENS,
                deadline_at=LIMIT,
            )
            for person in people
        )


def test_the_clock_of_an_attempt_tells_time_deadline_and_state(stage: Stage) -> None:
    an, attempt = start(stage)
    stage.clock.pass_minutes(1)
    told = an.get(f"{attempt}/clock")
    assert told.json() == {"now": OPENS + MINUTE, "deadline": LIMIT, "state": "running"}
    assert told.headers["Server-Now"] == str(OPENS + MINUTE)
    assert told.headers["Server-Deadline"] == str(LIMIT)
    assert told.headers["Cache-Control"].startswith(("private", "no-store"))
    an.post_json(f"{attempt}/submit", {})
    over = an.get(f"{attempt}/clock").json()
    assert (over["state"], over["code"]) == ("over", "attempt_over")
    assert over["message"].startswith("Bài thi đã nộp lúc 08:01")
    binh = stage.contestant("Bình")
    foreign, missing = binh.get(f"{attempt}/clock"), binh.get("/attempts/999/clock")
    assert foreign.status_code == missing.status_code == 404


def test_lan_gives_the_whole_round_time_and_an_s_clock_and_next_reply_tell(stage: Stage) -> None:
    an, attempt = start(stage)
    lan = stage.staff("lan")
    page = lan.get(work(stage)).text
    given = fields(page, "round")
    for _ in range(2):  # pressed twice
        answer = lan.post(f"{work(stage)}/extend", minutes="15", reason="Mất điện", **given)
        assert answer.status_code == 303
    assert deadline(an, attempt) == LIMIT + 15 * MINUTE
    reply = an.post_json(f"{attempt}/answers", tap(1, 1, 0))
    assert reply.headers["Server-Deadline"] == str(LIMIT + 15 * MINUTE)
    told = lan.get(answer.headers["location"]).text
    assert "Cả vòng thi" in told
    assert "Mất điện" in told
    assert "10:15 ngày 05/4/2021" in told
    assert entries(stage) == ["start", "extend", "extend", "answer"]


def test_lan_finds_one_person_by_number_and_gives_that_person_time(stage: Stage) -> None:
    an, attempt = start(stage)
    _, other = start(stage, "Bình")
    lan = stage.staff("lan")
    page = lan.get(f"{work(stage)}/extend?q=vt0001").text
    assert "Nguyễn Văn An" in page
    assert "Trần Thị Bình" not in page
    chosen = re.search(r'href="([^"]*number=VT0001[^"]*)"', page)
    assert chosen
    page = lan.get(chosen[1].partition("#")[0]).text
    assert 'name="number" type="text" value="VT0001"' in page
    answer = lan.post(
        f"{work(stage)}/extend",
        number="VT0001",
        minutes="5",
        reason="Máy hỏng",
        **fields(page, "one"),
    )
    assert answer.status_code == 303
    assert deadline(an, attempt) == LIMIT + 5 * MINUTE
    assert deadline(stage.contestant("Bình"), other) == LIMIT
    assert "Thí sinh VT0001" in lan.get(f"{work(stage)}/extend").text


def test_a_search_that_finds_nobody_and_a_round_that_nobody_sits_say_so(
    quick_stage: Stage,
) -> None:
    lan = quick_stage.staff("lan")
    url = f"{work(quick_stage)}/extend"
    assert "Chưa có lượt thi nào đang làm bài." in lan.get(url).text
    assert "Chưa gia hạn lần nào." in lan.get(url).text
    for query in ("zz", "%", "_", "!", "\x01"):
        found = lan.client.get(url, params={"q": query})
        assert "Không có lượt thi nào đang làm bài hoặc bị đóng" in found.text, query


def test_what_is_wrong_is_said_beside_what_was_typed(quick_stage: Stage) -> None:
    start(quick_stage)
    lan = quick_stage.staff("lan")
    url = f"{work(quick_stage)}/extend"
    page = lan.get(url).text
    for changed, status, said in (
        ({"minutes": "0"}, 422, "Số phút gia hạn"),
        ({"minutes": "abc"}, 422, "Số phút gia hạn"),
        ({"minutes": "241"}, 422, "Số phút gia hạn"),
        ({"reason": " "}, 422, "Lý do"),
        ({"number": " "}, 422, "Số báo danh"),
        ({"number": "VT0002"}, 409, "không có lượt thi nào đang làm"),
    ):
        typed = {"number": "VT0001", "minutes": "7", "reason": "Mất điện"} | changed
        answer = lan.post(url, **typed, **fields(page, "one"))
        assert answer.status_code == status, changed
        assert said in answer.text
        assert f'value="{typed["minutes"]}"' in answer.text
    with quick_stage.database.reading() as session:
        assert session.exec(select(Extension)).all() == []


@pytest.mark.parametrize(
    "changed",
    [{"once": "x"}, {"once": ""}, {"whom": "all"}, {"extra": "1"}, {"reason": "a" * 2_000}],
)
def test_a_form_that_no_page_of_ours_sends_is_refused(
    quick_stage: Stage, changed: dict[str, str]
) -> None:
    start(quick_stage)
    lan = quick_stage.staff("lan")
    given = fields(lan.get(work(quick_stage)).text, "round") | {
        "minutes": "5",
        "reason": "Mất điện",
    }
    answer = lan.post(f"{work(quick_stage)}/extend", **(given | changed))
    assert answer.status_code == 422
    assert entries(quick_stage) == ["start"]


def test_for_many_at_once_lan_asks_and_another_account_signs_on_the_round_s_page(
    stage: Stage,
) -> None:
    an, attempt = start(stage)
    crowd(stage, 10)
    lan, province = stage.staff("lan"), stage.staff("so")
    given = fields(lan.get(work(stage)).text, "round")
    lan.post(f"{work(stage)}/extend", minutes="10", reason="Mất mạng", **given)
    assert deadline(an, attempt) == LIMIT
    own = lan.get(work(stage)).text
    assert "do lan lập lúc 08:00:00, đang chờ một người khác xác nhận" in own
    assert "/confirm" not in own
    shown = province.get(work(stage)).text
    confirm = re.search(r'action="([^"]+/confirm)"', shown)
    assert confirm
    assert lan.post(confirm[1]).status_code == 409
    assert deadline(an, attempt) == LIMIT
    stage.clock.pass_minutes(1)
    for _ in range(2):
        assert province.post(confirm[1]).status_code == 303
    assert deadline(an, attempt) == LIMIT + 10 * MINUTE
    assert "đang chờ" not in lan.get(work(stage)).text
    with stage.database.reading() as session:
        row = session.exec(select(Extension)).one()
    assert (row.asked_by, row.confirmed_by, row.applied_to) == ("lan", "so", 11)


def test_a_paper_that_was_closed_by_time_opens_again(stage: Stage) -> None:
    an, attempt = start(stage)
    an.post_json(f"{attempt}/answers", tap(1, 1, 0))
    stage.clock.now = LIMIT + MINUTE
    asyncio.run(tick(stage.database, stage.writer, stage.clock.now))
    over = an.get(f"{attempt}/clock").json()
    assert (over["state"], over["code"]) == ("over", "het_gio")
    receipt = an.get(f"{attempt}/receipt")
    assert "đề nghị thí sinh tải lại trang này để làm bài tiếp" in receipt.text
    lan = stage.staff("lan")
    given = fields(lan.get(work(stage)).text, "round")
    lan.post(f"{work(stage)}/extend", minutes="10", reason="Mất điện", **given)
    assert an.get(f"{attempt}/receipt").headers["location"] == attempt
    assert an.get(attempt).status_code == 200
    assert an.get(f"{attempt}/clock").json()["state"] == "running"
    lobby = an.get(f"/rounds/{stage.world.vi_thanh}").text
    assert "Tiếp tục làm bài" in lobby
    assert an.post_json(f"{attempt}/answers", tap(2, 2, 0)).status_code == 200
    an.post_json(f"{attempt}/submit", {})
    shown = an.get(f"{attempt}/receipt").text
    assert "Thí sinh đã nộp bài." in shown
    assert "30 phút 00,000 giây" in shown  # what ranks is capped at the limit
    assert "tải lại trang này để làm bài tiếp" not in shown


def test_whoever_enters_again_after_the_time_is_not_asked_about_the_own_phone_when_it_goes_on(
    stage: Stage,
) -> None:
    phone, attempt = start(stage)
    stage.clock.now = LIMIT + 6_000
    asyncio.run(tick(stage.database, stage.writer, stage.clock()))
    token = ticket.ticket(stage.app.state.site.secret, stage.world.numbers["An"], 1)
    assert phone.post("/enter", ticket=token).status_code == 303
    lan = stage.staff("lan")
    form = fields(lan.get(work(stage)).text, "round")
    lan.post(f"{work(stage)}/extend", minutes="15", reason="Mất điện", **form)
    phone.get(attempt)
    assert phone.post_json(f"{attempt}/answers", tap(1, 1, 0)).status_code == 200


def test_a_published_round_has_no_form_and_refuses_one(quick_stage: Stage) -> None:
    lan = quick_stage.staff("lan")
    given = fields(lan.get(work(quick_stage)).text, "round")
    quick_stage.clock.now = CLOSES
    assert lan.post(f"{work(quick_stage)}/publish").status_code == 303
    answer = lan.post(f"{work(quick_stage)}/extend", minutes="5", reason="Mất điện", **given)
    assert answer.status_code == 409
    assert "đã công bố chính thức, không gia hạn" in answer.text
    assert 'name="whom"' not in answer.text
    assert 'name="whom"' not in lan.get(work(quick_stage)).text


def test_a_voided_attempt_says_so_wherever_it_is_asked_for(stage: Stage) -> None:
    an, attempt = start(stage)
    attempt_id = int(attempt.rsplit("/", 1)[1])
    void.void(stage.database, stage.writer, attempt_id, "Theo biên bản", ("lan", "quan"), OPENS)
    told = an.get(f"{attempt}/clock").json()
    assert (told["state"], told["code"]) == ("void", "attempt_void")
    for answer in (
        an.get(attempt),
        an.get(f"{attempt}/receipt"),
        an.post_json(f"{attempt}/answers", tap(1, 1, 0)),
        an.post_json(f"{attempt}/submit", {}),
        an.post(f"{attempt}/save", do="submit"),
    ):
        assert answer.status_code == 409
        assert "đã bị hủy theo quyết định của Ban Tổ chức" in answer.text
    assert entries(stage) == ["start", "void"]
