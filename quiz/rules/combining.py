"""The rounds of one person -> one sortable key for the whole contest.

The key is built like a round's rank key (quiz.rules.ranking), criterion by criterion: points and
what the chain counts are added over the rounds that count, moments are those of the latest round,
the lot is that of the best round. So whoever sat one round stands among others with one round
exactly as in the round's own order. Lots come last and do not part a place.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from quiz.rules.criteria import Across, TieBreak
from quiz.rules.prediction import NEVER
from quiz.rules.ranking import MORE_IS_BETTER, parts, said_better, said_points
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
    """Why the one stands before the other, or beside it, as a sentence."""
    better, worse = (
        _inverse(int(key[:_POINTS_WIDTH], 16), _POINTS_WIDTH) for key in (above, below)
    )
    if better != worse:
        return said_points(better, worse, rules)
    at = _POINTS_WIDTH
    for number, criterion in enumerate(rules.tie_breaks, 2):
        width = _WIDTHS[criterion.kind]
        better, worse = int(above[at : at + width], 16), int(below[at : at + width], 16)
        at += width
        if criterion.kind is TieBreak.LOTS:
            return "Đồng hạng với người kế tiếp; thứ tự xét chọn theo bốc thăm."
        if better != worse:
            if criterion.kind in MORE_IS_BETTER:
                better, worse = _inverse(better, width), _inverse(worse, width)
            detail = said_better(criterion, better, worse, rules, topic_titles)
            return f"Hơn người kế tiếp ở tiêu chí {number}: {detail}."
    return "Đồng hạng với người kế tiếp."


def board_text(rules: Rules, audience: str) -> str:
    """What a board of several rounds together says of itself, narrowed to an audience or not."""
    said = sentence(rules)
    if audience or not rules.audiences:
        return said
    return (
        f"{said} Bảng này gồm mọi đối tượng dự thi; thứ hạng trong từng đối tượng hiện khi chọn "
        "đối tượng đó."
    )


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


class _Step(NamedTuple):
    """How one criterion is put together: the digits from `start` to `end` of a rank key become
    `form` with what `by` says. What is inverse there (`most` is its largest value) stays so.
    """

    start: int
    end: int
    form: str
    by: str
    most: int
    most_out: int
    cap: int


@lru_cache(maxsize=16)
def _combiner(rules: Rules) -> Callable[[Sequence[str]], Together]:
    """`combine` with everything that follows from the rules worked out once: twenty thousand people
    wait for it.
    """
    taken = {Across.BEST: 1, Across.SUM: None, Across.BEST_ROUNDS: rules.best_rounds}[rules.across]
    (_, score_end), *places = parts(rules)
    score_most = (1 << 4 * score_end) - 1
    worth = 100 if rules.marking.plain else 1
    points_most = (1 << 4 * _POINTS_WIDTH) - 1
    steps = [
        _step(criterion.kind, start, end)
        for criterion, (start, end) in zip(rules.tie_breaks, places, strict=True)
    ]

    def take(keys: Sequence[str]) -> Together:
        order = sorted(range(len(keys)), key=keys.__getitem__)[:taken]
        chosen = [keys[one] for one in order]
        missing = sum([int(key[:score_end], 16) for key in chosen])
        points = worth * (score_most * len(chosen) - missing)
        said = ["%08x" % (points_most - points)]
        for start, end, form, by, most, most_out, cap in steps:
            if by == "best":
                said.append(chosen[0][start:end])
            elif by == "latest":
                said.append(max([key[start:end] for key in chosen]))
            else:
                total = sum([int(key[start:end], 16) for key in chosen])
                if most:
                    total = most_out - (most * len(chosen) - total)
                said.append(form % (total if total < cap else cap))
        return Together("".join(said), points, tuple(order))

    return take


def _step(kind: TieBreak, start: int, end: int) -> _Step:
    width = _WIDTHS[kind]
    by = "best" if kind in _OF_THE_BEST else "latest" if kind in _LATEST else "sum"
    most_out = (1 << 4 * width) - 1
    most = (1 << 4 * (end - start)) - 1 if kind in MORE_IS_BETTER else 0
    cap = NEVER if kind is TieBreak.PREDICTION else most_out
    return _Step(start, end, f"%0{width}x", by, most, most_out, cap)


def _inverse(value: int, width: int) -> int:
    """So that more comes first."""
    return (1 << 4 * width) - 1 - value
