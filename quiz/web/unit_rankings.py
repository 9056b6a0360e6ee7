"""The public rankings of units, kept for a while: making one reads everybody's results."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from quiz.store.database import Database
from quiz.store.kept import Kept
from quiz.store.ranked_units import UnitRanking

KEPT_MS = 10_000
_KEPT_RANKINGS = 32

Key = tuple[str, int, str]
"""What it is of, `round` or `contest`, its id, the level."""


@dataclass(slots=True)
class Rankings:
    """By key. One is made at a time, so that many readers cost what one costs."""

    _kept: Kept[Key, tuple[int, UnitRanking]] = field(default_factory=lambda: Kept(_KEPT_RANKINGS))
    _making: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def get(
        self, database: Database, key: Key, now: int, make: Callable[[Connection], UnitRanking]
    ) -> UnitRanking:
        """The ranking as it was at most ten seconds before `now`."""
        async with self._making:
            found = self._kept.get(key)
            if found is not None and 0 <= now - found[0] < KEPT_MS:
                return found[1]
            made = await run_in_threadpool(database.read_now, make)
            self._kept.put(key, (now, made))
            return made
