"""A citizen who registered with a slip puts it right, and becomes no second person by accident."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from quiz.rules.notice import Controller
from quiz.stages import registering
from quiz.store.tables import AuditLog
from tests.cast import Stage, Visitor
from tests.journeys.test_citizens_register import NAME, URL, form, kept, people
from tests.ways import OPEN, opened

ASKED = "Trình duyệt này vừa đăng ký dự thi cho một người"
RIGHT = "Phạm Thị Dụng"


@pytest.fixture
def open_stage(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    """The contest that citizens may register for."""
    with opened(tmp_path, database_url, OPEN) as stage:
        yield stage


@pytest.fixture
def quick_open_stage(sqlite_url: str, tmp_path: Path) -> Iterator[Stage]:
    """The same on SQLite only."""
    with opened(tmp_path, sqlite_url, OPEN) as stage:
        yield stage


def registered(stage: Stage, visitor: Visitor) -> tuple[dict[str, str], tuple[str, str], str]:
    """What was sent, number and code, and the page."""
    sent = form(stage, visitor)
    page = visitor.post(URL, **sent).text
    return sent, kept(page), page


def hidden(page: str, name: str) -> list[str]:
    return re.findall(f'name="{name}" value="([^"]*)"', page)


def named(stage: Stage) -> list[tuple[str, int | None, str]]:
    """Who registered: name, year and number."""
    return [(one.name, one.birth_year, one.number) for one in people(stage)[3:]]


def enter(stage: Stage, number: str, code: str) -> Visitor:
    visitor = stage.stranger()
    assert visitor.post("/enter", number=number, code=code).status_code == 303
    return visitor


def test_the_page_to_keep_leads_back_to_the_form_and_the_same_person_is_put_right(
    open_stage: Stage,
) -> None:
    visitor = open_stage.stranger()
    sent, (number, code), page = registered(open_stage, visitor)
    assert "Sửa thông tin vừa đăng ký" in page
    back = sent | {"means": number, "edit": "1"}
    assert [hidden(page, name)[-1] for name in back] == list(back.values())
    filled = visitor.post(URL, **back).text
    assert f'value="{NAME}"' in filled
    assert hidden(filled, "means") == [number]
    again = sent | {"name": RIGHT, "birth_year": "1968", "means": number}
    for _ in range(2):  # a reply may get lost
        assert kept(visitor.post(URL, **again).text) == (number, code)
        assert named(open_stage) == [(RIGHT, 1968, number)]
    assert RIGHT in enter(open_stage, number, code).get("/me").text
    with open_stage.database.reading() as session:
        logged = [row for row in session.exec(select(AuditLog)) if row.subject == number]
    assert [(row.action, row.detail) for row in logged] == [
        ("people.register", ""), ("people.register", "again"),
    ]  # fmt: skip


def test_the_same_form_with_another_spelling_is_asked_about_and_either_answer_holds(
    open_stage: Stage,
) -> None:
    visitor = open_stage.stranger()
    sent, first, _ = registered(open_stage, visitor)
    slip = sent | {"name": RIGHT}
    asked = visitor.post(URL, **slip)
    assert (asked.status_code, ASKED in asked.text) == (200, True)
    assert f"sửa P. T. Dung (số báo danh …{first[0][-2:]}) thành {RIGHT}" in asked.text
    assert hidden(asked.text, "means") == [first[0], "another"]
    assert named(open_stage) == [("Phạm Thị Dung", 1969, first[0])]
    assert kept(visitor.post(URL, **slip, means=first[0]).text) == first
    assert named(open_stage) == [(RIGHT, 1969, first[0])]
    old = visitor.post(URL, **sent).text  # the old spelling once more makes nobody either
    assert ASKED in old
    second = kept(visitor.post(URL, **sent, means="another").text)
    assert [one[2] for one in named(open_stage)] == [first[0], second[0]]


def test_a_page_that_was_opened_anew_in_the_same_browser_asks_and_puts_nobody_right(
    open_stage: Stage,
) -> None:
    """Going back fetches the page again: it is another form, and may be another person's."""
    visitor = open_stage.stranger()
    _, (number, _), _ = registered(open_stage, visitor)
    anew = form(open_stage, visitor, name=RIGHT)
    for means in ("", number, number.lower(), "1"):
        asked = visitor.post(URL, **anew, means=means).text
        assert ASKED in asked
        assert "vào thi bằng số báo danh đã có" in asked
        assert "another" in hidden(asked, "means")
        assert number not in hidden(asked, "means")
    assert len(named(open_stage)) == 1
    other, _ = kept(visitor.post(URL, **anew, means="another").text)
    assert [one[2] for one in named(open_stage)] == [number, other]


