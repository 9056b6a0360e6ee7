"""Which questions their authors should look at first: keys that the answers speak against."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from question_bank.question import OPTION_LETTERS, Question
from quiz.rules.statistics import ItemStatistics
from quiz.rules.wording import say_decimal, say_share

FEWEST = 10
"""Attempts at a question, below which chance alone would put it on the list."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A question to be looked at. `grave` is the weight of what speaks against its key, the
    greatest first; `reasons` are Vietnamese sentences."""

    question: str
    grave: float
    reasons: tuple[str, ...]


def suspicions(
    items: tuple[ItemStatistics, ...],
    questions: Mapping[str, Question],
    either: Set[str] = frozenset(),
) -> tuple[Suspicion, ...]:
    """The questions whose key the answers speak against, the gravest first: the best chose a wrong
    option more often than a right one; who answered right knew less of the rest; fewer answered
    right than guessing would give. Of a key in `either` any one option is right.
    """
    found = []
    for item in items:
        question = questions[item.question]
        if item.attempts < FEWEST:
            continue
        doubts = [
            doubt
            for doubt in (
                _preferred(item, question, any_one=item.question in either),
                _inverted(item),
                _below_chance(item, question, any_one=item.question in either),
            )
            if doubt
        ]
        if doubts:
            weight = sum(grave for grave, _ in doubts)
            found.append(Suspicion(item.question, weight, tuple(said for _, said in doubts)))
    return tuple(sorted(found, key=lambda one: (-one.grave, one.question)))


def _preferred(
    item: ItemStatistics, question: Question, *, any_one: bool
) -> tuple[float, str] | None:
    """The best chose a wrong option more often than one of the right ones; where any one of them is
    right, more often than the one that they chose most."""
    strong = {use.option: use.upper_share or 0.0 for use in item.options}
    wrong = [index for index in strong if index not in question.key]
    if not wrong:
        return None
    distractor = max(wrong, key=lambda index: (strong[index], -index))
    weakest, *others = sorted(question.key, key=lambda index: (strong.get(index, 0.0), index))
    key = others[-1] if others and any_one else weakest
    more = strong[distractor] - strong.get(key, 0.0)
    if more <= 0:
        return None
    return 2 + more, (
        f"Trong nhóm điểm cao nhất, {say_share(strong[distractor])} chọn phương án "
        f"{OPTION_LETTERS[distractor]}, chỉ {say_share(strong.get(key, 0.0))} chọn đáp án "
        f"{OPTION_LETTERS[key]}. Đề nghị xem lại đáp án."
    )


def _inverted(item: ItemStatistics) -> tuple[float, str] | None:
    """Who answered right did worse in the rest of the paper."""
    if item.point_biserial is None or item.point_biserial >= 0:
        return None
    return 1 - item.point_biserial, (
        f"Người trả lời đúng câu này làm các câu khác kém hơn người trả lời sai (tương quan "
        f"{say_decimal(item.point_biserial)}). Đề nghị xem lại đáp án và cách hỏi."
    )


def _below_chance(
    item: ItemStatistics, question: Question, *, any_one: bool
) -> tuple[float, str] | None:
    """Fewer answered right than by guessing: a right one of n options, or one set of them."""
    count, right = len(question.options), len(question.key)
    chance = right / count if any_one or not question.several else 1 / (2**count - 1)
    if chance >= 1:  # whatever is chosen is right: only blanks are not
        return None
    if item.facility >= chance:
        return None
    return 1 - item.facility / chance, (
        f"Tỷ lệ điểm đạt được {say_share(item.facility)} thấp hơn mức chọn ngẫu nhiên "
        f"{say_share(chance)}. Đề nghị xem lại đáp án và các phương án."
    )
