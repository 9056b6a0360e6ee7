"""What stands at the end of an option: another letter, or a star."""

import pytest

from tests.question_bank.readings import doubts, only, texts

HEAD = "Câu 1 (dễ). Ai trúng cử?\n"
NAMES = HEAD + "A. Ông An\n*B. Bà Bình\nC. {}Ông Trần Văn D. và bà Lê Thị Đ.\n"


def test_a_letter_within_the_last_option_is_split_off_with_a_doubt_that_says_how_to_keep_it() -> (
    None
):
    assert texts(only(NAMES.format("")))[2] == "Ông Trần Văn"
    (said,) = doubts(NAMES.format(""))
    assert said.where == "đề.txt, dòng 4"
    assert "phương án D trên cùng một dòng với phương án C" in said.message
    assert texts(only(NAMES.format("\\")))[2] == "Ông Trần Văn D. và bà Lê Thị Đ."
    assert doubts(NAMES.format("\\")) == []


@pytest.mark.parametrize(
    "options",
    [
        "A. một B. hai C. ba *D. bốn",
        "A. một B. hai\nC. ba *D. bốn",
        "A. một\n*B. hai\nC. ba\tD. bốn",
        "A. một\n*B. hai\nC. ba   D. bốn",
        "A. một\n*B. hai\nC. ba; D. bốn",
        "A. Đúng *B. Sai",
    ],
)
def test_several_options_on_a_line_are_no_doubt(options: str) -> None:
    assert doubts(HEAD + options) == []


@pytest.mark.parametrize("star", ["*", " *", "*."])
@pytest.mark.parametrize("key", ["Đáp án: A", ""])
def test_a_star_behind_an_option_is_said(star: str, key: str) -> None:
    text = f"{HEAD}{'' if key else '*'}A. 16\nB. 18{star}\nC. 21\n{key}"
    assert only(text).key == {0}
    (said,) = doubts(text)
    assert f"“18{star}”" in said.message
