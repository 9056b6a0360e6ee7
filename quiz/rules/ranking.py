"""Marks + the printed chain -> one sortable rank key, places, and ties said aloud.

A rank key is text in fixed-width lower-case hex: a smaller key is a better place, in Python, in
SQLite and in PostgreSQL (collation "C"). Lots are the key's last part, so that people who are
equal in everything else share a place on the board and are separated for seats only. Every
criterion can be read back from the key, which is how a place is explained.
"""

import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from quiz.rules.criteria import Counting, Criterion, TieBreak
from quiz.rules.marking import say_points
from quiz.rules.prediction import NEVER, say_distance
from quiz.rules.round import Rules
from quiz.rules.scoring import Marks
from quiz.rules.wording import say_duration, say_moment_seconds

_WIDTHS = {
    TieBreak.PREDICTION: 8,
    TieBreak.DURATION: 8,
    TieBreak.SUBMITTED_AT: 12,
    TieBreak.STARTED_AT: 12,
    TieBreak.FEWER_ATTEMPTS: 4,
    TieBreak.EARLIER_ROUND: 6,
    TieBreak.OLDEST: 4,
    TieBreak.YOUNGEST: 4,
    TieBreak.LOTS: 16,
}
_SCORES = {TieBreak.HARD_SCORE, TieBreak.TOPIC_SCORE}
MORE_IS_BETTER = frozenset({*_SCORES, TieBreak.EARLIER_ROUND, TieBreak.YOUNGEST})
"""Criteria that stand in a key as what is missing to the most, so that more comes first."""
_COUNT_WIDTH, _POINTS_WIDTH = 2, 6
"""Hex digits of a number of questions, and of hundredths of a point where questions are not worth
one point each."""
NO_YEAR = 0xFFFF
_FLOOR = " (bài nhanh hơn mức tối thiểu tính bằng mức tối thiểu)"
"""Behind times that may not be those on the board."""
_CUTS_WITHIN = {
    TieBreak.DURATION: (4, 6),
    TieBreak.SUBMITTED_AT: (6, 8, 10),
    TieBreak.STARTED_AT: (6, 8, 10),
    TieBreak.LOTS: (2, 3),
}
"""Hex digits of a part after which a tally counts: two thousand thousand people still fall into
hundreds a bucket, and a bucket falls into a few hundred. A duration of an hour is 55 stretches of
65.5 seconds, each of 256 quarters of a second; a moment within a month is one of 155 stretches of
4.7 hours first. Lots are even: 4,096 buckets of as good as one size."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What may rank one attempt beside its marks. `off` is how far the prediction was off, 0 for
    everybody while the outcome is not known; `earlier` the points (hundredths) in the round before.
    """

    marks: Marks
    lot: int = 0
    off: int = 0
    attempts: int = 1
    earlier: int = 0
    birth_year: int | None = None


def lot(seed: bytes, attempt: int) -> int:
    """The lot that `attempt` draws: 64 even random bits from the round's sealed seed."""
    return int.from_bytes(hmac.digest(seed, b"lot\x00%d" % attempt, "sha256")[:8], "big")


def unit_lot(seeds: Iterable[bytes], unit: int) -> int:
    """The same for a unit, from the seeds of all the rounds that are ranked together, in the order
    of the rounds: so no district alone could have known it."""
    seed = b"".join(seeds)
    return int.from_bytes(hmac.new(seed, b"unit\x00%d" % unit, "sha256").digest()[:8], "big")


def rank_key(facts: Facts, rules: Rules) -> str:
    """The key that puts this attempt in its place. Smaller is better.

    Whoever was faster than the rules' floor gains nothing by it: such an attempt ranks as if it had
    taken the floor and been handed in then.
    """
    return keying(rules)(facts)


def keying(rules: Rules) -> Callable[[Facts], str]:
    """`rank_key` by these rules, for many attempts: what hangs on the rules is looked up once."""
    plain, first = rules.marking.plain, _score_width(rules)
    links = [(one, _width(one, rules), one.kind in MORE_IS_BETTER) for one in rules.tie_breaks]

    def key(facts: Facts) -> str:
        value = facts.marks.score.correct_count if plain else facts.marks.points
        parts = [_hex(_inverse(value, first), first)]
        for criterion, width, more in links:
            value = _value(criterion, facts, rules)
            parts.append(_hex(_inverse(value, width) if more else value, width))
        return "".join(parts)

    return key


