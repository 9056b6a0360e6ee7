"""Native files and folders: header, topics, places."""

from pathlib import Path

import pytest

from question_bank.bank import Topic
from question_bank.finding import UnreadableFile
from question_bank.formats import read

QUESTION = "Câu 1. Hỏi?\n*A. một\nB. hai\nMã: m-{}\nMức độ: dễ\n"
HEADER = """title = "Ngân hàng"
as_of = 2021-05-23
language = "vi"
licence = "Apache-2.0"
[[topics]]
id = "bc"
title = "Bầu cử"
file = "bc.txt"
[[topics]]
id = "mc"
title = "Một cửa"
file = "mc.txt"
"""


def folder(tmp_path: Path) -> Path:
    (tmp_path / "bank.toml").write_text(HEADER, "utf-8")
    (tmp_path / "bc.txt").write_text(QUESTION.format(1), "utf-8")
    (tmp_path / "mc.txt").write_text(
        "# Một cửa\n" + QUESTION.format(2).replace("Hỏi", "Ai"), "utf-8"
    )
    return tmp_path


def test_a_folder_is_read_with_its_header_and_a_file_for_each_topic(tmp_path: Path) -> None:
    reading = read(folder(tmp_path))
    assert reading.findings == ()
    assert (reading.bank.title, reading.bank.as_of) == ("Ngân hàng", "2021-05-23")
    assert reading.bank.topics == (Topic("bc", "Bầu cử"), Topic("mc", "Một cửa"))
    assert [(question.id, question.topic) for question in reading.bank] == [
        ("m-1", "bc"),
        ("m-2", "mc"),
    ]


def test_a_finding_in_a_folder_names_its_file(tmp_path: Path) -> None:
    (folder(tmp_path) / "mc.txt").write_text("Câu 1. Gì?\nA. một\nB. hai\nMức độ: dễ", "utf-8")
    (finding,) = read(tmp_path).findings
    assert finding.where == "mc.txt, dòng 1"


@pytest.mark.parametrize("file", ["../bc.txt", "/etc/passwd", "khong-co.txt"])
def test_a_folder_never_reads_outside_itself(tmp_path: Path, file: str) -> None:
    (folder(tmp_path) / "bank.toml").write_text(HEADER.replace("bc.txt", file), "utf-8")
    with pytest.raises(UnreadableFile, match="không có tệp"):
        read(tmp_path)


def test_a_single_file_has_its_header_between_plus_signs() -> None:
    reading = read(f"+++\n{HEADER}+++\n\n# Một cửa\n{QUESTION.format(1)}".encode(), "x.txt")
    assert reading.bank.topics[1].id == reading.bank.questions[0].topic == "mc"
    assert reading.findings == ()


def test_line_numbers_count_the_header() -> None:
    reading = read(f"+++\n{HEADER}+++\nlạ\n{QUESTION.format(1)}".encode(), "x.txt")
    assert reading.findings[0].where == "x.txt, dòng 15"


def test_windows_line_ends_and_utf_16_are_read() -> None:
    text = QUESTION.format(1).replace("\n", "\r\n")
    assert read(text.encode("utf-16")).bank == read(text.encode("utf-8-sig")).bank


@pytest.mark.parametrize("data", ["Câu hỏi".encode("cp1258", "ignore"), b"\xff\xfe\x00"])
def test_another_encoding_is_refused_with_the_remedy(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="đề nghị"):
        read(b"\xe2" + data)


def test_a_broken_header_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="TOML"):
        read(f"+++\ntitle = \n+++\n{QUESTION}".encode())


def test_the_shipped_bank_is_read_without_blocking_findings() -> None:
    banks = Path(__file__).parents[2] / "question_bank" / "banks" / "cchc-2021"
    reading = read(banks)
    assert not reading.blocked
    assert len(reading.bank) > 100
