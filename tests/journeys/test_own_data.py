"""Whoever is on the roster sees everything that is kept, takes it away, asks for a correction or
deletion and reads the answer; the committee sees what is due."""

import json
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import select

from quiz.rules.retention import ERASED_NAME, TABLE, Until
from quiz.rules.wording import VIETNAM, from_vietnam
from quiz.stages import count, own_data, relocate
from quiz.store.tables import AuditLog, DataRequest, Person, Unit
from tests.cast import CLOSES, MINUTE, RULES, Stage, Visitor, staged
from tests.finished import Sat, hand_in
from tests.house.test_pages import ROOT
from tests.journeys.test_answers import start
from tests.journeys.test_predictions_are_told import GUESSING

WORDS = "Năm sinh của tôi là 1969, không phải 1996"
DAY = 24 * 60 * MINUTE


def ask(visitor: Visitor, kind: str = "correct", words: str = WORDS) -> int:
    visitor.get("/me")
    return visitor.post("/me/requests", kind=kind, words=words).status_code


def the_request(stage: Stage) -> DataRequest:
    with stage.database.reading() as session:
        return session.exec(select(DataRequest)).one()


def own_file(visitor: Visitor) -> dict[str, list[dict[str, object]]]:
    answer = visitor.get("/me/data.json")
    assert answer.status_code == 200
    assert "no-store" in answer.headers["cache-control"]
    found: dict[str, list[dict[str, object]]] = json.loads(answer.content)
    return found


def test_everything_is_on_the_page_and_in_the_file(stage: Stage) -> None:
    an, attempt = start(stage, "An")
    an.post_json(f"{attempt}/answers", {"seq": 1, "question": 1, "choice": [2]})
    ask(an)
    page = an.get("/me").text
    for said in ("Nguyễn Văn An", "VT0001", "UBND Thành phố Vị Thanh", "Lượt thi (1)", WORDS):
        assert said in page
    data = own_file(an)
    assert data["person"][0]["name"] == "Nguyễn Văn An"
    assert data["person"][0]["notice"] == "3.1"
    assert [one["kind"] for one in data["entries"]] == ["start", "answer"]
    assert data["entries"][1]["choice"] == "2"
    assert len(data["sessions"]) == 1
    assert data["requests"][0]["words"] == WORDS


def test_nothing_of_anybody_else_and_nothing_of_the_bank_is_in_it(stage: Stage) -> None:
    binh, _ = start(stage, "Bình")
    ask(binh, words="Lời riêng của Bình")
    an, _ = start(stage, "An")
    told = an.get("/me").text + json.dumps(own_file(an), ensure_ascii=False)
    for foreign in ("Bình", "VT0002", "bau-cu", "mot-cua"):
        assert foreign not in told


def test_a_result_is_told_only_when_everybody_is_told(sqlite_url: str, tmp_path: Path) -> None:
    """Where a second try is allowed, right answers would else be a question away."""
    with staged(tmp_path, sqlite_url, replace(RULES, attempts=2)) as stage:
        an_id, round_id = stage.world.people["An"], stage.world.vi_thanh
        hand_in(stage.database, stage.writer, round_id, [Sat(an_id, 4, 9)])
        an = stage.contestant("An")
        stage.clock.pass_minutes(10)
        (hidden,) = own_file(an)["results"]
        assert (hidden["kind"], hidden["correct_count"]) == ("hidden", None)
        assert "Hiện sau khi vòng thi kết thúc" in an.get("/me").text
        stage.clock.now = CLOSES + MINUTE
        (told,) = own_file(an)["results"]
        assert (told["kind"], told["correct_count"]) == ("result", 4)
        count.publish(stage.database, stage.writer, round_id, "lan", stage.clock.now)
        assert own_file(an)["official"][0]["place"] == 1


def test_one_open_request_a_kind_and_the_same_again_is_one(stage: Stage) -> None:
    an = stage.contestant("An")
    assert [ask(an), ask(an)] == [303, 303]
    assert ask(an, words="Một lời khác hẳn") == 409
    assert ask(an, "delete", "Đề nghị xóa tên tôi") == 303
    with stage.database.reading() as session:
        assert len(session.exec(select(DataRequest)).all()) == 2


