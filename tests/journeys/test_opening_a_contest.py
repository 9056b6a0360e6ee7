"""The province makes a contest: the form keeps what was typed, the bank fills the blueprint,
opening freezes everything.
"""

import re
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import select

from quiz.rules.criteria import Counting, TieBreak, chain
from quiz.rules.round import Rules
from quiz.rules.wording import from_vietnam
from quiz.store.tables import Contest, LedgerEntry, Round
from tests.cast import CLOSES, OPENS, Stage, Visitor

NAME = "Hội thi vòng hai"


def local(text: str) -> int:
    """UTC milliseconds of what a datetime-local field holds."""
    return from_vietnam(datetime.fromisoformat(text))


def form(stage: Stage, **changes: Any) -> dict[str, Any]:
    """A form that is right, with changes; a value of None leaves the field out."""
    world = stage.world
    fields: dict[str, Any] = {
        "do": "save",
        "name": NAME,
        "bank": str(world.bank_version_id),
        "matrix_bank": str(world.bank_version_id),
        "minutes": "15",
        "attempts": "3",
        "counting": "last",
        "tie_1": "duration",
        "tie_2": "hard_score",
        "tie_3": "",
        "tie_4": "lots",
        "seats": "3",
        "reserves": "1",
        "shuffle_options": "1",
        "count_bau-cu_easy": "4",
        "count_mot-cua_hard": "2",
        "count_mot-cua_easy": "",
        "opens": "2021-05-04T08:00",
        "closes": "2021-05-04T17:00",
        "districts": [str(one) for one in world.districts.values()],
    }
    fields |= changes
    return {name: value for name, value in fields.items() if value is not None}


@pytest.fixture
def so(quick_stage: Stage) -> Visitor:
    """Sở Nội vụ."""
    visitor = quick_stage.staff("so")
    visitor.get("/province/contests/new")
    return visitor


def contests(stage: Stage) -> list[Contest]:
    with stage.database.reading() as session:
        return list(session.exec(select(Contest).where(Contest.id != stage.world.contest_id)))


def rounds(stage: Stage, contest_id: int | None) -> dict[int, Round]:
    with stage.database.reading() as session:
        found = session.exec(select(Round).where(Round.contest_id == contest_id))
        return {one.district_id: one for one in found}


def test_the_form_says_what_the_bank_has_and_proposes_a_paper(
    quick_stage: Stage, so: Visitor
) -> None:
    page = so.get("/province/contests/new").text
    assert page.count("có 4 câu") == 6
    counts = re.findall(r'name="count_[^"]*" value="(\d+)"', page)
    assert [int(count) for count in counts] == [4] * 6


def test_a_contest_is_made_as_it_was_typed(quick_stage: Stage, so: Visitor) -> None:
    early = quick_stage.world.districts["Huyện Phụng Hiệp"]
    own = {f"opens_{early}": "2021-05-03T07:30", f"closes_{early}": "2021-05-03T10:00"}
    made = so.post("/province/contests", **form(quick_stage, **own))
    (contest,) = contests(quick_stage)
    assert (made.status_code, made.headers["location"]) == (
        303,
        f"/province/contests/{contest.id}",
    )
    rules = Rules.load(contest.rules)
    assert (rules.minutes, rules.attempts, rules.counting) == (15, 3, Counting.LAST)
    assert rules.tie_breaks == chain(TieBreak.DURATION, TieBreak.HARD_SCORE, TieBreak.LOTS)
    assert (rules.seats, rules.reserves, rules.question_count) == (3, 1, 6)
    assert (rules.shuffle_questions, rules.shuffle_options) == (False, True)
    windows = {
        district: (one.opens_at, one.closes_at)
        for district, one in rounds(quick_stage, contest.id).items()
    }
    common = local("2021-05-04T08:00"), local("2021-05-04T17:00")
    assert windows.pop(early) == (
        local("2021-05-03T07:30"),
        local("2021-05-03T10:00"),
    )
    assert set(windows.values()) == {common}
    page = so.get(made.headers["location"]).text
    assert "Cuộc thi chưa mở" in page
    assert "Mỗi đề thi có 6 câu hỏi trắc nghiệm, làm trong 15 phút" in page
    assert "08:00 ngày 04/5/2021" in page
    assert "07:30 ngày 03/5/2021" in page


