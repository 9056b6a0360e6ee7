"""Whether units with so many people of each kind can fill a team and meet its minimums.

A kind is a bit for each minimum that a person counts for. How many people it takes at least is
found unit by unit, over the table of what is still lacking.
"""

from collections import Counter

Needs = tuple[int, ...]
Profile = tuple[int, int, tuple[tuple[int, int], ...]]
"""(how many may still come from the unit, how many it has left, (kind, how many) of those who count
for a minimum); numbers no larger than can matter."""
Fewest = dict[tuple[Needs, frozenset[tuple[Profile, int]]], int]
"""What was found of how many people it takes at least."""

_NEVER = 1 << 30


def possible(profiles: Counter[Profile], seats: int, needs: Needs, known: Fewest) -> bool:
    """Whether people of these units can fill the seats and meet the needs."""
    room = sum(min(limit, left) * units for (limit, left, _), units in profiles.items())
    if room < seats or max(needs, default=0) > seats:
        return False
    if not any(needs):
        return True
    told = frozenset((profile, units) for profile, units in profiles.items() if profile[2])
    key = (needs, told)
    fewest = known.get(key)
    if fewest is None:
        fewest = known[key] = _fewest(told, needs)
    return fewest <= seats


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


def _fewest(profiles: frozenset[tuple[Profile, int]], needs: Needs) -> int:
    """How many people it takes at least to meet the needs; _NEVER where they cannot be met."""
    found = {needs: 0}
    for (limit, _, kinds), units in profiles:
        for _ in range(min(units, sum(needs))):
            grown = _with_unit(found, limit, kinds)
            if grown == found:
                break
            found = grown
    return found.get((0,) * len(needs), _NEVER)


def _with_unit(
    found: dict[Needs, int], limit: int, kinds: tuple[tuple[int, int], ...]
) -> dict[Needs, int]:
    """The fewest people for every state of the needs, one more unit being asked."""
    states = {(needs, 0): people for needs, people in found.items()}
    for kind, count in kinds:
        for (needs, used), people in list(states.items()):
            for more in range(1, min(count, limit - used) + 1):
                lacking = lessened(needs, kind, more)
                if lacking == lessened(needs, kind, more - 1):
                    break
                state = (lacking, used + more)
                states[state] = min(people + more, states.get(state, _NEVER))
    grown: dict[Needs, int] = {}
    for (needs, _), people in states.items():
        grown[needs] = min(people, grown.get(needs, _NEVER))
    return grown
