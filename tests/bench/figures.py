"""A figure with its bar, and the register of those that `make bench` measures."""

import re
import resource
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

Measure = Callable[[Path], Iterator["Figure"]]
"""Measures in an empty folder and yields what it found."""


def peak_memory() -> float:
    """Megabytes that this process has held at most. What the system counts for a child begins with
    its parent's peak, so the process's own status is asked where there is one.
    """
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text()) if status.exists() else None
    kilobytes = int(found[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes / 1024


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
