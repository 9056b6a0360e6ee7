"""An author loads a bank over HTTP: a file is shown, nothing stored, then it is published."""

import html
import re

import pytest

from tests.cast import Stage
from tests.journeys.bank_pages import TEXT, bold_keys, field, send, sent_back, written
from tests.question_bank.word_files import of_lines

BLOCKED = TEXT.replace("*B", "B")
PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "</textarea><script>alert(2)</script>",
    '"><svg onload=alert(1)>',
    "{{7*7}}",
    "{% import os %}",
    "&lt;b&gt;",
)


def test_a_word_file_is_shown_then_published(quick_stage: Stage) -> None:
    before = written(quick_stage)
    phuc = quick_stage.staff("phuc")
    phuc.get("/banks/upload")
    preview = phuc.upload("/banks/upload", "de-thi.docx", bold_keys())
    assert preview.status_code == 200
    assert "de-thi.docx, dòng 9" in preview.text
    assert "“Dòng này không rõ thuộc đâu”" in preview.text
    assert "item-doubtful" in preview.text
    assert preview.text.count("Đáp án</strong>") == 2
    assert written(quick_stage) == before
    status, _page, location = send(phuc, "/banks/confirm", **sent_back(preview.text))
    assert status == 303
    assert written(quick_stage) == (before[0] + 1, before[1] + 1)
    page = phuc.get(location).text
    assert "Cơ quan nào làm việc thứ 1?" in page
    assert "Phúc" in page
    assert "de-thi" in phuc.get("/banks").text


