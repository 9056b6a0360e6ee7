"""The best team in rank order among all teams that keep the quotas: found exactly.

A team is better than another if the first place in which they differ is held by somebody ranked
higher. That team is found by going down the ranking and taking everybody with whom some team is
still possible. Whether one is possible is asked thousands of times, so it is asked cleverly: a set
of people that keeps the units' limit can always be filled up to a full team if the units together
have room for one (they form a partition matroid), so that only the people who are needed for the
minimums matter, and of those only how many of which kind each unit has left.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

from quiz.rules.filling import Known, Needs, Profile, lessened, possible, profiled

Shape = tuple[tuple[int, int], ...]
"""(kind, how many) of a unit."""


@dataclass(frozen=True, slots=True)
class Runner:
    """Somebody on the board: the unit, and the traits (`woman`, `under 35`, …) that quotas ask
    for."""

    unit: int
    traits: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Quotas:
    """A team's size; at most so many from one unit (None: any number); at least so many people with
    each trait."""

    seats: int
    most_of_a_unit: int | None = None
    least: tuple[tuple[str, int], ...] = ()

    @cached_property
    def needs(self) -> Needs:
        """The minimums, in the order of `least`."""
        return tuple(count for _, count in self.least)

    def kind(self, runner: Runner) -> int:
        """Which minimums somebody counts for, as bits in the order of `least`."""
        known = self._kinds.get(runner.traits)
        if known is None:
            bits = enumerate(self.least)
            known = sum(trait in runner.traits and 1 << bit for bit, (trait, _) in bits)
            self._kinds[runner.traits] = known
        return known

    @cached_property
    def _kinds(self) -> dict[frozenset[str], int]:
        return {}


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A runner who could not be taken, by index, and the quotas without any one of which there
    would have been a team with them: traits, or "" for the units' limit. Empty: no single quota is
    the cause, but all together."""

    index: int
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """Indices into the ranking, ascending; who was passed over before the last member."""

    members: tuple[int, ...]
    passed_over: tuple[PassedOver, ...]


class NoTeam(Exception):
    """No team keeps the quotas. `remedy` are quotas that differ the least from those asked for and
    that some team keeps; None where there are no people at all."""

    def __init__(self, remedy: Quotas | None) -> None:
        super().__init__(remedy)
        self.remedy = remedy


def best_team(ranking: Sequence[Runner], quotas: Quotas) -> Team:
    """The best team of a ranking, best first. NoTeam where there is none."""
    field = _Field(ranking, quotas)
    if not field.has_team():
        raise NoTeam(_remedy(ranking, quotas))
    members: list[int] = []
    passed_over: list[PassedOver] = []
    for index, runner in enumerate(ranking):
        if len(members) == quotas.seats:
            break
        profile = field.profile(runner)
        if field.take(runner, profile):
            members.append(index)
        else:
            passed_over.append(PassedOver(index, field.causes(runner, profile)))
            field.leave(runner, profile)
    return Team(tuple(members), tuple(passed_over))


def has_team(ranking: Sequence[Runner], quotas: Quotas) -> bool:
    """Whether some team keeps the quotas."""
    return _has_team(_shapes(ranking, quotas), quotas)


def _crowd(ranking: Sequence[Runner], quotas: Quotas) -> dict[int, Counter[int]]:
    """How many of each kind each unit has. Without a limit, units do not matter: people of one kind
    are one unit."""
    crowd: dict[int, Counter[int]] = {}
    for runner in ranking:
        kind = quotas.kind(runner)
        unit = kind if quotas.most_of_a_unit is None else runner.unit
        crowd.setdefault(unit, Counter())[kind] += 1
    return crowd


def _shapes(ranking: Sequence[Runner], quotas: Quotas) -> Counter[Shape]:
    """How many units are alike, as far as a team of this size can tell."""
    return Counter(
        tuple(sorted((kind, min(count, quotas.seats)) for kind, count in kinds.items()))
        for kinds in _crowd(ranking, quotas).values()
    )


def _has_team(shapes: Counter[Shape], quotas: Quotas) -> bool:
    limit = quotas.seats if quotas.most_of_a_unit is None else quotas.most_of_a_unit
    profiles: Counter[Profile] = Counter()
    for shape, units in shapes.items():
        profiles[profiled(limit, Counter(dict(shape)))] += units
    return possible(profiles, quotas.seats, quotas.needs, {})


