"""Which units go on to the next round: the first of all, the first of each cluster, the best of the
rest, without those who are passed over by hand."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
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
    `of_each_cluster` of every cluster, and the best of the rest until the seats are taken. Units
    can be replaced for `substitute_days` after the day on which the last round was published."""

    seats: int = 0
    top: int = 0
    of_each_cluster: int = 0
    substitute_days: int = 10

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
            (
                0 <= self.substitute_days <= 365,
                "Hạn thay thế đơn vị vào vòng sau phải từ 0 đến 365 ngày.",
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
        how = f": {'; '.join([*ways, rest])}" if ways else f", {rest}"
        return (
            f"{self.seats} đơn vị vào vòng sau{how}. Đơn vị cùng hạng ở ranh giới do Ban Tổ chức "
            "xem xét.",
            f"Trong {self.substitute_days} ngày kể từ ngày công bố kết quả vòng thi cuối cùng, đến "
            "hết ngày cuối cùng, đơn vị vào vòng sau có thể được thay thế bằng văn bản nêu lý do; "
            "đơn vị kế tiếp theo cách chọn này được vào thay."
            if self.substitute_days
            else "Sau ngày công bố kết quả vòng thi cuối cùng, đơn vị vào vòng sau không được thay "
            "thế.",
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
    all or of its cluster, and another order of the two would turn this round. `skipped`: it was
    passed over by hand, for the reason that somebody wrote."""

    unit: RankedUnit
    way: Way | None
    reason: str
    tied: bool = False
    skipped: bool = False


class TooFewSeats(Exception):
    """The first of all and of every cluster are more than the seats. `needed` is how many."""

    def __init__(self, needed: int) -> None:
        super().__init__(needed)
        self.needed = needed


def advance(
    ranking: Sequence[RankedUnit],
    rules: AdvancingRules,
    skips: Mapping[int, str] | None = None,
    standing: Set[int] = frozenset(),
) -> tuple[Decided, ...]:
    """What becomes of each unit of a ranking, best first, in its order. `skips` are the units that
    are passed over, with the written reason: the others are chosen from as if these had no place,
    so the next by the same right moves up. `standing` are those that were said to go on.

    The first of a cluster go on although they are among the first of all too: a cluster is not
    given another seat for them. TooFewSeats where the seats do not suffice for those with a right.
    """
    skips = skips or {}
    whole = _rights(ranking, rules)
    if len(whole) > rules.seats:
        raise TooFewSeats(len(whole))
    _fill(ranking, whole, rules.seats)
    field = [unit for unit in ranking if unit.unit_id not in skips]
    rights = _rights(field, rules)
    ways = _fitting(rights, rules.seats, standing or whole.keys())
    _fill(field, ways, rules.seats)
    tied = _tied(field, rules)
    on = {(unit.place, unit.cluster) for unit in field if ways.get(unit.unit_id) is Way.CLUSTER}
    found = []
    for unit in ranking:
        way, is_tied = ways.get(unit.unit_id), unit.unit_id in tied
        if unit.unit_id in skips:
            found.append(Decided(unit, None, skips[unit.unit_id], skipped=True))
            continue
        right = way or rights.get(unit.unit_id)
        reason = _shared(unit, on) if right is None and is_tied else _reason(unit, right, rules)
        if right is not whole.get(unit.unit_id):
            reason = f"{reason[:-1]}, không kể đơn vị không được chọn."
        if right is not way:
            reason = f"{reason[:-1]}, nhưng đã đủ {rules.seats} đơn vị được vào vòng sau."
        found.append(Decided(unit, way, reason, tied=is_tied))
    return tuple(found)


def _fitting(ways: Mapping[int, Way], seats: int, standing: Set[int]) -> dict[int, Way]:
    """As many rights as there are seats. Where the first of all was its cluster's too and is passed
    over, a place of the first and one of the cluster become free, perhaps with a seat for one only:
    nobody who went on makes room, and the first of all come before those of a cluster."""
    order = sorted(ways, key=lambda one: (one not in standing, ways[one] is not Way.TOP))
    return {one: ways[one] for one in order[:seats]}


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