def test_a_double_click_makes_one_version(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    back = sent_back(phuc.upload("/banks/upload", "de.docx", bold_keys()).text)
    first, second = (send(phuc, "/banks/confirm", **back) for _click in range(2))
    assert (first[0], first[2]) == (second[0], second[2])
    assert first[0] == 303


def test_a_blocked_bank_is_shown_again_and_not_published(quick_stage: Stage) -> None:
    before = written(quick_stage)
    phuc = quick_stage.staff("phuc")
    status, page, _location = send(phuc, "/banks/upload", text=BLOCKED)
    assert status == 200
    assert "Công bố phiên bản này" not in page
    assert "Văn bản, dòng 1" in page
    assert "<mark>Câu 1. Hỏi một?</mark>" in page
    status, page, _location = send(phuc, "/banks/confirm", **sent_back(page))
    assert status == 422
    assert "còn 2 lỗi phải sửa" in page
    assert field(page, "text").strip() == BLOCKED.strip()
    assert written(quick_stage) == before


def test_a_mended_text_is_checked_again_and_published(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    _status, page, _location = send(phuc, "/banks/upload", text=BLOCKED, title="Đề của tôi")
    mended = sent_back(page) | {"text": TEXT.replace("\n", "\r\n")}
    status, page, _location = send(phuc, "/banks/upload", **mended)
    assert status == 200
    assert "Công bố phiên bản này" in page
    status, _page, location = send(phuc, "/banks/confirm", **sent_back(page))
    assert status == 303
    assert "Đề của tôi" in phuc.get(location).text


def test_a_text_changed_after_the_preview_is_shown_before_it_is_published(
    quick_stage: Stage,
) -> None:
    before = written(quick_stage)
    phuc = quick_stage.staff("phuc")
    _status, page, _location = send(phuc, "/banks/upload", text=TEXT)
    changed = sent_back(page) | {"text": TEXT.replace("Hỏi hai", "Hỏi khác hẳn")}
    status, page, _location = send(phuc, "/banks/confirm", **changed)
    assert status == 409
    assert "Hỏi khác hẳn" in page
    assert written(quick_stage) == before
    assert send(phuc, "/banks/confirm", **sent_back(page))[0] == 303


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_in_a_question_is_printed_as_it_stands(quick_stage: Stage, payload: str) -> None:
    phuc = quick_stage.staff("phuc")
    lines = f"Câu 1. Hỏi {payload} gì?", f"A. {payload} một", "*B. hai", f"Giải thích: {payload}"
    preview = phuc.upload("/banks/upload", "de.docx", of_lines(*lines)).text
    status, _page, location = send(phuc, "/banks/confirm", **sent_back(preview))
    assert status == 303
    for page in (preview, phuc.get(location).text):
        assert html.escape(f"Hỏi {payload} gì?", quote=False) in page.replace("&#34;", '"')
        assert "alert(1)>" not in page
        assert "<script>alert" not in page
        assert " 49 " not in page


def test_a_hostile_file_name_and_title_are_inert(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    name = "..\\..\\<script>alert(1)</script>\u202e.txt"
    title = '<img src=x onerror=alert(1)>"\r\nX-Evil: 1'
    preview = phuc.upload("/banks/upload", name, TEXT.encode(), title=title)
    assert preview.status_code == 200
    assert "<script>alert" not in preview.text
    _status, _page, location = send(phuc, "/banks/confirm", **sent_back(preview.text))
    assert "<img src=x" not in phuc.get(location).text
    file = phuc.get(f"{location}/export")
    assert "x-evil" not in file.headers
    disposition = file.headers["content-disposition"]
    assert re.fullmatch(
        r'attachment; filename="[a-z0-9-]+\.txt"; filename\*=UTF-8\'\'[\w%.-]+', disposition
    )


@pytest.mark.parametrize("who", ["stranger", "An", "lan", "so"])
@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("GET", "/banks"),
        ("GET", "/banks/1"),
        ("GET", "/banks/1/export?format=xlsx"),
        ("GET", "/banks/upload"),
        ("GET", "/banks/template.xlsx"),
        ("POST", "/banks/upload"),
        ("POST", "/banks/confirm"),
    ],
)
def test_only_authors_and_administrators_reach_a_bank(
    quick_stage: Stage, who: str, method: str, url: str
) -> None:
    before = written(quick_stage)
    if who == "stranger":
        visitor = quick_stage.stranger()
    else:
        visitor = quick_stage.contestant(who) if who == "An" else quick_stage.staff(who)
    if method == "GET":
        status, page = visitor.get(url).status_code, visitor.get(url).text
    else:
        status, page, _location = send(visitor, url, text=TEXT)
    assert status == (401 if who == "stranger" else 403)
    assert "Đáp án" not in page
    assert "Vì phương án này đúng" not in page
    assert written(quick_stage) == before


def test_a_form_without_its_token_is_refused(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    phuc.token = ""
    assert send(phuc, "/banks/confirm", text=TEXT)[0] == 403


def test_neither_or_both_of_file_and_text_are_refused(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    assert send(phuc, "/banks/upload", text=" \n")[0] == 422
    both = phuc.upload("/banks/upload", "de.txt", TEXT.encode(), text=TEXT)
    assert both.status_code == 422
    assert "không gửi cả hai" in both.text


def test_unknown_fields_are_refused(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    assert send(phuc, "/banks/confirm", text=TEXT, published_by="quan")[0] == 422


def test_a_text_over_64_kilobytes_comes_back_as_multipart(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    many = "".join(
        f"Câu {number}. Nội dung hỏi thứ {number} {'dài ' * 40}?\nA. một\n*B. hai\n\n"
        for number in range(1, 401)
    )
    preview = phuc.upload("/banks/upload", "de.txt", many.encode())
    assert preview.status_code == 200
    assert send(phuc, "/banks/confirm", **sent_back(preview.text))[0] == 303


def test_the_template_is_linked_from_the_upload_page(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    assert 'href="/banks/template.xlsx"' in phuc.get("/banks/upload").text
    answer = phuc.client.get("/banks/template.xlsx")
    assert answer.status_code == 200
    assert "filename*=UTF-8''M%E1%BA%ABu" in answer.headers["content-disposition"]
    preview = phuc.upload("/banks/upload", "mau.xlsx", answer.content)
    assert preview.status_code == 422
    assert "Không tìm thấy câu hỏi nào" in preview.text


UNAPPROVED = "Chưa có người thứ hai duyệt"


def test_what_one_author_published_is_marked_wherever_a_bank_is_chosen(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    back = sent_back(phuc.upload("/banks/upload", "de.txt", TEXT.encode()).text)
    url = send(phuc, "/banks/confirm", **back)[2]
    assert UNAPPROVED in phuc.get(url).text
    assert UNAPPROVED in phuc.get("/banks").text
    form = quick_stage.staff("so").get("/province/contests/new").text
    assert re.search(rf"<option[^>]*>de \([^)]*\)\. {UNAPPROVED}</option>", form)


def test_the_way_to_a_second_person_is_the_first_button_of_the_preview(quick_stage: Stage) -> None:
    page = quick_stage.staff("phuc").upload("/banks/upload", "de.txt", TEXT.encode()).text
    buttons = re.findall(r'<button class="btn( btn-secondary)?"[^>]*>([^<]+)</button>', page)
    last = [(look, label.strip()) for look, label in buttons[-3:]]
    assert last == [
        ("", "Đưa vào ngân hàng đang soạn"),
        (" btn-secondary", "Công bố phiên bản này"),
        (" btn-secondary", "Kiểm tra lại"),
    ]
