"""What a package links to outside of itself is never followed: symlinks, addresses, other books."""

import io
import socket
import stat
import zipfile
from pathlib import Path
from typing import Any, NoReturn

import pytest
import xlsxwriter

from question_bank.finding import UnreadableFile
from question_bank.formats import WRITERS, KeyFile, read, with_keys
from tests.cast import small_bank
from tests.question_bank.word_files import of_lines

WORD = of_lines("Câu 1. Hỏi?", "*A. x", "B. y")
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
QUESTION = "Câu 1. Bí mật?\n*A. x\nB. y\n"


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks the network fails."""

    def refuse(*_arguments: Any, **_more: Any) -> NoReturn:
        raise AssertionError("a reader asked the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def members_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def package(members: dict[str, bytes], links: dict[str, str] | None = None) -> bytes:
    """The members as they are; `links` are names that point to another place, as Unix zips hold
    them: the place is the content, the kind stands in the attributes.
    """
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        for name, target in (links or {}).items():
            entry = zipfile.ZipInfo(name)
            entry.create_system = 3
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(entry, target)
    return output.getvalue()


def book(second: str = "y") -> bytes:
    output = io.BytesIO()
    workbook = xlsxwriter.Workbook(output)
    page = workbook.add_worksheet()
    page.write_row(0, 0, ["Câu hỏi", "A", "B", "Đáp án"])
    page.write_row(1, 0, ["Hỏi?", "x", "", "A"])
    page.write_formula(1, 2, "='[1]Trang'!A1", value=second)
    workbook.close()
    return output.getvalue()


def related(kind: str, target: str) -> bytes:
    """A part of relations with one that leads outside."""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
        "</Relationships>"
    ).encode()


@pytest.mark.parametrize("place", ["/etc/passwd", "../../secret.txt", "word/document.xml"])
def test_a_symlink_beside_the_parts_is_a_member_like_any_other(place: str, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(QUESTION, encoding="utf-8")
    data = package(members_of(WORD), {"word/media/anh.png": place, "docProps": str(tmp_path)})
    assert read(data, "đề.docx").bank == read(WORD, "đề.docx").bank


def test_a_symlink_in_the_place_of_a_part_is_read_as_its_own_bytes(tmp_path: Path) -> None:
    secret = tmp_path / "document.xml"
    secret.write_bytes(members_of(WORD)["word/document.xml"])
    members = members_of(WORD)
    del members["word/document.xml"]
    with pytest.raises(UnreadableFile, match="bị hỏng"):
        read(package(members, {"word/document.xml": str(secret)}), "đề.docx")
    rows = members_of(book())
    (sheet,) = (name for name in rows if "/worksheets/sheet" in name)
    (tmp_path / "sheet.xml").write_bytes(rows.pop(sheet))
    with pytest.raises(UnreadableFile, match="đề nghị"):
        read(package(rows, {sheet: str(tmp_path / "sheet.xml")}), "đề.xlsx")
    items = members_of(WRITERS["qti21"](small_bank()))
    first = next(name for name, xml in items.items() if b"<assessmentItem " in xml)
    (tmp_path / "item.xml").write_bytes(items.pop(first))
    reading = read(package(items, {first: str(tmp_path / "item.xml")}), "đề.zip")
    assert reading.blocked
    assert len(reading.bank) < len(small_bank())


def test_a_symlink_in_a_key_file_is_read_as_its_own_bytes(tmp_path: Path) -> None:
    keys = of_lines("1-A")
    members = members_of(keys)
    (tmp_path / "k.xml").write_bytes(members.pop("word/document.xml"))
    data = package(members, {"word/document.xml": str(tmp_path / "k.xml")})
    with pytest.raises(UnreadableFile, match="bị hỏng"):
        with_keys(read(QUESTION.encode()), KeyFile("k.docx", data))


@pytest.mark.parametrize(
    "target", ["http://localhost/x.dotm", "file:///etc/passwd", "\\\\may-chu\\chung\\x.dotm"]
)
@pytest.mark.parametrize("kind", ["attachedTemplate", "image", "hyperlink", "oleObject"])
def test_what_a_word_file_links_to_is_not_fetched(kind: str, target: str) -> None:
    members = members_of(WORD)
    members["word/_rels/settings.xml.rels"] = related(kind, target)
    members["word/_rels/document.xml.rels"] = related(kind, target)
    assert read(package(members), "đề.docx").bank == read(WORD, "đề.docx").bank


def test_a_document_that_lies_outside_of_its_package_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "document.xml"
    secret.write_bytes(members_of(WORD)["word/document.xml"])
    for target in (secret.as_uri(), str(secret), "http://localhost/document.xml"):
        members = members_of(WORD)
        members["_rels/.rels"] = related("officeDocument", target)
        with pytest.raises(UnreadableFile, match="đề nghị"):
            read(package(members), "đề.docx")


@pytest.mark.parametrize("target", ["http://localhost/khac.xlsx", "file:///etc/passwd"])
def test_a_cell_of_another_workbook_is_read_by_its_kept_value_only(target: str) -> None:
    members = members_of(book("giá trị đã lưu"))
    members["xl/externalLinks/externalLink1.xml"] = (
        b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        b'xmlns:r="' + OFFICE.encode() + b'"><externalBook r:id="r1"/></externalLink>'
    )
    members["xl/externalLinks/_rels/externalLink1.xml.rels"] = related("externalLinkPath", target)
    reading = read(package(members), "đề.xlsx")
    assert [one.text for one in reading.bank.questions[0].options] == ["x", "giá trị đã lưu"]


def test_a_cell_of_another_workbook_without_a_kept_value_is_said() -> None:
    reading = read(book(""), "đề.xlsx")
    assert any("Ô công thức chưa có giá trị" in one.message for one in reading.findings)
