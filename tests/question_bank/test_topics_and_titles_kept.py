"""What only some banks have comes back from every format, or is named as lost."""

from dataclasses import replace

import pytest

from question_bank.bank import Bank, Topic
from question_bank.formats import WRITERS, losses, read, write
from question_bank.question import Level, Option, Question

QUESTION = Question(
    "q-1", "Ai bầu?", (Option("Cử tri"), Option("Khách")), frozenset({0}), "cchc", Level.EASY
)
OTHER = replace(QUESTION, id="q-2", stem="Ai ứng cử?", topic="bau-cu")
TOPICS = (Topic("bau-cu", "Bầu cử"), Topic("cchc", "Cải cách"), Topic("trong", "Chưa có câu"))
EVERYTHING = sorted(WRITERS.keys() - {"aiken", "docx"})


def again(bank: Bank, format_: str) -> Bank:
    return read(write(bank, format_)).bank


@pytest.mark.parametrize("format_", EVERYTHING)
def test_topics_without_questions_and_their_order_come_back(format_: str) -> None:
    bank = Bank("Thử", TOPICS, (QUESTION, OTHER))
    assert again(bank, format_) == bank
    assert again(bank, format_).digest == bank.digest
    assert losses(bank, format_) == ()


@pytest.mark.parametrize("format_", EVERYTHING)
@pytest.mark.parametrize("pinned", [False, True])
def test_an_option_that_ends_in_a_marker_keeps_its_words(format_: str, pinned: bool) -> None:
    for marker in ("{cố định}", "{không cố định}"):
        options = (Option("x"), Option(f"Ghi chữ {marker}", pinned))
        bank = Bank("Thử", TOPICS, (replace(QUESTION, options=options),))
        assert again(bank, format_).questions[0].options == options


@pytest.mark.parametrize("title", ["\\Bầu cử", "\\Bầu cử\\", "\\"])
def test_a_title_that_begins_with_a_backslash_comes_back_from_word(title: str) -> None:
    bank = Bank("Thử", (Topic("cchc", title),), (QUESTION,))
    assert [topic.title for topic in again(bank, "docx").topics] == [title]


@pytest.mark.parametrize("stem", ["Bài 3: tuổi nào?", "Câu 7 của đề là gì?", "câu hỏi 2"])
def test_aiken_leaves_out_and_names_a_stem_that_looks_like_a_number(stem: str) -> None:
    bank = Bank("Thử", TOPICS, (replace(QUESTION, stem=stem), OTHER))
    assert [question.stem for question in again(bank, "aiken")] == ["Ai ứng cử?"]
    assert any("câu q-1" in finding.message for finding in losses(bank, "aiken"))


def test_one_such_stem_makes_no_native_text_of_an_aiken_file() -> None:
    text = "Bài 3: tuổi nào?\nA. 18\nB. 21\nANSWER: A\n\nHai {=x}?\nA. a\nB. b\nANSWER: B\n"
    bank = read(text.encode(), "đề.txt").bank
    assert [question.stem for question in bank] == ["Bài 3: tuổi nào?", "Hai {=x}?"]
    assert [question.key for question in bank] == [{0}, {1}]


def test_numbered_questions_with_answer_lines_are_our_own_grammar() -> None:
    text = "Câu 1. Ai?\nA. x\nB. y\nANSWER: B\nCâu 2. Gì?\nA. x\nB. y\nANSWER: A\n"
    assert [one.stem for one in read(text.encode(), "đề.txt").bank] == ["Ai?", "Gì?"]
