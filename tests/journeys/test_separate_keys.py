"""An author sends the questions in one file and their key in another, without script."""

import html

import httpx2 as httpx

from question_bank.formats import read
from tests.cast import Stage, Visitor
from tests.journeys.bank_pages import TEXT, field, written
from tests.journeys.mending_pages import press
from tests.question_bank.word_files import of_lines

LINES = TEXT.replace("*B", "B").strip().split("\n")
QUESTIONS = of_lines(*filter(None, LINES))
NAME = "Tệp đáp án (nếu để riêng)"


def upload(visitor: Visitor, url: str, keys: bytes, name: str = "dap-an.docx") -> httpx.Response:
    files = {"file": ("de.docx", QUESTIONS), "keys": (name, keys)}
    return visitor.client.post(url, data={"form_token": visitor.token}, files=files)


def test_a_key_file_beside_the_questions_leads_to_a_published_version(quick_stage: Stage) -> None:
    before = written(quick_stage)
    phuc = quick_stage.staff("phuc")
    assert NAME in phuc.get("/banks/upload").text
    preview = upload(phuc, "/banks/upload", of_lines("ĐÁP ÁN", "Câu 1: B", "Câu 2: A"))
    assert preview.status_code == 200
    assert "de.docx" in preview.text
    assert "Đáp án của 2 câu được lấy từ tệp đáp án" in preview.text
    assert written(quick_stage) == before
    again = press(phuc, preview.text, "/banks/mend", do="check")
    done = press(phuc, again.text, "/banks/confirm")
    assert done.status_code == 303
    assert written(quick_stage) == (before[0] + 1, before[1] + 1)
    text = field(again.text, "text")
    assert [set(question.key) for question in read(text.encode()).bank] == [{1}, {0}]
    assert "Hỏi hai?" in phuc.get(done.headers["location"]).text


def test_what_the_key_file_leaves_open_is_said_in_the_preview_and_mended_there(
    quick_stage: Stage,
) -> None:
    phuc = quick_stage.staff("phuc")
    page = upload(phuc, "/banks/upload", of_lines("1-B", "7-A")).text
    said = html.unescape(page)
    assert "Câu 7 có đáp án nhưng tệp câu hỏi không có câu này" in said
    assert "Câu 2 chưa có đáp án ở tệp câu hỏi và tệp đáp án" in said
    assert press(phuc, page, "/banks/confirm").status_code == 422
    mended = press(phuc, page, "/banks/mend", do="check", key_1="0")
    assert "chưa có đáp án" not in html.unescape(mended.text)
    assert press(phuc, mended.text, "/banks/confirm").status_code == 303


def test_a_key_file_goes_with_a_pasted_text_and_into_a_working_bank(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    parts = {"form_token": (None, phuc.token), "text": (None, "\n".join(LINES))}
    keys = {"keys": ("dap-an.txt", b"1-B\n2-A")}
    page = phuc.client.post("/banks/upload", files={**parts, **keys}).text
    assert "Đáp án của 2 câu được lấy từ tệp đáp án" in page
    taken = press(phuc, page, "/workshop/import")
    assert taken.status_code == 303
    url = taken.headers["location"].partition("/import/")[0] + "/import"
    assert NAME in phuc.get(url).text
    assert upload(phuc, url, of_lines("1-B", "2-A")).status_code == 200


def test_a_key_file_that_cannot_be_read_is_named_and_nothing_is_written(
    quick_stage: Stage,
) -> None:
    before = written(quick_stage)
    phuc = quick_stage.staff("phuc")
    for keys, sentence in (
        (b"%PDF-1.7", "Tệp đáp án “dap-an.docx”: tệp là PDF"),
        (of_lines("Kính gửi Ban Tổ chức"), "không tìm thấy đáp án nào"),
        (QUESTIONS, "như một tệp câu hỏi"),
        (b"", "tệp trống"),
    ):
        answer = upload(phuc, "/banks/upload", keys)
        assert answer.status_code == 422
        assert sentence in html.unescape(answer.text)
    assert written(quick_stage) == before


def test_a_key_file_alone_asks_for_the_questions(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    data, files = {"form_token": phuc.token}, {"keys": ("dap-an.txt", b"1-A")}
    answer = phuc.client.post("/banks/upload", data=data, files=files)
    assert answer.status_code == 422
    assert "Chưa có tệp hoặc văn bản nào" in answer.text


def test_no_other_form_takes_a_second_file(quick_stage: Stage) -> None:
    lan = quick_stage.staff("lan")
    files = {"file": ("ds.csv", b"x"), "keys": ("k.txt", b"1-A")}
    data = {"form_token": lan.token}
    answer = lan.client.post("/staff/people/import", data=data, files=files)
    assert answer.status_code == 422
    three = [("file", ("a", b"a")), ("keys", ("b", b"b")), ("keys", ("c", b"c"))]
    phuc = quick_stage.staff("phuc")
    answer = phuc.client.post("/banks/upload", data={"form_token": phuc.token}, files=three)
    assert answer.status_code == 400
