"""QTI content packages: the order of the test, sections as topics, broken and hostile packages."""

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from question_bank.checking import check_apart
from question_bank.finding import Severity, UnreadableFile
from question_bank.formats import Reading, read
from tests.question_bank.qti_files import (
    V21,
    item,
    manifest,
    package,
    section,
    whole_test,
    zipped,
)


def question(number: int) -> str:
    text = item(attributes=f'identifier="cau-{number}" title="Câu {number}"')
    return text.replace("Đủ bao nhiêu tuổi", f"Câu {number}: đủ bao nhiêu tuổi")


def reading(content: bytes) -> Reading:
    return read(content, "gói.zip")


def identifiers(content: bytes) -> list[str]:
    return [question.id for question in reading(content).bank]


def told(content: bytes, level: Severity) -> list[tuple[str, str]]:
    return [(f.where, f.message) for f in reading(content).findings if f.level is level]


MEMBERS = {"i1.xml": question(1), "i2.xml": question(2), "i3.xml": question(3)}


def test_the_order_and_the_topics_are_those_of_the_test() -> None:
    sections = section("Bầu cử", "i3.xml", "i1.xml") + section("Một cửa", "i2.xml")
    bank = reading(package({**MEMBERS, "test.xml": whole_test(sections)})).bank
    assert [q.id for q in bank] == ["cau-3", "cau-1", "cau-2"]
    assert [(topic.id, topic.title) for topic in bank.topics] == [
        ("bau-cu", "Bầu cử"),
        ("mot-cua", "Một cửa"),
    ]
    assert [q.topic for q in bank] == ["bau-cu", "bau-cu", "mot-cua"]
    assert bank.title == "Đề thi thử"


def test_items_that_no_test_names_follow_in_the_order_of_the_manifest() -> None:
    test = whole_test(section("Bầu cử", "i2.xml"))
    assert identifiers(package({**MEMBERS, "test.xml": test})) == ["cau-2", "cau-1", "cau-3"]
    assert identifiers(package(MEMBERS)) == ["cau-1", "cau-2", "cau-3"]


def test_a_section_in_a_file_of_its_own_is_followed_once() -> None:
    own = section("Một cửa", "../i1.xml", "../i2.xml").replace(
        "<assessmentSection ", f'<assessmentSection xmlns="{V21}" '
    )
    reference = '<assessmentSectionRef identifier="s1" href="parts/s.xml"/>'
    content = package({**MEMBERS, "parts/s.xml": own, "test.xml": whole_test(reference * 2)})
    assert identifiers(content) == ["cau-1", "cau-2", "cau-3"]
    assert reading(content).bank.topics[0].title == "Một cửa"
    assert ["nhiều lần" in message for _, message in told(content, Severity.DOUBTFUL)] == [True]


def test_a_section_that_names_itself_is_read_once() -> None:
    own = section("Vòng", "i1.xml").replace(
        "</assessmentSection>",
        '<assessmentSectionRef identifier="s2" href="s.xml"/></assessmentSection>',
    )
    own = own.replace("<assessmentSection ", f'<assessmentSection xmlns="{V21}" ', 1)
    reference = '<assessmentSectionRef identifier="s1" href="s.xml"/>'
    content = package({**MEMBERS, "s.xml": own, "test.xml": whole_test(reference)})
    assert identifiers(content) == ["cau-1", "cau-2", "cau-3"]
    assert len(told(content, Severity.DOUBTFUL)) == 1


def test_an_item_named_twice_is_read_once_and_told() -> None:
    test = whole_test(section("Bầu cử", "i1.xml", "i1.xml"))
    for content in (
        package({**MEMBERS, "test.xml": test}),
        package(MEMBERS, ["i1.xml", "i2.xml", "i3.xml", "i1.xml"]),
    ):
        assert sorted(identifiers(content)) == ["cau-1", "cau-2", "cau-3"]
        ((where, message),) = told(content, Severity.DOUBTFUL)
        assert where == "gói.zip, i1.xml"
        assert "nhiều lần" in message


def test_two_items_with_one_identifier_block() -> None:
    content = package({"a.xml": question(1), "b.xml": question(1).replace("18", "17")})
    assert any("trùng với câu khác" in message for _, message in told(content, Severity.BLOCKS))


def test_a_reference_to_nothing_blocks_and_the_rest_is_read() -> None:
    test = whole_test(section("Bầu cử", "i1.xml", "khong-co.xml"))
    for content, place in (
        (package({**MEMBERS, "test.xml": test}), "gói.zip, test.xml"),
        (package(MEMBERS, [*MEMBERS, "khong-co.xml"]), "gói.zip, imsmanifest.xml"),
    ):
        assert identifiers(content) == ["cau-1", "cau-2", "cau-3"]
        ((where, message),) = told(content, Severity.BLOCKS)
        assert where == place
        assert "khong-co.xml" in message
        assert "đề nghị" in message


