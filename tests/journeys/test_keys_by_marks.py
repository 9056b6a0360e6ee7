"""Keys that only formatting shows are used when their author agrees, once for the whole file."""

import re

import docx

from tests.cast import Stage
from tests.journeys.bank_pages import bold_keys, field, written
from tests.journeys.mending_pages import agreeing, press, preview_form
from tests.journeys.workshop_pages import form_of
from tests.question_bank import old_encodings as old
from tests.question_bank.word_files import of_lines, saved

MEND, CONFIRM = "/banks/mend", "/banks/confirm"
ASKED = "<p>Đáp án của 2 câu chỉ được nhận theo định dạng chữ (chữ đậm: Câu 1, Câu 2)"
PUBLISH = "Công bố phiên bản này"


def uploaded(stage: Stage, data: bytes = b"") -> str:
    return str(stage.staff("phuc").upload("/banks/upload", "de.docx", data or bold_keys()).text)


def test_marked_keys_are_said_in_words_and_not_published_unasked(quick_stage: Stage) -> None:
    before = written(quick_stage)
    page = uploaded(quick_stage)
    assert ASKED in page
    assert "Phải chọn" in page
    assert page.count("Đáp án nhận theo chữ đậm") == 2
    assert PUBLISH not in page
    phuc = quick_stage.staff("phuc")
    for url in (CONFIRM, "/workshop/import"):
        assert press(phuc, page, url).status_code == 422
    assert written(quick_stage) == before


def test_one_click_agrees_for_the_whole_file_and_holds_while_questions_are_mended(
    quick_stage: Stage,
) -> None:
    phuc, page = quick_stage.staff("phuc"), uploaded(quick_stage)
    page = press(phuc, page, MEND, do=agreeing(page)).text
    assert ASKED not in page
    assert page.count("Đáp án nhận theo chữ đậm") == 2
    page = press(phuc, page, MEND, key_0="2").text
    assert page.count("Đáp án nhận theo chữ đậm") == 1
    assert PUBLISH in page
    assert press(phuc, page, CONFIRM).status_code == 303


def test_a_refusal_leaves_the_questions_without_keys(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    page = press(phuc, uploaded(quick_stage), MEND, do="unmark").text
    assert len(re.findall(r'item-blocks" id="cau-\d+"', page)) == 2
    assert "chưa có đáp án" in page
    assert "nhận theo" not in page
    assert "*" not in field(page, "text")
    page = press(phuc, page, MEND, key_0="1").text
    page = press(phuc, page, MEND, key_1="1").text
    assert press(phuc, page, CONFIRM).status_code == 303


def test_a_key_that_its_author_chose_is_not_asked_about(quick_stage: Stage) -> None:
    phuc, page = quick_stage.staff("phuc"), uploaded(quick_stage)
    page = press(phuc, page, MEND, key_0="2").text
    assert "<p>Đáp án của 1 câu chỉ được nhận theo định dạng chữ (chữ đậm: Câu 2)" in page
    page = press(phuc, page, MEND, key_1="0").text
    assert "<p>Đáp án của" not in page
    assert PUBLISH in page


def test_other_words_do_not_take_the_question_away(quick_stage: Stage) -> None:
    phuc, page = quick_stage.staff("phuc"), uploaded(quick_stage)
    fields = preview_form(page)
    typed = {name: value[0] for name, value in fields.items() if name == "stem-0"}
    page = press(phuc, page, MEND, **{name: f"{said} Sửa?" for name, said in typed.items()}).text
    assert "Sửa?" in page
    assert ASKED in page


def test_a_key_line_is_asked_about_nowhere(quick_stage: Stage) -> None:
    page = uploaded(quick_stage, of_lines("Câu 1. Hỏi?", "A. một", "B. hai", "Đáp án: B"))
    assert "nhận theo" not in page
    assert PUBLISH in page


def test_a_file_in_an_old_encoding_is_asked_about_after_it_was_converted(
    quick_stage: Stage,
) -> None:
    document = docx.Document()
    for line in ("Câu 1. Cơ quan nào tiếp nhận hồ sơ của người dân?", "A. bộ phận một cửa"):
        document.add_paragraph(old.tcvn3(line))
    document.add_paragraph().add_run(old.tcvn3("B. phòng văn thư")).bold = True
    page = uploaded(quick_stage, saved(document))
    form = form_of(page[page.index('id="convert"') - 200 :], MEND)
    phuc = quick_stage.staff("phuc")
    fields = {"form_token": phuc.token, **{name: values[0] for name, values in form.items()}}
    answer = phuc.client.post(MEND, files={name: (None, said) for name, said in fields.items()})
    assert "<p>Đáp án của 1 câu chỉ được nhận theo định dạng chữ (chữ đậm: Câu 1)" in answer.text
    assert "phòng văn thư" in answer.text
    assert PUBLISH not in answer.text
