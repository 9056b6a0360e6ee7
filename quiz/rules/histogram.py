"""Moments of weighted values: a histogram says how many people have each value, a table of pairs
how many have each two. Variances are of samples (n - 1). None stands where a figure does not exist.
"""

import math
from collections import Counter

Histogram = Counter[float]
Pairs = Counter[tuple[float, float]]


def mean(values: Histogram) -> float:
    """Of at least one value."""
    return sum(value * people for value, people in values.items()) / values.total()


def variance(values: Histogram) -> float | None:
    """None for a single value."""
    if values.total() < 2:
        return None
    middle = mean(values)
    squares = sum((value - middle) ** 2 * people for value, people in values.items())
    return squares / (values.total() - 1)


def root(of: float | None) -> float | None:
    """The square root of what exists."""
    return None if of is None else math.sqrt(of)


def median(values: Histogram) -> float:
    """Of at least one value."""
    return (_at(values, (values.total() - 1) // 2) + _at(values, values.total() // 2)) / 2


def _at(values: Histogram, place: int) -> float:
    """The value at a place, counted from 0, in ascending order."""
    for value in sorted(values):
        place -= values[value]
        if place < 0:
            return value
    raise IndexError(place)


def covariance(pairs: Pairs) -> float:
    """Of at least two pairs."""
    ones, others = _sides(pairs)
    middle, other_middle = mean(ones), mean(others)
    products = sum(
        (one - middle) * (other - other_middle) * people for (one, other), people in pairs.items()
    )
    return products / (pairs.total() - 1)


def correlation(pairs: Pairs) -> float | None:
    """Pearson's; None where one side is always the same."""
    one, other = (variance(side) for side in _sides(pairs))
    if not one or not other:
        return None
    return covariance(pairs) / math.sqrt(one * other)


def efficiency(pairs: Pairs) -> float | None:
    """The covariance as a share of the largest one that the same values could have: the highest
    with the highest."""
    if pairs.total() < 2:
        return None
    largest = covariance(_sorted_together(*_sides(pairs)))
    return covariance(pairs) / largest if largest else None


def _sides(pairs: Pairs) -> tuple[Histogram, Histogram]:
    ones: Histogram = Counter()
    others: Histogram = Counter()
    for (one, other), people in pairs.items():
        ones[one] += people
        others[other] += people
    return ones, others


def _sorted_together(ones: Histogram, others: Histogram) -> Pairs:
    """The pairs if both sides stood in ascending order."""
    pairs: Pairs = Counter()
    waiting = sorted(others.items(), reverse=True)
    for one, people in sorted(ones.items()):
        while people:
            other, left = waiting.pop()
            taken = min(people, left)
            pairs[one, other] += taken
            people -= taken
            if left > taken:
                waiting.append((other, left - taken))
    return pairs