def _value(criterion: Criterion, facts: Facts, rules: Rules) -> int:
    marks = facts.marks
    score = marks.score
    match criterion.kind:
        case TieBreak.HARD_SCORE:
            return score.hard_count if rules.marking.plain else marks.hard_points
        case TieBreak.TOPIC_SCORE:
            points = marks.topic_points.get(criterion.topic, 0)
            return points // 100 if rules.marking.plain else points
        case TieBreak.PREDICTION:
            return min(facts.off, NEVER)
        case TieBreak.DURATION:
            return max(score.duration_ms, rules.floor_ms)
        case TieBreak.SUBMITTED_AT:
            return max(score.ended_at, marks.started_at + rules.floor_ms)
        case TieBreak.STARTED_AT:
            return marks.started_at
        case TieBreak.FEWER_ATTEMPTS:
            return facts.attempts
        case TieBreak.EARLIER_ROUND:
            return facts.earlier
        case TieBreak.OLDEST:
            return NO_YEAR if facts.birth_year is None else facts.birth_year
        case TieBreak.YOUNGEST:
            return facts.birth_year or 0
        case TieBreak.LOTS:
            return facts.lot


def points_of(key: str, rules: Rules) -> int:
    """The points behind a rank key, in hundredths."""
    width = _score_width(rules)
    value = _inverse(int(key[:width], 16), width)
    return 100 * value if rules.marking.plain else value


def say_score(correct_count: int, key: str, rules: Rules, gone: int = 0) -> str:
    """`5/6` right answers; `7,5/12` points where questions are not worth one point each. `gone` are
    the hundredths of a point that the paper lost to voided questions.
    """
    if rules.marking.plain:
        return f"{correct_count}/{rules.question_count - gone // 100}"
    full = sum(cell.count * rules.marking.worth(cell.level) for cell in rules.blueprint)
    return f"{say_points(points_of(key, rules))}/{say_points(full - gone)}"


def parts(rules: Rules) -> tuple[tuple[int, int], ...]:
    """Where in a rank key, from digit to digit, the score and then each criterion stands."""
    at = _score_width(rules)
    found = [(0, at)]
    for criterion in rules.tie_breaks:
        width = _width(criterion, rules)
        found.append((at, at + width))
        at += width
    return tuple(found)


def values_in(key: str, rules: Rules) -> list[int]:
    """What each criterion of the chain was, read back from the key."""
    found = []
    for criterion, (start, end) in zip(rules.tie_breaks, parts(rules)[1:], strict=True):
        value = int(key[start:end], 16)
        if criterion.kind in MORE_IS_BETTER:
            value = _inverse(value, end - start)
        found.append(value)
    return found


def place_key(key: str, rules: Rules) -> str:
    """The part of a rank key that decides the place on the board: everything but lots."""
    return key[: -_WIDTHS[TieBreak.LOTS]] if rules.by_lots else key


def cuts(rules: Rules) -> tuple[int, ...]:
    """After how many hex digits of a rank key a tally counts, ascending: once behind the scores,
    which few people have in all their combinations, then inside the first part that spreads people
    out. What those leave together is counted one by one.

    Frozen with the rules: a tally that was made by other cuts has to be rebuilt.
    """
    at = _score_width(rules)
    for criterion in rules.tie_breaks:
        within = _CUTS_WITHIN.get(criterion.kind)
        if within is not None:
            return (at, *(at + digits for digits in within))
        at += _width(criterion, rules)
    return (at,)


def places(
    keys: Iterable[str], rules: Rules, *, offset: int = 0, first_place: int | None = None
) -> list[int]:
    """The places (1, 2, 2, 4) of ascending rank keys. `offset` people stand before the first of
    them; `first_place` is its place where it shares one with them.
    """
    given: list[int] = []
    last = ""
    for position, key in enumerate(keys, offset + 1):
        shared = place_key(key, rules)
        if given:
            given.append(given[-1] if shared == last else position)
        else:
            given.append(first_place or position)
        last = shared
    return given


