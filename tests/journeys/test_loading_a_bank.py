"""An author loads a bank over HTTP: a file is shown, nothing stored, then it is published."""

import html
import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from sqlmodel import func, select

from question_bank.formats import read, write
from quiz.stages import author
from quiz.store.tables import AuditLog, BankVersion
from tests.cast import Stage, Visitor, small_bank
from tests.question_bank.word_files import of_lines, saved

TEXT = "Câu 1. Hỏi một?\nA. một\n*B. hai\n\nCâu 2. Hỏi hai?\nA. một\n*B. hai\n"
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


def bold_keys() -> bytes:
    """Two questions with a bold key, one of which has a line that may not be meant."""
    document = docx.Document()
    for number in (1, 2):
        document.add_paragraph(f"Câu {number}. Cơ quan nào làm việc thứ {number}?")
        for place, option in enumerate(("Quốc hội", "Chính phủ", "Ủy ban nhân dân")):
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{'abc'[place]}) {option}").bold = place == 1
        if number == 2:
            document.add_paragraph("Dòng này không rõ thuộc đâu")
    return saved(document)


def written(stage: Stage) -> tuple[int, int]:
    """How many versions and log lines there are: what an upload must not change."""
    with stage.database.reading() as session:
        versions = session.exec(select(func.count()).select_from(BankVersion)).one()
        return versions, session.exec(select(func.count()).select_from(AuditLog)).one()


def field(page: str, name: str) -> str:
    """The value of a hidden field, or the text of a textarea."""
    found = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    found = found or re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
    assert found, name
    return html.unescape(found[1])


def send(visitor: Visitor, url: str, **fields: str) -> tuple[int, str, str]:
    """A form as the preview page sends it: multipart, without a file."""
    parts = {"form_token": visitor.token, **fields}
    response = visitor.client.post(url, files={k: (None, v) for k, v in parts.items()})
    return response.status_code, response.text, response.headers.get("location", "")


def sent_back(page: str) -> dict[str, str]:
    return {name: field(page, name) for name in ("text", "title", "seen")}


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


def zipped(members: dict[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return output.getvalue()


BAD_FILES = {
    "empty": ("de.docx", b"", 422, "Tệp trống"),
    "cut midway": ("de.docx", bold_keys()[:2000], 422, "bị hỏng"),
    "encrypted": (
        "de.docx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        422,
        "mật khẩu",
    ),
    "misnamed": ("de.docx", b"%PDF-1.7 ...", 422, "PDF"),
    "web page": ("de.txt", b"<!DOCTYPE html><p>x", 422, "trang web"),
    "other zip": ("de.xlsx", zipped({"a.txt": b"x"}), 422, "tệp nén"),
    "bomb": ("de.xlsx", zipped({"xl/a.xml": b" " * 51_000_000}), 422, "giải nén quá 50 MB"),
    "no question": ("de.txt", "Kính gửi Ban Tổ chức".encode(), 422, "Không tìm thấy câu hỏi"),
    "not UTF-8": ("de.txt", b"C\xe2u 1. H\xff\xfei", 422, "UTF-8"),
    "nested header": ("de.txt", b"+++\na=" + b"[" * 99_999 + b"\n+++\n", 422, "đề nghị"),
    "too many lines": ("de.txt", (TEXT + "\n" * 50_000).encode(), 422, "50000 dòng"),
    "huge": ("de.txt", b"a" * 5_000_001, 422, "quá 5 MB"),
    "beyond": ("de.txt", b"a" * 5_200_000, 413, "lớn hơn mức cho phép"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_is_answered_with_a_sentence_and_nothing_is_written(
    quick_stage: Stage, kind: str
) -> None:
    name, content, status, sentence = BAD_FILES[kind]
    before = written(quick_stage)
    phuc = quick_stage.staff("phuc")
    response = phuc.upload("/banks/upload", name, content)
    assert response.status_code == status
    assert sentence in html.unescape(response.text)
    assert written(quick_stage) == before


@pytest.mark.parametrize("url", ["/banks/upload", "/banks/confirm"])
def test_a_bad_text_is_kept_on_the_page_to_be_mended(quick_stage: Stage, url: str) -> None:
    phuc = quick_stage.staff("phuc")
    status, page, _location = send(phuc, url, text="Kính gửi Ban Tổ chức", title="Đề")
    assert status == 422
    assert "Không tìm thấy câu hỏi" in page
    assert field(page, "text") == "Kính gửi Ban Tổ chức"


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


def test_a_bank_too_long_to_come_back_as_text_is_refused(quick_stage: Stage) -> None:
    question = small_bank().questions[0]
    many = tuple(
        replace(question, id=f"q-{number}", stem=f"Hỏi {number}?") for number in range(4_999)
    )
    data = write(replace(small_bank(), questions=many), "xlsx")
    response = quick_stage.staff("phuc").upload("/banks/upload", "de.xlsx", data)
    assert response.status_code == 422
    assert "chia thành nhiều tệp" in response.text


def test_the_version_page_searches_without_marks_and_turns_pages(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    url = f"/banks/{quick_stage.world.bank_version_id}"
    first = phuc.get(url).text
    assert first.count('class="item"') == 20
    assert "Trang 1/2" in first
    assert phuc.get(f"{url}?page=2").text.count('class="item"') == 4
    assert "Hội thi thử" in first
    found = phuc.get(f"{url}?q=CO%20CHE%20mot%20cua").text
    assert "Tìm thấy 12 câu" in found
    assert "Không tìm thấy câu hỏi phù hợp" in phuc.get(f"{url}?q=khong-co-tu-nay").text


@pytest.mark.parametrize("url", ["/banks/4711", "/banks/0", "/banks/x", "/banks/4711/export"])
def test_an_unknown_version_is_not_found(quick_stage: Stage, url: str) -> None:
    assert quick_stage.staff("phuc").get(url).status_code == 404


@pytest.mark.parametrize("kind", ["native", "xlsx", "gift", "docx"])
def test_an_exported_version_is_the_same_bank(quick_stage: Stage, kind: str) -> None:
    url = f"/banks/{quick_stage.world.bank_version_id}/export?format={kind}"
    response = quick_stage.staff("quan").get(url)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "private, no-store"
    bank = read(response.content, "x.gift" if kind == "gift" else "").bank
    assert [question.stem for question in bank] == [q.stem for q in small_bank()]
    assert [question.key for question in bank] == [q.key for q in small_bank()]


def test_an_unknown_export_format_is_refused(quick_stage: Stage) -> None:
    url = f"/banks/{quick_stage.world.bank_version_id}/export?format=exe"
    assert quick_stage.staff("phuc").get(url).status_code == 422


def test_an_exported_workbook_computes_nothing(quick_stage: Stage) -> None:
    bank = small_bank()
    evil = replace(bank.questions[0], stem='=HYPERLINK("http://x")', explanation="@SUM(1)")
    with_formula = replace(bank, questions=(evil, *bank.questions[1:]))
    version_id = author.publish(quick_stage.database, with_formula, "phuc", 1)
    content = quick_stage.staff("phuc").get(f"/banks/{version_id}/export?format=xlsx").content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/")]
        assert sheets
        assert not any(b"<f>" in package.read(name) for name in sheets)
        assert not any(b"hyperlink" in package.read(name).lower() for name in sheets)
