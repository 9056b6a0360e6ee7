"""`quiz bank`: what it prints, how it exits, and that wrong lines are named."""

import json
from pathlib import Path
from typing import Any

import docx
import pytest
from typer.testing import CliRunner

from question_bank.formats import read
from quiz.cli import app
from quiz.stages import author
from quiz.store.database import Database
from tests.question_bank.old_encodings import vni
from tests.question_bank.word_files import of_lines, saved

SHIPPED = Path(__file__).resolve().parents[2] / "question_bank" / "banks" / "cchc-2021"
GOOD = "Câu 1. Hỏi?\nA. một\n*B. hai\n"
OPTIONS = ("a) Quốc hội", "b) Chính phủ", "c) Ủy ban nhân dân")


def run(*arguments: str | Path) -> Any:
    return CliRunner().invoke(app, ["bank", *map(str, arguments)])


def checked(path: Path) -> dict[str, Any]:
    result = run("check", "--json", path)
    assert result.exit_code in (0, 1), result.output
    data: dict[str, Any] = json.loads(result.stdout)
    assert data.keys() == {"questions", "findings"}
    for finding in data["findings"]:
        assert finding.keys() == {"level", "where", "message"}
        assert finding["level"] in {"blocks", "doubtful", "advice"}
    blocked = any(finding["level"] == "blocks" for finding in data["findings"])
    assert result.exit_code == int(blocked)
    return data


