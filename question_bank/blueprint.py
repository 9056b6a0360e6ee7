"""A blueprint: how many questions of each topic and level a paper holds."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from question_bank.bank import Bank
from question_bank.question import Level


@dataclass(frozen=True, slots=True)
class Cell:
    """`count` questions of one topic and level."""

    topic: str
    level: Level
    count: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """A cell that the bank cannot fill: it asks for `cell.count` and has `available`."""

    cell: Cell
    available: int


Blueprint = tuple[Cell, ...]


def size(blueprint: Iterable[Cell]) -> int:
    """The number of questions in a paper."""
    return sum(cell.count for cell in blueprint)


def shortages(blueprint: Iterable[Cell], bank: Bank) -> tuple[Shortage, ...]:
    """Every cell of the blueprint that the bank cannot fill."""
    counts = bank.counts()
    return tuple(
        Shortage(cell, counts[cell.topic, cell.level])
        for cell in blueprint
        if counts[cell.topic, cell.level] < cell.count
    )


def proportional(bank: Bank, total: int) -> Blueprint:
    """A blueprint of `total` questions spread as evenly as the bank allows: topics take turns, each
    gives from the level it has given least of, so that no topic is left out.

    ValueError when the bank holds fewer than `total` questions.
    """
    counts = bank.counts()
    taken: Counter[tuple[str, Level]] = Counter()
    if sum(counts[topic.id, level] for topic in bank.topics for level in Level) < total:
        raise ValueError(f"the bank holds fewer than {total} questions")
    left = total
    while left:
        for topic in bank.topics:
            cells = [(topic.id, level) for level in Level]
            open_cells = [cell for cell in cells if taken[cell] < counts[cell]]
            if left and open_cells:
                taken[min(open_cells, key=lambda cell: taken[cell])] += 1
                left -= 1
    return tuple(
        Cell(topic.id, level, taken[topic.id, level])
        for topic in bank.topics
        for level in Level
        if taken[topic.id, level]
    )
