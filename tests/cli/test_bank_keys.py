"""`quiz bank check|publish|convert --keys`: the key in a file of its own."""

import json
from pathlib import Path

import pytest

from question_bank.formats import read
from tests.cli.test_bank import run

QUESTIONS = "Câu 1. Hỏi một?\nA. một\nB. hai\n\nCâu 2. Hỏi hai?\nA. một\nB. hai\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    source, keys = tmp_path / "de.txt", tmp_path / "dap-an.csv"
    source.write_text(QUESTIONS, encoding="utf-8")
    keys.write_text("Câu;Đáp án\n1;B\n2;A\n", encoding="utf-8")
    return source, keys


def test_check_joins_both_files(files: tuple[Path, Path]) -> None:
    source, keys = files
    assert run("check", source).exit_code == 1
    assert run("check", source, "--keys", keys).exit_code == 0
    keys.write_text("1;B\n3;A\n", encoding="utf-8")
    result = run("check", "--json", source, "--keys", keys)
    assert result.exit_code == 1
    found = [one for one in json.loads(result.stdout)["findings"] if one["level"] != "advice"]
    assert [one["where"] for one in found] == ["de.txt, dòng 5", "tệp đáp án “dap-an.csv”"]


def test_convert_writes_the_joined_bank(files: tuple[Path, Path], tmp_path: Path) -> None:
    source, keys = files
    target = tmp_path / "de.docx"
    assert run("convert", source, target, "--keys", keys).exit_code == 0
    assert [set(one.key) for one in read(target).bank] == [{1}, {0}]


def test_publish_takes_the_joined_bank(files: tuple[Path, Path], tmp_path: Path) -> None:
    source, keys = files
    assert run("publish", source, "--data", tmp_path / "var").exit_code == 1
    result = run("publish", source, "--keys", keys, "--data", tmp_path / "var")
    assert result.exit_code == 0
    assert "2 câu" in result.stdout


def test_a_key_file_that_cannot_be_read_is_said(files: tuple[Path, Path], tmp_path: Path) -> None:
    source, keys = files
    keys.write_bytes(b"%PDF-1.7")
    result = run("check", source, "--keys", keys)
    assert result.exit_code == 1
    assert "Tệp đáp án “dap-an.csv”: tệp là PDF" in result.stderr
    assert run("check", source, "--keys", tmp_path / "none").exit_code == 2
    keys.write_bytes(b"1-A\n" * 1_300_000)
    assert run("check", source, "--keys", keys).exit_code == 1
