"""Are the papers equally hard: what papers are expected to give, before the opening by drawing many
of them and afterwards by those that were sat; and papers of the same questions compared.
"""

import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from question_bank.bank import Bank
from question_bank.blueprint import Blueprint
from question_bank.draw import Balance, selected
from quiz.rules.facility import WHOLE
from quiz.rules.statistics import Sat

DRAWN = 2_000
"""Papers that are drawn to see how much they differ."""
FEWEST = 5
"""Attempts at one set of questions that are compared: fewer would tell of persons."""


@dataclass(frozen=True, slots=True)
class Spread:
    """What papers are expected to give, in points: how many papers, their mean, standard deviation,
    the least and the most."""

    papers: int
    mean: float
    deviation: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class PaperGroup:
    """The attempts at one set of questions: points in the unit of the attempts. `expected` is what
    the set's questions gave to all who had them."""

    questions: tuple[str, ...]
    attempts: int
    mean: float
    deviation: float | None
    expected: float


def simulated(
    bank: Bank,
    blueprint: Blueprint,
    weights: Mapping[str, int],
    balance: Balance | None,
    papers: int = DRAWN,
) -> Spread:
    """The spread over papers that are drawn from fixed seeds, so that it is the same each time."""
    return spread(
        sum(weights[question.id] for question in selected(bank, blueprint, _seed(number), balance))
        / WHOLE
        for number in range(papers)
    )


def _seed(number: int) -> bytes:
    return b"simulation" + number.to_bytes(4, "big")


def spread(expected: Iterable[float]) -> Spread:
    """Of what at least one paper is expected to give each."""
    values = list(expected)
    mean = statistics.fmean(values)
    deviation = statistics.stdev(values, mean) if len(values) > 1 else 0.0
    return Spread(len(values), mean, deviation, min(values), max(values))


def sat_spread(attempts: Iterable[Sat], means: Mapping[str, float]) -> Spread:
    """The spread over the papers that were sat. `means` is what each question gave on average; so
    is the unit."""
    return spread(sum([means[question] for question in sat.answers]) for sat in attempts)


def parallel(attempts: Sequence[Sat], means: Mapping[str, float]) -> tuple[PaperGroup, ...]:
    """The sets of questions that enough people sat, the most sat first; of few sat none is told."""
    totals: dict[tuple[str, ...], list[float]] = defaultdict(list)
    for sat in attempts:
        points = sum([earned for earned, _ in sat.answers.values()])
        totals[tuple(sorted(sat.answers))].append(points)
    groups = [
        PaperGroup(
            questions,
            len(points),
            statistics.fmean(points),
            statistics.stdev(points) if len(points) > 1 else None,
            sum(means[question] for question in questions),
        )
        for questions, points in totals.items()
        if len(points) >= FEWEST
    ]
    return tuple(sorted(groups, key=lambda one: (-one.attempts, one.questions)))
