"""Blueprint + seed -> paper. Anyone who has the three can repeat the drawing.

The stream is SHAKE256("paper" || 0 || seed) read as big-endian 64-bit words, with rejection
sampling, so that every choice is exactly even. Questions of a cell are drawn from the order of
their identifiers, so the drawing does not depend on how the bank was stored; then the questions are
put in order; then each question's options, by one number that picks among all their orders.
"""

import hashlib
import json
from collections.abc import Sequence
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
        return cls(
            tuple(Item(question_id, tuple(order)) for question_id, order in json.loads(text))
        )

    @property
    def digest(self) -> str:
        """SHA-256 of `dump`, in hex."""
        return digest_of(self.dump())


def digest_of(dumped: str) -> str:
    """SHA-256 of a written paper, in hex."""
    return hashlib.sha256(dumped.encode()).hexdigest()


class _Stream:
    """Even random integers from a seed."""

    def __init__(self, seed: bytes) -> None:
        self._sponge = hashlib.shake_256(b"paper\x00" + seed)
        self._words: tuple[int, ...] = ()
        self._used = 0

    def _squeeze(self) -> None:
        # An extendable output has to be squeezed from its start each time: rarely, then.
        count = max(_FIRST_WORDS, 4 * len(self._words))
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
) -> Paper:
    """The paper that `seed` draws from `bank`.

    ValueError when the bank cannot fill the blueprint.
    """
    if shortages(blueprint, bank):
        raise ValueError("the bank cannot fill the blueprint")
    stream = _Stream(seed)
    chosen: list[Question] = []
    for cell in blueprint:
        chosen += stream.chosen(bank.cells[cell.topic, cell.level], cell.count)
    if shuffle_questions:
        chosen = stream.chosen(chosen, len(chosen))
    return Paper(
        tuple(
            Item(question.id, _option_order(question, stream if shuffle_options else None))
            for question in chosen
        )
    )


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
