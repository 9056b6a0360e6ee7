"""A file that cannot be read is answered with a sentence, never a fault, and changes nothing."""

import html
import io
import zipfile
from dataclasses import replace

import pytest

from question_bank.formats import write
from tests.cast import Stage, small_bank
from tests.journeys.bank_pages import TEXT, bold_keys, field, send, written


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
    "too many lines": ("de.txt", (TEXT + "\n" * 120_000).encode(), 422, "120000 dòng"),
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


def test_a_bank_too_long_to_come_back_as_text_is_refused(quick_stage: Stage) -> None:
    question = small_bank().questions[0]
    many = tuple(
        replace(question, id=f"q-{number}", stem=f"Hỏi {number}? {'x' * 6_000}")
        for number in range(900)
    )
    data = write(replace(small_bank(), questions=many), "xlsx")
    response = quick_stage.staff("phuc").upload("/banks/upload", "de.xlsx", data)
    assert response.status_code == 422
    assert "chia thành nhiều tệp" in response.text
