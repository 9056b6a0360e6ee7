"""Nobody starts before the notice about personal data is confirmed to have been read; confirming it
costs no request of the opening minute."""

import pytest
from sqlmodel import select

from quiz.rules import notice
from quiz.rules.notice import Controller
from quiz.store.tables import Attempt, Person
from tests.cast import MINUTE, OPENS, Stage, Visitor

VERSION = Controller().version


def unread(stage: Stage, name: str = "An") -> None:
    """As if the person had never seen a notice."""
    with stage.database.writing() as session:
        person = session.get_one(Person, stage.world.people[name])
        person.notice, person.notice_at = "", None


def noted(stage: Stage, name: str = "An") -> tuple[str, int | None]:
    with stage.database.reading() as session:
        person = session.get_one(Person, stage.world.people[name])
        return person.notice, person.notice_at


def attempts(stage: Stage) -> int:
    with stage.database.reading() as session:
        return len(session.exec(select(Attempt)).all())


@pytest.fixture
def an(stage: Stage) -> Visitor:
    """An, who has read nothing yet, on the round's page."""
    unread(stage)
    visitor = stage.contestant("An")
    visitor.get(f"/rounds/{stage.world.vi_thanh}")
    return visitor


def test_a_start_without_the_notice_is_refused_with_what_helps(stage: Stage, an: Visitor) -> None:
    start = f"/rounds/{stage.world.vi_thanh}/start"
    by_form = an.post(start)
    assert by_form.status_code == 409
    assert "Đã đọc thông báo và vào thi" in by_form.text
    by_script = an.post_json(start, {})
    assert by_script.status_code == 409
    assert by_script.json()["code"] == "notice_unread"
    assert attempts(stage) == 0
    assert noted(stage) == ("", None)


@pytest.mark.parametrize("way", ["form", "script"])
def test_reading_and_starting_are_one_request(stage: Stage, an: Visitor, way: str) -> None:
    page = an.get(f"/rounds/{stage.world.vi_thanh}").text
    assert 'type="checkbox"' not in page.split('id="start"')[1]
    assert f'name="notice" value="{VERSION}"' in page
    assert "Đã đọc thông báo và vào thi" in page
    start = f"/rounds/{stage.world.vi_thanh}/start"
    if way == "form":
        assert an.post(start, notice=VERSION).status_code == 303
    else:
        assert an.post_json(start, {"notice": VERSION}).status_code == 200
    assert noted(stage) == (VERSION, stage.clock.now)
    assert attempts(stage) == 1


def test_before_the_opening_it_is_confirmed_once_and_the_start_is_as_ever(
    stage: Stage, an: Visitor
) -> None:
    stage.clock.now = OPENS - 10 * MINUTE
    url = f"/rounds/{stage.world.vi_thanh}"
    waiting = an.get(url).text
    assert f'action="{url}/notice"' in waiting
    assert 'id="auto"' not in waiting
    for _ in range(2):
        assert an.post(f"{url}/notice", notice=VERSION).status_code == 303
    first = noted(stage)
    assert first == (VERSION, stage.clock.now)
    again = an.get(url).text
    assert "/notice" not in again
    assert 'id="auto"' in again
    stage.clock.now = OPENS
    assert an.post(f"{url}/start").status_code == 303
    assert noted(stage) == first


def test_a_newer_version_asks_again_and_an_older_one_is_no_answer(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    an, url = stage.contestant("An"), f"/rounds/{stage.world.vi_thanh}"
    assert 'name="notice"' not in an.get(url).text
    monkeypatch.setattr(notice, "TEXT_VERSION", 4)
    assert 'name="notice" value="4.1"' in an.get(url).text
    assert an.post(f"{url}/start").status_code == 409
    old = an.post(f"{url}/start", notice=VERSION)
    assert (old.status_code, "bản mới" in old.text) == (409, True)
    assert an.post(f"{url}/start", notice="4.1").status_code == 303


def test_whoever_sits_goes_on_whatever_notice_is_in_force(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    an, url = stage.contestant("An"), f"/rounds/{stage.world.vi_thanh}"
    an.get(url)
    attempt = an.post(f"{url}/start").headers["location"]
    monkeypatch.setattr(notice, "TEXT_VERSION", 4)
    assert an.post(f"{url}/start").headers["location"] == attempt


def test_anybody_reads_the_whole_notice_at_any_time(quick_stage: Stage) -> None:
    for visitor in (quick_stage.stranger(), quick_stage.contestant("An"), quick_stage.staff("lan")):
        page = visitor.get("/privacy")
        assert page.status_code == 200
        for said in ("91/2025/QH15", f"Bản {VERSION}", "Bên kiểm soát", "10 ngày làm việc"):
            assert said in page.text
    assert 'href="/privacy"' in quick_stage.stranger().get("/").text