class _Field:
    """The people not yet decided, and what the team still lacks."""

    def __init__(self, ranking: Sequence[Runner], quotas: Quotas) -> None:
        self._quotas = quotas
        self._seats = quotas.seats
        self._needs = quotas.needs
        self._limit = quotas.seats if quotas.most_of_a_unit is None else quotas.most_of_a_unit
        self._left = _crowd(ranking, quotas)
        self._kinds = Counter(quotas.kind(runner) for runner in ranking)
        self._taken: Counter[int] = Counter()
        self._profiles = Counter(self._profile(unit) for unit in self._left)
        self._known: Known = {}
        self._causes: dict[tuple[int, Profile], tuple[str, ...]] = {}

    def _unit(self, runner: Runner) -> int:
        if self._quotas.most_of_a_unit is None:
            return self._quotas.kind(runner)
        return runner.unit

    def has_team(self) -> bool:
        """Whether some team is possible."""
        return self._possible(self._profiles, self._seats, self._needs)

    def profile(self, runner: Runner) -> Profile:
        """What there is to know of the runner's unit."""
        return self._profile(self._unit(runner))

    def take(self, runner: Runner, before: Profile) -> bool:
        """Take somebody into the team, if a team with them is possible; `before` is the profile of
        their unit. Whom somebody like them was not possible with is not tried again: since then
        people have only left."""
        unit, kind = self._unit(runner), self._quotas.kind(runner)
        if (kind, before) in self._causes:
            return False
        needs = lessened(self._needs, kind, 1)
        self._taken[unit] += 1
        self._left[unit][kind] -= 1
        after = self._profile(unit)
        self._move(before, after)
        fits = self._taken[unit] <= self._limit
        if fits and self._possible(self._profiles, self._seats - 1, needs):
            self._seats, self._needs = self._seats - 1, needs
            self._kinds[kind] -= 1
            self._causes.clear()
            return True
        self._taken[unit] -= 1
        self._left[unit][kind] += 1
        self._move(after, before)
        return False

    def leave(self, runner: Runner, before: Profile) -> None:
        """Pass over somebody."""
        unit = self._unit(runner)
        kind = self._quotas.kind(runner)
        self._left[unit][kind] -= 1
        self._kinds[kind] -= 1
        self._move(before, self._profile(unit))

    def causes(self, runner: Runner, profile: Profile) -> tuple[str, ...]:
        """The quotas any one of which, given up, would let the runner in beside those taken."""
        kind = self._quotas.kind(runner)
        known = self._causes.get((kind, profile))
        if known is None:
            known = self._causes[kind, profile] = tuple(self._found_causes(runner, kind))
        return known

    def _found_causes(self, runner: Runner, kind: int) -> Iterator[str]:
        needs = lessened(self._needs, kind, 1)
        if self._quotas.most_of_a_unit is not None:
            kinds = self._kinds.copy()
            kinds[kind] -= 1
            free = Counter(
                profiled(self._seats, Counter({one: count})) for one, count in kinds.items()
            )
            if self._possible(free, self._seats - 1, needs):
                yield ""
        unit = self._unit(runner)
        if self._taken[unit] >= self._limit:
            return
        left = self._left[unit].copy()
        left[kind] -= 1
        profiles = self._profiles.copy()
        profiles[self._profile(unit)] -= 1
        profiles[profiled(self._limit - self._taken[unit] - 1, left)] += 1
        for bit, (trait, _) in enumerate(self._quotas.least):
            without = tuple(0 if place == bit else need for place, need in enumerate(needs))
            if needs[bit] and self._possible(profiles, self._seats - 1, without):
                yield trait

    def _profile(self, unit: int) -> Profile:
        return profiled(self._limit - self._taken[unit], self._left[unit])

    def _move(self, before: Profile, after: Profile) -> None:
        if before != after:
            self._profiles[before] -= 1
            if not self._profiles[before]:
                del self._profiles[before]
            self._profiles[after] += 1

    def _possible(self, profiles: Counter[Profile], seats: int, needs: Needs) -> bool:
        return possible(profiles, seats, needs, self._known)


def _remedy(ranking: Sequence[Runner], quotas: Quotas) -> Quotas | None:
    """The quotas that differ the least: a step is one person fewer in a minimum or one more from a
    unit; fewer seats only where nothing else helps. Of equal changes, the first quotas stay."""
    seats = min(quotas.seats, len(ranking))
    if not seats:
        return None
    smaller = replace(quotas, seats=seats)
    shapes = _shapes(ranking, smaller)
    wider = 0 if quotas.most_of_a_unit is None else max(0, seats - quotas.most_of_a_unit)
    most = [*quotas.needs, wider]
    steps = [range(_least(shapes, smaller, most, place), end + 1) for place, end in enumerate(most)]
    changes = sorted(product(*steps), key=lambda steps: (sum(steps), steps))
    found = (_changed(smaller, change) for change in changes)
    return next(changed for changed in found if _has_team(shapes, changed))


def _least(shapes: Counter[Shape], quotas: Quotas, most: Sequence[int], place: int) -> int:
    """How far one quota must move even when all others are given up: whatever helps moves it as
    far, so that fewer changes have to be tried."""
    low, high = 0, most[place]
    while low < high:
        middle = (low + high) // 2
        change = (*most[:place], middle, *most[place + 1 :])
        if _has_team(shapes, _changed(quotas, change)):
            high = middle
        else:
            low = middle + 1
    return low


def _changed(quotas: Quotas, change: tuple[int, ...]) -> Quotas:
    least = tuple(
        (trait, count - less) for (trait, count), less in zip(quotas.least, change, strict=False)
    )
    most = quotas.most_of_a_unit
    return replace(quotas, least=least, most_of_a_unit=None if most is None else most + change[-1])
