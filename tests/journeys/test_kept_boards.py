"""A stranger's board page is kept for a moment and known by its ETag; a reader's own page is nobody
else's."""

from typing import Any

import pytest

from quiz.stages import count
from quiz.web.moment import MOMENT_MS
from tests.cast import CLOSES, MINUTE, Stage
from tests.finished import Sat, hand_in


def sit(stage: Stage, *names: str) -> None:
    """These people of Vị Thanh finish an attempt."""
    people = [Sat(stage.world.people[name], 5, 5) for name in names]
    hand_in(stage.database, stage.writer, stage.world.vi_thanh, people)


def read(stage: Stage, **headers: str) -> Any:
    """A stranger reads the board."""
    return stage.stranger().get(f"/rounds/{stage.world.vi_thanh}/board", headers=headers)


def test_a_page_is_as_old_as_a_moment_and_no_older(quick_stage: Stage) -> None:
    sit(quick_stage, "An")
    first = read(quick_stage).text
    sit(quick_stage, "Bình")
    assert read(quick_stage).text == first
    quick_stage.clock.now += MOMENT_MS
    later = read(quick_stage).text
    assert (first.count('role="row"'), later.count('role="row"')) == (2, 3)


def test_a_reader_who_has_the_page_is_told_so_without_it(quick_stage: Stage) -> None:
    sit(quick_stage, "An")
    page = read(quick_stage)
    assert page.headers["Cache-Control"] == "public, no-cache"
    again = read(quick_stage, **{"If-None-Match": f'"other", {page.headers["ETag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == page.headers["ETag"]
    sit(quick_stage, "Bình")
    quick_stage.clock.now += MOMENT_MS
    changed = read(quick_stage, **{"If-None-Match": page.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != page.headers["ETag"]


@pytest.mark.parametrize(("accepts", "encoding"), [("gzip", "gzip"), ("identity", None)])
def test_the_kept_page_is_sent_packed_to_whom_unpacks_it(
    quick_stage: Stage, accepts: str, encoding: str | None
) -> None:
    sit(quick_stage, "An")
    for _ in range(2):
        page = read(quick_stage, **{"Accept-Encoding": accepts})
        assert page.headers.get("Content-Encoding") == encoding
        assert page.text.endswith("</html>")
        assert {"Accept-Encoding", "Cookie"} <= set(page.headers["Vary"].split(", "))


def test_a_readers_own_page_is_kept_for_nobody(quick_stage: Stage) -> None:
    sit(quick_stage, "An", "Bình")
    url = f"/rounds/{quick_stage.world.vi_thanh}/board"
    own = quick_stage.contestant("An").get(url)
    assert "Nguyễn Văn An" in own.text
    assert own.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in own.headers
    other = quick_stage.contestant("Bình").get(url).text
    stranger = read(quick_stage).text
    assert "Trần Thị Bình" in other
    assert "Nguyễn Văn An" not in other
    for secret in ("Nguyễn Văn An", "Trần Thị Bình", "form_token", "Thí sinh đang xem"):
        assert secret not in stranger
    etag = read(quick_stage).headers["ETag"]
    mine = quick_stage.contestant("An").get(url, headers={"If-None-Match": etag})
    assert "Nguyễn Văn An" in mine.text


def test_an_official_board_stays_in_the_browser_for_a_minute(quick_stage: Stage) -> None:
    sit(quick_stage, "An")
    quick_stage.clock.now = CLOSES + MINUTE
    count.publish(quick_stage.database, quick_stage.writer, quick_stage.world.vi_thanh, "lan",
                  quick_stage.clock.now)  # fmt: skip
    page = read(quick_stage)
    assert page.headers["Cache-Control"] == "public, max-age=60"
    assert "chính thức" in page.text


def test_a_search_is_never_kept(quick_stage: Stage) -> None:
    sit(quick_stage, "An")
    found = quick_stage.stranger().get(f"/rounds/{quick_stage.world.vi_thanh}/board?q=an")
    assert found.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in found.headers
