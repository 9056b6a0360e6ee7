"""A contest as somebody wants it, not yet opened: what is wrong with it, and what names it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from question_bank.bank import Bank
from question_bank.blueprint import Shortage
from question_bank.question import LEVEL_TITLES
from question_bank.vietnamese import squeeze
from quiz.rules.round import Rules

LONGEST_NAME = 200

Windows = Mapping[int, tuple[int, int]]
"""District id -> (opens at, closes at), UTC milliseconds."""


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


def say_short(gap: Shortage, bank: Bank) -> str:
    """What the bank lacks, as a part of a sentence."""
    topic = bank.topic_titles.get(gap.cell.topic, gap.cell.topic)
    return (
        f"chuyên đề “{topic}”, mức độ {LEVEL_TITLES[gap.cell.level]} cần {gap.cell.count} câu, "
        f"có {gap.available}"
    )
