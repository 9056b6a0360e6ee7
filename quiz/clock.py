"""The only source of now. Time goes through the code as an argument; doors and worker read it."""

import time
from collections.abc import Callable

Clock = Callable[[], int]
"""Returns UTC milliseconds since 1970."""


def system_clock() -> int:
    """The machine's time in UTC milliseconds."""
    return time.time_ns() // 1_000_000