def test_a_blueprint_that_the_bank_cannot_fill_is_refused_and_says_what_is_short(
    quick_stage: Stage, so: Visitor
) -> None:
    answer = so.post("/province/contests", **form(quick_stage, **{"count_mot-cua_hard": "5"}))
    assert answer.status_code == 422
    assert "chuyên đề “Cơ chế một cửa”, mức độ khó cần 5 câu, có 4" in answer.text
    assert contests(quick_stage) == []
    for typed in (f'value="{NAME}"', 'name="count_mot-cua_hard" value="5"', 'value="15"'):
        assert typed in answer.text
    assert 'name="opens" type="datetime-local" value="2021-05-04T08:00"' in answer.text
    assert '<option value="last" selected>' in answer.text
    assert '<option value="duration" selected>' in answer.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "  "}, "Đề nghị ghi tên cuộc thi."),
        ({"name": "a\x00b"}, "ký tự điều khiển"),
        ({"name": "a" * 201}, "dài quá 200 chữ"),
        ({"minutes": "0"}, "Thời gian làm bài phải là số từ 1 đến 240."),
        ({"minutes": "1e2"}, "Thời gian làm bài phải là số từ 1 đến 240."),
        ({"minutes": "٣"}, "Thời gian làm bài phải là số từ 1 đến 240."),
        ({"attempts": "-1"}, "Số lượt thi phải là số từ 0 đến 100."),
        ({"seats": "51"}, "Số thành viên phải là số từ 0 đến 50."),
        ({"reserves": ""}, "Số dự bị phải là số từ 0 đến 50."),
        ({"counting": "worst"}, "Đề nghị chọn lượt thi được tính."),
        ({"tie_1": "age"}, "Tiêu chí phụ không có trong danh sách."),
        ({"tie_1": "lots"}, "Mỗi tiêu chí phụ chỉ được nêu một lần."),
        ({"tie_1": "lots", "tie_4": "duration"}, "Bốc thăm phải là tiêu chí phụ cuối cùng."),
        ({"count_bau-cu_easy": "x"}, "Số câu của chuyên đề “Bầu cử” phải là số"),
        ({"count_bau-cu_easy": "", "count_mot-cua_hard": "0"}, "phải từ 1 đến 100"),
        ({"opens": ""}, "Đề nghị ghi đủ ngày và giờ mở, đóng vòng thi."),
        ({"opens": "2021-02-30T08:00"}, "Đề nghị ghi đủ ngày và giờ mở, đóng vòng thi."),
        ({"opens": "2021-05-04T08:00+07:00"}, "Đề nghị ghi đủ ngày và giờ"),
        ({"closes": "2021-05-04T08:00"}, "Thời điểm đóng vòng thi phải sau thời điểm mở."),
        ({"districts": None}, "Đề nghị chọn ít nhất một đơn vị."),
        ({"districts": ["999"]}, "Có đơn vị không còn trong danh sách."),
        ({"matrix_bank": "7"}, "Ngân hàng câu hỏi đã đổi."),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(
    quick_stage: Stage, so: Visitor, changes: dict[str, Any], sentence: str
) -> None:
    answer = so.post("/province/contests", **form(quick_stage, **changes))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert contests(quick_stage) == []


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"opened_at": "1"}, 422),
        ({"count_bau-cu_lethal": "1"}, 422),
        ({"opens_0": ""}, 422),
        ({"do": "open"}, 422),
        ({"name": ["a", "b"]}, 422),
        ({"minutes": "1" * 41}, 422),
        ({"bank": "999"}, 409),
        ({"bank": "9" * 30}, 409),
    ],
)
def test_a_form_that_is_not_ours_is_refused(
    quick_stage: Stage, so: Visitor, changes: dict[str, Any], status: int
) -> None:
    answer = so.post("/province/contests", **form(quick_stage, **changes))
    assert answer.status_code == status
    assert contests(quick_stage) == []


def test_asking_for_another_bank_keeps_what_was_typed_and_writes_nothing(
    quick_stage: Stage, so: Visitor
) -> None:
    answer = so.post("/province/contests", **form(quick_stage, do="bank", minutes="17"))
    assert answer.status_code == 200
    assert 'value="17"' in answer.text
    assert contests(quick_stage) == []


def test_a_name_that_is_taken_is_refused(quick_stage: Stage, so: Visitor) -> None:
    so.post("/province/contests", **form(quick_stage))
    for name in (NAME, f" {NAME} ", "Hội thi thử"):
        answer = so.post("/province/contests", **form(quick_stage, name=name))
        assert answer.status_code == 409
        assert "Đã có cuộc thi tên" in answer.text
    assert len(contests(quick_stage)) == 1


def test_a_contest_is_edited_until_it_is_opened(quick_stage: Stage, so: Visitor) -> None:
    url = so.post("/province/contests", **form(quick_stage)).headers["location"]
    edit = so.get(f"{url}/edit").text
    assert f'value="{NAME}"' in edit
    assert 'name="opens" type="datetime-local" value="2021-05-04T08:00"' in edit
    fewer = [str(quick_stage.world.districts["Thành phố Vị Thanh"])]
    changed = form(quick_stage, name="Hội thi khác", minutes="20", districts=fewer, seen=seen(edit))
    assert so.post(url, **changed).status_code == 303
    (contest,) = contests(quick_stage)
    assert (contest.name, Rules.load(contest.rules).minutes) == ("Hội thi khác", 20)
    assert len(rounds(quick_stage, contest.id)) == 1
    assert so.post(f"{url}/open").status_code == 303
    assert so.get(f"{url}/edit").status_code == 409
    assert so.post(url, **form(quick_stage)).status_code == 409
    assert contests(quick_stage)[0].name == "Hội thi khác"


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return found[1]