@pytest.mark.parametrize("words", ["", "   ", "ab", "x" * 1_001, "a" * 5_000, "\x00" * 9])
def test_a_text_that_says_nothing_or_too_much_is_refused_and_stays_in_the_form(
    quick_stage: Stage, words: str
) -> None:
    an = quick_stage.contestant("An")
    assert ask(an, words=words) == 422
    assert ask(an, "other", WORDS) == 422


def test_the_due_date_is_working_days_of_the_settings(stage: Stage) -> None:
    """Asked on Monday 5 April: the tenth working day is Monday 19 April, to its end."""
    ask(stage.contestant("An"))
    due = from_vietnam(datetime(2021, 4, 20, tzinfo=VIETNAM))
    assert the_request(stage).due_at == due
    lan = stage.staff("lan")
    page = lan.get("/staff/requests").text
    assert "24 giờ 00 ngày 19/4/2021" in page
    assert "quá hạn" not in page
    stage.clock.now = due
    assert "1 đề nghị đã quá hạn" in stage.staff("lan").get("/staff/requests").text


def test_overdue_requests_stand_first_and_answered_ones_last(stage: Stage) -> None:
    ask(stage.contestant("An"))
    stage.clock.now += 2 * DAY
    ask(stage.contestant("Bình"), "delete", "Đề nghị xóa tên Bình")
    stage.clock.now += 2 * DAY
    ask(stage.contestant("Chi"), words="Sửa đơn vị của Chi")
    quan = stage.staff("quan")
    rows = re.findall(r"\((VT0001|VT0002|PH0001)\)", quan.get("/staff/requests").text)
    assert rows == ["VT0001", "VT0002", "PH0001"]
    first = the_first(stage)
    quan.get(f"/staff/requests/{first}")
    quan.post(f"/staff/requests/{first}/answer", outcome="done", answer="Đã sửa năm sinh")
    rows = re.findall(r"\((VT0001|VT0002|PH0001)\)", quan.get("/staff/requests").text)
    assert rows == ["VT0002", "PH0001", "VT0001"]
    own = re.findall(r"\((VT0001|VT0002|PH0001)\)", stage.staff("lan").get("/staff/requests").text)
    assert own == ["VT0002", "VT0001"]


def the_first(stage: Stage) -> int:
    with stage.database.reading() as session:
        found = session.exec(select(DataRequest.id).order_by(DataRequest.id)).first()  # type: ignore[arg-type]
    assert found
    return found


def test_the_answer_is_read_by_who_asked_and_noted(stage: Stage) -> None:
    an = stage.contestant("An")
    ask(an)
    url = f"/staff/requests/{the_request(stage).id}"
    lan = stage.staff("lan")
    assert WORDS in lan.get(url).text
    assert lan.post(f"{url}/answer", outcome="refused", answer="x").status_code == 422
    for _ in range(2):
        said = "Giấy tờ kèm theo ghi năm 1996"
        assert lan.post(f"{url}/answer", outcome="refused", answer=said).status_code == 303
    other = stage.staff("quan")
    other.get(url)
    late = other.post(f"{url}/answer", outcome="done", answer="Đã sửa rồi")
    assert (late.status_code, "lan" in late.text) == (409, True)
    page = an.get("/me").text
    assert "từ chối lúc" in page
    assert "Giấy tờ kèm theo ghi năm 1996" in page
    with stage.database.reading() as session:
        noted = session.exec(select(AuditLog).where(AuditLog.action == "data.answer")).one()
    assert noted.actor == "lan"
    assert "1996" not in noted.detail


