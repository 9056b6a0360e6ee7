"""Files that are refused, each with a Vietnamese sentence that names the remedy."""

import io
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.finding import UnreadableFile
from question_bank.formats import LIMITS, read
from question_bank.formats.detect import format_of
from tests.question_bank.qti_files import item, package
from tests.question_bank.word_files import of_lines, with_member

WORD = of_lines("Câu 1 (dễ). Hỏi?", "*A. một", "B. hai")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def workbook() -> bytes:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    page = book.add_worksheet()
    page.write_row(0, 0, ["Câu hỏi", "A", "B", "Đáp án"])
    page.write_row(1, 0, ["Hỏi?", "một", "hai", "A"])
    book.close()
    return output.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return output.getvalue()


def refusal(data: bytes, name: str = "đề.docx") -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(data, name)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "đề nghị" in sentence
    assert "!" not in sentence
    return sentence


@pytest.mark.parametrize("data", [b"", b"  \r\n", b"\n"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert "trống" in refusal(data)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"%PDF-1.7\n...", "PDF"),
        (b"MZ\x90\x00\x03", "chương trình"),
        (b"<!DOCTYPE html><html></html>", "trang web"),
        (b"<html><body>C\xc3\xa2u 1.</body></html>", "trang web"),
        (b"<?xml version='1.0'?><quiz></quiz>", "XML"),
        (b"{\\rtf1\\ansi}", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "hình ảnh"),
        (b"Rar!\x1a\x07", "tệp nén"),
        (b"\x00\x01\x02\x03", "Không nhận ra"),
    ],
)
def test_a_file_under_a_false_name_is_refused_by_its_content(data: bytes, word: str) -> None:
    assert word in refusal(data, "đề.docx")


@pytest.mark.parametrize("name", ["đề.txt", "đề.csv", "đề.gift", "đề.xml", "đề", "đề.docx"])
def test_a_good_file_under_a_false_name_is_what_its_content_says(name: str) -> None:
    assert (format_of(WORD, name), format_of(workbook(), name)) == ("docx", "xlsx")


def test_a_text_named_docx_is_refused() -> None:
    assert "Tên tệp" in refusal("Câu 1. Hỏi?\nA. x\n*B. y".encode(), "đề.docx")


def test_old_and_encrypted_files_are_told_apart() -> None:
    assert "mật khẩu" in refusal(OLE + "EncryptedPackage".encode("utf-16-le"))
    assert ".docx" in refusal(OLE + "WordDocument".encode("utf-16-le"), "đề.doc")
    assert ".xlsx" in refusal(OLE, "đề.xls")


def test_macros_are_refused_whatever_the_name() -> None:
    types = "[Content_Types].xml"
    docm = with_member(
        WORD,
        types,
        lambda xml: xml.replace(
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            b"application/vnd.ms-word.document.macroEnabled.main+xml",
        ),
    )
    assert "macro" in refusal(docm, "đề.docx")
    xlsm = with_member(
        workbook(),
        types,
        lambda xml: xml.replace(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        ),
    )
    assert "macro" in refusal(xlsm, "đề.xlsx")