def test_a_draft_that_moved_is_shown_beside_what_was_typed(quick_stage: Stage, so: Visitor) -> None:
    url = so.post("/province/contests", **form(quick_stage)).headers["location"]
    before = seen(so.get(f"{url}/edit").text)
    quan = quick_stage.staff("quan")
    quan.get(f"{url}/edit")
    theirs = form(quick_stage, minutes="25", seen=before)
    for _twice in range(2):
        assert quan.post(url, **theirs).status_code == 303
    late = so.post(url, **form(quick_stage, minutes="45", name="Hội thi của tôi", seen=before))
    assert late.status_code == 409
    assert "Cuộc thi đã được sửa ở nơi khác" in late.text
    assert "làm trong 25 phút" in late.text
    assert 'name="minutes" type="text" value="45"' in late.text
    assert 'value="Hội thi của tôi"' in late.text
    (contest,) = contests(quick_stage)
    assert (contest.name, Rules.load(contest.rules).minutes) == (NAME, 25)
    mine = form(quick_stage, minutes="45", name="Hội thi của tôi", seen=seen(late.text))
    assert so.post(url, **mine).status_code == 303
    assert contests(quick_stage)[0].name == "Hội thi của tôi"


@pytest.mark.parametrize("sent", ["", "0" * 64, None])
def test_a_revision_of_something_that_was_not_seen_is_refused(
    quick_stage: Stage, so: Visitor, sent: str | None
) -> None:
    url = so.post("/province/contests", **form(quick_stage)).headers["location"]
    assert so.post(url, **form(quick_stage, minutes="45", seen=sent)).status_code == 409
    assert Rules.load(contests(quick_stage)[0].rules).minutes == 15


def test_opening_announces_every_round_and_seals_rules_and_bank_in_its_ledger(
    quick_stage: Stage, so: Visitor
) -> None:
    url = so.post("/province/contests", **form(quick_stage)).headers["location"]
    stranger = quick_stage.stranger()
    assert NAME not in stranger.get("/").text
    for _twice in range(2):
        assert so.post(f"{url}/open").status_code == 303
    assert NAME in stranger.get("/").text
    assert "Cuộc thi đã mở" in so.get(url).text
    (contest,) = contests(quick_stage)
    for one in rounds(quick_stage, contest.id).values():
        with quick_stage.database.reading() as session:
            entries = session.exec(select(LedgerEntry).where(LedgerEntry.round_id == one.id)).all()
        assert [entry.kind for entry in entries] == ["open"]
        assert quick_stage.world.bank.digest in (entries[0].body or "")
        assert one.seed not in (entries[0].body or "")


def test_a_draft_is_the_same_as_nothing_to_everybody_else(quick_stage: Stage, so: Visitor) -> None:
    so.post("/province/contests", **form(quick_stage))
    (contest,) = contests(quick_stage)
    draft = rounds(quick_stage, contest.id)[quick_stage.world.districts["Thành phố Vị Thanh"]]
    lan = quick_stage.staff("lan")
    assert NAME not in lan.get("/staff/rounds").text
    for page in ("", "/board", "/team", "/board.xlsx"):
        assert lan.get(f"/staff/rounds/{draft.id}{page}").status_code == 404


def test_a_window_that_has_passed_is_warned_about_before_opening(
    quick_stage: Stage, so: Visitor
) -> None:
    url = so.post("/province/contests", **form(quick_stage)).headers["location"]
    assert "Thời gian đã qua" not in so.get(url).text
    quick_stage.clock.now = local("2021-05-04T17:00")
    so = quick_stage.staff("so")
    assert "Thời gian đã qua" in so.get(url).text


@pytest.mark.parametrize("who", ["lan", "phuc"])
def test_only_the_province_and_the_administrator_make_contests(
    quick_stage: Stage, who: str
) -> None:
    visitor = quick_stage.staff(who)
    visitor.get("/enter")
    assert visitor.get("/province/contests/new").status_code == 403
    for url in ("/province/contests", "/province/contests/1", "/province/contests/1/open"):
        assert visitor.post(url, **form(quick_stage)).status_code == 403
    assert contests(quick_stage) == []
    quan = quick_stage.staff("quan")
    assert quan.post("/province/contests", **form(quick_stage)).status_code == 303


def test_the_overview_lags_behind_those_below_the_whole_province(
    quick_stage: Stage, so: Visitor
) -> None:
    quick_stage.clock.now = OPENS
    an = quick_stage.contestant("An")
    an.post(f"/rounds/{quick_stage.world.vi_thanh}/start")
    page = so.get("/province").text
    assert "Huyện Phụng Hiệp: tỷ lệ dự thi thấp hơn toàn tỉnh" in page
    assert "Thành phố Vị Thanh: " not in page
    assert "50,00 %" in page
    quick_stage.clock.now = CLOSES
    assert "Thành phố Vị Thanh: chưa công bố kết quả" in so.get("/province").text
