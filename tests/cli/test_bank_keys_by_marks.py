"""Keys that only formatting shows, on the command line: named, and used with an option only."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from question_bank.formats import read
from quiz.cli import app
from tests.journeys.bank_pages import bold_keys

OPTION = "--keys-by-marks"
ASKED = "Đáp án của 2 câu chỉ được nhận theo định dạng chữ (chữ đậm: Câu 1, Câu 2)"


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, list(map(str, arguments)))


@pytest.fixture
def bold(tmp_path: Path) -> Path:
    path = tmp_path / "de.docx"
    path.write_bytes(bold_keys())
    return path


def test_check_names_them_once_and_says_how_to_agree(bold: Path) -> None:
    asked = run("bank", "check", bold)
    assert asked.exit_code == 1
    assert asked.stdout.count(ASKED) == 1
    assert OPTION in asked.stdout
    agreed = run("bank", "check", bold, OPTION, "--json")
    assert agreed.exit_code == 0
    assert not any(one["level"] == "blocks" for one in json.loads(agreed.stdout)["findings"])


def test_convert_and_publish_use_them_only_with_the_option(bold: Path, tmp_path: Path) -> None:
    target = tmp_path / "de.txt"
    refused = run("bank", "convert", bold, target)
    assert refused.exit_code == 1
    assert ASKED in refused.output
    assert OPTION in refused.output
    assert not target.exists()
    assert run("bank", "convert", bold, target, OPTION).exit_code == 0
    assert [question.key for question in read(target).bank] == [{1}, {1}]
    data = ("--data", tmp_path / "var")
    assert run("bank", "publish", bold, *data).exit_code == 1
    assert run("bank", "publish", bold, OPTION, *data).exit_code == 0


@pytest.mark.parametrize("command", ["diff", "merge"])
def test_banks_that_are_compared_or_merged_need_the_option_too(
    bold: Path, tmp_path: Path, command: str
) -> None:
    out = ("--out", tmp_path / "out.txt") if command == "merge" else ()
    refused = run("bank", command, bold, bold, *out)
    assert refused.exit_code == 1
    assert ASKED in refused.output
    assert run("bank", command, bold, bold, *out, OPTION).exit_code == 0


def test_a_contest_takes_no_bank_whose_keys_nobody_agreed_to(
    bold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZ_DATA", str(tmp_path / "var"))
    told = tmp_path / "contest.toml"
    told.write_text(f'name = "Hội thi"\nbank = "{bold.name}"\n[rules]\nquestions = 2\n')
    refused = run("contest", "make", told)
    assert refused.exit_code == 1
    assert "quiz bank publish với --keys-by-marks" in refused.output
