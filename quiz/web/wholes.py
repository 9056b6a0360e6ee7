"""The boards of whole contests, kept for a while: making one reads everybody's results."""

import asyncio
import time
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool

from quiz.store.database import Database
from quiz.store.kept import Kept
from quiz.store.whole import Whole, read_whole

KEPT_MS = 10_000
TIMES_ITS_COST = 20
"""A board is kept so many times longer than it took to make, so that however large it is, making it
takes a twentieth of one processor at most."""
_KEPT_BOARDS = 8


@dataclass(slots=True)
class Wholes:
    """By contest, the public board and the one that staff see. One is made at a time."""

    _kept: Kept[tuple[int, bool], tuple[Whole, int]] = field(
        default_factory=lambda: Kept(_KEPT_BOARDS)
    )
    _making: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def get(self, database: Database, contest_id: int, now: int, *, public: bool) -> Whole:
        """The board as it was at most a while before `now`. Refuses like `read_whole`."""
        found = self._fresh(contest_id, now, public)
        if found is not None:
            return found
        async with self._making:
            found = self._fresh(contest_id, now, public)
            if found is not None:
                return found
            before = time.perf_counter()
            made = await run_in_threadpool(
                database.read_now,
                lambda connection: read_whole(connection, contest_id, now, public=public),
            )
            took = round((time.perf_counter() - before) * 1_000)
            self._kept.put((contest_id, public), (made, max(KEPT_MS, TIMES_ITS_COST * took)))
            return made

    def _fresh(self, contest_id: int, now: int, public: bool) -> Whole | None:
        kept = self._kept.get((contest_id, public))
        if kept is None:
            return None
        made, lasts = kept
        return made if 0 <= now - made.as_of < lasts else None
