"""Aiken as people write it, and what another reader finds in ours."""

import re
from pathlib import Path

import pytest

import question_bank
from question_bank.finding import Severity
from question_bank.formats import losses, read, write
from question_bank.formats.aiken import fits, read_aiken
from question_bank.formats.losses import reduced

BANKS = Path(question_bank.__file__).parent / "banks"
TWO = """Đủ bao nhiêu tuổi thì được bầu cử?
A. Đủ 16 tuổi
B. Đủ 18 tuổi
ANSWER: B

Cơ quan quyền lực nhà nước cao nhất
là cơ quan nào?
A) Chính phủ
B) Quốc hội
C) Tòa án
ANSWER: b
"""


def test_questions_are_known_by_content_and_read_with_dots_or_brackets() -> None:
    found = read(TWO.encode(), "de.txt")
    first, second = found.bank.questions
    assert [option.text for option in first.options] == ["Đủ 16 tuổi", "Đủ 18 tuổi"]
    assert [question.key for question in found.bank] == [{1}, {1}]
    assert second.stem == "Cơ quan quyền lực nhà nước cao nhất\nlà cơ quan nào?"
    assert found.places == ("de.txt, dòng 1", "de.txt, dòng 6")


def test_windows_line_ends_change_nothing() -> None:
    assert read(TWO.replace("\n", "\r\n").encode()).bank == read(TWO.encode()).bank


@pytest.mark.parametrize("between", ["", "\n", "\nGiải thích: vì luật\n"])
@pytest.mark.parametrize("sign", [".", ")"])
def test_a_question_without_answer_never_takes_that_of_the_next(between: str, sign: str) -> None:
    text = f"Tuổi?\nA. 16\nB. 18\n{between}Câu?\nA{sign} 1x\nB{sign} 2x\nANSWER: A\n\n{TWO}"
    found = read_aiken(text.encode(), "x.txt")
    assert [question.key for question in found.bank] == [set(), {1}, {1}]
    (said,) = [one for one in found.findings if one.level is Severity.BLOCKS]
    line = 5 + between.count("\n")
    assert said.where == "x.txt, dòng 1"
    assert f"phương án A bắt đầu lại ở dòng {line}" in said.message


def test_an_answer_that_is_no_option_blocks_with_its_letter() -> None:
    found = read(TWO.replace("ANSWER: B", "ANSWER: D").encode())
    assert any("đáp án D" in finding.message for finding in found.findings)
    assert found.blocked


def test_a_letter_out_of_order_is_said_with_its_line() -> None:
    found = read_aiken(b"Hoi?\nA. mot\nC. ba\nANSWER: A\n", "x.txt")
    (doubt,) = [one for one in found.findings if one.level is Severity.DOUBTFUL]
    assert doubt.where == "x.txt, dòng 3"


def test_a_rest_without_answer_is_said() -> None:
    found = read((TWO + "\nCòn dở dang\n").encode())
    assert len(found.bank) == 2
    assert any("Còn dở dang" in finding.message for finding in found.findings)


@pytest.mark.parametrize("name", ["cchc-2021", "cchc-2026"])
def test_a_reader_of_another_make_finds_the_same_in_what_we_write(name: str) -> None:
    bank = read(BANKS / name).bank
    text = write(bank, "aiken").decode()
    found = re.findall(r"(.+)\n((?:[A-H]\. .+\n)+)ANSWER: ([A-H])", text)
    kept = [question for question in bank if fits(question)]
    assert [stem for stem, _, _ in found] == [question.stem for question in kept]
    for (_, options, letter), question in zip(found, kept, strict=True):
        texts = [line[3:] for line in options.splitlines()]
        assert texts == [option.text for option in question.options]
        assert {ord(letter) - ord("A")} == question.key


@pytest.mark.parametrize("name", ["cchc-2021", "cchc-2026"])
def test_a_shipped_bank_loses_exactly_what_is_named(name: str) -> None:
    bank = read(BANKS / name).bank
    again = read(write(bank, "aiken")).bank
    kept = reduced(bank, "aiken")
    assert [(one.stem, one.options, one.key) for one in again] == [
        (one.stem, one.options, one.key) for one in kept
    ]
    named = " ".join(finding.message for finding in losses(bank, "aiken"))
    for word in ("tên ngân hàng", "mức độ", "căn cứ", "giải thích"):
        assert word in named


def test_an_explanation_before_the_answer_is_no_part_of_the_last_option() -> None:
    text = "Tuổi bầu cử?\nA. 18\nB. 21\nGiải thích: Điều 2\ncủa luật\nANSWER: A\n"
    (question,) = read_aiken(text.encode()).bank.questions
    assert [option.text for option in question.options] == ["18", "21"]
    assert question.explanation == "Điều 2 của luật"
    assert read_aiken(text.encode()).findings[0].level is Severity.ADVICE


def test_another_line_below_an_option_is_read_on_and_said() -> None:
    text = "Tuổi bầu cử?\nA. 18\nB. 21\nĐây là ghi chú\nANSWER: A\n"
    said = [one for one in read_aiken(text.encode()).findings if one.level is Severity.DOUBTFUL]
    assert [one.where for one in said] == ["dòng 4"]
    assert "Đây là ghi chú" in said[0].message
