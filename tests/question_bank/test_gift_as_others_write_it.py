"""GIFT files of other programs and hands: what they leave out, and what must not melt together."""

import pytest

from tests.question_bank.readings import doubts, only, reading, texts


def test_two_questions_without_a_blank_line_are_two() -> None:
    bank = reading("Tuổi ứng cử? {=21 ~18}\nNhiệm kỳ\nmấy năm? {=5 ~4}", "x.gift").bank
    assert [(q.stem, texts(q)) for q in bank] == [
        ("Tuổi ứng cử?", ["21", "18"]),
        ("Nhiệm kỳ\nmấy năm?", ["5", "4"]),
    ]


def test_words_below_the_answers_go_on_with_the_sentence() -> None:
    bank = reading("Đủ {=18 ~21} tuổi\nthì được bầu cử.\n\nHai? {=a ~b}", "x.gift").bank
    assert bank.questions[0].stem == "Đủ _____ tuổi\nthì được bầu cử."


def test_two_answer_lists_on_one_line_are_refused_and_named() -> None:
    text = "Hỏi? {=a ~b}\n\nMột {=21 ~18} Hai {=5 ~4}"
    assert only(text, "x.gift").stem == "Hỏi?"
    assert [one.where for one in doubts(text, "x.gift")] == ["x.gift, dòng 3"]


def test_a_description_is_named_and_no_part_of_the_next_question() -> None:
    text = "Giới thiệu: phần này hỏi về bầu cử.\n\nTuổi bầu cử? {=18 ~21}"
    assert only(text, "x.gift").stem == "Tuổi bầu cử?"
    (doubt,) = doubts(text, "x.gift")
    assert "Giới thiệu" in doubt.message


def test_a_statement_keeps_the_feedback_of_both_answers() -> None:
    question = only("Đủ 18 tuổi được bầu cử.{TRUE#Sai vì luật quy định#Theo Điều 2}", "x.gift")
    assert question.key == {0}
    assert question.explanation == "Sai vì luật quy định\nTheo Điều 2"


def test_markup_is_read_as_people_see_it_where_the_question_says_that_it_is_markup() -> None:
    question = only(
        "[html]<p>Ai được <b>bầu</b>?<br></p>{=<p>Cử tri</p>#<p>Đúng</p> ~Khác &amp; lạ"
        " ~[plain]<b> \\{x\\}}",
        "x.gift",
    )
    assert question.stem == "Ai được bầu?"
    assert texts(question) == ["Cử tri", "Khác & lạ", "<b> {x}"]
    assert question.explanation == "Đúng"
    assert only("Thẻ <b> là gì? {=x ~<p>}", "x.gift").stem == "Thẻ <b> là gì?"


def test_a_picture_in_markup_is_said() -> None:
    (doubt,) = doubts('[html]Hình <img src\\="a.png"> là gì? {=x ~y}', "x.gift")
    assert "hình ảnh" in doubt.message


@pytest.mark.parametrize("answers", ["~%50%x ~%30%y ~z", "=x ~%50%y ~z", "=x =y ~z"])
def test_partial_marks_are_doubtful(answers: str) -> None:
    (doubt,) = doubts(f"Ai? {{{answers}}}", "x.gift")
    assert "điểm từng phần" in doubt.message


def test_right_options_that_share_the_whole_mark_are_certain() -> None:
    assert doubts("Ai? {~%33.33333%x ~%33.33333%y ~%33.33333%z ~%-100%t}", "x.gift") == []


def test_categories_of_one_name_below_two_others_stay_two_topics() -> None:
    text = (
        "$CATEGORY: $course$/top/Bầu cử/Chung\n\nMột? {=a ~b}\n\n"
        "$CATEGORY: $course$/top/Cải cách/Chung\n\nHai? {=a ~b}\n\n"
        "$CATEGORY: Bầu cử/Chung\n\nBa? {=a ~b}"
    )
    bank = reading(text, "x.gift").bank
    assert [topic.title for topic in bank.topics] == ["Chung", "Cải cách/Chung"]
    assert [q.topic for q in bank] == ["chung", "cai-cach-chung", "chung"]


def test_right_answers_of_uneven_weight_are_doubtful() -> None:
    text = "Hỏi? {~%33.33%a ~%33.33%b ~%28.34%c ~%5%d}"
    (doubt,) = doubts(text, "x.gift")
    assert "điểm từng phần" in doubt.message
    assert doubts("Hỏi? {~%33.33%a ~%33.33%b ~%33.34%c ~%-100%d}", "x.gift") == []
