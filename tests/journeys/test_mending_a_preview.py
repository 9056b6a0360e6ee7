"""A preview is mended in place, without script: each button sends the whole form, nothing is
stored before the last one.
"""

import re

import pytest

from tests.cast import Stage, Visitor
from tests.journeys.bank_pages import written
from tests.journeys.mending_pages import DOUBTFUL, agreeing, press, preview_form, right, word_file
from tests.question_bank.word_files import of_lines

MEND, CONFIRM = "/banks/mend", "/banks/confirm"
TWO = (
    "Câu 1. Ai bầu đại biểu Quốc hội?",
    "A. cử tri",
    "B. Chính phủ",
    "Câu 2. Nhiệm kỳ là mấy năm?",
    "A. năm năm",
    "B. bốn năm",
    "Đáp án: A",
    "Dòng này không rõ thuộc đâu",
)


def uploaded(visitor: Visitor, *lines: str) -> str:
    return str(visitor.upload("/banks/upload", "de.docx", of_lines(*(lines or TWO))).text)


def blocked(page: str) -> list[int]:
    """Numbers of the questions that block, in their order on the page."""
    return [int(found) for found in re.findall(r'item-blocks" id="cau-(\d+)"', page)]


def test_a_word_file_with_three_doubtful_keys_is_mended_and_published(quick_stage: Stage) -> None:
    before = written(quick_stage)
    phuc = quick_stage.staff("phuc")
    page = phuc.upload("/banks/upload", "de.docx", word_file()).text
    assert blocked(page) == list(DOUBTFUL)
    assert page.index('id="cau-70"') < page.index('id="cau-1"')
    assert "Công bố phiên bản này" not in page
    for number in DOUBTFUL:
        key = {f"key-{number - 1}": str(right(number))}
        page = press(phuc, page, MEND, **key).text
    assert blocked(page) == []
    page = press(phuc, page, MEND, do=agreeing(page)).text
    assert written(quick_stage) == before
    answer = press(phuc, page, CONFIRM)
    assert answer.status_code == 303
    version = phuc.get(answer.headers["location"]).text
    assert version.count("Đáp án</strong>") == 20
    assert "97" in version


