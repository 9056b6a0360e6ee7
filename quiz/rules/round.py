"""The regulations of a contest's rounds as one frozen value; quiz.rules.printed says it in words.

Defaults are those of a district round: 30 questions in 30 minutes, one attempt, ties broken by
the score in hard questions, then duration, then time of submission, then lots.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, Self

from question_bank.blueprint import Blueprint, Cell, size
from question_bank.question import Level
from question_bank.vietnamese import problems_of
from quiz.rules.advancing import AdvancingRules
from quiz.rules.appealing import AppealRules
from quiz.rules.codec import WrongShape, as_data, from_data, texts_of
from quiz.rules.criteria import (
    DEFAULT_CHAIN,
    Across,
    AttemptsPer,
    Counting,
    Criterion,
    TieBreak,
)
from quiz.rules.eligibility import Audience, Duty
from quiz.rules.marking import Marking
from quiz.rules.prediction import Target
from quiz.rules.prizes import PrizeRules, PrizeScope
from quiz.rules.team import TeamRules
from quiz.rules.units import UnitRules
from quiz.rules.ways import EntryRules

GRACE_MS = 3_000
"""An answer counts when its last byte arrived by the deadline and this much more."""

UNLIMITED = 0
"""In place of a number of attempts."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What is printed and what is computed. `minutes` limits one attempt; times elsewhere are
    milliseconds, but for `floor_seconds`: whoever takes less than that for each question gains
    nothing by it in the ranking and is shown to the organisers.

    `best_rounds` is how many rounds Across.BEST_ROUNDS adds up. `registration_days` before the
    opening people may enter and see the round; in its last `frozen_minutes` the public board does
    not move. Without `seats` there is no team.
    """

    blueprint: Blueprint
    minutes: int = 30
    attempts: int = 1
    attempts_per: AttemptsPer = AttemptsPer.ROUND
    counting: Counting = Counting.BEST
    across: Across = Across.BEST
    best_rounds: int = 1
    tie_breaks: tuple[Criterion, ...] = DEFAULT_CHAIN
    marking: Marking = Marking()
    floor_seconds: int = 0
    prediction: Target | None = None
    seats: int = 5
    reserves: int = 2
    team: TeamRules = TeamRules()
    units: UnitRules = UnitRules()
    advancing: AdvancingRules = AdvancingRules()
    prizes: PrizeRules = PrizeRules()
    appeals: AppealRules = AppealRules()
    excluded: tuple[Duty, ...] = tuple(Duty)
    audiences: tuple[Audience, ...] = ()
    entry: EntryRules = EntryRules()
    registration_days: int = 7
    frozen_minutes: int = 0
    grace_ms: int = GRACE_MS
    shuffle_questions: bool = True
    shuffle_options: bool = True
    balanced: bool = True
    """Whether papers are drawn near to one expected score, once earlier rounds have shown how hard
    the questions are."""

    @property
    def limit_ms(self) -> int:
        """The time for one attempt, in milliseconds."""
        return self.minutes * 60_000

    @property
    def floor_ms(self) -> int:
        """The least time that ranks, in milliseconds."""
        return self.floor_seconds * 1_000 * self.question_count

    @property
    def question_count(self) -> int:
        """The number of questions in a paper."""
        return size(self.blueprint)

    @property
    def tells_at_once(self) -> bool:
        """Whether a contestant is told score and place while the round is open: not where another
        attempt, also tomorrow's, could make use of them.
        """
        return self.attempts == 1 and self.attempts_per is not AttemptsPer.DAY

    @property
    def has_team(self) -> bool:
        """Whether a team is chosen from the official board."""
        return self.seats > 0

    @property
    def by_lots(self) -> bool:
        """Whether lots separate people who are equal in everything else."""
        return bool(self.tie_breaks) and self.tie_breaks[-1].kind is TieBreak.LOTS

    def problems(self) -> tuple[str, ...]:
        """What is wrong with the rules, a Vietnamese sentence each; nothing when all is well."""
        checks = (*self._sitting_checks(), *self._ranking_checks(), *self._other_checks())
        return (
            *(sentence for holds, sentence in checks if not holds),
            *self.marking.problems(),
            *self.team.problems(self.seats),
            *self.units.problems(),
            *self.advancing.problems(),
            *self.prizes.problems(),
            *self.appeals.problems(),
            *self.entry.problems(frozenset(one.id for one in self.audiences)),
            *dict.fromkeys(said for text in texts_of(self) for said in problems_of(text)),
        )

    def _sitting_checks(self) -> tuple[tuple[bool, str], ...]:
        cells = {(cell.topic, cell.level) for cell in self.blueprint}
        counted_by_round = self.attempts_per is AttemptsPer.ROUND
        return (
            (1 <= self.question_count <= 100, "Số câu hỏi của đề thi phải từ 1 đến 100."),
            (
                all(cell.count >= 0 for cell in self.blueprint),
                "Số câu trong ma trận không được âm.",
            ),
            (
                len(cells) == len(self.blueprint),
                "Mỗi ô chuyên đề × mức độ chỉ được có một dòng trong ma trận.",
            ),
            (1 <= self.minutes <= 240, "Thời gian làm bài phải từ 1 đến 240 phút."),
            (0 <= self.attempts <= 100, "Số lượt thi phải từ 1 đến 100, hoặc 0 là không giới hạn."),
            (
                self.attempts != UNLIMITED or counted_by_round,
                "Không giới hạn số lượt thi thì không tính lượt theo ngày hay theo cuộc thi.",
            ),
            (
                0 <= self.floor_seconds <= 60 and self.floor_ms <= max(0, self.limit_ms),
                "Thời gian tối thiểu của cả đề không được dài hơn thời gian làm bài.",
            ),
            (0 <= self.grace_ms <= 60_000, "Thời gian chờ mạng phải từ 0 đến 60 giây."),
        )

    def _ranking_checks(self) -> tuple[tuple[bool, str], ...]:
        kinds = [criterion.kind for criterion in self.tie_breaks]
        topics = {cell.topic for cell in self.blueprint}
        return (
            (1 <= self.best_rounds <= 52, "Số vòng thi được cộng phải từ 1 đến 52."),
            (
                len(set(self.tie_breaks)) == len(self.tie_breaks)
                and not {TieBreak.OLDEST, TieBreak.YOUNGEST} <= set(kinds),
                "Mỗi tiêu chí phụ chỉ được nêu một lần.",
            ),
            (
                {criterion.topic for criterion in self.tie_breaks} <= {"", *topics},
                "Chuyên đề của tiêu chí phụ phải có trong ma trận đề.",
            ),
            (TieBreak.LOTS not in kinds[:-1], "Bốc thăm phải là tiêu chí phụ cuối cùng."),
            (
                (TieBreak.PREDICTION in kinds) == (self.prediction is not None),
                "Câu hỏi dự đoán và tiêu chí phụ theo dự đoán phải cùng có hoặc cùng không.",
            ),
        )

    def _other_checks(self) -> tuple[tuple[bool, str], ...]:
        audiences = {one.id for one in self.audiences}
        listed = (self.audiences, self.team.roles, self.prizes.table)
        return (
            (0 <= self.seats <= 50, "Số thành viên đội tuyển phải từ 0 đến 50."),
            (0 <= self.reserves <= 50, "Số dự bị phải từ 0 đến 50."),
            (
                self.has_team or not (self.reserves or self.team.captain),
                "Không có đội tuyển (0 thành viên) thì không có dự bị và đội trưởng.",
            ),
            (
                len(audiences) == len(self.audiences)
                and all(one.id.strip() and one.title.strip() for one in self.audiences),
                "Mỗi đối tượng dự thi phải có mã riêng và tên.",
            ),
            (
                not (audiences and self.prizes.table) or self.prizes.per is PrizeScope.ROUND,
                "Mỗi đối tượng dự thi có bảng xếp hạng riêng nên bảng giải phải là của từng vòng "
                "thi, không chung cho đơn vị hoặc toàn cuộc thi.",
            ),
            (
                not any(set(";\n\r") & set(text) for text in texts_of(listed)),
                "Tên giải thưởng, chức danh và đối tượng dự thi phải viết trên một dòng và không "
                "có dấu chấm phẩy.",
            ),
            (len(set(self.excluded)) == len(self.excluded), "Mỗi vai trò chỉ được nêu một lần."),
            (
                0 <= self.registration_days <= 90,
                "Thời gian vào hệ thống trước khi mở phải từ 0 đến 90 ngày.",
            ),
            (
                0 <= self.frozen_minutes <= 1_440,
                "Thời gian dừng bảng xếp hạng trước khi đóng phải từ 0 đến 1.440 phút.",
            ),
        )

    def dump(self) -> str:
        """The rules as canonical JSON."""
        data = {field.name: as_data(getattr(self, field.name)) for field in fields(self)}
        data["blueprint"] = blueprint_data(self.blueprint)
        data["tie_breaks"] = [str(criterion) for criterion in self.tie_breaks]
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def load(cls, text: str) -> Self:
        """The inverse of `dump`, also of rules written when there were fewer of them. KeyError or
        ValueError where the shape is another.
        """
        data: dict[str, Any] = json.loads(text)
        blueprint = blueprint_from(data.pop("blueprint"))
        return cls.from_plain(data, blueprint)

    @classmethod
    def from_plain(cls, data: dict[str, Any], blueprint: Blueprint, path: str = "") -> Self:
        """From plain data without the blueprint. WrongShape names what is not as it should be."""
        written = {**data, "blueprint": []}
        chain = written.pop("tie_breaks", None)
        rules = from_data(cls, written, path)
        given = {field.name: getattr(rules, field.name) for field in fields(rules)}
        if chain is not None:
            given["tie_breaks"] = _chain(chain, f"{path}.tie_breaks" if path else "tie_breaks")
        return cls(**{**given, "blueprint": blueprint})


def blueprint_data(blueprint: Blueprint) -> list[list[str | int]]:
    """`[["bau-cu", "easy", 3], ...]`."""
    return [[cell.topic, cell.level.value, cell.count] for cell in blueprint]


def blueprint_from(data: Iterable[Any]) -> Blueprint:
    """The inverse of `blueprint_data`."""
    return tuple(Cell(topic, Level(level), count) for topic, level, count in data)


def _chain(data: object, path: str) -> tuple[Criterion, ...]:
    try:
        return tuple(Criterion.parse(text) for text in from_data(tuple[str, ...], data, path))
    except ValueError as error:
        if isinstance(error, WrongShape):
            raise
        raise WrongShape(path, f"mỗi mục phải là một trong: {', '.join(TieBreak)}") from None
