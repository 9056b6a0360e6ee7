"""Blueprint + seed -> paper. Anyone who has the three can repeat the drawing.

The stream is HMAC-SHA256(seed, "paper" || 0 || counter) read as big-endian 64-bit words, with
rejection sampling, so that every choice is exactly even. Questions of a cell are drawn in the
order of their identifiers, so the drawing does not depend on how the bank was stored.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self, TypeVar

from question_bank.bank import Bank
from question_bank.blueprint import Blueprint, shortages
from question_bank.question import Question

_WORD = 1 << 64
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Item:
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
        return hashlib.sha256(self.dump().encode()).hexdigest()


class _Stream:
    """Even random integers from a seed."""

    def __init__(self, seed: bytes) -> None:
        self._words = self._generate(seed)

    @staticmethod
    def _generate(seed: bytes) -> Iterator[int]:
        # Not hmac.digest: that gives the interpreter's lock away for each block, and among other
        # threads most of a drawing's time went into getting it back.
        keyed = hmac.new(seed, b"paper\x00", hashlib.sha256)
        counter = 0
        while True:
            mac = keyed.copy()
            mac.update(counter.to_bytes(8, "big"))
            block = mac.digest()
            for start in range(0, 32, 8):
                yield int.from_bytes(block[start : start + 8], "big")
            counter += 1

    def below(self, bound: int) -> int:
        """An integer in [0, bound), every value exactly as likely as any other."""
        limit = _WORD - _WORD % bound
        for word in self._words:
            if word < limit:
                return word % bound
        raise AssertionError("the stream never ends")

    def shuffled(self, values: list[T]) -> list[T]:
        """The values in a random order (Fisher and Yates)."""
        values = list(values)
        for last in range(len(values) - 1, 0, -1):
            other = self.below(last + 1)
            values[last], values[other] = values[other], values[last]
        return values


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
        chosen += stream.shuffled(bank.cells[cell.topic, cell.level])[: cell.count]
    if shuffle_questions:
        chosen = stream.shuffled(chosen)
    return Paper(
        tuple(
            Item(question.id, _option_order(question, stream if shuffle_options else None))
            for question in chosen
        )
    )


def _option_order(question: Question, stream: _Stream | None) -> tuple[int, ...]:
    every = range(len(question.options))
    if stream is None or not question.shuffle:
        return tuple(every)
    free = [index for index in every if not question.options[index].pinned]
    shuffled = iter(stream.shuffled(free))
    return tuple(index if question.options[index].pinned else next(shuffled) for index in every)
