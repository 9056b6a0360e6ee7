"""Until when an appeal can be filed, and what one is."""

from datetime import datetime

import pytest

from quiz.rules.appealing import AppealRules, Filing, Subject
from quiz.rules.reasons import AppealReason, RequestReason
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.wording import VIETNAM, from_vietnam, say_moment


def at(day: int, hour: int, minute: int = 0) -> int:
    """A moment in April 2021; the 5th is a Monday."""
    return from_vietnam(datetime(2021, 4, day, hour, minute, tzinfo=VIETNAM))


@pytest.mark.parametrize(
    ("published", "days", "working", "until"),
    [
        (at(5, 10), 3, True, at(9, 0)),
        (at(5, 23, 59), 3, True, at(9, 0)),
        (at(5, 0), 3, True, at(9, 0)),
        (at(7, 10), 3, True, at(13, 0)),  # Wednesday: Thursday, Friday, Monday
        (at(9, 10), 1, True, at(13, 0)),  # Friday
        (at(10, 10), 1, True, at(13, 0)),  # Saturday
        (at(9, 10), 3, False, at(13, 0)),
        (at(5, 10), 10, True, at(20, 0)),
        (at(5, 10), 0, True, at(6, 0)),
    ],
)
def test_the_time_for_appeals_ends_with_the_last_day(
    published: int, days: int, working: bool, until: int
) -> None:
    found = AppealRules(days, working).deadline(published)
    assert say_moment(found) == say_moment(until)
    assert found == until


def test_what_is_printed_is_what_is_counted() -> None:
    assert "3 ngày làm việc (không tính Thứ Bảy, Chủ nhật)" in AppealRules().sentences()[0]
    assert "5 ngày sau ngày" in AppealRules(5, working=False).sentences()[0]
    assert AppealRules(0).sentences() == ("Kết quả đã công bố không nhận kiến nghị.",)


@pytest.mark.parametrize(
    ("subject", "number", "words", "reason"),
    [
        (Subject.QUESTION, 0, "Câu này có hai đáp án đúng.", RequestReason.BAD_INPUT),
        (Subject.SCORE, 3, "Điểm của tôi bị tính thiếu.", RequestReason.BAD_INPUT),
        (Subject.SCORE, 0, "  ngắn  ", AppealReason.APPEAL_TEXT),
        (Subject.SCORE, 0, "x" * 2_001, AppealReason.APPEAL_TEXT),
        (Subject.IDENTITY, 0, "Không phải tôi\x00 dự thi.", AppealReason.APPEAL_TEXT),
    ],
)
def test_an_appeal_that_says_nothing_is_refused(
    subject: Subject, number: int, words: str, reason: Reason
) -> None:
    with pytest.raises(Refusal) as refused:
        Filing(subject, number, words)
    assert refused.value.reason is reason
