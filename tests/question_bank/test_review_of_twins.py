"""Questions against each other: asked twice however spelled, in whatever topic; told by another."""

from dataclasses import replace

from question_bank.bank import Bank, Topic
from question_bank.review import review
from tests.question_bank.sound import ADVICE, BLOCKS, DOUBTFUL, OTHER, SOUND, doubts, other, said

TOPICS = (Topic("bau-cu", "Bầu cử"), Topic("cai-cach", "Cải cách"))


def test_a_stem_under_two_topics_is_found_and_with_another_key_blocks() -> None:
    twin = replace(SOUND, id="q-2", topic="cai-cach")
    (finding,) = review(Bank("Thử", TOPICS, (SOUND, twin)))
    assert finding.level is DOUBTFUL
    (finding,) = review(Bank("Thử", TOPICS, (SOUND, replace(twin, key=frozenset({2})))))
    assert finding.level is BLOCKS


def test_a_stem_spelled_otherwise_is_the_same_stem() -> None:
    one = replace(SOUND, stem="Ủy ban nào quản lý địa bàn Vị Thủy?")
    two = other(stem="Uỷ ban nào quản lí địa bàn Vị Thuỷ", options=SOUND.options, key=SOUND.key)
    assert doubts(one, two) == [(DOUBTFUL, "câu q-2")]
    assert doubts(one, replace(two, key=frozenset({1}))) == [(BLOCKS, "câu q-2")]


def test_a_stem_about_another_thing_is_another_stem() -> None:
    one = replace(SOUND, stem="Ủy ban nào quản lý địa bàn Vị Thủy?")
    assert doubts(one, other(stem="Ủy ban nào quản lý địa bàn Long Mỹ?")) == []


ASKED = "Việc bỏ phiếu ở khu vực bỏ phiếu kết thúc lúc mấy giờ trong ngày bầu cử?"
TELLS = (
    "Việc bỏ phiếu ở khu vực bỏ phiếu kết thúc lúc 19 giờ trong ngày bầu cử. Ai được quyết định"
    " kết thúc muộn hơn?"
)


def test_a_stem_that_says_another_questions_answer_is_told() -> None:
    assert doubts(replace(SOUND, stem=TELLS), other(stem=ASKED)) == [(ADVICE, "câu q-1")]
    assert "đáp án của câu q-2" in said(replace(SOUND, stem=TELLS), other(stem=ASKED))[0]


def test_a_stem_that_names_the_wrong_options_too_tells_nothing() -> None:
    both = TELLS.replace("19 giờ", "19 giờ hoặc 20 giờ")
    assert doubts(replace(SOUND, stem=both), other(stem=ASKED)) == []


def test_the_answers_words_under_another_subject_tell_nothing() -> None:
    elsewhere = "Hội nghị khai mạc lúc 19 giờ ở nhà văn hóa. Ai chủ trì?"
    assert doubts(replace(SOUND, stem=elsewhere), other(stem=ASKED)) == []


def test_a_stem_that_says_its_own_answer_is_no_other_question() -> None:
    assert doubts(other(stem=f"{ASKED} Gợi ý: 19 giờ"), SOUND) == []
    assert OTHER.options[2].text == "19 giờ"
