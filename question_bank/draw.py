"""Blueprint + seed -> paper. Anyone who has the three can repeat the drawing.

The stream is SHAKE256("paper" || 0 || seed) read as big-endian 64-bit words, with rejection
sampling, so that every choice is exactly even. Questions of a cell are drawn from the order of
their identifiers, so the drawing does not depend on how the bank was stored; then the questions are
put in order; then each question's options, by one number that picks among all their orders.

A balanced drawing draws the questions of all cells CANDIDATES times, one after the other from the
stream, and goes on with the selection that weighs nearest to the balance's target; of equal ones
the first. The first selection is the one that is drawn without a balance.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from struct import unpack
from typing import NamedTuple, Self, TypeVar

from question_bank.bank import Bank
from question_bank.blueprint import Blueprint, shortages
from question_bank.question import Question

_WORD = 1 << 64
_FIRST_WORDS = 68
"""Four blocks of the sponge: enough for a paper of thirty questions."""
_BALANCED_WORDS = 5 * _FIRST_WORDS
"""The same for a balanced one."""
CANDIDATES = 8
"""How many selections a balanced drawing chooses from. The spread falls to about a fifth of what
chance leaves; twice as many would halve it once more for twice the time of a start."""
T = TypeVar("T")


class Item(NamedTuple):
    """One question of a paper; `order[i]` is the bank's index of the option printed i-th."""

    question_id: str
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """The questions one contestant gets, in printed order."""

    items: tuple[Item, ...]

    def dump(self) -> str:
        """`[["question-id", [2, 0, 1]], ...]` as canonical JSON."""
        rows = [[item.question_id, list(item.order)] for item in self.items]
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def load(cls, text: str) -> Self:
        """The inverse of `dump`."""
        return cls(tuple(Item(question_id, tuple(order)) for question_id, order in items_in(text)))

    @property
    def digest(self) -> str:
        """SHA-256 of `dump`, in hex."""
        return digest_of(self.dump())


@dataclass(frozen=True, slots=True)
class Balance:
    """What questions are expected to give, by their identifiers, and what a paper of them should:
    whole numbers of one unit, so that everybody finds the same selection nearest."""

    weights: Mapping[str, int]
    target: int

    def off(self, questions: Sequence[Question]) -> int:
        """How far these questions are from the target."""
        return abs(sum([self.weights[question.id] for question in questions]) - self.target)


def balance_of(bank: Bank, blueprint: Blueprint, weights: Mapping[str, int]) -> Balance:
    """The balance whose target is what the blueprint's papers weigh on average: of each cell its
    count times the mean of the bank's questions there, rounded down cell by cell.
    """
    target = 0
    for cell in blueprint:
        held = bank.cells[cell.topic, cell.level]
        if held:
            target += cell.count * sum(weights[question.id] for question in held) // len(held)
    return Balance(weights, target)


def items_in(dumped: str) -> list[tuple[str, list[int]]]:
    """The items of a written paper as they stand there, for whoever reads thousands of papers."""
    found: list[tuple[str, list[int]]] = json.loads(dumped)
    return found


def digest_of(dumped: str) -> str:
    """SHA-256 of a written paper, in hex."""
    return hashlib.sha256(dumped.encode()).hexdigest()


class _Stream:
    """Even random integers from a seed."""

    def __init__(self, seed: bytes, first_words: int = _FIRST_WORDS) -> None:
        self._sponge = hashlib.shake_256(b"paper\x00" + seed)
        self._words: tuple[int, ...] = ()
        self._used = 0
        self._first_words = first_words

    def _squeeze(self) -> None:
        # An extendable output has to be squeezed from its start each time: rarely, then.
        count = max(self._first_words, 4 * len(self._words))
        self._words = unpack(f">{count}Q", self._sponge.digest(8 * count))

    def below(self, bound: int) -> int:
        """An integer in [0, bound), every value exactly as likely as any other."""
        limit = _WORD - _WORD % bound
        while True:
            if self._used == len(self._words):
                self._squeeze()
            word = self._words[self._used]
            self._used += 1
            if word < limit:
                return word % bound

    def order(self, count: int) -> tuple[int, ...]:
        """0 to count - 1 in a random order: one number picks among all orders, which stand in
        lexicographic order."""
        orders = _orders(count)
        return orders[self.below(len(orders))]

    def chosen(self, values: Sequence[T], count: int) -> list[T]:
        """`count` of the values in a random order (Fisher and Yates, from the front)."""
        if count == 1 and len(values) > 1:  # the usual cell, without a copy of it
            return [values[self.below(len(values))]]
        left = list(values)
        for place in range(min(count, len(left) - 1)):
            other = place + self.below(len(left) - place)
            left[place], left[other] = left[other], left[place]
        return left[:count]


@cache
def _orders(count: int) -> tuple[tuple[int, ...], ...]:
    """Every order of 0 to count - 1; a question has eight options at most."""
    return tuple(permutations(range(count)))


def draw(
    bank: Bank,
    blueprint: Blueprint,
    seed: bytes,
    *,
    shuffle_questions: bool = True,
    shuffle_options: bool = True,
    balance: Balance | None = None,
) -> Paper:
    """The paper that `seed` draws from `bank`.

    ValueError when the bank cannot fill the blueprint.
    """
    if shortages(blueprint, bank):
        raise ValueError("the bank cannot fill the blueprint")
    stream = _Stream(seed, _FIRST_WORDS if balance is None else _BALANCED_WORDS)
    chosen = _selection(bank, blueprint, stream, balance)
    if shuffle_questions:
        chosen = stream.chosen(chosen, len(chosen))
    return Paper(
        tuple(
            Item(question.id, _option_order(question, stream if shuffle_options else None))
            for question in chosen
        )
    )


def selected(
    bank: Bank, blueprint: Blueprint, seed: bytes, balance: Balance | None = None
) -> list[Question]:
    """The questions of the paper that `seed` draws, cell by cell."""
    return _selection(bank, blueprint, _Stream(seed), balance)


def _selection(
    bank: Bank, blueprint: Blueprint, stream: _Stream, balance: Balance | None
) -> list[Question]:
    first = _cells(bank, blueprint, stream)
    if balance is None:
        return first
    further = [_cells(bank, blueprint, stream) for _ in range(CANDIDATES - 1)]
    return min([first, *further], key=balance.off)


def _cells(bank: Bank, blueprint: Blueprint, stream: _Stream) -> list[Question]:
    chosen: list[Question] = []
    for cell in blueprint:
        chosen += stream.chosen(bank.cells[cell.topic, cell.level], cell.count)
    return chosen


def _option_order(question: Question, stream: _Stream | None) -> tuple[int, ...]:
    every = len(question.options)
    if stream is None or not question.shuffle:
        return tuple(range(every))
    free = [index for index, option in enumerate(question.options) if not option.pinned]
    order = stream.order(len(free))
    if len(free) == every:
        return order
    shuffled = iter([free[place] for place in order])
    return tuple(
        index if option.pinned else next(shuffled) for index, option in enumerate(question.options)
    )