def replaces(later: str, earlier: str, rules: Rules) -> bool:
    """Whether, of two attempts of one person, the one sat `later` counts instead of the `earlier`
    one; their rank keys are given. Lots never decide between a person's own attempts."""
    match rules.counting:
        case Counting.BEST:
            return place_key(later, rules) < place_key(earlier, rules)
        case Counting.FIRST:
            return False
        case Counting.LAST:
            return True


def explain(above: str, below: str, rules: Rules, topic_titles: Mapping[str, str]) -> str:
    """Why the row with the rank key `above` stands before the one with `below`, or beside it, as a
    sentence.
    """
    better, worse = points_of(above, rules), points_of(below, rules)
    if better != worse:
        return said_points(better, worse, rules)
    pairs = zip(rules.tie_breaks, values_in(above, rules), values_in(below, rules), strict=True)
    for number, (criterion, better, worse) in enumerate(pairs, 2):
        if criterion.kind is TieBreak.LOTS:
            return "Đồng hạng với người kế tiếp; thứ tự xét chọn theo bốc thăm."
        if better != worse:
            detail = said_better(criterion, better, worse, rules, topic_titles)
            return f"Hơn người kế tiếp ở tiêu chí {number}: {detail}."
    return "Đồng hạng với người kế tiếp."


def said_points(better: int, worse: int, rules: Rules) -> str:
    """That the score itself decides, hundredths of a point each, as a sentence."""
    mine, other = say_points(better), say_points(worse)
    detail = (
        f"đúng {mine} câu so với {other}" if rules.marking.plain else f"{mine} điểm so với {other}"
    )
    return f"Hơn người kế tiếp ở tiêu chí 1: {detail}."


def said_better(
    criterion: Criterion, better: int, worse: int, rules: Rules, topic_titles: Mapping[str, str]
) -> str:
    """What of the criterion the one has over the other, in words."""
    match criterion.kind:
        case TieBreak.HARD_SCORE:
            if rules.marking.plain:
                return f"đúng {better} câu khó so với {worse}"
            return f"{say_points(better)} điểm câu khó so với {say_points(worse)}"
        case TieBreak.TOPIC_SCORE:
            title = topic_titles.get(criterion.topic, criterion.topic)
            if rules.marking.plain:
                return f"đúng {better} câu chuyên đề “{title}” so với {worse}"
            return f"{say_points(better)} điểm chuyên đề “{title}” so với {say_points(worse)}"
        case TieBreak.PREDICTION:
            mine = say_distance(better, rules.prediction)
            return f"dự đoán {mine} so với {say_distance(worse, rules.prediction)}"
        case TieBreak.DURATION:
            said = f"làm bài {say_duration(better)} so với {say_duration(worse)}"
            return f"{said}{_FLOOR if rules.floor_seconds else ''}"
        case TieBreak.SUBMITTED_AT:
            said = f"nộp bài {say_moment_seconds(better)} so với {say_moment_seconds(worse)}"
            return f"{said}{_FLOOR if rules.floor_seconds else ''}"
        case TieBreak.STARTED_AT:
            return f"vào thi {say_moment_seconds(better)} so với {say_moment_seconds(worse)}"
        case TieBreak.FEWER_ATTEMPTS:
            return f"dùng {better} lượt thi so với {worse}"
        case TieBreak.EARLIER_ROUND:
            return f"vòng thi liền trước đạt {say_points(better)} điểm so với {say_points(worse)}"
        case _:
            return "tuổi, theo năm sinh"  # years are nobody else's to read


def _score_width(rules: Rules) -> int:
    return _COUNT_WIDTH if rules.marking.plain else _POINTS_WIDTH


def _width(criterion: Criterion, rules: Rules) -> int:
    return _score_width(rules) if criterion.kind in _SCORES else _WIDTHS[criterion.kind]


def _inverse(value: int, width: int) -> int:
    """So that more comes first."""
    return (1 << 4 * width) - 1 - value


def _hex(value: int, width: int) -> str:
    if not 0 <= value < 1 << 4 * width:
        raise ValueError(f"{value} does not fit into {width} hex digits")
    return f"{value:0{width}x}"
