"""A district's organiser: the own round and no other, publish, choose the team, take it away."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import select

from quiz.store.tables import Staff, StaffDistrict
from tests.cast import CLOSES, MINUTE, Stage, Visitor
from tests.finished import five_of_vi_thanh

PAGES = ("", "/board", "/board.xlsx", "/team", "/team.xlsx", "/team.docx")


@pytest.fixture
def people(quick_stage: Stage) -> dict[str, int]:
    """Five finished attempts in Vị Thanh; the round has closed."""
    found = five_of_vi_thanh(quick_stage.database, quick_stage.writer, quick_stage.world)
    quick_stage.clock.now = CLOSES + MINUTE
    return found


@pytest.fixture
def lan(quick_stage: Stage, people: dict[str, int]) -> Visitor:
    """Lan, whose round is published."""
    visitor = quick_stage.staff("lan")
    visitor.get(work(quick_stage))
    assert visitor.post(f"{work(quick_stage)}/publish").status_code == 303
    return visitor


def work(stage: Stage) -> str:
    return f"/staff/rounds/{stage.world.vi_thanh}"


def hidden(page: str) -> dict[str, str]:
    """The fields of the form that confirms."""
    form = page.split('name="board"', 1)[1].split("</form>", 1)[0]
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    board = re.search(r'name="board" value="(\w+)"', page)
    assert board
    return {**fields, "board": board[1], "do": "confirm"}


def test_lan_sees_the_own_round_and_no_other(quick_stage: Stage, people: dict[str, int]) -> None:
    lan = quick_stage.staff("lan")
    rounds = lan.get("/staff/rounds").text
    assert "Thành phố Vị Thanh" in rounds
    assert "Phụng Hiệp" not in rounds
    page = lan.get(work(quick_stage)).text
    assert "Vòng thi Thành phố Vị Thanh" in page
    board = lan.get(f"{work(quick_stage)}/board").text
    assert "Nguyễn Văn An" in board
    assert "VT0001" in board
    assert "Kết quả tạm thời" in board


@pytest.mark.parametrize("page", PAGES)
def test_a_foreign_round_is_answered_exactly_like_a_missing_one(
    quick_stage: Stage, page: str
) -> None:
    lan = quick_stage.staff("lan")
    foreign = lan.get(f"/staff/rounds/{quick_stage.world.phung_hiep}{page}")
    missing = lan.get(f"/staff/rounds/{2**31 - 1}{page}")
    assert foreign.status_code == missing.status_code == 404
    tokens = re.compile(r'name="form_token" value="[^"]*"')
    assert tokens.sub("", foreign.text) == tokens.sub("", missing.text)


def test_a_foreign_round_can_neither_be_published_nor_given_a_team(quick_stage: Stage) -> None:
    quick_stage.clock.now = CLOSES + MINUTE
    lan = quick_stage.staff("lan")
    foreign = f"/staff/rounds/{quick_stage.world.phung_hiep}"
    assert lan.post(f"{foreign}/publish").status_code == 404
    assert lan.post(f"{foreign}/team", do="confirm", board="0" * 64).status_code == 404
    assert "Đã công bố" not in quick_stage.staff("quan").get(foreign).text


@pytest.mark.parametrize("number", ["0", "-1", "1.0", "a", str(2**31), str(2**70), "%00"])
def test_a_number_that_is_no_round_is_not_found(quick_stage: Stage, number: str) -> None:
    assert quick_stage.staff("lan").get(f"/staff/rounds/{number}/board").status_code == 404


def test_the_board_is_searched_without_diacritics(
    quick_stage: Stage, people: dict[str, int]
) -> None:
    found = quick_stage.staff("lan").get(f"{work(quick_stage)}/board", params={"q": "vo thi"}).text
    assert "Võ Thị Giang" in found
    assert "Nguyễn Văn An" not in found


def test_publishing_waits_for_the_end_and_makes_the_board_official(
    quick_stage: Stage, people: dict[str, int]
) -> None:
    quick_stage.clock.now = CLOSES - 1
    lan = quick_stage.staff("lan")
    early = lan.post(f"{work(quick_stage)}/publish")
    assert early.status_code == 409
    assert "Vòng thi còn mở đến 10:00 ngày 05/4/2021" in early.text
    quick_stage.clock.now = CLOSES
    assert "Công bố kết quả" in lan.get(work(quick_stage)).text
    for _twice in range(2):
        assert lan.post(f"{work(quick_stage)}/publish").status_code == 303
    assert "Kết quả chính thức" in lan.get(f"{work(quick_stage)}/board").text
    public = quick_stage.stranger().get(f"/rounds/{quick_stage.world.vi_thanh}/board").text
    assert "Kết quả chính thức" in public
    assert "Nguyễn Văn An" not in public


def test_the_team_waits_for_the_official_board(quick_stage: Stage, people: dict[str, int]) -> None:
    answer = quick_stage.staff("lan").get(f"{work(quick_stage)}/team")
    assert answer.status_code == 409
    assert "Chưa có bảng xếp hạng chính thức" in answer.text


def test_a_person_is_passed_over_with_a_reason_and_the_team_is_confirmed_once(
    quick_stage: Stage, lan: Visitor, people: dict[str, int]
) -> None:
    team = f"{work(quick_stage)}/team"
    lan.get(team)
    binh = people["Bình"]
    fields = {f"skip_{binh}": "1", f"reason_{binh}": "Xin rút theo đơn ngày 05/4/2021"}
    preview = lan.post(team, do="preview", **fields)
    assert preview.status_code == 200
    assert "Đội tuyển đã xác nhận" not in preview.text
    confirmation = hidden(preview.text)
    assert confirmation[f"reason_{binh}"] == "Xin rút theo đơn ngày 05/4/2021"
    for _twice in range(2):
        confirmed = lan.post(team, **confirmation)
        assert (confirmed.status_code, confirmed.headers["location"]) == (303, team)
    page = lan.get(team).text
    assert "Đội tuyển được xác nhận lúc 10:01 ngày 05/4/2021, lần 1" in page
    assert "Xin rút theo đơn ngày 05/4/2021" in page


def test_two_organisers_do_not_replace_each_others_team(
    quick_stage: Stage, lan: Visitor, people: dict[str, int]
) -> None:
    team = f"{work(quick_stage)}/team"
    hoa = _hoa_of_vi_thanh(quick_stage)
    chosen = {}
    for visitor, name, reason in ((lan, "An", "Đi học"), (hoa, "Bình", "Xin rút")):
        visitor.get(team)
        fields = {f"skip_{people[name]}": "1", f"reason_{people[name]}": reason}
        chosen[name] = hidden(visitor.post(team, do="preview", **fields).text)
    assert lan.post(team, **chosen["An"]).status_code == 303
    late = hoa.post(team, **chosen["Bình"])
    assert late.status_code == 409
    assert "Đội tuyển đã được xác nhận ở nơi khác" in late.text
    assert "Đội tuyển được xác nhận lúc 10:01 ngày 05/4/2021, lần 1" in late.text
    assert 'value="Xin rút"' in late.text
    assert "lần 2" not in lan.get(team).text
    assert lan.post(team, **chosen["An"]).status_code == 303
    again = hidden(hoa.post(team, do="preview", **_skips(chosen["Bình"])).text)
    assert again["team"] == "1"
    assert hoa.post(team, **again).status_code == 303
    assert "lần 2" in lan.get(team).text


def _hoa_of_vi_thanh(stage: Stage) -> Visitor:
    """Hoa, given the district that Lan has."""
    with stage.database.writing() as session:
        hoa = session.exec(select(Staff).where(Staff.username == "hoa")).one()
        assert hoa.id is not None
        vi_thanh = stage.world.districts["Thành phố Vị Thanh"]
        session.add(StaffDistrict(staff_id=hoa.id, district_id=vi_thanh))
    return stage.staff("hoa")


def _skips(fields: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if name[:5] in {"skip_", "reaso"}}


def test_a_skip_without_a_reason_is_refused_and_what_was_typed_is_kept(
    quick_stage: Stage, lan: Visitor, people: dict[str, int]
) -> None:
    team = f"{work(quick_stage)}/team"
    fields = {
        f"skip_{people['An']}": "1",
        f"reason_{people['An']}": "",
        f"skip_{people['Bình']}": "1",
        f"reason_{people['Bình']}": "Đi học",
    }
    preview = lan.post(team, do="preview", **fields)
    assert preview.status_code == 422
    assert "Nguyễn Văn An: Chưa nêu lý do không chọn." in preview.text
    assert 'value="Đi học"' in preview.text
    page = lan.get(team).text
    confirmation = {**hidden(page), **fields}
    assert lan.post(team, **confirmation).status_code == 422
    assert "Đội tuyển đã xác nhận" not in lan.get(team).text


def test_a_reason_without_a_tick_is_asked_about(
    quick_stage: Stage, lan: Visitor, people: dict[str, int]
) -> None:
    reason = {f"reason_{people['An']}": "Đi học"}
    preview = lan.post(f"{work(quick_stage)}/team", do="preview", **reason)
    assert preview.status_code == 422
    assert "chưa đánh dấu" in preview.text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"do": "confirm", "board": "0" * 64}, 409),
        ({"do": "confirm"}, 409),
        ({"do": "confirm", "team": "-1"}, 422),
        ({"do": "confirm", "team": "1.0"}, 422),
        ({"do": "confirm", "team": "9" * 12}, 422),
        ({"do": "confirm", "team": "٣"}, 422),
        ({"do": "lock"}, 422),
        ({}, 422),
        ({"do": "preview", "score": "6"}, 422),
        ({"do": "preview", "skip_0": "1"}, 422),
        ({"do": "preview", "skip_2147483648": "1", "reason_2147483648": "a"}, 422),
        ({"do": "preview", "skip_99999": "1", "reason_99999": "a"}, 404),
        ({"do": "preview", "skip_1": "1", "reason_1": "a" * 501}, 422),
        ({"do": "preview", "skip_1": "1", "reason_1": "\x00\u202e"}, 422),
    ],
)
def test_a_strange_form_is_refused_and_confirms_nothing(
    quick_stage: Stage, lan: Visitor, fields: dict[str, str], status: int
) -> None:
    team = f"{work(quick_stage)}/team"
    assert lan.post(team, **fields).status_code == status
    assert "Đội tuyển đã xác nhận" not in lan.get(team).text


def test_the_province_sees_everything_and_decides_nothing(
    quick_stage: Stage, lan: Visitor, people: dict[str, int]
) -> None:
    team = f"{work(quick_stage)}/team"
    lan.post(team, **hidden(lan.get(team).text))
    so = quick_stage.staff("so")
    assert "Nguyễn Văn An" in so.get(f"{work(quick_stage)}/board").text
    page = so.get(team).text
    assert "Đội tuyển đã xác nhận" in page
    assert 'value="confirm"' not in page
    assert so.get(f"{team}.docx").status_code == 200
    assert so.post(team, do="preview").status_code == 403
    assert so.post(f"/staff/rounds/{quick_stage.world.phung_hiep}/publish").status_code == 403
    overview = so.get("/province").text
    assert "Huyện Phụng Hiệp: chưa công bố kết quả" in overview
    assert "Huyện Long Mỹ: chưa có danh sách thí sinh" in overview
    assert "Đã xác nhận lần 1" in overview
    assert "Thành phố Vị Thanh:" not in overview


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (lambda stage: stage.contestant("An"), 403),
        (lambda stage: stage.staff("phuc"), 403),
        (lambda stage: stage.stranger(), 401),
    ],
)
def test_who_organises_nothing_is_refused(
    quick_stage: Stage, who: Callable[[Stage], Visitor], status: int
) -> None:
    visitor = who(quick_stage)
    for page in PAGES:
        assert visitor.get(f"{work(quick_stage)}{page}").status_code == status
    assert visitor.get("/staff/rounds").status_code == status
    assert visitor.get("/province").status_code == status
    for page in ("/publish", "/team"):
        assert visitor.post(f"{work(quick_stage)}{page}").status_code == status


def test_an_organiser_does_not_see_the_whole_province(quick_stage: Stage) -> None:
    lan = quick_stage.staff("lan")
    for url in ("/province", "/province/contests/new", "/province/contests/1"):
        assert lan.get(url).status_code == 403
