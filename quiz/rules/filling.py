"""Whether units with so many people of each kind can fill a team and meet its minimums.

A kind is a bit for each minimum that a person counts for. How many people it takes at least is
found unit by unit, over the table of what is still lacking.
"""

from collections import Counter
from functools import lru_cache

Needs = tuple[int, ...]
Profile = tuple[int, int, tuple[tuple[int, int], ...]]
"""(how many may still come from the unit, how many it has left, (kind, how many) of those who count
for a minimum); numbers no larger than can matter."""
Supply = tuple[int, tuple[tuple[int, int], ...]]
"""Of a unit, as far as the needs ask: (how many may come, (kind, how many))."""
Known = dict[tuple[int, Needs, frozenset[tuple[Supply, int]]], bool]
"""What was found out before."""


def possible(profiles: Counter[Profile], seats: int, needs: Needs, known: Known) -> bool:
    """Whether people of these units can fill the seats and meet the needs."""
    room = sum(min(limit, left) * units for (limit, left, _), units in profiles.items())
    if room < seats or max(needs, default=0) > seats:
        return False
    if not any(needs):
        return True
    asked = sum(bool(need) << bit for bit, need in enumerate(needs))
    most = sum(needs)
    units_of: Counter[Supply] = Counter()
    for (limit, _, kinds), units in profiles.items():
        if kinds and (supply := _supply(min(limit, most), kinds, asked))[1]:
            units_of[supply] += units
    told = frozenset((supply, min(units, most)) for supply, units in units_of.items())
    key = (seats, needs, told)
    found = known.get(key)
    if found is None:
        found = known[key] = _meets(told, needs, seats)
    return found


def profiled(limit: int, left: Counter[int]) -> Profile:
    """What there is to know of a unit: nothing beyond what its limit lets in."""
    limit = max(0, limit)
    kinds = tuple((kind, min(count, limit)) for kind, count in sorted(left.items()) if kind)
    kinds = tuple((kind, count) for kind, count in kinds if count > 0)
    return limit, min(limit, left.total()), kinds


def lessened(needs: Needs, kind: int, people: int) -> Needs:
    """What is lacking after so many people of a kind."""
    return tuple(
        max(0, need - people) if kind >> bit & 1 else need for bit, need in enumerate(needs)
    )


@lru_cache(maxsize=10_000)
def _supply(limit: int, kinds: tuple[tuple[int, int], ...], asked: int) -> Supply:
    useful: Counter[int] = Counter()
    for kind, count in kinds:
        if kind & asked:
            useful[kind & asked] += count
    return limit, tuple(sorted((kind, min(count, limit)) for kind, count in useful.items()))


def _meets(told: frozenset[tuple[Supply, int]], needs: Needs, seats: int) -> bool:
    """Whether no more people than there are seats meet the needs. The units whose people count for
    most come first, so that where there are plenty the answer is there at once."""
    met = (0,) * len(needs)
    found = {needs: 0}
    for (limit, kinds), units in sorted(told, key=_richest_first):
        for _ in range(units):
            grown = _with_unit(found, limit, kinds, seats)
            if met in grown:
                return True
            if grown == found:
                break
            found = grown
    return False


def _richest_first(one: tuple[Supply, int]) -> tuple[int, Supply]:
    (_, kinds), _units = one
    return -max(kind.bit_count() for kind, _ in kinds), one[0]


def _with_unit(
    found: dict[Needs, int], limit: int, kinds: tuple[tuple[int, int], ...], seats: int
) -> dict[Needs, int]:
    """The fewest people for every state of the needs, one more unit being asked; without those for
    which the seats cannot suffice."""
    states = {(needs, 0): people for needs, people in found.items()}
    for kind, count in kinds:
        for (needs, used), people in list(states.items()):
            for more in range(1, min(count, limit - used) + 1):
                lacking = lessened(needs, kind, more)
                if lacking == lessened(needs, kind, more - 1) or (
                    people + more + max(lacking) > seats
                ):
                    break
                state = (lacking, used + more)
                states[state] = min(people + more, states.get(state, people + more))
    grown: dict[Needs, int] = {}
    for (needs, _), people in states.items():
        grown[needs] = min(people, grown.get(needs, people))
    return grown
