"""The rounds of one person -> one sortable key for the whole contest.

The key is built like a round's rank key (quiz.rules.ranking), criterion by criterion: points and
what the chain counts are added over the rounds that count, moments are those of the latest round,
the lot is that of the best round. So whoever sat one round stands among others with one round
exactly as in the round's own order. Lots come last and do not part a place.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from quiz.rules.criteria import Across, TieBreak
from quiz.rules.prediction import NEVER
from quiz.rules.ranking import points_of, said_better, values_of
from quiz.rules.round import Rules

_POINTS_WIDTH = 8
"""Hex digits of a sum of points in hundredths: 52 rounds of a hundred questions fit thrice."""
_WIDTHS = {
    TieBreak.HARD_SCORE: 8,
    TieBreak.TOPIC_SCORE: 8,
    TieBreak.PREDICTION: 8,
    TieBreak.DURATION: 8,
    TieBreak.SUBMITTED_AT: 12,
    TieBreak.STARTED_AT: 12,
    TieBreak.FEWER_ATTEMPTS: 6,
    TieBreak.EARLIER_ROUND: 8,
    TieBreak.OLDEST: 4,
    TieBreak.YOUNGEST: 4,
    TieBreak.LOTS: 16,
}
_MORE_IS_BETTER = frozenset(
    {TieBreak.HARD_SCORE, TieBreak.TOPIC_SCORE, TieBreak.EARLIER_ROUND, TieBreak.YOUNGEST}
)
_LATEST = frozenset({TieBreak.SUBMITTED_AT, TieBreak.STARTED_AT})
_OF_THE_BEST = frozenset({TieBreak.OLDEST, TieBreak.YOUNGEST, TieBreak.LOTS})
_SAID = (
    (
        frozenset({TieBreak.HARD_SCORE, TieBreak.TOPIC_SCORE, TieBreak.EARLIER_ROUND}),
        "điểm và số câu được cộng qua các vòng",
    ),
    (frozenset({TieBreak.DURATION}), "thời gian làm bài được cộng qua các vòng"),
    (frozenset({TieBreak.PREDICTION}), "độ lệch của dự đoán được cộng qua các vòng"),
    (frozenset({TieBreak.FEWER_ATTEMPTS}), "số lượt thi được cộng qua các vòng"),
    (_LATEST, "thời điểm lấy ở vòng muộn nhất"),
    (frozenset({TieBreak.LOTS}), "bốc thăm lấy ở vòng có kết quả cao nhất"),
)


@dataclass(frozen=True, slots=True)
class Together:
    """What a person's rounds give together. `points` are hundredths; `taken` are the places,
    among the keys that were given, of the rounds that count, the best one first."""

    key: str
    points: int
    taken: tuple[int, ...]


def combine(keys: Sequence[str], rules: Rules) -> Together:
    """What these rank keys, one a round, give together. ValueError for none."""
    if not keys:
        raise ValueError("nobody stands without a round")
    return _combiner(rules)(keys)


def combine_all(people: Mapping[int, Sequence[str]], rules: Rules) -> dict[int, Together]:
    """The same for everybody, in ascending order of the key, then of the person's id."""
    taking = _combiner(rules)
    found = [(person, taking(keys)) for person, keys in people.items()]
    found.sort(key=lambda one: (one[1].key, one[0]))
    return dict(found)


def explain(above: str, below: str, rules: Rules, topic_titles: Mapping[str, str]) -> str:
    """Why the one stands before the other although their points are equal, as a sentence; nothing
    where the points decide.
    """
    if above[:_POINTS_WIDTH] != below[:_POINTS_WIDTH]:
        return ""
    at = _POINTS_WIDTH
    for number, criterion in enumerate(rules.tie_breaks, 2):
        width = _WIDTHS[criterion.kind]
        better, worse = int(above[at : at + width], 16), int(below[at : at + width], 16)
        at += width
        if criterion.kind is TieBreak.LOTS:
            return "Đồng hạng với người kế tiếp; thứ tự xét chọn theo bốc thăm."
        if better != worse:
            if criterion.kind in _MORE_IS_BETTER:
                better, worse = _inverse(better, width), _inverse(worse, width)
            detail = said_better(criterion, better, worse, rules, topic_titles)
            return f"Hơn người kế tiếp ở tiêu chí {number}: {detail}."
    return "Đồng hạng với người kế tiếp."


def sentence(rules: Rules) -> str:
    """As the thể lệ says it."""
    if rules.across is Across.BEST:
        return "Thí sinh dự nhiều vòng thi được xếp hạng cả cuộc thi theo vòng có kết quả cao nhất."
    which = (
        "các vòng thi"
        if rules.across is Across.SUM
        else f"{rules.best_rounds} vòng thi có kết quả cao nhất"
    )
    kinds = {criterion.kind for criterion in rules.tie_breaks}
    details = "; ".join(text for those, text in _SAID if kinds & those)
    behind = f", khi bằng điểm xét lần lượt các tiêu chí phụ nêu trên ({details})"
    return f"Kết quả cả cuộc thi là tổng điểm của {which}{behind if details else ''}."


@lru_cache(maxsize=16)
def _combiner(rules: Rules) -> Callable[[Sequence[str]], Together]:
    """`combine` with everything that follows from the rules worked out once."""
    taken = {Across.BEST: 1, Across.SUM: None, Across.BEST_ROUNDS: rules.best_rounds}[rules.across]
    kinds = [criterion.kind for criterion in rules.tie_breaks]
    steps = [(_WIDTHS[kind], kind) for kind in kinds]
    most = (1 << 4 * _POINTS_WIDTH) - 1

    def take(keys: Sequence[str]) -> Together:
        order = sorted(range(len(keys)), key=keys.__getitem__)[:taken]
        points = sum([points_of(keys[one], rules) for one in order])
        parts = [f"{most - points:0{_POINTS_WIDTH}x}"]
        columns = zip(*[values_of(keys[one], rules) for one in order], strict=True)
        for (width, kind), values in zip(steps, columns, strict=True):
            if kind in _OF_THE_BEST:
                value = values[0]
            elif kind in _LATEST:
                value = max(values)
            elif kind is TieBreak.PREDICTION:
                value = min(sum(values), NEVER)
            else:
                value = sum(values)
            if kind in _MORE_IS_BETTER:
                value = _inverse(value, width)
            parts.append(f"{value:0{width}x}")
        return Together("".join(parts), points, tuple(order))

    return take


def _inverse(value: int, width: int) -> int:
    """So that more comes first."""
    return (1 << 4 * width) - 1 - value
