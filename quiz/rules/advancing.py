"""Which units go on to the next round: the first of all, the first of each cluster, the best of the
rest."""

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """By what a unit goes on."""

    TOP = "top"
    CLUSTER = "cluster"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class AdvancingRules:
    """`seats` units go on, 0 for none: the first `top` of the whole ranking, the first
    `of_each_cluster` of every cluster, and the best of the rest until the seats are taken."""

    seats: int = 0
    top: int = 0
    of_each_cluster: int = 0

    def problems(self) -> tuple[str, ...]:
        """What is wrong with it, a Vietnamese sentence each."""
        numbers = (self.seats, self.top, self.of_each_cluster)
        checks = (
            (
                all(0 <= number <= 1_000 for number in numbers),
                "Số đơn vị vào vòng sau phải từ 0 đến 1.000.",
            ),
            (
                self.top <= self.seats and self.of_each_cluster <= self.seats,
                "Số đơn vị dẫn đầu và số đơn vị của mỗi cụm không được quá số đơn vị vào vòng sau.",
            ),
        )
        return tuple(sentence for holds, sentence in checks if not holds)

    def sentences(self) -> tuple[str, ...]:
        """As the thể lệ says it."""
        if not self.seats:
            return ()
        ways = []
        if self.top:
            ways.append(f"{self.top} đơn vị dẫn đầu bảng xếp hạng")
        if self.of_each_cluster:
            ways.append(f"{self.of_each_cluster} đơn vị dẫn đầu mỗi cụm")
        rest = "các đơn vị có thứ hạng cao nhất còn lại" if ways else "theo thứ hạng từ trên xuống"
        return (
            f"{self.seats} đơn vị vào vòng sau: {'; '.join([*ways, rest])}. Đơn vị cùng hạng ở "
            "ranh giới do Ban Tổ chức xem xét.",
        )


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """A unit with its place in the ranking; `cluster` empty for none."""

    unit_id: int
    name: str
    place: int
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a unit, with the reason in Vietnamese. `way` None: it does not go on. `tied`:
    it shares its place with a unit on the other side of a cut, that of the seats, of the first of
    all or of its cluster, and another order of the two would turn this round."""

    unit: RankedUnit
    way: Way | None
    reason: str
    tied: bool = False


class TooFewSeats(Exception):
    """The first of all and of every cluster are more than the seats. `needed` is how many."""

    def __init__(self, needed: int) -> None:
        super().__init__(needed)
        self.needed = needed


def advance(ranking: Sequence[RankedUnit], rules: AdvancingRules) -> tuple[Decided, ...]:
    """What becomes of each unit of a ranking, best first, in its order.

    The first of a cluster go on although they are among the first of all too: a cluster is not
    given another seat for them. TooFewSeats where the seats do not suffice for those with a right.
    """
    ways = _rights(ranking, rules)
    if len(ways) > rules.seats:
        raise TooFewSeats(len(ways))
    _fill(ranking, ways, rules.seats)
    tied = _tied(ranking, rules)
    on = {(unit.place, unit.cluster) for unit in ranking if ways.get(unit.unit_id) is Way.CLUSTER}
    return tuple(
        Decided(
            unit,
            way := ways.get(unit.unit_id),
            _shared(unit, on)
            if way is None and unit.unit_id in tied
            else _reason(unit, way, rules),
            tied=unit.unit_id in tied,
        )
        for unit in ranking
    )


def _rights(ranking: Sequence[RankedUnit], rules: AdvancingRules) -> dict[int, Way]:
    """Who goes on whatever the seats."""
    ways: dict[int, Way] = {}
    of_cluster: Counter[str] = Counter()
    for index, unit in enumerate(ranking):
        if index < rules.top:
            ways[unit.unit_id] = Way.TOP
        elif unit.cluster and of_cluster[unit.cluster] < rules.of_each_cluster:
            ways[unit.unit_id] = Way.CLUSTER
        of_cluster[unit.cluster] += 1
    return ways


def _fill(ranking: Sequence[RankedUnit], ways: dict[int, Way], seats: int) -> None:
    for unit in ranking:
        if len(ways) < seats:
            ways.setdefault(unit.unit_id, Way.REST)


def _tied(ranking: Sequence[RankedUnit], rules: AdvancingRules) -> set[int]:
    """Whom only the order among those of the same place lets go on, or stay behind: whom the rules
    do not decide about. The order in other places changes nothing for a unit, because all of a
    better place count before it and a cluster's rights hang on how many of it stand before.
    """
    by_place: dict[int, list[RankedUnit]] = {}
    for unit in ranking:
        by_place.setdefault(unit.place, []).append(unit)
    found = set()
    for place, sharing in by_place.items():
        before = [unit for unit in ranking if unit.place < place]
        behind = [unit for unit in ranking if unit.place > place]
        for unit in sharing if len(sharing) > 1 else ():
            others = [one for one in sharing if one is not unit]
            first = [*before, unit, *_saving(others, [*before, unit], rules), *behind]
            last = [*before, *others, unit, *behind]
            if _goes_on(unit, first, rules) != _goes_on(unit, last, rules):
                found.add(unit.unit_id)
    return found


def _saving(
    others: Sequence[RankedUnit], before: Sequence[RankedUnit], rules: AdvancingRules
) -> list[RankedUnit]:
    """In the order that takes the fewest seats: who has a right by the cluster takes a place among
    the first of all."""
    of_cluster = Counter(unit.cluster for unit in before)
    leading: list[RankedUnit] = []
    rest: list[RankedUnit] = []
    for unit in others:
        leads = unit.cluster and of_cluster[unit.cluster] < rules.of_each_cluster
        (leading if leads else rest).append(unit)
        of_cluster[unit.cluster] += 1
    return [*leading, *rest]


def _goes_on(unit: RankedUnit, ranking: Sequence[RankedUnit], rules: AdvancingRules) -> bool:
    ways = _rights(ranking, rules)
    _fill(ranking, ways, rules.seats)
    return unit.unit_id in ways


def _shared(unit: RankedUnit, on: Set[tuple[int, str]]) -> str:
    """Why a unit that shares its place with one that goes on stays behind for now."""
    if unit.cluster and (unit.place, unit.cluster) in on:
        return f"Cùng hạng {unit.place} với đơn vị dẫn đầu cụm {unit.cluster} được vào vòng sau."
    return f"Cùng hạng {unit.place} với đơn vị cuối cùng được vào vòng sau."


def _reason(unit: RankedUnit, way: Way | None, rules: AdvancingRules) -> str:
    cluster = f"cụm {unit.cluster}"
    match way:
        case Way.TOP:
            return f"Hạng {unit.place}, trong {rules.top} đơn vị dẫn đầu bảng xếp hạng."
        case Way.CLUSTER:
            return f"Trong {rules.of_each_cluster} đơn vị dẫn đầu {cluster}."
        case Way.REST:
            return f"Hạng {unit.place}, trong các đơn vị có thứ hạng cao nhất còn lại."
        case None:
            said = f"Hạng {unit.place}, sau {rules.seats} đơn vị được vào vòng sau"
            of_cluster = bool(unit.cluster and rules.of_each_cluster)
            return f"{said}{f' và không dẫn đầu {cluster}' if of_cluster else ''}."