def test_a_hidden_macro_project_is_refused() -> None:
    output = io.BytesIO(WORD)
    with zipfile.ZipFile(output, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    assert "macro" in refusal(output.getvalue())


def test_a_doctype_is_refused_in_any_part_and_encoding() -> None:
    evil = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'
    for part in ("word/document.xml", "word/styles.xml", "[Content_Types].xml"):
        data = with_member(WORD, part, lambda xml: evil.encode() + xml)
        assert "DOCTYPE" in refusal(data)
    data = with_member(WORD, "word/document.xml", lambda xml: evil.encode("utf-16"))
    assert "DOCTYPE" in refusal(data)
    data = with_member(workbook(), "xl/worksheets/sheet1.xml", lambda xml: evil.encode() + xml)
    assert "DOCTYPE" in refusal(data, "đề.xlsx")


def test_a_zip_bomb_is_refused_by_its_directory() -> None:
    bomb = zipped({"[Content_Types].xml": b"", "xl/worksheets/sheet1.xml": b"0" * 60_000_000})
    assert len(bomb) < LIMITS.file_bytes
    assert "50 MB" in refusal(bomb, "đề.xlsx")


def test_a_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = bytearray(zipped({"a.xml": b"0" * 60_000_000}))
    place = bomb.rindex(b"PK\x01\x02")
    bomb[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    refusal(bytes(bomb), "đề.xlsx")


def test_too_many_members_are_refused() -> None:
    assert "200" in refusal(zipped({f"m{number}": b"" for number in range(201)}))


def test_a_file_over_five_megabytes_is_refused(tmp_path: Path) -> None:
    assert "5 MB" in refusal(b"C" * 5_000_001, "đề.txt")
    (tmp_path / "x.txt").write_bytes(b"C" * 5_000_001)
    with pytest.raises(UnreadableFile, match="5 MB"):
        read(tmp_path / "x.txt")


def test_other_zip_files_are_refused() -> None:
    assert "tệp nén" in refusal(zipped({"a.txt": b"x"}))
    mimetype = b"application/vnd.oasis.opendocument.text"
    assert "OpenDocument" in refusal(zipped({"mimetype": mimetype}))


def test_names_inside_a_package_are_never_paths(tmp_path: Path) -> None:
    output = io.BytesIO(WORD)
    with zipfile.ZipFile(output, "a") as archive:
        archive.writestr("../../etc/x", b"x")
        archive.writestr(str(tmp_path / "y"), b"x")
    assert len(read(output.getvalue()).bank) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"khong-co\.docx"):
        read(tmp_path / "khong-co.docx")


@pytest.mark.parametrize("data", [WORD, workbook()], ids=["docx", "xlsx"])
def test_a_file_cut_midway_is_refused(data: bytes) -> None:
    for part in (0.3, 0.6, 0.95):
        assert "hỏng" in refusal(data[: int(len(data) * part)])


WORKBOOK = workbook()
QTI_ITEM, QTI_PACKAGE = item(), package({"i1.xml": item(), "i2.xml": item()})


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_bytes_are_read_or_refused_and_never_crash(data: st.DataObject) -> None:
    whole = bytearray(data.draw(st.sampled_from([WORD, WORKBOOK, QTI_ITEM.encode(), QTI_PACKAGE])))
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(UnreadableFile):
        read(bytes(whole), "x")


@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_are_read_or_refused_and_never_crash(data: bytes) -> None:
    with suppress(UnreadableFile):
        read(data)


def test_elements_nested_without_end_are_refused() -> None:
    deep = b"<w:sdt><w:sdtContent>" * 5_000, b"</w:sdtContent></w:sdt>" * 5_000
    data = with_member(
        WORD,
        "word/document.xml",
        lambda xml: xml.replace(b"<w:body>", b"<w:body>" + b"".join(deep)),
    )
    assert "hỏng" in refusal(data)


@pytest.mark.parametrize(
    "slow",
    [
        lambda size: "Câu 1. Hỏi?\nA. x\nB. y\nC. cả " + "ý " * 60 * size + "\nĐáp án: A",
        lambda size: (
            f"Câu 1. Hỏi?\nA. x\n*B. y\nCăn cứ: Điều 1 {'a' * 100 * size} 1/2020/{'A' * 100 * size}"
        ),
        lambda size: "{" + "a=" * 100 * size,
        lambda size: "".join(
            f"# chủ đề {n}\nCâu {n}. Hỏi {n}?\nA. x\nB. y\n" for n in range(2 * size)
        ),
    ],
    ids=["all of them", "basis", "gift", "topics"],
)
def test_a_text_made_to_be_slow_takes_no_more_than_its_length(slow: Callable[[int], str]) -> None:
    """Two seconds, or on a slow machine what ten times as much may take: some ten times as long,
    not the square of it. How long the longest files take is a benchmark's matter (hostile)."""
    assert seconds_for(slow(1_000)) < max(2, 25 * seconds_for(slow(100)))


def seconds_for(text: str) -> float:
    """The processor's time of reading a text."""
    begun = time.process_time()
    with suppress(UnreadableFile):
        read(text.encode())
    return time.process_time() - begun
