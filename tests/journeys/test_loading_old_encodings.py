"""A file in an old encoding in the browser: shown side by side, read converted by choice."""

import html
import re

import pytest

from tests.cast import Stage
from tests.journeys.bank_pages import field, send, sent_back, written
from tests.question_bank import old_encodings as old
from tests.question_bank.word_files import of_lines

LINES = (
    "Câu 1. Cơ quan nào tiếp nhận hồ sơ của người dân?",
    "A. bộ phận một cửa",
    "B. phòng văn thư",
    "Đáp án: A",
    "Câu 2. Người dân nộp lệ phí tại đâu?",
    "A. quầy thu tiền",
    "B. nhà riêng",
    "Đáp án: A",
)


def converted_text(page: str) -> str:
    form = page[page.index('id="convert"') :]
    found = re.search(r'name="text" value="([^"]*)"', form)
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize("kind", ["docx", "txt"])
def test_an_old_file_is_shown_side_by_side_and_read_converted_by_choice(
    quick_stage: Stage, kind: str
) -> None:
    before = written(quick_stage)
    phuc = quick_stage.staff("phuc")
    lines = [old.tcvn3(line) for line in LINES]
    data = of_lines(*lines) if kind == "docx" else "\n".join(lines).encode("latin-1")
    preview = phuc.upload("/banks/upload", f"de.{kind}", data)
    assert preview.status_code == 200
    page = preview.text
    assert "TCVN3 (ABC)" in page
    assert "Công bố phiên bản này" not in page
    shown = [(html.escape(one), html.escape(two)) for one, two in zip(lines, LINES, strict=True)]
    assert sum(one in page and two in page for one, two in shown) >= 5
    assert written(quick_stage) == before
    status, page, _location = send(phuc, "/banks/upload", text=converted_text(page))
    assert status == 200
    assert 'id="convert"' not in page
    assert "Cơ quan nào tiếp nhận hồ sơ của người dân?" in page
    assert written(quick_stage) == before
    status, _page, location = send(phuc, "/banks/confirm", **sent_back(page))
    assert status == 303
    assert "Người dân nộp lệ phí tại đâu?" in phuc.get(location).text


def test_the_encoding_may_be_chosen_before_reading(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    data = "\n".join(map(old.vni, LINES)).encode()
    page = phuc.upload("/banks/upload", "de.txt", data, legacy="vni").text
    assert 'id="convert"' not in page
    assert field(page, "text").splitlines() == list(LINES)


def test_an_unknown_encoding_is_refused(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    assert send(phuc, "/banks/upload", text="\n".join(LINES), legacy="ebcdic")[0] == 422


def test_sound_text_is_shown_without_a_proposal(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    page = phuc.upload("/banks/upload", "de.txt", "\n".join(LINES).encode()).text
    assert "chuyển bảng mã" not in page
    assert "Công bố phiên bản này" in page


def test_an_old_confirmed_text_is_not_published(quick_stage: Stage) -> None:
    before = written(quick_stage)
    phuc = quick_stage.staff("phuc")
    text = "\n".join(map(old.vni, LINES))
    assert send(phuc, "/banks/confirm", text=text)[0] == 422
    assert written(quick_stage) == before
