"""Which units go on to the next round: the first of all, the first of each cluster, the best of the
rest."""

from collections.abc import Sequence
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
        how = f": {'; '.join([*ways, rest])}" if ways else f", {rest}"
        return (
            f"{self.seats} đơn vị vào vòng sau{how}. Đơn vị cùng hạng ở ranh giới do Ban Tổ chức "
            "xem xét.",
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
    it shares its place with a unit on the other side of the cut."""

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
    ways: dict[int, Way] = {}
    of_cluster: dict[str, int] = {}
    for index, unit in enumerate(ranking):
        in_cluster = of_cluster.get(unit.cluster, 0)
        of_cluster[unit.cluster] = in_cluster + 1
        if index < rules.top:
            ways[unit.unit_id] = Way.TOP
        elif unit.cluster and in_cluster < rules.of_each_cluster:
            ways[unit.unit_id] = Way.CLUSTER
    if len(ways) > rules.seats:
        raise TooFewSeats(len(ways))
    for unit in ranking:
        if len(ways) < rules.seats:
            ways.setdefault(unit.unit_id, Way.REST)
    lowest = max(
        (unit.place for unit in ranking if ways.get(unit.unit_id) in {Way.TOP, Way.REST}), default=0
    )
    out = {unit.place for unit in ranking if unit.unit_id not in ways}
    return tuple(
        Decided(
            unit,
            way := ways.get(unit.unit_id),
            _reason(unit, way, rules, lowest),
            tied=unit.place == lowest and lowest in out and way is not Way.CLUSTER,
        )
        for unit in ranking
    )


def _reason(unit: RankedUnit, way: Way | None, rules: AdvancingRules, lowest: int) -> str:
    cluster = f"cụm {unit.cluster}"
    match way:
        case Way.TOP:
            return f"Hạng {unit.place}, trong {rules.top} đơn vị dẫn đầu bảng xếp hạng."
        case Way.CLUSTER:
            return f"Trong {rules.of_each_cluster} đơn vị dẫn đầu {cluster}."
        case Way.REST:
            return f"Hạng {unit.place}, trong các đơn vị có thứ hạng cao nhất còn lại."
        case None if unit.place == lowest:
            return f"Cùng hạng {unit.place} với đơn vị cuối cùng được vào vòng sau."
        case None:
            said = f"Hạng {unit.place}, sau {rules.seats} đơn vị được vào vòng sau"
            of_cluster = bool(unit.cluster and rules.of_each_cluster)
            return f"{said}{f' và không dẫn đầu {cluster}' if of_cluster else ''}."
