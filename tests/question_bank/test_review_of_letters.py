"""Spelling and Unicode: what no Vietnamese writes is told, names, terms and loan words are not."""

import unicodedata

import pytest

from question_bank.bank import Bank, Topic
from question_bank.review import review
from question_bank.review_spelling import strange_words
from question_bank.spelling import is_syllable
from tests.question_bank.sound import ADVICE, BLOCKS, DOUBTFUL, OTHER, doubts, other, said

RIGHT = (
    "hòa hoà thủy thuỷ gì giếng giết gìn giữa quốc quý quyền quyết khuya khúc khuỷu được đường"
    " nghiêng nghĩa xoong hoàn ngoèo ước yếu ỷ ý mía mùa mưa thuở khỏe khoẻ chuyện uỷ kỹ kĩ"
)
WRONG = "nghành ngiên khôg đựơc hòan kông nghà trìh đuờc dđ troỏg giàg"


@pytest.mark.parametrize("word", RIGHT.split())
def test_a_syllable_is_known_in_both_ways_of_placing_the_tone(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize("word", WRONG.split())
def test_what_no_rule_of_spelling_allows_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize("text", ["việc khôg đúng", "Nghành nào sau đây", "cơ quan hòan thành"])
def test_a_misspelt_word_is_told(text: str) -> None:
    assert doubts(other(stem=f"{text} quyết định?")) == [(ADVICE, "câu q-2")]


def test_misspelt_words_of_options_and_explanation_are_named_together() -> None:
    (message,) = said(other(stem="Cơ quan nghà nước nào?", explanation="Do khôg có."))
    assert "“nghà”, “khôg”" in message


@pytest.mark.parametrize(
    "text",
    [
        "Đắk Lắk và Krông Pắc",
        "Ông Êban Y Phu",
        "HĐND, UBND và ĐBQH",
        "số 15/2020/NĐ-CP của Chính phủ",
        "đi ôtô 5 kilômét",
        "trang web dichvucong.gov.vn và email",
        "điểm đ khoản 1",
        "tiêm vắc-xin",
    ],
)
def test_names_abbreviations_and_loan_words_are_no_misspelling(text: str) -> None:
    assert strange_words(text) == ()


def test_a_bank_in_another_language_is_not_spelt_in_vietnamese() -> None:
    question = other(stem="Où est l'hôtel où le garçon a été placé?")
    bank = Bank("Essai", (Topic("bau-cu", "Bầu cử"),), (question,), language="fr")
    assert review(bank) == ()


def test_a_stem_without_any_mark_is_doubtful() -> None:
    stem = "Co quan nao quyet dinh ngay bau cu?"
    assert doubts(other(stem=stem)) == [(DOUBTFUL, "câu q-2")]
    assert "gõ lại có dấu" in said(other(stem=stem))[0]


@pytest.mark.parametrize("stem", ["Ai ban ra?", "Internet Explorer version eight works how?"])
def test_a_short_or_foreign_stem_needs_no_marks(stem: str) -> None:
    assert doubts(other(stem=stem)) == []


@pytest.mark.parametrize(
    ("text", "level", "word"),
    [
        ("Cơ quan \u202enào", BLOCKS, "đảo chiều"),
        ("Cơ\u200b quan", DOUBTFUL, "ký tự ẩn"),
        (unicodedata.normalize("NFD", "Cơ quan nào quyết"), DOUBTFUL, "rời dấu"),
        ("Quá»‘c há»™i".replace("‘", "\u0091").replace("™", "\u0099"), DOUBTFUL, "bảng mã"),
        ("Qu?c h?i", DOUBTFUL, "“u?c”"),
        ("Qu\ufffdc hội", DOUBTFUL, "bị mất"),
        ("Quốс hội", DOUBTFUL, "“Quốс”"),
    ],
)
def test_signs_that_nobody_types_are_found(text: str, level: str, word: str) -> None:
    found = review(Bank("T", (Topic("bau-cu", "B"),), (other(stem=f"{text} ở đâu?"),)))
    assert [(finding.level, finding.where) for finding in found if word in finding.message] == [
        (level, "câu q-2")
    ]


@pytest.mark.parametrize("stem", ["Có được không? Vì sao?", "Góc α là góc nào?", "Ai?\nỞ đâu?"])
def test_question_marks_and_whole_greek_letters_are_sound(stem: str) -> None:
    assert doubts(other(stem=stem)) == []


def test_the_sound_question_is_spelt_rightly() -> None:
    assert strange_words(OTHER.stem) == ()
