"""Keys that the answers speak against come first, each with its reason."""

from dataclasses import replace

from quiz.rules.statistics import Sat, statistics_of
from quiz.rules.suspicion import FEWEST, suspicions
from tests.cast import small_bank

BANK = small_bank()
QUESTIONS = BANK.by_id
FIRST, *OTHERS = [question.id for question in BANK][:9]
KEY = 1
"""Of every question of the bank; option A is "Sai một"."""


def attempt(first: int, right: int) -> Sat:
    """Somebody who chose this option of the first question and had so many others right."""
    rest = {
        name: (1.0, (KEY,)) if place < right else (0.0, (0,)) for place, name in enumerate(OTHERS)
    }
    return Sat({FIRST: (float(first == KEY), (first,)), **rest})


def found(*attempts: Sat) -> list[tuple[str, tuple[str, ...]]]:
    items = statistics_of(attempts).items
    return [(one.question, one.reasons) for one in suspicions(items, QUESTIONS)]


def test_a_wrong_key_is_found_by_what_the_best_chose() -> None:
    wrong = [attempt(2, 8)] * 8 + [attempt(KEY, 0)] * 8
    (question, reasons), *_ = found(*wrong)
    assert question == FIRST
    assert reasons[0] == (
        "Trong nhóm điểm cao nhất, 100,0 % chọn phương án C, chỉ 0,0 % chọn đáp án B. Đề nghị xem "
        "lại đáp án."
    )
    assert "tương quan −1,00" in reasons[1]


def test_with_the_right_key_nothing_is_suspicious() -> None:
    assert found(*[attempt(KEY, 8)] * 8, *[attempt(2, 0)] * 8) == []


def test_fewer_right_answers_than_by_guessing_are_told() -> None:
    attempts = [attempt(KEY, 8)] * 2 + [attempt(0, 4)] * 4 + [attempt(2, 0)] * 4
    attempts += [attempt(3, 0)] * 5
    ((_, reasons),) = [one for one in found(*attempts) if one[0] == FIRST]
    assert "13,3 % thấp hơn mức chọn ngẫu nhiên 25,0 %" in reasons[-1]


def test_a_question_with_several_right_options_is_doubted_for_the_one_that_the_best_leave_out() -> (
    None
):
    both = replace(QUESTIONS[FIRST], key=frozenset({1, 3}))
    strong = Sat({**attempt(0, 8).answers, FIRST: (0.0, (0, 1))})
    weak = Sat({**attempt(0, 0).answers, FIRST: (1.0, (1, 3))})
    items = statistics_of([*[strong] * 8, *[weak] * 8]).items
    first, *_ = suspicions(items, {**QUESTIONS, FIRST: both})
    assert "chọn phương án A, chỉ 0,0 % chọn đáp án D" in first.reasons[0]


def test_where_any_one_of_two_is_right_only_a_wrong_option_chosen_more_than_both_is_doubted() -> (
    None
):
    questions = {**QUESTIONS, FIRST: replace(QUESTIONS[FIRST], key=frozenset({1, 3}))}

    def doubted(chosen: int) -> tuple[str, ...]:
        strong = Sat({**attempt(0, 8).answers, FIRST: (float(chosen == 1), (chosen,))})
        weak = Sat({**attempt(0, 0).answers, FIRST: (0.0, (2,))})
        items = statistics_of([*[strong] * 8, *[weak] * 8]).items
        told = suspicions(items, questions, {FIRST})
        return next((one.reasons for one in told if one.question == FIRST), ())

    assert doubted(1) == ()
    assert "chọn phương án A, chỉ 0,0 % chọn đáp án D" in doubted(0)[0]
    assert "0,0 % thấp hơn mức chọn ngẫu nhiên 50,0 %" in doubted(0)[-1]


def test_few_attempts_accuse_nobody() -> None:
    wrong = [attempt(2, 8)] * 4 + [attempt(KEY, 0)] * (FEWEST - 5)
    assert found(*wrong) == []


def test_the_gravest_stands_first() -> None:
    second = OTHERS[0]
    strong = {**attempt(2, 8).answers, second: (0.0, (0,))}
    weak = {**attempt(KEY, 0).answers, second: (0.0, (0,))}
    ranked = found(*[Sat(strong)] * 8, *[Sat(weak)] * 8)
    assert [question for question, _ in ranked][:2] == [FIRST, second]
