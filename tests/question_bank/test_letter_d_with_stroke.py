"""Options a, b, c, d, đ, e, as Vietnamese lists number them."""

import pytest

from tests.question_bank.readings import doubts, only, reading, texts

LIST = "Câu 1. Ai không được bầu cử?\na) Một\nb) Hai\nc) Ba\nd) Bốn\nđ) Năm\ne) Sáu\n"


@pytest.mark.parametrize(("key", "index"), [("d", 3), ("đ", 4), ("Đ", 4), ("e", 5)])
def test_a_key_names_the_letter_that_is_printed(key: str, index: int) -> None:
    question = only(f"{LIST}Đáp án: {key}")
    assert texts(question) == ["Một", "Hai", "Ba", "Bốn", "Năm", "Sáu"]
    assert question.key == {index}
    assert doubts(f"{LIST}Đáp án: {key}") == []


@pytest.mark.parametrize(("key", "index"), [("d", 3), ("Đ", 4), ("e", 5)])
def test_a_key_table_does_so_too(key: str, index: int) -> None:
    assert only(f"{LIST}\nBẢNG ĐÁP ÁN\n1-{key}").key == {index}


def test_the_letter_may_be_last_or_left_out() -> None:
    assert texts(only(LIST.replace("e) Sáu\n", "*") + "Đáp án: a"))[-1].startswith("Năm")
    without = LIST.replace("đ) Năm\n", "")
    assert texts(only(f"{without}Đáp án: e")) == ["Một", "Hai", "Ba", "Bốn", "Sáu"]
    assert only(f"{without}Đáp án: e").key == {4}
    assert doubts(f"{without}Đáp án: e") == []


def test_options_on_one_line_may_have_it() -> None:
    assert len(only("Câu 1. Ai? a) x b) y c) z d) t đ) u e) v\nĐáp án: đ").options) == 6


def test_a_word_that_begins_with_the_letter_is_no_option() -> None:
    text = "Câu 1. Ai ký?\na) Cử tri\nb) Ông\nđ/c Nguyễn Văn An\nĐáp án: b"
    assert texts(only(text)) == ["Cử tri", "Ông\nđ/c Nguyễn Văn An"]


def test_a_word_that_begins_with_the_letter_within_an_option_is_none() -> None:
    text = "Câu 1. Ai ký?\na/ Một\nb/ Hai\nc/ Ba\nd/ Là đ/c An\nĐáp án: d"
    assert texts(only(text)) == ["Một", "Hai", "Ba", "Là đ/c An"]


def test_a_point_that_an_option_cites_is_no_option() -> None:
    text = "Câu 1. Ở đâu?\nc) Sai\na) Tại điểm b) khoản 1\nb) Tại điểm c) khoản 1\nĐáp án: a"
    assert texts(only(text)) == ["Tại điểm b) khoản 1", "Tại điểm c) khoản 1"]
    assert reading(text).bank.questions[0].key == {0}
