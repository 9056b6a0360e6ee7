"""How often: small counters in memory, by person or account, and by address only where a whole
office can share one.
"""

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from quiz.rules.reasons import EntryReason, RequestReason, StaffReason
from quiz.rules.refusal import Refusal

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
REGISTRATIONS_PER_SECOND = 0.5
REGISTRATION_BURST = 100
"""Citizens who register from one address: a hall of people behind one router, not a program."""
PROVIDER_PER_SECOND = 5.0
PROVIDER_BURST = 300
"""Ways to the provider of single sign-on, and as many back, from one address: an office that comes
at the opening, all at once, gets through; a program asks nobody's provider for ever."""
_KEPT = 50_000


_MOST_DOUBLED = 4
"""80 minutes at most."""
_FORGIVEN_MS = 24 * 3_600_000

_WRONG = frozenset(
    {
        EntryReason.UNKNOWN_TICKET,
        EntryReason.WRONG_YEAR_OR_CODE,
        StaffReason.WRONG_PASSWORD,
        StaffReason.WRONG_OLD_PASSWORD,
        StaffReason.WRONG_CODE,
    }
)


def neighbourhood(address: str) -> str:
    """What is counted as one address: of IPv6 the network of 64 bits, because one subscriber has
    all of its addresses."""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if known.version == 4:
        return address
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((known, 64), strict=False))


class Guesses:
    """Wrong codes and passwords: at most `most` in five minutes for one account or address. Where
    waiting doubles, every further time that all are used up within a day lasts twice as long."""

    def __init__(self, most: int, *, doubles: bool = False) -> None:
        self._most = most
        self._doubles = doubles
        self._taken: OrderedDict[str, list[int]] = OrderedDict()
        self._closed: OrderedDict[str, tuple[int, int]] = OrderedDict()
        """How often all guesses were used up, and until when it waits."""

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
            elif self._doubles:
                self._close(account, now)
            raise
        self._give_back(account, now)
        self._closed.pop(account, None)

    def _close(self, account: str, now: int) -> None:
        """Wait longer where the last guess was used up."""
        taken = self._taken.get(account, [])
        times, until = self._closed.get(account, (0, 0))
        if len(taken) < self._most or until > now:
            return
        times = times + 1 if now < until + _FORGIVEN_MS else 1
        wait = GUESS_WINDOW_MS * 2 ** min(times - 1, _MOST_DOUBLED)
        self._closed[account] = (times, taken[0] + wait)
        while len(self._closed) > _KEPT:
            self._closed.popitem(last=False)

    def _take(self, account: str, now: int) -> None:
        recent = [at for at in self._taken.pop(account, []) if at > now - GUESS_WINDOW_MS]
        self._taken[account] = recent
        closed = self._closed.get(account, (0, 0))[1]
        if len(recent) >= self._most or closed > now:
            wait = max(recent[0] + GUESS_WINDOW_MS if recent else 0, closed) - now
            raise Refusal(EntryReason.TOO_MANY_GUESSES, minutes=-(-wait // 60_000))
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
            raise Refusal(
                RequestReason.TOO_FAST, seconds=math.ceil((1 - tokens) / self._per_second)
            )
        self._buckets[key] = (tokens - 1, now)
        while len(self._buckets) > _KEPT:
            self._buckets.popitem(last=False)
