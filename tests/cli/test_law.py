"""`quiz law`: import, list, show, changes, affected; and `quiz bank check --laws`."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from quiz.cli import app
from tests.question_bank.law_files import CONSOLIDATED, LAW, law_page, law_word

QUESTIONS = """\
Câu 1. Người chơi phải đủ bao nhiêu tuổi?
A. Sáu
*B. Bảy
Căn cứ: 7/2015/QH13, Điều 2, khoản 1

Câu 2. Ai cử trọng tài?
A. Tỉnh
*B. Làng
Căn cứ: 7/2015/QH13, Điều 3, khoản 9
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "var"


def run(*arguments: str | Path) -> Any:
    return CliRunner().invoke(app, list(map(str, arguments)))


def law(data: Path, *arguments: str | Path) -> Any:
    return run("law", *arguments, "--data", data)


def told(data: Path, *arguments: str | Path) -> Any:
    result = law(data, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def old(tmp_path: Path, data: Path) -> dict[str, Any]:
    path = tmp_path / "luat.docx"
    path.write_bytes(law_word(LAW))
    found: dict[str, Any] = told(data, "import", path)
    return found


@pytest.fixture
def new(tmp_path: Path, data: Path, old: dict[str, Any]) -> dict[str, Any]:
    path = tmp_path / "hop-nhat.html"
    path.write_bytes(law_page(CONSOLIDATED))
    bank = tmp_path / "de.txt"
    bank.write_text(QUESTIONS, encoding="utf-8")
    published = run("bank", "publish", bank, "--data", data)
    assert published.exit_code == 0, published.output
    found: dict[str, Any] = told(data, "import", path)
    return found


def test_an_import_says_what_was_read_and_again_gives_the_same(
    tmp_path: Path, data: Path, old: dict[str, Any]
) -> None:
    assert (old["number"], old["since"], old["articles"]) == (
        "Luật số 7/2015/QH13",
        "2015-09-01",
        4,
    )
    assert (old["compared"], old["name"]) == (None, "luat")
    assert [one["level"] for one in old["findings"]] == ["advice"]
    assert told(data, "import", tmp_path / "luat.docx")["id"] == old["id"]
    assert [one["id"] for one in told(data, "list")] == [old["id"]]


def test_an_amended_edition_is_told_with_the_questions_on_changed_words(
    data: Path, old: dict[str, Any], new: dict[str, Any]
) -> None:
    compared = new["compared"]
    assert compared["old"]["id"] == old["id"]
    (bank,) = compared["banks"]
    (question,) = bank["questions"]
    assert "bảy tuổi" in question["old"]
    assert "chín tuổi" in question["new"]
    assert told(data, "affected", "7/2015/QH13") == compared
    text = law(data, "affected", "7/2015/QH13").stdout
    assert "1 câu cần đọc lại" in text
    assert "    + 1. Người chơi phải đủ chín tuổi" in text


def test_days_number_and_names_can_be_given(tmp_path: Path, data: Path) -> None:
    path = tmp_path / "luat.txt"
    path.write_text("Điều 1. Một\nMột điều.", encoding="utf-8")
    refused = law(data, "import", path)
    assert refused.exit_code == 1
    assert "Số, ký hiệu" in refused.stderr
    wrong = law(data, "import", path, "--number", "1/2020/QH14", "--since", "1/7/2020")
    assert wrong.exit_code == 1
    assert "Có hiệu lực từ ngày" in wrong.stderr
    given = ("--since", "2020-07-01", "--until", "2025-07-01", "--also", "2/2008/QH12")
    found = told(data, "import", path, "--number", "1/2020/QH14", "--name", "bản thử", *given)
    assert (found["since"], found["until"], found["also"]) == (given[1], given[3], given[5])
    assert told(data, "show", "2/2008/QH12", "Điều 1")["words"] == "Một điều."


def test_a_place_is_shown_as_it_was_on_a_day(data: Path, new: dict[str, Any]) -> None:
    place = "Điều 2, khoản 1"
    assert "chín tuổi" in law(data, "show", "7/2015/QH13", place).stdout
    assert "bảy tuổi" in law(data, "show", "7/2015/QH13", place, "--day", "2021-05-23").stdout
    assert "Điều 4. Hiệu lực thi hành" in law(data, "show", "7/2015/QH13").stdout
    for wrong in (("7/2015/QH13", "Điều 9"), ("7/2015/QH13", "khoản"), ("8/2015/QH13", place)):
        refused = law(data, "show", *wrong)
        assert refused.exit_code == 1
        assert "đề nghị" in refused.stderr


def test_without_a_day_the_edition_of_today_is_shown_not_one_to_come(
    tmp_path: Path, data: Path, new: dict[str, Any]
) -> None:
    path = tmp_path / "sap-toi.txt"
    path.write_text(CONSOLIDATED.replace("chín tuổi", "mười tuổi"), encoding="utf-8")
    told(data, "import", path, "--since", "2990-01-01")
    place = "Điều 2, khoản 1"
    assert "chín tuổi" in law(data, "show", "7/2015/QH13", place).stdout
    assert "mười tuổi" in law(data, "show", "7/2015/QH13", place, "--day", "2990-01-01").stdout


def test_a_whole_legal_basis_is_shown_with_the_edition_that_it_was_looked_up_in(
    data: Path, new: dict[str, Any]
) -> None:
    shown = law(data, "show", "7/2015/QH13, Điều 2, khoản 1").stdout
    edition, words = shown.rstrip("\n").split("\n\n")
    assert edition.startswith(f"{new['id']}. ")
    assert "3/VBHN-VPQH" in edition
    assert "từ 01/7/2025" in edition
    assert words == "1. Người chơi phải đủ chín tuổi vào ngày hội."
    before = told(data, "show", "7/2015/QH13, Điều 2, khoản 1", "--day", "2021-05-23")
    assert (before["since"], before["place"]) == ("2015-09-01", "Điều 2, khoản 1")
    assert "bảy tuổi" in before["words"]
    early = law(data, "show", "7/2015/QH13, Điều 2", "--day", "2014-01-01")
    assert early.exit_code == 1
    assert "không có bản nào của 7/2015/QH13 có hiệu lực vào ngày 01/01/2014" in early.stderr
    refused = law(data, "show", "7/2015/QH13, Điều 9")
    assert refused.exit_code == 1
    assert "không có “Điều 9”" in refused.stderr
    assert "từ 01/7/2025" in refused.stderr


def test_two_editions_are_compared_by_their_ids(
    data: Path, old: dict[str, Any], new: dict[str, Any]
) -> None:
    found = told(data, "changes", old["id"], new["id"])
    kinds = {one["kind"] for one in found}
    assert kinds == {"changed", "added", "removed", "renumbered"}
    assert "đổi số thành Điều 3, khoản 2" in law(data, "changes", old["id"], new["id"]).stdout
    assert told(data, "changes", old["id"], old["id"]) == []


def test_the_first_edition_has_nothing_to_be_compared_with(data: Path, old: dict[str, Any]) -> None:
    refused = law(data, "affected", "7/2015/QH13")
    assert refused.exit_code == 1
    assert "trước bản này" in refused.stderr


def test_an_unreadable_file_is_said_in_a_sentence(tmp_path: Path, data: Path) -> None:
    path = tmp_path / "luat.docx"
    path.write_bytes(b"%PDF-1.7")
    refused = law(data, "import", path)
    assert refused.exit_code == 1
    assert refused.stderr.startswith("luat.docx: ")
    assert not data.exists()


def test_an_empty_library_says_so(data: Path) -> None:
    assert told(data, "list") == []
    assert "chưa có văn bản nào" in law(data, "list").stdout


def test_a_bank_is_checked_by_the_library_on_a_day(
    tmp_path: Path, data: Path, new: dict[str, Any]
) -> None:
    bank = tmp_path / "de.txt"

    def said(*options: str) -> str:
        result = run("bank", "check", bank, *options, "--data", data)
        assert result.exit_code == 0, result.output
        return str(result.stdout)

    assert "7/2015/QH13" not in said()
    today = said("--laws")
    assert "de.txt, dòng 6, câu" in today
    assert "“7/2015/QH13, Điều 3, khoản 9” không có trong văn bản có hiệu lực vào ngày" in today
    assert "không có hiệu lực vào ngày 01/01/2014" in said("--day", "2014-01-01")
