"""Questions against each other: asked twice however spelled, in whatever topic; told by another."""

from dataclasses import replace

import pytest

from question_bank.bank import Bank, Topic
from question_bank.formats.twins import twins
from question_bank.question import Option
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


BARE = "Cơ quan nào bầu Chủ tịch nước trong nhiệm kỳ?"


@pytest.mark.parametrize(
    "stem",
    [
        "Theo quy định của pháp luật, cơ quan nào bầu Chủ tịch nước trong nhiệm kỳ?",
        "Theo pháp luật hiện hành thì cơ quan nào bầu Chủ tịch nước trong nhiệm kỳ?",
        "Anh/chị hãy cho biết cơ quan nào bầu Chủ tịch nước trong nhiệm kỳ?",
        "Cơ quan nào dưới đây bầu Chủ tịch nước trong nhiệm kỳ?",
        "Theo quy định, cơ quan nào sau đây bầu Chủ tịch nước trong nhiệm kỳ?",
    ],
)
def test_a_stem_behind_a_lead_in_is_the_same_stem_and_with_another_key_blocks(stem: str) -> None:
    one, two = replace(SOUND, stem=BARE), replace(SOUND, id="q-2", stem=stem)
    assert doubts(one, two) == [(DOUBTFUL, "câu q-2")]
    assert doubts(one, replace(two, key=frozenset({1}))) == [(BLOCKS, "câu q-2")]
    assert doubts(two, replace(one, key=frozenset({1}))) == [(BLOCKS, "câu q-1")]


def test_a_question_of_its_options_may_be_put_to_others() -> None:
    one = replace(SOUND, stem="Nội dung nào thuộc thẩm quyền của Hội đồng nhân dân?")
    asked = "Nội dung nào dưới đây thuộc thẩm quyền của Hội đồng nhân dân?"
    assert doubts(one, other(stem=asked)) == [(DOUBTFUL, "câu q-2")]


STATEMENTS = tuple(map(Option, ("Hòm phiếu để mở", "Hòm phiếu được niêm phong", "Phiếu có số")))


@pytest.mark.parametrize(
    "stem",
    [
        "Phát biểu nào đúng?",
        "Nhận định nào là sai?",
        "Khẳng định nào KHÔNG đúng về việc bỏ phiếu?",
        "Khi nói về bỏ phiếu, phát biểu nào chính xác?",
        "Chọn câu đúng:",
        "Hãy chọn phương án trả lời đúng nhất",
        "Ý nào đúng?",
        "Đâu là nhiệm vụ của Tổ bầu cử?",
        "Điền vào chỗ trống: “…”",
        "Việc nào sau đây được làm?",
    ],
)
def test_a_stem_that_asks_which_option_is_right_may_stand_over_other_options(stem: str) -> None:
    one, two = replace(SOUND, stem=stem), other(stem=stem, options=STATEMENTS, key=frozenset({1}))
    assert doubts(one, two) == [(DOUBTFUL, "câu q-2")]
    (found,) = twins((one, two), ("Câu 1", "Câu 2"), ("dòng 1", "dòng 9"))
    assert (found.level, found.where) == (DOUBTFUL, "dòng 9")
    assert "nhưng có phương án khác" in found.message
    against = replace(two, options=(*STATEMENTS, SOUND.options[0]))
    assert doubts(one, against) == [(BLOCKS, "câu q-2")]
    (found,) = twins((one, against), ("Câu 1", "Câu 2"), ("dòng 1", "dòng 9"))
    assert found.level is BLOCKS


@pytest.mark.parametrize(
    "stem", ["Số cầu nào dùng được?", "Nội dung nào phải đúng hạn?", "Câu nào mở đầu Hiến pháp?"]
)
def test_a_stem_that_asks_of_a_thing_blocks_with_another_key(stem: str) -> None:
    one, two = replace(SOUND, stem=stem), other(stem=stem, options=STATEMENTS)
    assert doubts(one, two) == [(BLOCKS, "câu q-2")]
    (found,) = twins((one, two), ("Câu 1", "Câu 2"), ("dòng 1", "dòng 9"))
    assert found.level is BLOCKS


def test_a_key_that_writes_its_number_otherwise_is_no_other_key() -> None:
    one = replace(SOUND, stem=BARE, options=tuple(map(Option, ("05 ngày", "10 ngày"))))
    two = replace(one, id="q-2", options=tuple(map(Option, ("Năm ngày", "Mười ngày"))))
    assert doubts(one, two) == [(DOUBTFUL, "câu q-2")]


LONG = "Khi khuyết chức danh này, cơ quan nào bầu Chủ tịch nước trong nhiệm kỳ?"


def test_a_stem_inside_another_one_is_doubtful_where_the_keys_differ() -> None:
    one, two = replace(SOUND, stem=BARE), replace(SOUND, id="q-2", stem=LONG, key=frozenset({1}))
    for pair in ((one, two), (replace(one, stem=LONG), replace(two, stem=BARE))):
        assert doubts(*pair) == [(DOUBTFUL, "câu q-2")]
        assert "gần giống câu q-1 nhưng đáp án khác" in said(*pair)[0]
    assert doubts(one, replace(two, key=SOUND.key)) == []


def test_a_stem_inside_another_one_with_a_number_more_is_another_question() -> None:
    two = replace(SOUND, id="q-2", stem=LONG.replace("Khi khuyết", "Sau 30 ngày khuyết"))
    assert doubts(replace(SOUND, stem=BARE), replace(two, key=frozenset({1}))) == []


def test_a_stem_by_one_law_is_no_stem_by_another() -> None:
    asked = "cơ quan nào bầu Chủ tịch nước trong nhiệm kỳ?"
    one = replace(SOUND, stem=f"Theo Luật Tổ chức Quốc hội, {asked}")
    two = replace(SOUND, id="q-2", stem=f"Theo Luật Tổ chức Chính phủ, {asked}")
    two = replace(two, key=frozenset({1}))
    assert doubts(one, two) == []
    assert doubts(one, replace(two, stem=asked)) == [(DOUBTFUL, "câu q-2")]
