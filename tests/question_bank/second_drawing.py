"""The drawing once more, from its description in question_bank/draw.py alone, in other words: the
stream as one big number, orders by the factorial number system. Papers of both must be equal.
"""

import hashlib
import math

from question_bank.bank import Bank
from question_bank.blueprint import Blueprint
from question_bank.question import Question


class Dice:
    """Even numbers from the stream."""

    def __init__(self, seed: bytes) -> None:
        self._stream = hashlib.shake_256(b"paper" + bytes(1) + seed).digest(1 << 15)

    def roll(self, sides: int) -> int:
        """A number from 0 to sides - 1."""
        word, self._stream = int.from_bytes(self._stream[:8], "big"), self._stream[8:]
        return word % sides if word < 2**64 // sides * sides else self.roll(sides)


def nth_order(number: int, values: list[int]) -> list[int]:
    """The order number `number` of ascending values, in lexicographic order from 0."""
    if not values:
        return []
    place, rest = divmod(number, math.factorial(len(values) - 1))
    first = values[place]
    return [first, *nth_order(rest, [value for value in values if value != first])]


def pick(dice: Dice, pool: list[Question], count: int) -> list[Question]:
    """Some of the pool: each takes the place of the one that stands where it goes."""
    pool = pool.copy()
    taken: list[Question] = []
    while len(taken) < count:
        other = dice.roll(len(pool)) if len(pool) > 1 else 0
        pool[0], pool[other] = pool[other], pool[0]
        taken.append(pool.pop(0))
    return taken


def pools(bank: Bank, blueprint: Blueprint) -> list[tuple[list[Question], int]]:
    """What each cell is drawn from, and how many."""
    found = []
    for cell in blueprint:
        pool = [q for q in bank if (q.topic, q.level) == (cell.topic, cell.level)]
        found.append((sorted(pool, key=lambda q: q.id), cell.count))
    return found


def paper_rows(
    bank: Bank, blueprint: Blueprint, seed: bytes, weights: dict[str, int] | None = None
) -> list[list[object]]:
    """`[question id, printed order]` for each question, as Paper.dump writes them; balanced where
    there are weights."""
    dice = Dice(seed)
    cells = pools(bank, blueprint)
    rounds = [
        [question for pool, count in cells for question in pick(dice, pool, count)]
        for _ in range(8 if weights else 1)
    ]
    drawn = rounds[0]
    if weights:
        target = sum(count * sum(weights[q.id] for q in pool) // len(pool) for pool, count in cells)
        misses = [abs(target - sum(weights[q.id] for q in one)) for one in rounds]
        drawn = rounds[misses.index(min(misses))]
    rows: list[list[object]] = []
    for question in pick(dice, drawn, len(drawn)):
        order = list(range(len(question.options)))
        if question.shuffle:
            free = [place for place in order if not question.options[place].pinned]
            mixed = nth_order(dice.roll(math.factorial(len(free))), free)
            for place, value in zip(free, mixed, strict=True):
                order[place] = value
        rows.append([question.id, order])
    return rows
