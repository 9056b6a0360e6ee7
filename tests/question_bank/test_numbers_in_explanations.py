"""Files whose questions begin with `1.`: numbered lines of an explanation or a stem are none."""

import pytest

from tests.question_bank.readings import doubts, reading
from tests.question_bank.word_files import of_lines

OPTIONS = ("A. Một", "*B. Hai")


def stems(*lines: str) -> list[str]:
    both = [reading("\n".join(lines)), reading(of_lines(*lines), "đề.docx")]
    one, two = ([question.stem for question in found.bank] for found in both)
    assert one == two
    return one


@pytest.mark.parametrize(
    "quoted",
    [
        ("3. Cử tri có quyền",),
        ("2. Cử tri có quyền",),
        ("1. Cử tri", "2. Đại biểu"),
        ("1. Cử tri", "2. Đại biểu", "3. Tổ bầu cử"),
        ("7. Khách", "và người khác"),
    ],
)
def test_a_numbered_list_in_an_explanation_begins_no_question(quoted: tuple[str, ...]) -> None:
    lines = ["1. Việc nào?", *OPTIONS, "Giải thích: theo", *quoted, "2. Ai là?", *OPTIONS]
    assert stems(*lines) == ["Việc nào?", "Ai là?"]
    one, two = reading("\n".join(lines)).bank
    assert one.explanation == "\n".join(("theo", *quoted))
    assert len(one.options) == len(two.options) == 2
    said = [
        one.message for one in doubts("\n".join(lines)) if "Câu 1; nếu là câu hỏi" in one.message
    ]
    assert len(said) == 1
    assert f"“{quoted[0]}”" in said[0]


@pytest.mark.parametrize("number", [2, 5, 1])
def test_the_next_question_begins_behind_an_explanation(number: int) -> None:
    lines = ("1. Việc nào?", *OPTIONS, "Giải thích: theo luật", f"{number}. Ai?", *OPTIONS)
    assert stems(*lines) == ["Việc nào?", "Ai?"]
    assert not any("nếu là câu hỏi" in one.message for one in doubts("\n".join(lines)))


@pytest.mark.parametrize("head", [("1. Ai?", *OPTIONS), ("1. Ai? A. Một *B. Hai",)])
def test_numbers_that_begin_anew_behind_a_quoted_number_are_a_question(head: tuple[str]) -> None:
    lines = ("4. Việc nào?", *OPTIONS, "Giải thích: theo", "7. Khách", *head)
    assert stems(*lines) == ["Việc nào?", "Ai?"]


def test_a_question_with_its_options_on_the_same_line_begins_behind_an_explanation() -> None:
    lines = ("1. Việc nào?", *OPTIONS, "Giải thích: theo", "1. x", "2. Ai? A. Một B. Hai", "3. Ai?")
    assert stems(*lines, *OPTIONS) == ["Việc nào?", "Ai?", "Ai?"]


def test_a_numbered_list_in_the_stem_behind_an_explanation_is_said() -> None:
    lines = ("1. Việc nào?", *OPTIONS, "Giải thích: theo", "2. Ai?", "1. Cử tri", "2. Tổ", *OPTIONS)
    assert stems(*lines)[:2] == ["Việc nào?", "Ai?\n1. Cử tri"]
    assert reading("\n".join(lines)).blocked


def test_the_next_number_without_options_behind_an_explanation_is_a_question_to_be_mended() -> None:
    lines = ("1. Việc nào?", *OPTIONS, "Giải thích: theo luật", "2. Nêu khái niệm cử tri?")
    assert stems(*lines) == ["Việc nào?", "Nêu khái niệm cử tri?"]
    assert reading("\n".join(lines)).blocked


def test_the_number_that_is_due_within_another_stem_is_doubtful() -> None:
    lines = ("1. Việc nào?", *OPTIONS, "3. Cử tri có quyền", "2. Ai là?", *OPTIONS)
    said = [one.message for one in doubts("\n".join(lines))]
    assert any("“2. Ai là?” được đọc là phần tiếp theo của nội dung" in one for one in said)
