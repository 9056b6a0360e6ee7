"""What an answer is worth: points by level, and what an answer that is right in part earns.

Points are whole hundredths, so that what is printed is what is ranked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from question_bank.question import Level, Question


class Partial(StrEnum):
    """What a question with several right options gives for an answer that is right in part.

    With k right and w wrong options: RIGHT_MINUS_WRONG is 1EdTech's `map_response` with a lower
    bound of 0, (right chosen - wrong chosen) / k. FRACTIONS is the sum of Moodle's fractions,
    right chosen / k - wrong chosen / w, at least 0.
    """

    NONE = "none"
    RIGHT_MINUS_WRONG = "right_minus_wrong"
    FRACTIONS = "fractions"


PARTIAL_TEXTS = {
    Partial.NONE: "chỉ được điểm khi chọn đúng và đủ các phương án đúng",
    Partial.RIGHT_MINUS_WRONG: "mỗi phương án đúng được chọn cộng, mỗi phương án sai được chọn trừ "
    "một phần bằng nhau của điểm câu hỏi (chia cho số phương án đúng), thấp nhất là 0 điểm",
    Partial.FRACTIONS: "mỗi phương án đúng được chọn cộng một phần điểm (chia cho số phương án "
    "đúng), mỗi phương án sai được chọn trừ một phần điểm (chia cho số phương án sai), thấp nhất "
    "là 0 điểm",
}


@dataclass(frozen=True, slots=True)
class Marking:
    """Hundredths of a point for a question of each level, and the rule for partial answers."""

    easy: int = 100
    medium: int = 100
    hard: int = 100
    partial: Partial = Partial.NONE

    @property
    def plain(self) -> bool:
        """Whether points are the number of right answers."""
        return (self.easy, self.medium, self.hard, self.partial) == (100, 100, 100, Partial.NONE)

    def worth(self, level: Level) -> int:
        """Hundredths of a point for a question of the level that is answered in full."""
        if level is Level.EASY:
            return self.easy
        return self.medium if level is Level.MEDIUM else self.hard

    def points(self, question: Question, answer: Iterable[int]) -> int:
        """Hundredths of a point for the chosen options (the bank's indices), rounded half up."""
        chosen, key = frozenset(answer), question.key
        if chosen != key and (self.partial is Partial.NONE or len(key) < 2):
            return 0
        full = self.worth(question.level)
        if chosen == key:
            return full
        right, wrong = len(chosen & key), len(chosen - key)
        others = len(question.options) - len(key)
        if self.partial is Partial.RIGHT_MINUS_WRONG or not others:
            part, of = right - wrong, len(key)
        else:
            part, of = right * others - wrong * len(key), len(key) * others
        return (2 * full * max(0, part) + of) // (2 * of)

    def problems(self) -> tuple[str, ...]:
        """What is wrong with it, a Vietnamese sentence each."""
        if all(0 < points <= 10_000 for points in (self.easy, self.medium, self.hard)):
            return ()
        return ("Điểm của một câu hỏi phải từ 0,01 đến 100.",)


def say_points(hundredths: int) -> str:
    """`27,5`: no zeros behind the comma."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole},{rest:02d}".rstrip("0").rstrip(",")
