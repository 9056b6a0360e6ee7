"""Options that say the same in other words: numbers written otherwise, words that say nothing."""

import pytest

from question_bank.numerals import in_digits
from question_bank.review_terms import spelt
from tests.question_bank.sound import DOUBTFUL, doubts, said, with_options


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("5 ngày", "05 ngày"),
        ("05 ngày", "Năm ngày"),
        ("Mười lăm ngày", "15 ngày"),
        ("Hai mươi năm", "20 năm"),
        ("5 năm", "Năm năm"),
        ("20.000 đồng", "20000 đồng"),
        ("Có tên trong danh sách", "Có tên trong các danh sách"),
        ("Chủ tịch Ủy ban nhân dân", "Chủ tịch của Ủy ban nhân dân"),
    ],
)
def test_options_that_say_the_same_are_doubtful(one: str, two: str) -> None:
    question = with_options(one, "Không quy định", two)
    assert doubts(question) == [(DOUBTFUL, "câu q-2")]
    assert "Phương án A và C chỉ khác nhau ở cách viết số hoặc ở từ đệm" in said(question)[0]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("5 ngày", "50 ngày"),
        ("1,5 lần", "1,05 lần"),
        ("Hai mươi năm", "Hai mươi lăm"),
        ("Cấp tỉnh và cấp xã", "Cấp tỉnh, cấp huyện và cấp xã"),
        ("Trước ngày bầu cử", "Sau ngày bầu cử"),
        ("Được bầu cử", "Không được bầu cử"),
        ("Thứ tư", "Thứ năm"),
    ],
)
def test_options_that_differ_in_a_word_that_counts_are_sound(one: str, two: str) -> None:
    assert doubts(with_options(one, "Không quy định", two)) == []


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("một trăm hai mươi ba", "123"),
        ("một trăm lẻ năm", "105"),
        ("hai nghìn một trăm", "2100"),
        ("mười năm", "10 5"),
        ("mười một", "11"),
        ("năm mươi năm", "50 5"),
        ("05/04/2021", "5/4/2021"),
        ("1.234.567", "1234567"),
        ("thứ tư", "thứ tư"),
        ("", ""),
    ],
)
def test_numbers_in_words_are_told_in_digits(words: str, digits: str) -> None:
    assert in_digits(spelt(words)) == spelt(digits)
