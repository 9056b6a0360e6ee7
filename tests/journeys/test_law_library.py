"""An author takes laws in, reads the clause beside the question, and learns what has changed."""

import html
import re
from dataclasses import replace

import pytest
from sqlmodel import func, select

from question_bank.bank import Bank
from question_bank.question import LegalBasis
from quiz.stages import author
from quiz.store.tables import AuditLog, LawText
from tests.cast import Stage, Visitor, small_bank
from tests.journeys.bank_pages import field, send
from tests.question_bank.law_files import AMENDING, CONSOLIDATED, LAW, law_page, law_word

FIELDS = ("number", "also", "name", "since", "until", "seen", "text")
CITED = LAW.replace("7/2015/QH13", "85/2015/QH13")
NEWER = CONSOLIDATED.replace("7/2015/QH13", "85/2015/QH13")


def written(stage: Stage) -> tuple[int, int]:
    with stage.database.reading() as session:
        texts = session.exec(select(func.count()).select_from(LawText)).one()
        return texts, session.exec(select(func.count()).select_from(AuditLog)).one()


def previewed(visitor: Visitor, name: str, content: bytes) -> dict[str, str]:
    visitor.get("/laws/upload")
    response = visitor.upload("/laws/upload", name, content)
    assert response.status_code == 200, response.text
    return {one: field(response.text, one) for one in FIELDS}


def imported(visitor: Visitor, name: str, content: bytes) -> str:
    status, text, location = send(visitor, "/laws/confirm", **previewed(visitor, name, content))
    assert status == 303, text
    return location


@pytest.mark.parametrize(
    ("name", "content"),
    [("luat.txt", LAW.encode()), ("luat.docx", law_word()), ("luat.html", law_page())],
)
def test_a_file_is_previewed_and_stored_only_when_confirmed(
    stage: Stage, name: str, content: bytes
) -> None:
    phuc = stage.staff("phuc")
    before = written(stage)
    form = previewed(phuc, name, content)
    assert (form["number"], form["since"]) == ("Luật số 7/2015/QH13", "2015-09-01")
    assert written(stage) == before
    status, _, location = send(phuc, "/laws/confirm", **form)
    assert (status, written(stage)) == (303, (before[0] + 1, before[1] + 1))
    again, _, same = send(phuc, "/laws/confirm", **form)
    assert (again, same) == (303, location)
    assert written(stage) == (before[0] + 1, before[1] + 1)
    text = phuc.get(location.removesuffix("/affected")).text
    assert 'id="dieu-2"' in text
    assert "Người chơi phải đủ bảy tuổi vào ngày hội." in text


