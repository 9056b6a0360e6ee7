"""What ranks people: which attempt counts, and the printed chain of criteria behind the score."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Counting(StrEnum):
    """Which of a person's attempts in a round counts in the ranking."""

    BEST = "best"
    FIRST = "first"
    LAST = "last"


class Across(StrEnum):
    """What a person's rounds give together in the contest's own ranking."""

    BEST = "best"
    SUM = "sum"
    BEST_ROUNDS = "best_rounds"


class AttemptsPer(StrEnum):
    """What the limit of attempts is counted over."""

    ROUND = "round"
    DAY = "day"
    CONTEST = "contest"


class TieBreak(StrEnum):
    """What separates equal scores, in the order that the rules list them."""

    HARD_SCORE = "hard_score"
    TOPIC_SCORE = "topic_score"
    PREDICTION = "prediction"
    DURATION = "duration"
    SUBMITTED_AT = "submitted_at"
    STARTED_AT = "started_at"
    FEWER_ATTEMPTS = "fewer_attempts"
    EARLIER_ROUND = "earlier_round"
    OLDEST = "oldest"
    YOUNGEST = "youngest"
    LOTS = "lots"


COUNTING_TEXTS = {
    Counting.BEST: "lượt thi xếp hạng cao nhất, sau đó là lượt nộp sớm hơn",
    Counting.FIRST: "lượt thi đầu tiên",
    Counting.LAST: "lượt thi cuối cùng",
}

ATTEMPTS_PER_TEXTS = {
    AttemptsPer.ROUND: "trong mỗi vòng thi",
    AttemptsPer.DAY: "trong mỗi ngày của vòng thi",
    AttemptsPer.CONTEST: "trong cả cuộc thi",
}

TIE_BREAK_TEXTS = {
    TieBreak.HARD_SCORE: "điểm các câu mức độ khó cao hơn",
    TieBreak.TOPIC_SCORE: "điểm của một chuyên đề cao hơn",
    TieBreak.PREDICTION: "câu trả lời dự đoán gần kết quả đúng hơn",
    TieBreak.DURATION: "thời gian làm bài ngắn hơn (tính đến mili giây)",
    TieBreak.SUBMITTED_AT: "thời điểm nộp bài sớm hơn",
    TieBreak.STARTED_AT: "thời điểm vào thi sớm hơn",
    TieBreak.FEWER_ATTEMPTS: "số lượt thi đã dùng ít hơn",
    TieBreak.EARLIER_ROUND: "kết quả vòng thi liền trước cao hơn (không dự thì tính 0 điểm)",
    TieBreak.OLDEST: "tuổi cao hơn (theo năm sinh; chưa ghi năm sinh thì xếp sau)",
    TieBreak.YOUNGEST: "tuổi thấp hơn (theo năm sinh; chưa ghi năm sinh thì xếp sau)",
    TieBreak.LOTS: "bốc thăm bằng mã ngẫu nhiên đã niêm phong khi mở vòng thi",
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One link of the chain; `topic` is the bank's topic for TOPIC_SCORE, else empty."""

    kind: TieBreak
    topic: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """From `duration` or `topic_score:bau-cu`. ValueError for anything else."""
        kind, _, topic = text.partition(":")
        criterion = cls(TieBreak(kind), topic)
        if bool(topic) != (criterion.kind is TieBreak.TOPIC_SCORE):
            raise ValueError(text)
        return criterion

    def __str__(self) -> str:
        return f"{self.kind}:{self.topic}" if self.topic else str(self.kind)

    def printed(self, topic_titles: Mapping[str, str], *, plain: bool = False) -> str:
        """As the thể lệ names it. `plain` says that every question is worth one point, so that
        points are right answers."""
        if self.kind is TieBreak.HARD_SCORE and plain:
            return "số câu mức độ khó trả lời đúng nhiều hơn"
        if self.kind is TieBreak.TOPIC_SCORE:
            return f"điểm chuyên đề “{topic_titles.get(self.topic, self.topic)}” cao hơn"
        return TIE_BREAK_TEXTS[self.kind]


def chain(*kinds: TieBreak) -> tuple[Criterion, ...]:
    """A chain of criteria that need no topic."""
    return tuple(Criterion(kind) for kind in kinds)


DEFAULT_CHAIN = chain(TieBreak.HARD_SCORE, TieBreak.DURATION, TieBreak.SUBMITTED_AT, TieBreak.LOTS)