@pytest.mark.parametrize("target", ["of another form", "VT0001"])
def test_nobody_elses_entry_is_put_right(open_stage: Stage, target: str) -> None:
    """Neither what another form registered nor who is on the roster, also by a form that has
    registered somebody itself and knows the digest of the other."""
    owner, thief = open_stage.stranger(), open_stage.stranger()
    registered(open_stage, owner)
    number = named(open_stage)[0][2] if target == "of another form" else target
    sent = form(open_stage, thief, name=RIGHT, birth_year="1950")
    kept(thief.post(URL, **sent, means=number).text)
    before = [(one.name, one.birth_year, one.number) for one in people(open_stage)]
    thief.client.cookies.set("registered", owner.client.cookies["registered"])
    answer = thief.post(URL, **sent | {"name": "Lê Văn Hùng"}, means=number).text
    assert ASKED in answer
    assert number not in hidden(answer, "means")
    assert [(one.name, one.birth_year, one.number) for one in people(open_stage)] == before


def test_who_registered_longer_ago_is_not_put_right(
    quick_open_stage: Stage,
) -> None:
    stage = quick_open_stage
    visitor = stage.stranger()
    sent, (number, _), _ = registered(stage, visitor)
    stage.clock.pass_minutes(11)
    asked = visitor.post(URL, **sent | {"name": RIGHT}, means=number).text
    assert ASKED in asked
    assert number not in hidden(asked, "means")
    assert named(stage) == [("Phạm Thị Dung", 1969, number)]


def test_who_has_begun_an_attempt_is_not_put_right(quick_open_stage: Stage) -> None:
    stage = quick_open_stage
    visitor = stage.stranger()
    sent, (number, code), _ = registered(stage, visitor)
    citizen = enter(stage, number, code)
    url = f"/rounds/{stage.world.vi_thanh}"
    citizen.get(url)
    assert citizen.post(f"{url}/start", notice=Controller().version).status_code == 303
    asked = visitor.post(URL, **sent | {"name": RIGHT}, means=number).text
    assert ASKED in asked
    assert named(stage) == [("Phạm Thị Dung", 1969, number)]


def test_a_spelling_that_somebody_else_has_is_asked_about_too(open_stage: Stage) -> None:
    registered(open_stage, open_stage.stranger())
    visitor = open_stage.stranger()
    sent = form(open_stage, visitor, birth_year="1970")
    number, code = kept(visitor.post(URL, **sent).text)
    twin = visitor.post(URL, **sent | {"birth_year": "1969"}, means=number).text
    assert "Ông/Bà có phải là P. T. Dung" in twin
    assert hidden(twin, "means") == [number]
    done = visitor.post(URL, **sent | {"birth_year": "1969"}, means=number, other="1").text
    assert kept(done) == (number, code)
    assert [one[1] for one in named(open_stage)] == [1969, 1969]


def test_a_build_that_asks_nobody_makes_two_of_one_and_is_caught(
    quick_open_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant: as it was."""
    monkeypatch.setattr(registering, "_made", lambda *_given: ())
    visitor = quick_open_stage.stranger()
    sent, (number, _), _ = registered(quick_open_stage, visitor)
    other, _ = kept(visitor.post(URL, **sent | {"name": RIGHT}).text)
    assert [one[2] for one in named(quick_open_stage)] == [number, other]