def test_doubts_stand_in_the_preview_and_the_text_can_be_mended_there(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    phuc.get("/laws/upload")
    broken = LAW.replace("Điều 3.", "Điều 5.").encode()
    first = phuc.upload("/laws/upload", "luat.txt", broken)
    assert "luat.txt, dòng 17" in first.text
    assert "Điều 5 đứng sau Điều 2" in first.text
    form = {one: field(first.text, one) for one in FIELDS}
    form["text"] = form["text"].replace("Điều 5.", "Điều 3.")
    status, text, _ = send(phuc, "/laws/confirm", **form)
    assert status == 409
    assert "đã được sửa sau lần xem trước" in text
    assert "Điều 5 đứng sau" not in text
    status, text, _ = send(phuc, "/laws/upload", **form | {"name": "bản sửa"})
    assert (status, field(text, "name")) == (200, "bản sửa")
    status, _, _ = send(phuc, "/laws/confirm", **{one: field(text, one) for one in FIELDS})
    assert status == 303


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"%PDF-1.7", "Tệp là PDF"),
        ("a.txt", b"Khong co gi", "Không thấy “Điều 1”"),
        ("", b"", "Chưa có tệp nào"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_remedy(
    quick_stage: Stage, name: str, content: bytes, said: str
) -> None:
    phuc = quick_stage.staff("phuc")
    phuc.get("/laws/upload")
    response = phuc.upload("/laws/upload", name, content) if name else phuc.post("/laws/upload")
    assert response.status_code == 422
    assert said in response.text
    assert "đề nghị" in response.text.lower()


def test_wrong_days_come_back_with_what_was_typed(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    form = previewed(phuc, "luat.txt", LAW.encode()) | {"until": "2010-01-01"}
    status, text, _ = send(phuc, "/laws/confirm", **form)
    assert status == 422
    assert "ngày hết hiệu lực phải sau ngày có hiệu lực" in text
    assert field(text, "until") == "2010-01-01"
    url = imported(phuc, "luat.txt", LAW.encode()).removesuffix("/affected")
    began = field(phuc.get(url).text, "revision")
    about = {"number": "x", "also": "", "name": "", "since": "hôm nay", "until": ""}
    about |= {"revision": began}
    refused = phuc.post(url, **about)
    assert refused.status_code == 422
    assert "hôm nay" in refused.text
    assert phuc.post(url, **about | {"since": "2016-01-01"}).status_code == 303
    assert "từ 01/01/2016" in phuc.get(url).text
    late = phuc.post(url, **about | {"since": "2017-01-01"})
    assert late.status_code == 409
    assert (field(late.text, "since"), field(late.text, "revision")) == ("2017-01-01", "2")
    assert "từ 01/01/2016" in late.text


def test_an_amended_edition_lists_the_questions_on_changed_words(quick_stage: Stage) -> None:
    """The bank of the cast stands on article 2 of the law that both editions hold."""
    quan = quick_stage.staff("quan")
    first = quan.get(imported(quan, "luat.txt", CITED.encode())).text
    assert "Không có bản trước để so sánh" in first
    quan.get("/laws/upload")
    preview = quan.upload("/laws/upload", "hop-nhat.txt", NEWER.encode()).text
    listed = quan.get(imported(quan, "hop-nhat.txt", NEWER.encode())).text
    for page in (preview, listed):
        assert "24 câu cần đọc lại" in page
        assert "đủ bảy tuổi" in page
        assert "đủ chín tuổi" in page
        assert "Đổi số thành Điều 3, khoản 2" in page
    known = quan.upload("/laws/upload", "hop-nhat.txt", NEWER.encode()).text
    assert "Thư viện đã có đúng nội dung này" in known


def test_an_amending_law_lists_the_questions_on_the_places_that_it_names(
    quick_stage: Stage,
) -> None:
    phuc = quick_stage.staff("phuc")
    imported(phuc, "luat.txt", CITED.encode())
    amending = AMENDING.replace("7/2015/QH13", "85/2015/QH13").encode()
    listed = phuc.get(imported(phuc, "sua-doi.txt", amending)).text
    assert "24 câu cần đọc lại" in listed
    assert "đề nghị nhập văn bản hợp nhất" in listed
    assert "đủ bảy tuổi" in listed


def test_the_clause_stands_beside_the_question_of_a_version(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    url = f"/banks/{quick_stage.world.bank_version_id}"
    assert "Xem nội dung căn cứ" not in phuc.get(url).text
    law = imported(phuc, "luat.txt", CITED.encode()).removesuffix("/affected")
    imported(phuc, "hop-nhat.txt", NEWER.encode())
    text = phuc.get(url).text
    assert text.count("Xem nội dung căn cứ") == 20
    assert "đủ bảy tuổi" in text  # as of 5 April 2021
    assert "đủ chín tuổi" not in text
    assert f'href="{law}#dieu-2"' in text
    listed = phuc.get(law).text
    assert f'href="{url}?q=bau-cu-easy-1#questions"' in listed


def test_a_clause_is_given_as_a_page_and_as_a_part_for_scripts(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    imported(phuc, "luat.txt", LAW.encode())
    query = "?basis=7/2015/QH13, Điều 2, khoản 2, điểm a&basis=không phải&basis=7/2015/QH13, Điều 9"
    page = phuc.get(f"/laws/clause{query}&day=2021-05-23").text
    part = phuc.get(f"/laws/clause{query}&day=2021-05-23&part=1").text
    assert "<html" in page
    assert "<html" not in part
    for text in map(html.unescape, (page, part)):
        assert "a) Chọn trò chơi mà mình thích nhất;" in text
        assert "Căn cứ không đúng cách ghi" in text
        assert text.count("Điều 9” không có trong văn bản có hiệu lực vào ngày 23/5/2021") == 1
    assert "Chọn trò chơi" not in phuc.get(f"/laws/clause{query}&day=2010-01-01").text
    assert phuc.get(f"/laws/clause{query}&day=x").status_code == 422
    assert phuc.get("/laws/clause?" + "&".join(["basis=x"] * 21)).status_code == 422


def test_an_uploaded_bank_is_judged_by_the_library_and_not_blocked(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    imported(phuc, "luat.txt", LAW.encode())
    text = "Câu 1. Hỏi một?\nA. một\n*B. hai\nCăn cứ: 7/2015/QH13, Điều 77\n"
    phuc.get("/banks/upload")
    status, page, _ = send(phuc, "/banks/upload", text=text)
    assert status == 200
    assert "Căn cứ “7/2015/QH13, Điều 77” không có trong văn bản" in html.unescape(page)
    assert "Công bố phiên bản này" in page


def test_what_a_law_says_is_shown_inert(quick_stage: Stage) -> None:
    evil = LAW.replace("sân đình", "<script>alert(1)</script>{{ 7*7 }}").encode()
    phuc = quick_stage.staff("phuc")
    url = imported(phuc, "luat.txt", evil).removesuffix("/affected")
    text = phuc.get(url).text
    assert "<script>alert" not in text
    assert "{{ 7*7 }}" in text


def test_a_basis_that_holds_markup_is_shown_inert(quick_stage: Stage) -> None:
    basis = LegalBasis("<b>85/2015/QH13</b>", "2")
    bank = small_bank()
    with_markup = Bank(
        "Mã",
        bank.topics,
        tuple(replace(question, legal_basis=(basis,)) for question in bank),
        bank.as_of,
    )
    version = author.publish(quick_stage.database, with_markup, "phuc", 1)
    phuc = quick_stage.staff("phuc")
    imported(phuc, "luat.txt", CITED.encode())
    page = phuc.get(f"/banks/{version}").text
    assert "Xem nội dung căn cứ" in page
    assert not re.search("<b>85/2015/QH13</b>,", page)
