"""A contest as somebody wants it, not yet opened: what is wrong with it, and what names it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from question_bank.bank import Bank
from question_bank.blueprint import Blueprint, Shortage
from question_bank.law import say_day
from question_bank.law_review import LawDoubts
from question_bank.question import LEVEL_TITLES
from question_bank.vietnamese import problems_of, squeeze
from quiz.rules.eligibility import RoundKind
from quiz.rules.round import Rules, blueprint_data
from quiz.rules.wording import VIETNAM, at_vietnam, from_vietnam, say_count

LONGEST_NAME = 200
LONGEST_LABEL = 60
MOST_SERIES = 52
YEARS = range(2000, 2101)
"""When a round can be: others are slips of the pen, and the last of them are no dates to say."""
_EARLIEST, _LATEST = (
    from_vietnam(datetime(year, 1, 1, tzinfo=VIETNAM)) for year in (YEARS[0], YEARS[-1] + 1)
)

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
class Series:
    """One more round in every district of the contest: a week, a month around the weeks, practice.
    Without a bank of its own it draws from the contest's; times are UTC milliseconds.
    """

    label: str
    opens_at: int
    closes_at: int
    kind: RoundKind = RoundKind.OFFICIAL
    audience: str = ""
    bank_version_id: int | None = None
    blueprint: Blueprint | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """Name, rules, bank and windows of the districts' rounds; further rounds in all of them.
    `label`, `audience` and `kind` are those of the first."""

    name: str
    rules: Rules
    bank_version_id: int
    windows: Windows
    series: tuple[Series, ...] = ()
    label: str = ""
    audience: str = ""
    kind: RoundKind = RoundKind.OFFICIAL

    @property
    def days_of_banks(self) -> dict[int, tuple[str, ...]]:
        """Id of each bank version that a round draws from -> the `outer_days` of those rounds. The
        contest's own comes first.
        """
        windows = {self.bank_version_id: list(self.windows.values())}
        for one in self.series:
            drawn = one.bank_version_id or self.bank_version_id
            windows.setdefault(drawn, []).append((one.opens_at, one.closes_at))
        return {version_id: outer_days(times) for version_id, times in windows.items()}

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON of all of it, in hex: another one when anything moved."""
        windows = sorted((district, *times) for district, times in self.windows.items())
        data = [
            squeeze(self.name),
            self.rules.dump(),
            self.bank_version_id,
            windows,
            squeeze(self.label),
            self.audience,
            self.kind.value,
            [_series_data(one) for one in self.series],
        ]
        canonical = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def all_windows(self) -> tuple[tuple[int, int], ...]:
        """(opens at, closes at) of every round."""
        further = ((one.opens_at, one.closes_at) for one in self.series)
        return (*self.windows.values(), *further)

    def problems(self) -> tuple[str, ...]:
        """What is wrong with it, a Vietnamese sentence each."""
        named = [
            (squeeze(self.label), self.audience),
            *((squeeze(one.label), one.audience) for one in self.series),
        ]
        known = {"", *(audience.id for audience in self.rules.audiences)}
        checks = (
            (bool(squeeze(self.name)), "Cuộc thi phải có tên."),
            (len(squeeze(self.name)) <= LONGEST_NAME, f"Tên cuộc thi dài quá {LONGEST_NAME} chữ."),
            (bool(self.windows), "Cuộc thi phải có ít nhất một vòng thi."),
            (
                all(opens < closes for opens, closes in self.windows.values())
                and all(one.opens_at < one.closes_at for one in self.series),
                "Thời điểm đóng vòng thi phải sau thời điểm mở.",
            ),
            (
                all(opens >= _EARLIEST and closes <= _LATEST for opens, closes in self.all_windows),
                f"Vòng thi phải trong khoảng từ năm {YEARS[0]} đến hết năm {YEARS[-1]}.",
            ),
            (
                all(squeeze(one.label) for one in self.series),
                "Mỗi vòng thi thêm phải có tên, ví dụ “Tuần 2” hoặc “Thi thử”.",
            ),
            (
                all(len(label) <= LONGEST_LABEL for label, _ in named),
                f"Tên vòng thi dài quá {LONGEST_LABEL} chữ.",
            ),
            (
                len(set(named)) == len(named),
                "Các vòng thi của cùng một đối tượng phải có tên khác nhau.",
            ),
            (
                {audience for _, audience in named} <= known,
                "Đối tượng của vòng thi phải có trong danh sách đối tượng dự thi.",
            ),
            (
                all(
                    one.blueprint is not None
                    for one in self.series
                    if one.bank_version_id is not None
                ),
                "Vòng thi có bộ câu hỏi riêng phải có ma trận đề riêng.",
            ),
            (len(self.series) <= MOST_SERIES, f"Cuộc thi có tối đa {MOST_SERIES + 1} vòng thi."),
        )
        found = tuple(sentence for holds, sentence in checks if not holds)
        typed = (self.name, self.label, *(one.label for one in self.series))
        unclean = dict.fromkeys(said for one in typed for said in problems_of(one))
        return (*self.rules.problems(), *found, *unclean)


def _series_data(one: Series) -> list[object]:
    blueprint = None if one.blueprint is None else blueprint_data(one.blueprint)
    return [
        squeeze(one.label),
        one.opens_at,
        one.closes_at,
        one.kind.value,
        one.audience,
        one.bank_version_id,
        blueprint,
    ]


@dataclass(frozen=True, slots=True)
class BankDoubts:
    """What the law library has against one of a contest's banks on the days of its rounds."""

    version_id: int
    title: str
    doubts: LawDoubts


@dataclass(frozen=True, slots=True)
class ContestDoubts:
    """The banks of a contest that the law library doubts, the contest's own first. `several` says
    that its rounds draw from more banks than one.
    """

    banks: tuple[BankDoubts, ...] = ()
    several: bool = False

    @property
    def digest(self) -> str:
        """Names all doubts, "" where there are none."""
        found = [(one.version_id, one.doubts.digest) for one in self.banks]
        if not self.several:
            return found[0][1] if found else ""
        return hashlib.sha256(json.dumps(found).encode()).hexdigest()[:16] if found else ""


def say_law(doubts: ContestDoubts) -> tuple[str, ...]:
    """What the law library has against the contest's banks on the days of their rounds, in
    sentences that name the bank where there are several.
    """
    return tuple(
        f"Ngân hàng “{one.title}”: {sentence[:1].lower()}{sentence[1:]}"
        if doubts.several
        else sentence
        for one in doubts.banks
        for sentence in _said(one.doubts)
    )


def _said(doubts: LawDoubts) -> tuple[str, ...]:
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