def test_a_manifest_that_names_itself_is_no_item() -> None:
    content = package(MEMBERS, [*MEMBERS, "imsmanifest.xml"])
    assert identifiers(content) == ["cau-1", "cau-2", "cau-3"]
    ((where, _),) = told(content, Severity.DOUBTFUL)
    assert where == "gói.zip, imsmanifest.xml"


def test_an_item_that_is_no_xml_blocks_and_the_rest_is_read() -> None:
    content = package({**MEMBERS, "i4.xml": "<assessmentItem"})
    assert len(reading(content).bank) == 3
    ((where, message),) = told(content, Severity.BLOCKS)
    assert where == "gói.zip, i4.xml"
    assert "bị hỏng" in message


def test_names_are_looked_up_in_the_zip_and_never_on_the_disk() -> None:
    names = ["../../x.xml", "/etc/passwd", "file:///etc/passwd", "http://127.0.0.1/i.xml"]
    content = package({**MEMBERS, "../../x.xml": question(4)}, [*names, "i1.xml"])
    assert identifiers(content) == ["cau-4", "cau-1"]
    assert len(told(content, Severity.BLOCKS)) == 3


def test_names_with_spaces_and_folders_are_found() -> None:
    base = 'xml:base="câu hỏi/"'
    content = zipped(
        {
            "gói/imsmanifest.xml": manifest(["c%C3%A2u%201.xml"], base),
            "gói/câu hỏi/câu 1.xml": question(1),
        }
    )
    assert identifiers(content) == ["cau-1"]


@pytest.mark.parametrize(
    "members",
    [
        {"imsmanifest.xml": manifest([])},
        {"imsmanifest.xml": manifest(["old.xml"]), "old.xml": "<questestinterop/>"},
        {"imsmanifest.xml": manifest(["imsmanifest.xml"])},
    ],
)
def test_a_package_without_items_is_refused(members: dict[str, str]) -> None:
    with pytest.raises(UnreadableFile, match=r"QTI 2\.1, 2\.2 hoặc 3\.0"):
        reading(zipped(members))


def _lying() -> bytes:
    """A package whose directory says that its biggest member is small."""
    content = bytearray(package({"i1.xml": question(1), "big.xml": b" " * 51_000_000}))
    size = struct.pack("<I", 51_000_000)
    while (place := bytes(content).find(size)) >= 0:
        content[place : place + 4] = struct.pack("<I", 10)
    return bytes(content)


def _two_of_one_name() -> bytes:
    output = BytesIO(package(MEMBERS))
    with zipfile.ZipFile(output, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("i1.xml", question(9))
    return output.getvalue()


def _doctype(name: str) -> bytes:
    members = {"imsmanifest.xml": manifest(["i1.xml"]), "i1.xml": question(1)}
    head, _, rest = members[name].rpartition("?>\n")
    members[name] = f'{head}{"?>" if head else ""}<!DOCTYPE x [<!ENTITY a "b">]>{rest}'
    return zipped(members)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "10,001 members": lambda: package({f"i{n}.xml": "x" for n in range(10_001)}, ["i1.xml"]),
    "a size that lies": _lying,
    "two members of one name": _two_of_one_name,
    "a document type in an item": lambda: _doctype("i1.xml"),
    "a document type in the manifest": lambda: _doctype("imsmanifest.xml"),
    "a bomb": lambda: package({"i1.xml": b"<a>" + b" " * 51_000_000}),
    "a text without end": lambda: package({"i1.xml": "<a>" + "x" * 10_000_001 + "</a>"}),
    "too many elements": lambda: package({"i1.xml": b"<a>" + b"<b/>" * 800_001 + b"</a>"}),
    "too many attributes": lambda: package(
        {"i1.xml": b"<a>" + b"<b c='' d=''/>" * 300_000 + b"</a>"}
    ),
    "too many references": lambda: package(MEMBERS, [f"x{n}.xml" for n in range(20_000)]),
    "a deep manifest": lambda: zipped({"imsmanifest.xml": "<a>" * 50_000 + "</a>" * 50_000}),
    "no XML": lambda: zipped({"imsmanifest.xml": b"\x00\xff" * 500}),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_package_is_refused_with_the_remedy(kind: str) -> None:
    with pytest.raises(UnreadableFile, match="đề nghị"):
        check_apart(HOSTILE[kind](), "gói.zip")


def test_a_package_of_many_items_is_no_office_file_and_may_have_a_file_for_each() -> None:
    members = {f"i{number}.xml": question(number) for number in range(300)}
    assert len(check_apart(package(members), "gói.zip").bank) == 300
    with pytest.raises(UnreadableFile, match="200 thành phần"):
        read(zipped(members), "gói.zip")
