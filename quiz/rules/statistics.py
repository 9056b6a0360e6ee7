"""Item statistics by classical test theory: how hard each question was, whether it told the strong
from the weak, what the wrong options did, and how far the scores can be relied on.

The formulae are those of Moodle's quiz statistics (docs.moodle.org, "Quiz statistics calculations")
and of Kelley's upper and lower 27 %. Variances are of samples (n - 1). Shares and coefficients run
from 0 to 1 (or -1 to 1), not to 100. None stands where a figure does not exist: too few attempts,
or everybody alike. Where papers differ, a question is judged by those who had it, beside the rest
of their own papers.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quiz.rules import histogram

EXTREME_SHARE = 0.27
"""Of the attempts, by their score, at each end."""


@dataclass(frozen=True, slots=True)
class Sat:
    """A counted attempt: for each of its questions the points earned and the options chosen."""

    answers: Mapping[str, tuple[float, tuple[int, ...]]]


@dataclass(frozen=True, slots=True)
class OptionUse:
    """One option of a question: by how many it was chosen, by what share of the strong and of the
    weak, and the mean score of those who chose it."""

    option: int
    count: int
    upper_share: float | None
    lower_share: float | None
    mean_score: float


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """One question. `facility` is the mean of its points and `deviation` their standard deviation,
    both as shares of what it is worth; `discrimination` the strong's facility less the weak's;
    `point_biserial` the correlation with the rest of the paper (Moodle's discrimination index);
    `efficiency` that covariance as a share of the largest one possible with these points."""

    question: str
    attempts: int
    facility: float
    deviation: float | None
    discrimination: float | None
    point_biserial: float | None
    efficiency: float | None
    alpha_if_dropped: float | None
    options: tuple[OptionUse, ...]


@dataclass(frozen=True, slots=True)
class ScoreStatistics:
    """The scores of a paper or a round. `alpha` is Cronbach's, KR-20 for right and wrong; it needs
    one set of questions for all. `error_ratio` is the error's share of the deviation,
    `standard_error` in points."""

    attempts: int
    mean: float
    median: float
    deviation: float | None
    skewness: float | None
    kurtosis: float | None
    alpha: float | None
    error_ratio: float | None
    standard_error: float | None


@dataclass(frozen=True, slots=True)
class Statistics:
    """The scores, and every question in the order in which it was first met."""

    scores: ScoreStatistics
    items: tuple[ItemStatistics, ...]


def statistics_of(attempts: Sequence[Sat], worth: Mapping[str, float] | None = None) -> Statistics:
    """The statistics of counted attempts. `worth` is what a question gives in full, 1 where it is
    not named. ValueError where there are no attempts.
    """
    if not attempts:
        raise ValueError("no attempts")
    columns: dict[str, list[_Cell]] = defaultdict(list)
    totals: Counter[float] = Counter()
    for sat in attempts:
        total = sum([mark for mark, _ in sat.answers.values()])
        totals[total] += 1
        for question, (mark, chosen) in sat.answers.items():
            columns[question].append((mark, chosen, total))
    tables = {question: Counter(cells) for question, cells in columns.items()}
    variances = {question: histogram.variance(_marks(table)) for question, table in tables.items()}
    same_paper = all(table.total() == len(attempts) for table in tables.values())
    upper, lower = (_extreme(totals, best=best) for best in (True, False))
    items = []
    for question, table in tables.items():
        others = [one for other, one in variances.items() if other != question]
        alpha = _alpha(others, histogram.variance(_rest(table))) if same_paper else None
        full = 1.0 if worth is None else worth.get(question, 1.0)
        items.append(_item(question, table, (upper, lower), alpha, full))
    scores = _scores(totals, list(variances.values()) if same_paper else None)
    return Statistics(scores, tuple(items))


_Cell = tuple[float, tuple[int, ...], float]
"""(points, options chosen, total): few are different, so that everything is counted in tables of
them and not attempt by attempt."""


def _item(
    question: str,
    table: Counter[_Cell],
    extremes: tuple[Mapping[float, float], Mapping[float, float]],
    alpha: float | None,
    full: float,
) -> ItemStatistics:
    pairs: Counter[tuple[float, float]] = Counter()
    for (mark, _, total), people in table.items():
        pairs[mark, total - mark] += people
    marks = _marks(table)
    strong, weak = (_facility(table, group) for group in extremes)
    deviation = histogram.root(histogram.variance(marks))
    return ItemStatistics(
        question=question,
        attempts=table.total(),
        facility=histogram.mean(marks) / full,
        deviation=None if deviation is None else deviation / full,
        discrimination=None if strong is None or weak is None else (strong - weak) / full,
        point_biserial=histogram.correlation(pairs),
        efficiency=histogram.efficiency(pairs),
        alpha_if_dropped=alpha,
        options=_options(table, *extremes),
    )


def _marks(table: Counter[_Cell]) -> Counter[float]:
    marks: Counter[float] = Counter()
    for (mark, _, _), people in table.items():
        marks[mark] += people
    return marks


def _rest(table: Counter[_Cell]) -> Counter[float]:
    rest: Counter[float] = Counter()
    for (mark, _, total), people in table.items():
        rest[total - mark] += people
    return rest


def _facility(table: Counter[_Cell], group: Mapping[float, float]) -> float | None:
    """The mean points of a group, where anybody of it had the question."""
    people = sum(count * group[total] for (_, _, total), count in table.items())
    marks = sum(mark * count * group[total] for (mark, _, total), count in table.items())
    return marks / people if people else None


def _options(
    table: Counter[_Cell], upper: Mapping[float, float], lower: Mapping[float, float]
) -> tuple[OptionUse, ...]:
    """The options that anybody chose, by their number."""
    chose: dict[int, Counter[float]] = defaultdict(Counter)
    had: Counter[float] = Counter()
    for (_, chosen, total), people in table.items():
        had[total] += people
        for option in chosen:
            chose[option][total] += people

    def share(totals: Counter[float], group: Mapping[float, float]) -> float | None:
        whole = sum(people * group[total] for total, people in had.items())
        part = sum(people * group[total] for total, people in totals.items())
        return part / whole if whole else None

    return tuple(
        OptionUse(
            option,
            totals.total(),
            share(totals, upper),
            share(totals, lower),
            histogram.mean(totals),
        )
        for option, totals in sorted(chose.items())
    )


def _extreme(totals: Counter[float], *, best: bool) -> dict[float, float]:
    """How much each score's attempts weigh in the upper or the lower group: 1, 0, or a share where
    the group's end falls among equals, so that no order among them decides."""
    left = EXTREME_SHARE * totals.total()
    weights = {}
    for total in sorted(totals, reverse=best):
        weights[total] = min(1.0, max(0.0, left / totals[total]))
        left -= totals[total]
    return weights


def _scores(totals: Counter[float], variances: Sequence[float | None] | None) -> ScoreStatistics:
    count = totals.total()
    mean = histogram.mean(totals)
    second, third, fourth = (
        sum((total - mean) ** power * people for total, people in totals.items()) / count
        for power in (2, 3, 4)
    )
    variance = histogram.variance(totals)
    deviation = histogram.root(variance)
    skewness = kurtosis = None
    if variance and count > 2:
        skewness = count**2 / ((count - 1) * (count - 2)) * third / variance**1.5
    if variance and count > 3:
        difference = (count + 1) * fourth - 3 * (count - 1) * second**2
        kurtosis = count**2 / ((count - 1) * (count - 2) * (count - 3)) * difference / variance**2
    alpha = None if variances is None else _alpha(variances, variance)
    error_ratio = None if alpha is None else math.sqrt(max(0.0, 1 - alpha))
    error = None if error_ratio is None or deviation is None else error_ratio * deviation
    return ScoreStatistics(
        count,
        mean,
        histogram.median(totals),
        deviation,
        skewness,
        kurtosis,
        alpha,
        error_ratio,
        error,
    )


def _alpha(variances: Sequence[float | None], of_totals: float | None) -> float | None:
    """Cronbach's alpha of questions with these variances, the totals having that one."""
    known = [variance for variance in variances if variance is not None]
    if len(known) < 2 or len(known) < len(variances) or not of_totals:
        return None
    return len(known) / (len(known) - 1) * (1 - sum(known) / of_totals)
