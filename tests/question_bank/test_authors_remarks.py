"""Remarks behind `//`: comments in our own format, something to look at in any other text."""

from tests.question_bank.readings import doubts, only
from tests.question_bank.word_files import of_lines

LINES = ("Câu 1 (dễ). Ai?", "A. x", "B. y", "C. z", "Đáp án: C", "// đáp án C sai, phải là B")


def test_a_remark_in_pasted_text_or_word_is_said() -> None:
    for data, name in (("\n".join(LINES), "đề.txt"), (of_lines(*LINES), "đề.docx")):
        (doubt,) = doubts(data, name)
        assert doubt.where == f"{name}, dòng 6"
        assert "phải là B" in doubt.message


def test_a_comment_of_our_own_format_is_not_asked_about() -> None:
    text = '+++\ntitle = "Đề"\n+++\n' + "\n".join(LINES)
    assert doubts(text) == []
    assert only(text).key == {2}