def word(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "de.docx"
    path.write_bytes(content)
    return path


def keys(path: Path) -> list[list[int]]:
    return [sorted(question.key) for question in read(path).bank]


def test_the_shipped_bank_is_checked_with_nothing_but_advice() -> None:
    said = checked(SHIPPED)
    assert said["questions"] == len(read(SHIPPED).bank)
    assert {finding["level"] for finding in said["findings"]} <= {"advice"}


def test_a_person_reads_counts_by_topic_and_level_and_the_findings(tmp_path: Path) -> None:
    path = tmp_path / "de.txt"
    path.write_text("Câu 1 (dễ). Hỏi?\nA. một\nB. hai\n", encoding="utf-8")
    result = run("check", path)
    assert result.exit_code == 1
    assert "de: 1 câu hỏi" in result.stdout
    assert "Chung               1           0           0           1" in result.stdout
    assert "[PHẢI SỬA] de.txt, dòng 1: Câu 1 chưa có đáp án" in result.stdout


def test_a_word_file_with_bold_letters_is_read_and_its_wrong_line_named(tmp_path: Path) -> None:
    document = docx.Document()
    for number in (1, 2):
        document.add_paragraph(f"Câu {number}. Cơ quan nào làm việc thứ {number}?")
        for place, option in enumerate(OPTIONS):
            paragraph = document.add_paragraph()
            paragraph.add_run(option[:2]).bold = number == 1 and place == 1
            paragraph.add_run(option[2:])
    data = checked(word(tmp_path, saved(document)))
    assert data["questions"] == 2
    blocks = [finding for finding in data["findings"] if finding["level"] == "blocks"]
    assert [finding["where"] for finding in blocks] == ["de.docx", "de.docx, dòng 5"]
    assert "Đáp án của 1 câu chỉ được nhận theo định dạng chữ" in blocks[0]["message"]
    assert "Câu 2 chưa có đáp án" in blocks[1]["message"]
    assert keys(tmp_path / "de.docx") == [[1], []]


def test_a_word_file_with_key_lines_is_read_and_its_wrong_line_named(tmp_path: Path) -> None:
    lines = ["Câu 1. Hỏi một?", *OPTIONS, "Đáp án: b", "Câu 2. Hỏi hai?", *OPTIONS, "Đáp án: e"]
    data = checked(word(tmp_path, of_lines(*lines)))
    assert data["questions"] == 2
    blocks = [finding for finding in data["findings"] if finding["level"] == "blocks"]
    assert [finding["where"] for finding in blocks] == ["de.docx, dòng 6"]
    assert "đáp án" in blocks[0]["message"]
    assert keys(tmp_path / "de.docx") == [[1], []]


def test_a_word_file_with_a_key_table_at_its_end_is_read(tmp_path: Path) -> None:
    document = docx.Document()
    for line in ("Câu 1. Hỏi một?", *OPTIONS, "Câu 2. Hỏi hai?", *OPTIONS, "ĐÁP ÁN"):
        document.add_paragraph(line)
    table = document.add_table(2, 2)
    for place, (number, key) in enumerate([("1", "A"), ("2", "C")]):
        table.cell(0, place).text, table.cell(1, place).text = number, key
    path = word(tmp_path, saved(document))
    assert not [one for one in checked(path)["findings"] if one["level"] == "blocks"]
    assert keys(path) == [[0], [2]]


def test_an_unreadable_file_is_a_finding_that_blocks(tmp_path: Path) -> None:
    path = tmp_path / "de.docx"
    path.write_bytes(b"%PDF-1.7")
    data = checked(path)
    assert data["questions"] == 0
    (finding,) = data["findings"]
    assert (finding["level"], finding["where"]) == ("blocks", "de.docx")
    assert "PDF" in finding["message"]
    plain = run("check", path)
    assert plain.exit_code == 1
    assert "PDF" in plain.stderr


@pytest.mark.parametrize(
    "arguments", [("check", "không-có.txt"), ("check",), ("publish", "không-có"), ("xem",)]
)
def test_wrong_use_exits_with_two(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_publishing_twice_gives_one_version(tmp_path: Path) -> None:
    path, data = tmp_path / "de.txt", tmp_path / "var"
    path.write_text(GOOD, encoding="utf-8")
    first = run("publish", path, "--data", data, "--json")
    again = run("publish", path, "--data", data, "--json")
    assert (first.exit_code, again.exit_code) == (0, 0), first.output + again.output
    assert json.loads(first.stdout) == json.loads(again.stdout)
    database = Database(f"sqlite:///{data / 'quiz.db'}")
    (facts,) = author.versions(database)
    database.close()
    assert (facts.published_by, facts.digest) == ("cli", json.loads(first.stdout)["digest"])


@pytest.mark.parametrize("version", ["qti21", "qti22", "qti30"])
def test_a_bank_becomes_a_qti_package_by_name_and_comes_back(tmp_path: Path, version: str) -> None:
    package, target = tmp_path / "bank.zip", tmp_path / "bank.txt"
    result = run("convert", SHIPPED, package, "--to", version)
    assert result.exit_code == 0, result.output
    assert run("check", package).exit_code == 0
    assert run("convert", package, target).exit_code == 0
    assert read(target).bank == read(SHIPPED).bank


@pytest.mark.parametrize(
    ("arguments", "said"), [(["bank.zip"], "--to"), (["bank.txt", "--to", "pdf"], "qti30")]
)
def test_a_zip_without_a_version_or_an_unknown_name_is_wrong_use(
    tmp_path: Path, arguments: list[str], said: str
) -> None:
    result = run("convert", SHIPPED, tmp_path / arguments[0], *arguments[1:])
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / arguments[0]).exists()


def test_a_blocked_bank_is_not_published(tmp_path: Path) -> None:
    path, data = tmp_path / "de.txt", tmp_path / "var"
    path.write_text("Câu 1. Hỏi?\nA. một\nB. hai\n", encoding="utf-8")
    result = run("publish", path, "--data", data)
    assert result.exit_code == 1
    assert "chưa có đáp án" in result.stdout
    assert not data.exists()


@pytest.mark.parametrize("extension", ["txt", "xlsx", "gift", "xml", "docx"])
def test_a_converted_bank_has_the_same_questions(tmp_path: Path, extension: str) -> None:
    target = tmp_path / f"bank.{extension}"
    result = run("convert", SHIPPED, target)
    assert result.exit_code == 0, result.output
    assert [q.stem for q in read(target).bank] == [q.stem for q in read(SHIPPED).bank]
    assert keys(target) == keys(SHIPPED)


def test_a_blocked_bank_is_not_converted(tmp_path: Path) -> None:
    path, target = tmp_path / "de.txt", tmp_path / "de.xlsx"
    path.write_text("Câu 1. Hỏi?\nA. một\nB. hai\n", encoding="utf-8")
    result = run("convert", path, target)
    assert result.exit_code == 1
    assert "de.txt, dòng 1" in result.stderr
    assert not target.exists()


def test_an_unknown_target_format_is_wrong_use(tmp_path: Path) -> None:
    assert run("convert", SHIPPED, tmp_path / "bank.pdf").exit_code == 2
    assert run("convert", SHIPPED, tmp_path / "không" / "bank.xlsx").exit_code == 2


def test_a_program_is_told_what_was_converted_and_what_was_not(tmp_path: Path) -> None:
    good, bad, target = tmp_path / "de.txt", tmp_path / "sai.txt", tmp_path / "de.gift"
    good.write_text(GOOD, encoding="utf-8")
    bad.write_text("Câu 1. Hỏi?\nA. một\nB. hai\n", encoding="utf-8")
    result = run("convert", bad, target, "--json")
    said = json.loads(result.stdout)
    assert (result.exit_code, said["file"], target.exists()) == (1, None, False)
    assert "blocks" in {finding["level"] for finding in said["findings"]}
    result = run("convert", good, target, "--json")
    said = json.loads(result.stdout)
    assert (result.exit_code, said["questions"], said["file"]) == (0, 1, str(target))
    assert said["losses"] == []
    assert target.exists()


def test_what_a_format_does_not_hold_is_named_when_it_is_written(tmp_path: Path) -> None:
    target = tmp_path / "de.txt"
    result = run("convert", SHIPPED, target, "--to", "aiken")
    assert result.exit_code == 0
    assert "Aiken không giữ căn cứ pháp luật" in result.stderr
    said = json.loads(run("convert", SHIPPED, target, "--to", "aiken", "--json").stdout)
    assert any("mức độ" in finding["message"] for finding in said["losses"])


def test_an_old_encoding_is_shown_side_by_side_and_converted_by_choice(tmp_path: Path) -> None:
    path, target = tmp_path / "de.txt", tmp_path / "moi.txt"
    lines = ["Câu 1. Cơ quan nào tiếp nhận hồ sơ?", "A. bộ phận một cửa", "B. văn thư", "Đáp án: A"]
    path.write_text("\n".join(map(vni, lines)), encoding="utf-8")
    result = run("check", path)
    assert result.exit_code == 1
    assert "Đề xuất đọc lại theo bảng mã VNI (--legacy vni):" in result.stdout
    assert f"trước: {vni(lines[0])}" in result.stdout
    assert f"sau:   {lines[0]}" in result.stdout
    assert run("convert", path, target).exit_code == 1
    assert not target.exists()
    assert run("check", path, "--legacy", "vni").exit_code == 0
    assert run("convert", path, target, "--legacy", "vni").exit_code == 0
    assert [question.stem for question in read(target).bank] == [lines[0][7:]]
    assert run("check", path, "--legacy", "ebcdic").exit_code == 2


def test_the_template_is_written_and_holds_no_question_yet(tmp_path: Path) -> None:
    target = tmp_path / "mau.xlsx"
    assert run("template", target).exit_code == 0
    assert checked(target)["questions"] == 0
    assert run("template", tmp_path / "mau.txt").exit_code == 2
    assert run("template", tmp_path / "không" / "mau.xlsx").exit_code == 2
