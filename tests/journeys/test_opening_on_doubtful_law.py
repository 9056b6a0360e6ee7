"""The page that opens a contest warns of legal bases that do not hold until that was read."""

import re

import pytest

from tests.cast import Stage, Visitor
from tests.journeys.test_law_library import CITED
from tests.journeys.test_opening_a_contest import contests, form
from tests.stages.test_ticks import keep

WARNED = "Vào ngày 04/5/2021, 24 câu hỏi có căn cứ không tìm thấy"


@pytest.fixture
def doubtful(quick_stage: Stage) -> str:
    """The page of a contest that is not open, of whose bank the library has no clause."""
    keep(quick_stage.database, CITED.replace("Điều 2.", "Điều 5."))
    so = quick_stage.staff("so")
    so.get("/province/contests/new")
    return str(so.post("/province/contests", **form(quick_stage)).headers["location"])


def code(visitor: Visitor, url: str) -> str:
    found = re.search(r'name="law_seen" value="(\w+)"', visitor.get(url).text)
    assert found
    return found[1]


def test_the_contest_is_opened_by_who_ticks_that_the_warning_was_read(
    quick_stage: Stage, doubtful: str
) -> None:
    so = quick_stage.staff("so")
    assert WARNED in so.get(doubtful).text
    seen = code(so, doubtful)
    refused = so.post(f"{doubtful}/open")
    assert refused.status_code == 409
    assert "Cuộc thi chưa được mở" in refused.text
    assert f'name="law_seen" value="{seen}"' in refused.text
    assert contests(quick_stage)[0].opened_at is None
    for _ in range(2):
        assert so.post(f"{doubtful}/open", law_seen=seen).status_code == 303
    page = so.get(doubtful).text
    assert "Cuộc thi đã mở" in page
    assert WARNED not in page


def test_the_list_is_linked_for_who_may_read_the_bank_and_holds_what_was_counted(
    quick_stage: Stage, doubtful: str
) -> None:
    quan = quick_stage.staff("quan")
    url = f"/banks/{quick_stage.world.bank_version_id}#law"
    assert f'href="{url}"' in quan.get(doubtful).text
    listed = quan.get(url).text
    assert 'id="law"' in listed
    assert "Vào ngày 04/5/2021, ngày thi: 24 câu cần xem lại" in listed
    told = quick_stage.staff("so").get(doubtful).text
    assert url not in told
    assert "Ban Đề thi xem được danh sách" in told
    assert "Điều 2" not in told  # a basis says what a question is about


def test_a_library_without_doubts_asks_nothing(quick_stage: Stage, doubtful: str) -> None:
    keep(quick_stage.database, CITED.replace("bảy tuổi", "tám tuổi"))
    so = quick_stage.staff("so")
    assert "law_seen" not in so.get(doubtful).text
    assert so.post(f"{doubtful}/open").status_code == 303


def test_a_code_that_is_too_long_is_refused(quick_stage: Stage, doubtful: str) -> None:
    so = quick_stage.staff("so")
    so.get(doubtful)
    assert so.post(f"{doubtful}/open", law_seen="a" * 41).status_code == 422