def test_the_words_in_the_file_stand_beside_the_question(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    page = uploaded(phuc)
    assert '<p class="source-line"><mark>Câu 1. Ai bầu đại biểu Quốc hội?</mark></p>' in page
    assert '<p class="source-line">Đáp án: A</p>' in page
    assert "de.docx, dòng 4" in page


def test_other_doubts_stay_while_one_is_mended_and_one_is_accepted(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    page = press(phuc, uploaded(phuc), MEND, key_0="0").text
    assert blocked(page) == []
    assert "Dòng này không rõ thuộc đâu" in page
    mark = re.search(r'value="(accept-[0-9a-f]{16})"', page[page.index("Dòng này") :])
    assert mark
    page = press(phuc, page, MEND, do=mark[1]).text
    assert "không rõ thuộc đâu</mark>" not in page
    assert "Đã xem, giữ nguyên" in page
    assert press(phuc, page, CONFIRM).status_code == 303


def test_every_field_of_a_question_can_be_mended(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    fields = {
        "stem-0": "Ai bầu ra đại biểu Quốc hội?",
        "option-0-1": "Chủ tịch nước",
        "option-0-2": "Tòa án",
        "key-0": "0",
        "level-0": "hard",
        "bases-0": "85/2015/QH13, Điều 2; 85/2015/QH13, Điều 7, khoản 1",
        "explanation-0": "Vì cử tri bầu.",
    }
    page = press(phuc, uploaded(phuc), MEND, **fields).text
    text = preview_form(page)["text"][0]
    for line in (
        "Câu 1. Ai bầu ra đại biểu Quốc hội?",
        "*A. cử tri",
        "B. Chủ tịch nước",
        "C. Tòa án",
        "Mức độ: khó",
        "Căn cứ: 85/2015/QH13, Điều 2; 85/2015/QH13, Điều 7, khoản 1",
        "Giải thích: Vì cử tri bầu.",
    ):
        assert line in text.splitlines()


def test_what_cannot_be_understood_is_said_at_its_field_and_stays_typed(
    quick_stage: Stage,
) -> None:
    phuc = quick_stage.staff("phuc")
    page = uploaded(phuc)
    for url in (MEND, CONFIRM):
        answer = press(phuc, page, url, **{"bases-0": "luật bầu cử", "key-0": "1"})
        assert answer.status_code == 422
        assert "Không hiểu căn cứ “luật bầu cử”" in answer.text
        assert preview_form(answer.text)["bases-0"] == ["luật bầu cử"]
        assert preview_form(answer.text)["key-0"] == ["1"]
    mended = press(phuc, answer.text, MEND, **{"bases-0": ""})
    assert mended.status_code == 200
    assert blocked(mended.text) == []


def test_a_question_with_several_right_options_is_ticked_by_choice(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    page = press(phuc, uploaded(phuc), MEND, do="several-0").text
    assert 'type="checkbox" name="key-0-1"' in page
    page = press(phuc, page, MEND, **{"key-0-0": "0", "key-0-1": "1"}).text
    assert preview_form(page)["text"][0].count("*") == 3


def test_a_question_can_be_left_out(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    page = press(phuc, uploaded(phuc), MEND, do="drop-0").text
    assert "Ai bầu đại biểu Quốc hội?" not in page
    assert press(phuc, page, CONFIRM).status_code == 303


def test_what_was_mended_but_not_looked_at_is_shown_before_it_is_published(
    quick_stage: Stage,
) -> None:
    before = written(quick_stage)
    phuc = quick_stage.staff("phuc")
    page = press(phuc, uploaded(phuc), MEND, key_0="0").text
    answer = press(phuc, page, CONFIRM, key_1="1")
    assert answer.status_code == 409
    assert written(quick_stage) == before
    assert preview_form(answer.text)["key-1"] == ["1"]
    assert press(phuc, answer.text, CONFIRM).status_code == 303


def test_a_text_mended_by_hand_is_read_anew_from_its_first_line(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    page = uploaded(phuc)
    text = preview_form(page)["text"][0].replace("B. Chính phủ", "*B. Chính phủ")
    page = press(phuc, page, MEND, text=text).text
    assert blocked(page) == []
    assert preview_form(page)["key-0"] == ["1"]
    assert "Văn bản, dòng " in page


def test_only_the_doubtful_ones_and_pages_of_the_others(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    page = phuc.upload("/banks/upload", "de.docx", word_file()).text
    assert page.count("<article") == 20
    assert "Trang 1/5" in page
    only = press(phuc, page, MEND, do="view-doubtful").text
    assert only.count("<article") == 3
    last = press(phuc, page, MEND, do="page-5").text
    assert last.count("<article") == 17
    assert 'id="cau-97"' in last


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("do", "publish"),
        ("do", "drop-x"),
        ("page", "-1"),
        ("several", "a"),
        ("stem-x", "?"),
        ("option-0-9", "?"),
        ("published_by", "quan"),
        ("target", "1e3"),
    ],
)
def test_a_field_that_no_preview_has_is_refused(quick_stage: Stage, name: str, value: str) -> None:
    before = written(quick_stage)
    phuc = quick_stage.staff("phuc")
    page = uploaded(phuc)
    assert press(phuc, page, MEND, **{name: value}).status_code == 422
    assert written(quick_stage) == before


@pytest.mark.parametrize("index", ["99999", "7"])
def test_a_question_that_is_not_there_is_not_mended(quick_stage: Stage, index: str) -> None:
    phuc = quick_stage.staff("phuc")
    page = uploaded(phuc)
    answer = press(phuc, page, MEND, **{f"stem-{index}": "Thêm?", "do": f"drop-{index}"})
    assert answer.status_code == 200
    assert preview_form(answer.text)["text"] == preview_form(page)["text"]


def test_markup_that_is_typed_is_printed_as_it_stands(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    payload = "</textarea><script>alert(1)</script>{{7*7}}"
    page = press(phuc, uploaded(phuc), MEND, **{"stem-0": payload, "key-0": "0"}).text
    assert "<script>alert" not in page
    assert preview_form(page)["stem-0"] == [payload]
