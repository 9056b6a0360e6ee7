"""A line that says `ĐÁP ÁN` and no more: below it stands the question's key, or those of all."""

import pytest

from tests.question_bank.readings import blocks, doubts, only, reading
from tests.question_bank.word_files import of_lines

TWO = (
    "Câu 1 (dễ). Tuổi bầu cử?",
    "A. 18",
    "B. 21",
    "C. 25",
    "Câu 2 (dễ). Ý nào?",
    "A. Đúng",
    "B. Sai",
    "C. Khác",
)


@pytest.mark.parametrize(
    "keys",
    [
        ("1. 18", "2. Khác"),
        ("1. 18",),
        ("1) 18", "2) Khác"),
        ("1 - 18", "2 - Khác"),
        ("1-18", "2-Khác"),
        ("B", "C"),
        ("B.", "C."),
        ("b", "", "c"),
        ("2", "3"),
        ("A. Vì luật", "C. Vì luật"),
        ("18", "Khác"),
        ("Đúng", "Năm 2015", "Sai"),
    ],
)
def test_keys_of_many_questions_are_not_given_to_the_last_one(keys: tuple[str, ...]) -> None:
    lines = (*TWO, "", "ĐÁP ÁN", *keys)
    for data, name in (("\n".join(lines), "đề.txt"), (of_lines(*lines), "đề.docx")):
        read = reading(data, name)
        assert [set(one.key) for one in read.bank.questions] == [set(), set()]
        assert [one.explanation for one in read.bank.questions] == ["", ""]
        assert len(blocks(data, name)) == 2
        said = " ".join(doubt.message for doubt in doubts(data, name))
        assert "Câu 2 là câu cuối trước dòng “Đáp án”" in said
        assert all(f"“{key}”" in said for key in keys if key)


def test_a_list_that_goes_on_counting_opens_no_option() -> None:
    lines = ("Câu 1 (dễ). Số nào?", "1. Một", "2. Hai", "ĐÁP ÁN", "3. Hai", "4. Một")
    question = only("\n".join(lines))
    assert len(question.options) == 2
    assert question.key == set()


@pytest.mark.parametrize(
    ("below", "explanation"),
    [
        ("C", ""),
        ("3", ""),
        ("Khác", ""),
        ("C. Khác", ""),
        ("C. Vì luật định", "Vì luật định"),
        ("C\nGiải thích: 1. Vì luật", "1. Vì luật"),
        ("\nc", ""),
    ],
)
def test_one_key_below_its_heading_is_the_key(below: str, explanation: str) -> None:
    question = only("\n".join(TWO[4:]) + f"\nĐáp án:\n{below}")
    assert question.key == {2}
    assert question.explanation == explanation


def test_a_key_that_begins_with_a_number_may_be_an_options_text() -> None:
    lines = ("Câu 1 (dễ). Ngày nào?", "A. 23/5/2021", "B. 22/5/2021", "Đáp án:", "22/5/2021")
    assert only("\n".join(lines)).key == {1}