def test_only_an_administrator_erases_at_once_and_then_nobody_enters_as_the_person(
    stage: Stage,
) -> None:
    binh = stage.contestant("Bình")
    ask(binh, "delete", "Đề nghị xóa tên tôi")
    url = f"/staff/requests/{the_request(stage).id}"
    lan, quan = stage.staff("lan"), stage.staff("quan")
    assert "/erase" not in lan.get(url).text
    assert lan.post(f"{url}/erase").status_code == 403
    assert "/erase" in quan.get(url).text
    while_open = quan.post(f"{url}/erase")
    assert (while_open.status_code, "chưa kết thúc" in while_open.text) == (409, True)
    stage.clock.now = CLOSES + MINUTE
    for _ in range(2):
        assert quan.post(f"{url}/erase").status_code == 303
    with stage.database.reading() as session:
        assert session.get_one(Person, stage.world.people["Bình"]).name == ERASED_NAME
    assert binh.get("/me").status_code == 401
    assert "Trần Thị Bình" not in quan.get(url).text
    assert "Nội dung đã được xóa" in quan.get(url).text


def test_the_json_is_limited_like_other_files(quick_stage: Stage) -> None:
    an = quick_stage.contestant("An")
    assert [an.get("/me/data.json").status_code for _ in range(7)] == [200] * 6 + [429]


def test_the_pages_of_privacy_have_no_ticked_box() -> None:
    for path in (ROOT / "templates" / "privacy").glob("*.html"):
        assert "checked" not in path.read_text()


def test_every_column_about_a_person_is_told_or_is_made_of_one_that_is() -> None:
    """A new column is told to whom it is about, or stands here with the reason."""
    told = {key for key, _ in next(one[2] for one in own_data.QUESTIONS if one[0] == "person")}
    made = {"id", "name_fold", "sort_key", "active", "unit_id", "district_id"}
    assert set(Person.model_fields) - made <= told


def test_the_telephone_number_is_told(stage: Stage) -> None:
    with stage.database.writing() as session:
        an = session.get_one(Person, stage.world.people["An"])
        an.phone = "0912345678"
        session.add(an)
    visitor = stage.contestant("An")
    assert "0912345678" in visitor.get("/me").text
    assert own_file(visitor)["person"][0]["phone"] == "0912345678"


def test_whose_names_are_kept_too_long_is_told_to_who_may_remove_them(stage: Stage) -> None:
    lan, quan = stage.staff("lan"), stage.staff("quan")
    said = "quá hạn lưu 12 tháng"
    assert said not in quan.get("/staff/requests").text
    stage.clock.now = CLOSES + 400 * DAY
    lan, quan = stage.staff("lan"), stage.staff("quan")
    page = quan.get("/staff/requests").text
    assert said in page
    assert "Thành phố Vị Thanh (2 người)" in page
    assert "quiz privacy purge --yes" in page
    assert said not in lan.get("/staff/requests").text


def test_whoever_was_taken_off_the_roll_is_erased_as_well(stage: Stage) -> None:
    binh = stage.contestant("Bình")
    ask(binh, "delete", "Đề nghị xóa tên tôi")
    with stage.database.writing() as session:
        session.get_one(Person, stage.world.people["Bình"]).active = False
    stage.clock.now = CLOSES + MINUTE
    url = f"/staff/requests/{the_request(stage).id}"
    quan = stage.staff("quan")
    quan.get(url)
    assert quan.post(f"{url}/erase").status_code == 303
    with stage.database.reading() as session:
        assert session.get_one(Person, stage.world.people["Bình"]).name == ERASED_NAME
    assert the_request(stage).outcome == "done"


def test_what_was_promised_to_be_deleted_later_can_still_be_deleted_now(stage: Stage) -> None:
    binh = stage.contestant("Bình")
    ask(binh, "delete", "Đề nghị xóa tên tôi")
    url = f"/staff/requests/{the_request(stage).id}"
    lan, quan = stage.staff("lan"), stage.staff("quan")
    lan.get(url)
    said = "Họ tên được xóa khi hết hạn lưu"
    assert lan.post(f"{url}/answer", outcome="done", answer=said).status_code == 303
    stage.clock.now = CLOSES + MINUTE
    assert "/erase" not in lan.get(url).text
    assert "/erase" in quan.get(url).text
    for _ in range(2):
        assert quan.post(f"{url}/erase").status_code == 303
    assert "/erase" not in quan.get(url).text
    with stage.database.reading() as session:
        assert session.get_one(Person, stage.world.people["Bình"]).name == ERASED_NAME
        noted = session.exec(select(AuditLog).where(AuditLog.action == "data.erase")).one()
    assert noted.actor == "quan"


