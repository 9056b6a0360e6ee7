"""A contest as somebody wants it, not yet opened: what is wrong with it, and what names it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from question_bank.bank import Bank
from question_bank.blueprint import Shortage
from question_bank.law import say_day
from question_bank.law_review import LawDoubts
from question_bank.question import LEVEL_TITLES
from question_bank.vietnamese import squeeze
from quiz.rules.round import Rules
from quiz.rules.wording import at_vietnam, say_count

LONGEST_NAME = 200

Windows = Mapping[int, tuple[int, int]]
"""District id -> (opens at, closes at), UTC milliseconds."""


def outer_days(windows: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """The first and the last ISO day in Vietnam on which a round is open, once where they are the
    same, none without rounds. A round that closes at 24 giờ 00 ends on the day before.
    """
    known = tuple(windows)
    if not known:
        return ()
    ends = min(opens for opens, _ in known), max(closes for _, closes in known) - 1
    return tuple(sorted({f"{at_vietnam(moment):%Y-%m-%d}" for moment in ends}))


@dataclass(frozen=True, slots=True)
class Draft:
    """Name, rules, bank and windows."""

    name: str
    rules: Rules
    bank_version_id: int
    windows: Windows

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON of all of it, in hex: another one when anything moved."""
        windows = sorted((district, *times) for district, times in self.windows.items())
        data = [squeeze(self.name), self.rules.dump(), self.bank_version_id, windows]
        canonical = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def problems(self) -> tuple[str, ...]:
        """What is wrong with it, a Vietnamese sentence each."""
        checks = (
            (bool(squeeze(self.name)), "Cuộc thi phải có tên."),
            (len(squeeze(self.name)) <= LONGEST_NAME, f"Tên cuộc thi dài quá {LONGEST_NAME} chữ."),
            (bool(self.windows), "Cuộc thi phải có ít nhất một vòng thi."),
            (
                all(opens < closes for opens, closes in self.windows.values()),
                "Thời điểm đóng vòng thi phải sau thời điểm mở.",
            ),
        )
        found = tuple(sentence for holds, sentence in checks if not holds)
        return (*self.rules.problems(), *found)


def say_law(doubts: LawDoubts) -> tuple[str, ...]:
    """What the law library has against the bank on the contest's days, in sentences."""
    counted = tuple(
        f"Vào ngày {say_day(day)}, {say_count(count)} câu hỏi có căn cứ không tìm thấy trong văn "
        "bản, không có hiệu lực hoặc nội dung đã thay đổi."
        for day, count in doubts.days
    )
    return (*counted, doubts.missing) if doubts.missing else counted


def say_short(gap: Shortage, bank: Bank) -> str:
    """What the bank lacks, as a part of a sentence."""
    topic = bank.topic_titles.get(gap.cell.topic, gap.cell.topic)
    return (
        f"chuyên đề “{topic}”, mức độ {LEVEL_TITLES[gap.cell.level]} cần {gap.cell.count} câu, "
        f"có {gap.available}"
    )
