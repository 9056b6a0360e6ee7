"""GIFT as Moodle and its users write it."""

import pytest

from question_bank.finding import Severity
from question_bank.formats import Reading, read
from question_bank.question import Level, Question


def reading(text: str) -> Reading:
    return read(text.encode(), "đề.gift")


def only(text: str) -> Question:
    (question,) = reading(text).bank.questions
    return question


def test_a_single_choice_with_title_category_and_feedback_is_read() -> None:
    question = only(
        "$CATEGORY: $course$/top/Bầu cử\n\n"
        "::bc-01:: Đủ bao nhiêu tuổi? {\n~18\n=21 # đúng rồi\n~25\n####Điều 2 Luật Bầu cử.\n}\n"
    )
    assert (question.id, question.topic, question.stem) == ("bc-01", "bau-cu", "Đủ bao nhiêu tuổi?")
    assert [option.text for option in question.options] == ["18", "21", "25"]
    assert question.key == {1}
    assert question.explanation == "Điều 2 Luật Bầu cử.\nđúng rồi"


def test_level_and_basis_stand_in_a_comment() -> None:
    question = only("// [level:hard] [basis:85/2015/QH13, Điều 2]\nHỏi? {=a ~b}")
    assert question.level is Level.HARD
    assert str(question.legal_basis[0]) == "85/2015/QH13, Điều 2"


def test_weights_make_several_right_options() -> None:
    assert only("Hỏi? {~%50%a ~%50%b ~%-100%c}").key == {0, 1}


@pytest.mark.parametrize(("answer", "key"), [("T", 0), ("TRUE", 0), ("F", 1), ("false", 1)])
def test_true_and_false_become_two_options(answer: str, key: int) -> None:
    question = only(f"Luật có hiệu lực. {{{answer}}}")
    assert [option.text for option in question.options] == ["Đúng", "Sai"]
    assert question.key == {key}
    assert not question.shuffle


def test_escaped_signs_are_letters() -> None:
    question = only(r"Tỷ lệ \= 50\: \{a\} \#1 \~? {=x\=y ~z\\}")
    assert question.stem == "Tỷ lệ = 50: {a} #1 ~?"
    assert [option.text for option in question.options] == ["x=y", "z\\"]


def test_a_gap_in_the_text_is_shown() -> None:
    assert only("Cử tri đủ {=18 ~21} tuổi.").stem == "Cử tri đủ _____ tuổi."


def test_questions_follow_each_other_without_blank_lines() -> None:
    assert len(reading("::a::Một? {=x ~y}\n::b::Hai? {\n=x\n\n~y\n}\n\nBa? {=x ~y}").bank) == 3


@pytest.mark.parametrize("body", ["{}", "{=một =hai}", "{#3:1}", "{=a -> b =c -> d}", ""])
def test_other_kinds_of_questions_are_named_and_left_out(body: str) -> None:
    result = reading(f"Được? {{=x ~y}}\n\nLạ? {body}\n")
    assert len(result.bank) == 1
    assert result.findings[0].level is Severity.DOUBTFUL
    assert result.findings[0].where == "đề.gift, dòng 3"


def test_partly_right_beside_right_is_doubtful() -> None:
    assert reading("Hỏi? {=a ~%50%b ~c}").findings[0].level is Severity.DOUBTFUL


def test_gift_is_known_by_its_content() -> None:
    assert read("::a::Hỏi? {=x ~y}".encode(), "bank.txt").bank.questions[0].key == {0}
