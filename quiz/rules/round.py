"""The regulations of a contest's rounds as one frozen value, and their printed form (thể lệ).

Defaults are those of a district round: 30 questions in 30 minutes, one attempt, ties broken by
the score in hard questions, then duration, then time of submission, then lots.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from question_bank.blueprint import Blueprint, Cell, size
from question_bank.question import LEVEL_TITLES, Level

GRACE_MS = 3_000
"""An answer counts when its last byte arrived by the deadline and this much more."""


class Counting(StrEnum):
    """Which of a person's attempts counts in the ranking."""

    BEST = "best"
    FIRST = "first"
    LAST = "last"


class TieBreak(StrEnum):
    """What separates equal scores, in the order that the rules list them."""

    HARD_SCORE = "hard_score"
    DURATION = "duration"
    SUBMITTED_AT = "submitted_at"
    LOTS = "lots"


COUNTING_TEXTS = {
    Counting.BEST: "lượt thi xếp hạng cao nhất, sau đó là lượt nộp sớm hơn",
    Counting.FIRST: "lượt thi đầu tiên",
    Counting.LAST: "lượt thi cuối cùng",
}

TIE_BREAK_TEXTS = {
    TieBreak.HARD_SCORE: "số câu mức độ khó trả lời đúng nhiều hơn",
    TieBreak.DURATION: "thời gian làm bài ngắn hơn (tính đến mili giây)",
    TieBreak.SUBMITTED_AT: "thời điểm nộp bài sớm hơn",
    TieBreak.LOTS: "bốc thăm bằng mã ngẫu nhiên đã niêm phong khi mở vòng thi",
}

DEFAULT_CHAIN = (TieBreak.HARD_SCORE, TieBreak.DURATION, TieBreak.SUBMITTED_AT, TieBreak.LOTS)


@dataclass(frozen=True, slots=True)
class Rules:
    """What is printed and what is computed. `minutes` limits one attempt; times elsewhere are
    milliseconds.
    """

    blueprint: Blueprint
    minutes: int = 30
    attempts: int = 1
    counting: Counting = Counting.BEST
    tie_breaks: tuple[TieBreak, ...] = DEFAULT_CHAIN
    seats: int = 5
    reserves: int = 2
    grace_ms: int = GRACE_MS
    shuffle_questions: bool = True
    shuffle_options: bool = True

    @property
    def limit_ms(self) -> int:
        """The time for one attempt, in milliseconds."""
        return self.minutes * 60_000

    @property
    def question_count(self) -> int:
        """The number of questions in a paper."""
        return size(self.blueprint)

    @property
    def tells_at_once(self) -> bool:
        """Whether a contestant is told score and place while the round is open: not where another
        attempt could make use of them.
        """
        return self.attempts == 1

    def problems(self) -> tuple[str, ...]:
        """What is wrong with the rules, a Vietnamese sentence each; nothing when all is well."""
        checks = (
            (1 <= self.question_count <= 100, "Số câu hỏi của đề thi phải từ 1 đến 100."),
            (
                all(cell.count >= 0 for cell in self.blueprint),
                "Số câu trong ma trận không được âm.",
            ),
            (
                len({(cell.topic, cell.level) for cell in self.blueprint}) == len(self.blueprint),
                "Mỗi ô chuyên đề × mức độ chỉ được có một dòng trong ma trận.",
            ),
            (1 <= self.minutes <= 240, "Thời gian làm bài phải từ 1 đến 240 phút."),
            (1 <= self.attempts <= 100, "Số lượt thi phải từ 1 đến 100."),
            (
                len(set(self.tie_breaks)) == len(self.tie_breaks),
                "Mỗi tiêu chí phụ chỉ được nêu một lần.",
            ),
            (
                TieBreak.LOTS not in self.tie_breaks[:-1],
                "Bốc thăm phải là tiêu chí phụ cuối cùng.",
            ),
            (1 <= self.seats <= 50, "Số thành viên đội tuyển phải từ 1 đến 50."),
            (0 <= self.reserves <= 50, "Số dự bị phải từ 0 đến 50."),
            (0 <= self.grace_ms <= 60_000, "Thời gian chờ mạng phải từ 0 đến 60 giây."),
        )
        return tuple(sentence for holds, sentence in checks if not holds)

    def dump(self) -> str:
        """The rules as canonical JSON."""
        data = {
            "blueprint": [[cell.topic, cell.level.value, cell.count] for cell in self.blueprint],
            "minutes": self.minutes,
            "attempts": self.attempts,
            "counting": self.counting.value,
            "tie_breaks": [tie_break.value for tie_break in self.tie_breaks],
            "seats": self.seats,
            "reserves": self.reserves,
            "grace_ms": self.grace_ms,
            "shuffle_questions": self.shuffle_questions,
            "shuffle_options": self.shuffle_options,
        }
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def load(cls, text: str) -> Self:
        """The inverse of `dump`. KeyError or ValueError where the shape is another."""
        data: dict[str, Any] = json.loads(text)
        return cls(
            blueprint=tuple(
                Cell(topic, Level(level), count) for topic, level, count in data["blueprint"]
            ),
            minutes=data["minutes"],
            attempts=data["attempts"],
            counting=Counting(data["counting"]),
            tie_breaks=tuple(TieBreak(name) for name in data["tie_breaks"]),
            seats=data["seats"],
            reserves=data["reserves"],
            grace_ms=data["grace_ms"],
            shuffle_questions=data["shuffle_questions"],
            shuffle_options=data["shuffle_options"],
        )


