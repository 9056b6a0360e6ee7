"""Sheets as Kahoot's template has them: hints behind each heading, some rows down."""

from question_bank.formats import read
from tests.question_bank.test_excel_files import workbook

HEADINGS = (
    "", "Question - max 120 characters", "Answer 1 - max 75 characters",
    "Answer 2 - max 75 characters", "Answer 3 - max 75 characters",
    "Answer 4 - max 75 characters", "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
    "Correct answer(s) - choose at least one",
)  # fmt: skip


def test_a_kahoot_sheet_is_read_with_one_or_several_answers() -> None:
    found = read(
        workbook(
            ("", "Quiz template"),
            ("", "Add questions, at least two answer alternatives, time limit"),
            (),
            HEADINGS,
            (1, "Đủ bao nhiêu tuổi thì được bầu cử?", "16", "18", "21", "", 20, 2),
            (2, "Ai có quyền bầu cử?", "Công dân đủ 18 tuổi", "Mọi người", "Cử tri", "", 30, "1,3"),
        )
    )
    first, _ = found.bank.questions
    assert [option.text for option in first.options] == ["16", "18", "21"]
    assert [question.key for question in found.bank] == [{1}, {0, 2}]
    assert not found.blocked