def test_what_was_refused_is_not_deleted_without_asking_again(stage: Stage) -> None:
    binh = stage.contestant("Bình")
    ask(binh, "delete", "Đề nghị xóa tên tôi")
    url = f"/staff/requests/{the_request(stage).id}"
    quan = stage.staff("quan")
    quan.get(url)
    quan.post(f"{url}/answer", outcome="refused", answer="Vòng thi chưa kết thúc")
    stage.clock.now = CLOSES + MINUTE
    assert "/erase" not in quan.get(url).text
    assert quan.post(f"{url}/erase").status_code == 409


NOT_TOLD = {
    "person.name_fold": "made of the name",
    "person.sort_key": "made of the name",
    "person.unit_id": "told by its name",
    "person.district_id": "told by its name",
    "past_unit.unit_id": "told by its name",
    "past_unit.district_id": "told by its name",
    "staff_person.person_id": "the person's own id",
    "session.digest": "a digest",
    "known_device.digest": "a digest",
    "registration.once": "a digest",
    "registration.form": "a digest",
    "attempt.paper": "a page of its own, once the keys may be seen",
    "result.rank_key": "made of what is told, and the lot",
    "frozen_result.rank_key": "made of what is told, and the lot",
    "advance_unit.reason": "about a unit",
    "advance_lock.reason": "about units",
    "team.eased_reason": "about a team",
    "team_lock.reason": "about a team",
    "rules_change.reason": "about a contest",
    "entry_words.words": "the reasons of decisions and extensions once more",
}
"""Fields of the table of what is kept that are not told word for word, and why."""


def told_fields() -> set[str]:
    """`table.column` of all that the questions ask for."""
    found = set()
    for *_, statement in own_data.QUESTIONS:
        tables = dict(re.findall(r"(?:FROM|JOIN) (\w+) (\w+)", statement))
        names = {alias: table for table, alias in tables.items()}
        selected = statement.split(" FROM ")[0]
        for alias, column in re.findall(r"\b(\w+)\.(\w+)", selected):
            found.add(f"{names.get(alias, alias)}.{column}")
        for table in re.findall(r"FROM (\w+) WHERE", statement):
            found |= {f"{table}.{one}" for one in re.findall(r"\w+", selected)}
    return found


def test_every_field_of_the_table_of_what_is_kept_is_told_or_stands_here_with_the_reason() -> None:
    """A field that the notice names and that own data forget is found here."""
    kept = {field for one in TABLE if one.until is not Until.ALWAYS for field in one.fields}
    told = told_fields()
    assert kept - told == {*NOT_TOLD}


def test_the_prediction_is_told(sqlite_url: str, tmp_path: Path) -> None:
    with staged(tmp_path, sqlite_url, GUESSING) as stage:
        an = stage.contestant("An")
        an.post(f"/rounds/{stage.world.vi_thanh}/start", guess="12")
        assert [one["guess"] for one in own_file(an)["entries"]] == [12]


def test_an_own_change_of_unit_is_told(stage: Stage) -> None:
    an_id, there = stage.world.people["An"], stage.world.districts["Huyện Phụng Hiệp"]
    with stage.database.reading() as session:
        office = session.exec(select(Unit.id).where(Unit.parent_id == there)).one()
    assert office
    relocate.choose_own(stage.database, an_id, office, stage.clock.now)
    an = stage.contestant("An")
    (move,) = own_file(an)["moves"]
    assert (move["to"], move["outcome"]) == ("UBND Huyện Phụng Hiệp", "signed")
    assert "Đã chuyển" in an.get("/me").text
