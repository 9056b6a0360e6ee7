"""A figure with its bar, and the register of those that `make bench` measures."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

Measure = Callable[[Path], Iterator["Figure"]]
"""Measures in an empty folder and yields what it found."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`bar` is `<=5` or `>=0.7`, or nothing where a figure is only printed."""

    name: str
    value: float
    unit: str
    bar: str = ""

    def as_data(self) -> dict[str, object]:
        """As it stands in var/bench.json."""
        return asdict(self)

    def line(self) -> str:
        """As it is printed: name, value, unit, bar, separated by tabs."""
        return f"{self.name}\t{self.value:.3f}\t{self.unit}\t{self.bar}"
