"""How long each step took and what went wrong, without keeping a number for each request."""

import math
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Step(StrEnum):
    """What a contestant does, in the order of the way."""

    ENTER = "enter"
    SIGN_IN = "sign_in"
    OPEN = "open"
    START = "start"
    PAPER = "paper"
    TAP = "tap"
    SUBMIT = "submit"
    RECEIPT = "receipt"


LEAST_MS = 0.1
GROWTH = 1.05
"""A bucket is 5 % wider than the one before: so exact are the percentiles."""
_LOG_GROWTH = math.log(GROWTH)
_BUCKETS = 300
"""Up to about four minutes."""


class Times:
    """Durations in buckets that grow evenly: a fixed size however many there are."""

    def __init__(self) -> None:
        self._counts = [0] * _BUCKETS
        self.count = 0
        self.most_ms = 0.0

    def add(self, milliseconds: float) -> None:
        """Take one in."""
        bucket = 0
        if milliseconds > LEAST_MS:
            bucket = min(_BUCKETS - 1, math.ceil(math.log(milliseconds / LEAST_MS) / _LOG_GROWTH))
        self._counts[bucket] += 1
        self.count += 1
        self.most_ms = max(self.most_ms, milliseconds)

    def percentile(self, percent: float) -> float:
        """So many of a hundred took at most this many milliseconds; 0 when there are none. At most
        5 % too high, never too low.
        """
        wanted = math.ceil(self.count * percent / 100)
        seen = 0
        for bucket, count in enumerate(self._counts):
            seen += count
            if count and seen >= wanted:
                return min(self.most_ms, LEAST_MS * GROWTH**bucket)
        return self.most_ms


@dataclass(slots=True)
class Tally:
    """What a whole rehearsal came to. `slowed` are answers that ask to come back later (429 and 503
    with Retry-After): the server's good right, not errors.
    """

    times: dict[Step, Times] = field(default_factory=lambda: {step: Times() for step in Step})
    errors: Counter[str] = field(default_factory=Counter)
    slowed: Counter[str] = field(default_factory=Counter)
    dropped: int = 0
    """Requests whose connection was dropped on purpose."""
    reached: Counter[Step] = field(default_factory=Counter)
    """People who have a step behind them."""
    saves: int = 0
    first_save: float = 0.0
    last_save: float = 0.0
    """The loop's seconds."""
    lost: int = 0
    """Acknowledged answers that the receipt or the paper does not show."""

    def saved(self, at: float) -> None:
        """A tap was acknowledged."""
        self.first_save = self.first_save or at
        self.last_save = at
        self.saves += 1

    @property
    def saves_per_second(self) -> float:
        """From the first acknowledged tap to the last; 0 where there are not two."""
        seconds = self.last_save - self.first_save
        return (self.saves - 1) / seconds if seconds > 0 else 0.0
