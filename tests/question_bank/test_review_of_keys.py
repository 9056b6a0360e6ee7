"""A key that gives itself away is told, one beside equal options is not; keys keep no place."""

from dataclasses import replace

import pytest

from question_bank.question import Option, Question
from question_bank.review import review
from tests.question_bank.sound import (
    ADVICE,
    BLOCKS,
    DOUBTFUL,
    SOUND,
    bank_of,
    different,
    doubts,
    other,
    said,
    with_options,
)

TWO = frozenset({0, 2})


@pytest.mark.parametrize(
    "stem", ["Việc nào đúng nhất?", "Chọn một phương án đúng.", "Ai là người duy nhất quyết định?"]
)
def test_two_keys_where_the_stem_asks_for_one_are_blocked(stem: str) -> None:
    assert doubts(other(stem=stem, key=TWO)) == [(BLOCKS, "câu q-2")]
    assert "(A, C)" in said(other(stem=stem, key=TWO))[0]
    assert doubts(other(stem=stem)) == []


def test_two_keys_of_which_the_stem_says_nothing_are_doubtful() -> None:
    assert doubts(other(key=TWO)) == [(DOUBTFUL, "câu q-2")]


@pytest.mark.parametrize(
    "stem",
    ["Những cơ quan nào quyết định?", "Chọn các phương án đúng.", "Ai quyết định? (nhiều đáp án)"],
)
def test_two_keys_where_the_stem_asks_for_several_are_sound(stem: str) -> None:
    assert doubts(other(stem=stem, key=TWO)) == []


def test_options_that_differ_in_the_spelling_of_i_are_doubtful() -> None:
    question = with_options("Địa lý", "Lịch sử", "Địa lí")
    assert doubts(question) == [(DOUBTFUL, "câu q-2")]
    assert "Phương án A và C chỉ khác nhau về cách viết" in said(question)[0]
    assert doubts(with_options("Quốc hội", "Quốc hội.", "Chính phủ")) == [(DOUBTFUL, "câu q-2")]


def test_another_tone_or_another_rhyme_makes_another_option() -> None:
    assert doubts(with_options("Bàn tay", "Lỗ tai", "Địa lý", "Địa chỉ")) == []


SURE = ("Luôn do Chính phủ quyết định", "Không bao giờ được thay đổi", "Do tỉnh quyết định")


def test_wrong_options_that_are_too_absolute_are_told_with_their_words() -> None:
    question = with_options("Do xã quyết định", *SURE, key=frozenset({0}))
    assert doubts(question) == [(ADVICE, "câu q-2")]
    assert "(B, C)" in said(question)[0]
    assert "“luôn”, “không bao giờ”" in said(question)[0]


def test_absolute_words_on_both_sides_or_in_one_option_of_three_tell_nothing() -> None:
    assert doubts(with_options("Luôn do xã quyết định", *SURE, key=frozenset({0}))) == []
    mild = ("Do bộ quyết định", "Do huyện quyết định")
    assert doubts(with_options("Do xã quyết định", SURE[0], *mild, key=frozenset({0}))) == []


@pytest.mark.parametrize(
    ("texts", "word"),
    [
        (("Quốc hội", "chính phủ", "bộ nội vụ"), "chữ hoa"),
        (("quốc hội", "Chính phủ", "Bộ Nội vụ"), "không bắt đầu bằng chữ hoa"),
        (("Quốc hội.", "Chính phủ", "Bộ Nội vụ"), "dấu chấm"),
    ],
)
def test_a_key_of_another_form_than_the_rest_is_told(texts: tuple[str, ...], word: str) -> None:
    question = with_options(*texts, key=frozenset({0}))
    assert doubts(question) == [(ADVICE, "câu q-2")]
    assert word in said(question)[0]
    assert doubts(replace(question, key=frozenset({1}))) == []


def test_the_only_number_for_a_question_about_a_number_is_told() -> None:
    texts = ("Do xã quyết định", "Chậm nhất 15 ngày", "Do tỉnh quyết định")
    asked = with_options(*texts, stem="Trong bao nhiêu ngày?", key=frozenset({1}))
    assert doubts(asked) == [(ADVICE, "câu q-2")]
    assert "có số như câu hỏi yêu cầu" in said(asked)[0]
    numbers = ("Mười ngày", "15 ngày", "Ba mươi ngày")
    assert doubts(with_options(*numbers, stem=asked.stem, key=frozenset({1}))) == []
    assert doubts(replace(asked, stem="Quy định thế nào?")) == []


ECHO = "Ai quyết định việc niêm yết danh sách cử tri ở xã?"


def test_a_key_that_alone_repeats_the_stem_is_told() -> None:
    texts = ("Người lập danh sách cử tri ở xã", "Tòa án nhân dân", "Chủ tịch nước")
    echo = with_options(*texts, stem=ECHO, key=frozenset({0}))
    assert doubts(echo) == [(ADVICE, "câu q-2")]
    assert "lặp lại từ ngữ" in said(echo)[0]
    shared = (texts[0], "Người nhận danh sách cử tri", texts[2])
    assert doubts(with_options(*shared, stem=ECHO, key=frozenset({0}))) == []
    assert doubts(replace(echo, key=frozenset({1}))) == []


def row_of(keys: list[int]) -> list[Question]:
    return [different(number, key) for number, key in enumerate(keys)]


def test_a_long_run_of_keys_in_one_place_is_told_with_its_ends() -> None:
    mixed = [number % 4 for number in range(80)]
    run = [*mixed[:36], *[1] * 9, *(key for key in mixed[36:] if key != 1), *mixed[:4]]
    (finding,) = review(bank_of(*row_of(run)))
    assert (finding.level, finding.where) == (ADVICE, "ngân hàng câu hỏi")
    assert finding.message.startswith("Có 9 câu liền nhau (câu q-36 đến câu q-44) đều có đáp án B")


def test_a_run_that_chance_brings_is_not_told() -> None:
    mixed = [number % 4 for number in range(80)]
    assert review(bank_of(*row_of([*mixed, *[1] * 4, *mixed]))) == ()


@pytest.mark.parametrize("width", [2, 3, 5])
def test_key_positions_of_other_widths_are_judged_too(width: int) -> None:
    def narrow(number: int, key: int) -> Question:
        whole = different(number, key)
        extra = Option(f"thêm {number} nữa")
        return replace(whole, options=(*whole.options, extra)[:width])

    even = [narrow(number, number % width) for number in range(60)]
    assert review(bank_of(*even)) == ()
    uneven = [narrow(number, number % 7 == 0) for number in range(60)]
    assert any("Vị trí đáp án không đều" in f.message for f in review(bank_of(*uneven)))


def test_a_sound_question_stays_sound() -> None:
    assert doubts(SOUND) == []
