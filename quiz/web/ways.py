"""The ways of entering that are open now, kept for a moment: the page to enter by is opened by
thousands in the same minute."""

from dataclasses import dataclass, field

from quiz.rules.refusal import Refusal
from quiz.store.database import Database
from quiz.store.ways import Ways, read_ways

KEPT_MS = 1_000


@dataclass(slots=True)
class KeptWays:
    """What was read last, and when (UTC milliseconds)."""

    _found: Ways = field(default_factory=Ways)
    _at: int = -KEPT_MS

    async def get(self, database: Database, now: int) -> Ways:
        """The ways as they were at most a second before `now`; as they were last while the database
        is away."""
        if not 0 <= now - self._at < KEPT_MS:
            try:
                self._found = await database.look(lambda connection: read_ways(connection, now))
                self._at = now
            except Refusal:
                return self._found
        return self._found
