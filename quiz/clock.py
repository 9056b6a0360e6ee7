"""The only source of now. Time goes through the code as an argument; doors and worker read it.

The wall clock may be set while people sit. So a server's time is an anchor and the machine's
running time since, which nobody sets; the wall is only looked at to tell whether it has jumped.
"""

import secrets
import time
from collections.abc import Callable
from pathlib import Path

Clock = Callable[[], int]
"""Returns UTC milliseconds since 1970."""

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def system_clock() -> int:
    """The machine's wall clock in UTC milliseconds."""
    return time.time_ns() // 1_000_000


def running_time() -> int:
    """Milliseconds since the machine started, asleep or awake; where it cannot tell, since some
    moment before this process."""
    source = getattr(time, "CLOCK_BOOTTIME", None)
    now = time.monotonic_ns() if source is None else time.clock_gettime_ns(source)
    return now // 1_000_000


def boot_id() -> str:
    """What all processes share until the machine starts anew, because their running time is the
    same; where the machine cannot tell, what this process alone has."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        try:
            return _BOOT_ID.read_text().strip()
        except OSError:
            pass
    return f"process-{secrets.token_hex(16)}"


class SteadyClock:
    """An anchor and the running time. Set by the wall at first; `stages.timekeeping` replaces the
    anchor by the one that every process of the machine has. `wall` and `steady` give milliseconds.
    """

    def __init__(
        self, wall: Clock = system_clock, steady: Clock = running_time, boot: str = ""
    ) -> None:
        self._wall, self._steady = wall, steady
        self.boot = boot or boot_id()
        self.offset_ms = wall() - steady()

    def __call__(self) -> int:
        """UTC milliseconds; never jumps while the anchor stays."""
        return self.offset_ms + self._steady()

    def gap_ms(self) -> int:
        """How far the wall is ahead of this clock."""
        return self._wall() - self()
