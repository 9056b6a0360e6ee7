"""When and how a result can be appealed against."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from question_bank.vietnamese import clean
from quiz.rules.reasons import AppealReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.wording import VIETNAM, at_vietnam, from_vietnam

LONGEST_APPEAL = 2_000
SHORTEST_APPEAL = 10
"""Letters of an appeal's text."""
_SATURDAY = 5


class Subject(StrEnum):
    """What an appeal is about."""

    QUESTION = "question"
    SCORE = "score"
    IDENTITY = "identity"


SUBJECT_TEXTS = {
    Subject.QUESTION: "Câu hỏi, đáp án",
    Subject.SCORE: "Điểm số, thời gian làm bài, thứ hạng",
    Subject.IDENTITY: "Nhân thân (người dự thi, đơn vị công tác, thi hộ)",
}


@dataclass(frozen=True, slots=True)
class AppealRules:
    """How long after publication an appeal can be filed: `days`, working days where `working`; 0
    days for no appeals."""

    days: int = 3
    working: bool = True

    def problems(self) -> tuple[str, ...]:
        """What is wrong with it, a Vietnamese sentence each."""
        if 0 <= self.days <= 60:
            return ()
        return ("Thời hạn kiến nghị phải từ 0 đến 60 ngày.",)

    def sentences(self) -> tuple[str, ...]:
        """As the thể lệ says it."""
        if not self.days:
            return ("Kết quả đã công bố không nhận kiến nghị.",)
        kind = "ngày làm việc (không tính Thứ Bảy, Chủ nhật)" if self.working else "ngày"
        return (
            f"Thí sinh được xem lại bài làm của mình và gửi kiến nghị về câu hỏi, điểm số hoặc "
            f"nhân thân trong {self.days} {kind} sau ngày kết quả được công bố; nếu lúc đó còn "
            "vòng thi hoặc lượt thi có câu hỏi giống như vậy chưa kết thúc thì đáp án hiện và thời "
            "hạn tính từ khi vòng thi, lượt thi cuối cùng đó kết thúc. Kiến nghị do hai người của "
            "Ban Tổ chức ký quyết định; khi đáp án thay đổi, mọi bài thi được tính lại điểm và "
            "bảng xếp hạng được công bố lại.",
        )

    def deadline(self, begins_at: int) -> int:
        """Until when (UTC milliseconds, exclusive) somebody can appeal whose time began then: to
        the end of the last day, Vietnamese time. Saturdays and Sundays are no working days; public
        holidays are not known here.
        """
        day = at_vietnam(begins_at).date()
        left = self.days
        while left:
            day += timedelta(days=1)
            left -= not (self.working and day.weekday() >= _SATURDAY)
        midnight = datetime(day.year, day.month, day.day, tzinfo=VIETNAM) + timedelta(days=1)
        return from_vietnam(midnight)


@dataclass(frozen=True, slots=True)
class Filing:
    """An appeal that is filed: `number` is the question's in the paper, 0 where it is about no
    question. Refuses what no form of ours sends, and a text that says nothing or is too long.
    """

    subject: Subject
    number: int
    text: str

    def __post_init__(self) -> None:
        if (self.subject is Subject.QUESTION) != (self.number > 0):
            raise Refusal(RequestReason.BAD_INPUT, field="Câu hỏi được kiến nghị")
        cleaned, refused = clean(self.text)
        if refused or not SHORTEST_APPEAL <= len(cleaned.strip()) <= LONGEST_APPEAL:
            raise Refusal(AppealReason.APPEAL_TEXT, least=SHORTEST_APPEAL, most=LONGEST_APPEAL)