def chain_texts(rules: Rules) -> tuple[str, ...]:
    """The ranking criteria in their printed order, the score first."""
    return (
        "tổng số câu trả lời đúng nhiều hơn",
        *(TIE_BREAK_TEXTS[tie_break] for tie_break in rules.tie_breaks),
    )


def printed(rules: Rules, topic_titles: Mapping[str, str]) -> tuple[str, ...]:
    """The thể lệ that follows from the rules, a sentence a paragraph."""
    shuffled = []
    if rules.shuffle_questions:
        shuffled.append("thứ tự câu hỏi")
    if rules.shuffle_options:
        shuffled.append("thứ tự phương án")
    attempts = (
        "Mỗi thí sinh có 1 lượt thi."
        if rules.attempts == 1
        else f"Mỗi thí sinh có tối đa {rules.attempts} lượt thi; kết quả xếp hạng lấy theo "
        f"{COUNTING_TEXTS[rules.counting]}."
    )
    by_topic: dict[str, list[str]] = {}
    for cell in rules.blueprint:
        by_topic.setdefault(cell.topic, []).append(f"{cell.count} {LEVEL_TITLES[cell.level]}")
    matrix = "; ".join(
        f"{topic_titles.get(topic, topic)} ({', '.join(counts)})"
        for topic, counts in by_topic.items()
    )
    sentences = [
        f"Mỗi đề thi có {rules.question_count} câu hỏi trắc nghiệm, làm trong {rules.minutes} "
        "phút, mỗi câu trả lời đúng được 1 điểm, trả lời sai không bị trừ điểm.",
        f"Đề thi được rút ngẫu nhiên theo ma trận: {matrix}.",
        attempts,
        "Mỗi lần chọn phương án được lưu ngay trên máy chủ. Thí sinh có thể sửa câu trả lời cho "
        "đến khi nộp bài và tiếp tục làm bài trên thiết bị khác.",
        "Hết thời gian làm bài hoặc hết thời gian của vòng thi, hệ thống nộp bài với các câu trả "
        "lời đã lưu. Đồng hồ tính giờ là đồng hồ của máy chủ.",
        "Phiếu xác nhận nộp bài ghi số câu trả lời đúng và thứ hạng tạm thời ngay sau khi nộp bài."
        if rules.tells_at_once
        else "Số câu trả lời đúng và thứ hạng hiện trên phiếu xác nhận nộp bài sau khi vòng thi "
        "kết thúc.",
        f"Thứ tự xếp hạng xét lần lượt: {'; '.join(chain_texts(rules))}.",
        f"Đội tuyển gồm {rules.seats} thành viên và {rules.reserves} dự bị, chọn từ bảng xếp hạng "
        "chính thức.",
        "Đáp án chỉ được công bố sau khi vòng thi đóng và kết quả được công nhận.",
    ]
    if shuffled:
        sentences.insert(2, f"Đề của các thí sinh được trộn {' và '.join(shuffled)}.")
    return tuple(sentences)
