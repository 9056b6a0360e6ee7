"""A key beside options about the others, and letters beside a text that is not theirs."""

import pytest

from question_bank.formats import read, write
from tests.question_bank.readings import blocks, only
from tests.question_bank.test_question_tables import HEADER, reading
from tests.question_bank.word_files import of_lines

QUESTION = "Câu 1. Ai bầu?\nA. Cử tri\nB. Khách\nC. Trẻ em\nD. {}\n"
YEARS = "Câu 1. Nhiệm kỳ dài bao lâu?\nA. 4 năm\nB. 5 năm\nC. 6 năm\n"
OTHERS = "nói về chính các phương án này"


def said(text: str) -> tuple[set[int], str]:
    """The key and the explanation of the only question."""
    question = only(text)
    return set(question.key), question.explanation


@pytest.mark.parametrize(
    ("last", "key"),
    [
        ("Cả A, B, C đều đúng", "A, B, C đều đúng"),
        ("Cả A, B, C đều đúng", "ABC đều đúng"),
        ("Cả A, B, C đều đúng", "A, B, C"),
        ("Tất cả các phương án trên", "A, B, C"),
        ("Cả A và B", "A và B"),
        ("Cả hai câu A và B đều đúng", "a và b"),
        ("A và B", "AB"),
    ],
)
def test_several_letters_block_beside_an_option_that_stands_for_them(last: str, key: str) -> None:
    text = QUESTION.format(last) + f"Đáp án: {key}"
    (fault,) = blocks(text)
    assert OTHERS in fault.message
    assert "phương án D" in fault.message
    assert said(text) == (set(), "")


def test_a_key_table_and_a_cell_beside_such_an_option_block_too() -> None:
    text = QUESTION.format("Cả A và C") + "\nĐÁP ÁN\n1-A,C"
    assert [OTHERS in fault.message for fault in blocks(text)] == [True]
    result = reading([*HEADER[:4], "D", "Đáp án"], ["Hỏi?", "một", "hai", "ba", "A, C", "A;C"])
    assert result.bank.questions[0].key == frozenset()


@pytest.mark.parametrize("key", ["A, B, C (nhiều đáp án)", "ABC (nhiều đáp án)"])
def test_who_means_the_letters_themselves_says_so(key: str) -> None:
    text = QUESTION.format("Cả A, B, C đều đúng") + f"Đáp án: {key}"
    assert blocks(text) == []
    assert said(text) == ({0, 1, 2}, "")


@pytest.mark.parametrize("format_", ["docx", "xlsx", "native"])
def test_our_own_files_say_so(format_: str) -> None:
    text = QUESTION.format("Cả A, B, C đều đúng") + "Đáp án: A, B, C (nhiều đáp án)"
    bank = read(text.encode(), "đề.txt").bank
    again = read(write(bank, format_), "đề").bank
    assert [question.key for question in again] == [{0, 1, 2}]


@pytest.mark.parametrize(
    ("key", "right"),
    [("A, C đều đúng", {0, 2}), ("B là đúng", {1}), ("B đúng nhất", {1}), ("A và C đúng.", {0, 2})],
)
def test_that_the_letters_are_right_is_no_explanation(key: str, right: set[int]) -> None:
    text = QUESTION.format("Không ai") + f"Đáp án: {key}"
    assert blocks(text) == []
    assert said(text) == (right, "")


@pytest.mark.parametrize(
    "key", ["A và B đúng, C sai", "B sai", "A đúng một phần", "A, B đều chưa đủ", "A, B sai"]
)
def test_a_judgement_of_the_letters_that_goes_on_blocks(key: str) -> None:
    text = QUESTION.format("Không ai") + f"Đáp án: {key}"
    assert len(blocks(text)) == 1
    assert only(text).explanation == ""


@pytest.mark.parametrize("key", ["B. 4 năm.", "B (4 năm)", "B: “6 năm”", "B. 4 năm theo Điều 2"])
def test_a_letter_beside_another_options_text_blocks_whatever_stands_around(key: str) -> None:
    (fault,) = blocks(f"{YEARS}Đáp án: {key}")
    assert "không khớp nhau" in fault.message


@pytest.mark.parametrize("key", ["B. 5 năm.", "B (5 năm)", "(B) [5 năm]", "5 năm.", "“5 năm”"])
def test_a_letter_beside_its_own_text_is_the_key(key: str) -> None:
    assert blocks(f"{YEARS}Đáp án: {key}") == []
    assert said(f"{YEARS}Đáp án: {key}") == ({1}, "")


def test_what_goes_on_behind_the_own_text_explains_it() -> None:
    text = f"{YEARS}Đáp án: B. 5 năm, kể từ ngày bầu cử"
    assert said(text) == ({1}, "5 năm, kể từ ngày bầu cử")


def test_a_word_file_is_read_in_the_same_way() -> None:
    lines = (*YEARS.splitlines(), "Đáp án: B (4 năm)")
    assert len(blocks(of_lines(*lines), "đề.docx")) == 1
