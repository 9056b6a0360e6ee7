"""How often: small counters in memory, by person or account, never by address alone, because whole
offices share one.
"""

import math
from collections import OrderedDict

from quiz.rules.refusal import Reason, Refusal

GUESS_WINDOW_MS = 5 * 60_000
ANSWER_BURST = 20
EXPORTS_PER_SECOND = 6 / 3600
EXPORT_BURST = 6
"""A leaderboard may be made into a file six times an hour, by one person and round."""
_KEPT = 50_000


class Guesses:
    """Wrong codes and passwords: at most `most` in five minutes for one account."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._wrong: OrderedDict[str, list[int]] = OrderedDict()

    def refuse_too_many(self, account: str, now: int) -> None:
        """Refuse another try where too many were wrong."""
        recent = [at for at in self._wrong.get(account, ()) if at > now - GUESS_WINDOW_MS]
        if len(recent) >= self._most:
            wait = recent[0] + GUESS_WINDOW_MS - now
            raise Refusal(Reason.TOO_MANY_GUESSES, minutes=-(-wait // 60_000))

    def wrong(self, account: str, now: int) -> None:
        """Remember a wrong try."""
        recent = [at for at in self._wrong.pop(account, []) if at > now - GUESS_WINDOW_MS]
        self._wrong[account] = [*recent, now][-self._most :]
        while len(self._wrong) > _KEPT:
            self._wrong.popitem(last=False)

    def right(self, account: str) -> None:
        """Forget the wrong tries of somebody who got in."""
        self._wrong.pop(account, None)


class Rate:
    """A token bucket for each key: `per_second` on average, `burst` at once."""

    def __init__(self, per_second: float, burst: int) -> None:
        self._per_second = per_second
        self._burst = burst
        self._buckets: OrderedDict[int, tuple[float, int]] = OrderedDict()

    def take(self, key: int, now: int) -> None:
        """Take one, or refuse and say when to come back."""
        tokens, at = self._buckets.pop(key, (float(self._burst), now))
        tokens = min(self._burst, tokens + max(0, now - at) * self._per_second / 1000)
        if tokens < 1:
            self._buckets[key] = (tokens, now)
            raise Refusal(Reason.TOO_FAST, seconds=math.ceil((1 - tokens) / self._per_second))
        self._buckets[key] = (tokens - 1, now)
        while len(self._buckets) > _KEPT:
            self._buckets.popitem(last=False)
