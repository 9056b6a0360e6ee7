"""How often: small counters in memory, by person or account, and by address only where a whole
office can share one.
"""

import math
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from quiz.rules.refusal import Reason, Refusal

GUESS_WINDOW_MS = 5 * 60_000
ADDRESS_GUESSES = 100
"""Wrong passwords in five minutes from one address: many, because whole offices share one."""
ANSWER_BURST = 20
EXPORTS_PER_SECOND = 6 / 3600
EXPORT_BURST = 6
"""A leaderboard may be made into a file six times an hour, by one person and round."""
SEARCHES_PER_SECOND = 1.0
SEARCH_BURST = 60
"""Searches on public boards from one address."""
_KEPT = 50_000


_WRONG = frozenset({Reason.UNKNOWN_TICKET, Reason.WRONG_PASSWORD})


class Guesses:
    """Wrong codes and passwords: at most `most` in five minutes for one account or address."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: OrderedDict[str, list[int]] = OrderedDict()

    @contextmanager
    def guess(self, account: str, now: int) -> Iterator[None]:
        """Take a guess before it is looked at, so that guesses sent together are counted too, and
        give it back unless it was wrong. Refuses where too many are taken."""
        self._take(account, now)
        try:
            yield
        except Refusal as refusal:
            if refusal.reason not in _WRONG:
                self._give_back(account, now)
            raise
        self._give_back(account, now)

    def _take(self, account: str, now: int) -> None:
        recent = [at for at in self._taken.pop(account, []) if at > now - GUESS_WINDOW_MS]
        self._taken[account] = recent
        if len(recent) >= self._most:
            wait = recent[0] + GUESS_WINDOW_MS - now
            raise Refusal(Reason.TOO_MANY_GUESSES, minutes=-(-wait // 60_000))
        recent.append(now)
        while len(self._taken) > _KEPT:
            self._taken.popitem(last=False)

    def _give_back(self, account: str, at: int) -> None:
        taken = self._taken.get(account, [])
        if at in taken:
            taken.remove(at)
        if not taken:
            self._taken.pop(account, None)


class Rate:
    """A token bucket for each key: `per_second` on average, `burst` at once."""

    def __init__(self, per_second: float, burst: int) -> None:
        self._per_second = per_second
        self._burst = burst
        self._buckets: OrderedDict[int | str, tuple[float, int]] = OrderedDict()

    def take(self, key: int | str, now: int) -> None:
        """Take one, or refuse and say when to come back."""
        tokens, at = self._buckets.pop(key, (float(self._burst), now))
        tokens = min(self._burst, tokens + max(0, now - at) * self._per_second / 1000)
        if tokens < 1:
            self._buckets[key] = (tokens, now)
            raise Refusal(Reason.TOO_FAST, seconds=math.ceil((1 - tokens) / self._per_second))
        self._buckets[key] = (tokens - 1, now)
        while len(self._buckets) > _KEPT:
            self._buckets.popitem(last=False)
