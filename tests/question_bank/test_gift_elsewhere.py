"""What we write as GIFT, a parser of another make reads to the same questions: gift-pegjs in node.

`npm ci --ignore-scripts` in tests/question_bank/gift_parser brings it.
"""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import question_bank
from question_bank.bank import Bank, Topic
from question_bank.formats import read, write
from question_bank.question import Level, Option, Question
from tests.conftest import missing

PARSER = Path(__file__).parent / "gift_parser"
BANKS = Path(question_bank.__file__).parent / "banks"
TRICKY = [
    "50 % = ~ # { } : ::", "\\gạch chéo\\", "{ngoặc} =đúng ~sai", "Dòng một\nDòng hai",
    "%50%nửa", "[html] không phải thẻ", "Điều 1: “mở đầu”", "// không phải ghi chú", "a#b####c",
]  # fmt: skip


def parsed(data: bytes) -> list[dict[str, Any]]:
    """The questions that gift-pegjs finds, without categories."""
    if not (PARSER / "node_modules" / "gift-pegjs").is_dir() or shutil.which("node") is None:
        missing("node and gift-pegjs (see CONTRIBUTING.md)")
    node = shutil.which("node")
    assert node
    told = subprocess.run([node, PARSER / "parse.mjs"], input=data, capture_output=True, check=True)
    found: list[dict[str, Any]] = json.loads(told.stdout)
    return [one for one in found if one["type"] != "Category"]


def right_of(found: dict[str, Any]) -> set[int]:
    """The places of the options that have marks."""
    return {
        place
        for place, choice in enumerate(found["choices"])
        if choice["isCorrect"] or (choice["weight"] or 0) > 0
    }


def assert_same(found: dict[str, Any], question: Question) -> None:
    assert found["title"] == question.id
    assert found["stem"]["text"].strip() == question.stem
    assert (found["globalFeedback"] or {"text": ""})["text"].strip() == question.explanation
    if found["type"] == "TF":
        assert question.key == {0 if found["isTrue"] else 1}
        return
    texts = [choice["text"]["text"].strip() for choice in found["choices"]]
    assert texts == [option.text for option in question.options]
    assert right_of(found) == question.key
    if question.several:
        marks = [choice["weight"] for choice in found["choices"] if (choice["weight"] or 0) > 0]
        assert sum(marks) == pytest.approx(100, abs=0.01)


@pytest.mark.parametrize("name", ["cchc-2021", "cchc-2026"])
def test_a_shipped_bank_is_read_to_the_same_questions(name: str) -> None:
    bank = read(BANKS / name).bank
    found = parsed(write(bank, "gift"))
    assert len(found) == len(bank)
    for one, question in zip(found, bank, strict=True):
        assert_same(one, question)


def test_every_escape_true_and_false_and_several_keys_are_read_the_same() -> None:
    questions = [
        Question(
            f"q{number}", f"Hỏi {text}", (Option(text), Option("khác"), Option(f"{text} nữa")),
            frozenset({0, 2}) if number % 2 else frozenset({1}), "t", Level.EASY,
            explanation=text,
        )
        for number, text in enumerate(TRICKY)
    ]  # fmt: skip
    truth = (Option("Đúng"), Option("Sai"))
    questions.append(
        Question("tf", "Đúng không?", truth, frozenset({1}), "t", Level.EASY, shuffle=False)
    )
    found = parsed(write(Bank("x", (Topic("t", "Chủ đề // lạ"),), tuple(questions)), "gift"))
    assert [one["type"] for one in found] == ["MC"] * len(TRICKY) + ["TF"]
    for one, question in zip(found, questions, strict=True):
        assert_same(one, question)


def test_a_writer_that_forgets_an_escape_is_noticed() -> None:
    question = Question(
        "q", "Hỏi?", (Option("a = b"), Option("khác")), frozenset({1}), "t", Level.EASY
    )
    broken = write(Bank("x", (Topic("t", "T"),), (question,)), "gift").replace(b"\\=", b"=")
    with pytest.raises((AssertionError, subprocess.CalledProcessError)):
        assert_same(parsed(broken)[0], question)
