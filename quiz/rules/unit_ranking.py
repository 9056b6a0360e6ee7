"""People's results + approved headcounts -> ranked units, each place with its reason.

Participants, attempts and the headcount are three numbers: `participant_count` are people with a
result that counts, `attempt_count` how often they sat, the headcount is what two people signed.
Every figure is a whole number, rounded half up before anything is compared, so that what is printed
is what decides.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from quiz.rules.marking import say_points
from quiz.rules.units import Measure, UnitRules
from quiz.rules.wording import say_count, say_duration, say_percent

FULL_RATE = 10_000
"""100 % in hundredths of a percent."""
NO_GROUP = "Chưa xếp khối"


class Entrant(NamedTuple):
    """A person with a result: the unit, points in hundredths, milliseconds."""

    unit_id: int
    points: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit as it is ranked. `headcount` is the approved one, None where there is none."""

    id: int
    name: str
    headcount: int | None = None
    attempt_count: int = 0
    group: str = ""
    cluster: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit's place. `value` is what it is ranked by, in hundredths (a count: people); `rate` is
    in hundredths of a percent. `place` is the one in its class (khối, size), `whole_place` the one
    among all; None without a place. `said` explains the place, or why there is none.
    """

    unit: UnitFacts
    participant_count: int
    rate: int | None
    value: int
    parts: tuple[tuple[Measure, int], ...]
    """Of a composite: what each measure gave, in hundredths of its hundred points."""
    duration_ms: int
    """The mean of those who were counted; 0 where the rules do not ask."""
    tier: int
    """How many of the size classes' marks the headcount reaches."""
    place: int | None
    whole_place: int | None
    said: str

    @property
    def over(self) -> bool:
        """More people took part than there are: the headcount is wrong."""
        return self.rate is not None and self.rate > FULL_RATE


def rate_of(part: int, whole: int | None) -> int | None:
    """Hundredths of a percent, half up; None without a whole."""
    return _half_up(part * FULL_RATE, whole) if whole else None


def rank_units(
    units: Iterable[UnitFacts], people: Iterable[Entrant], rules: UnitRules, limit_ms: int
) -> tuple[UnitLine, ...]:
    """The units in the order of their classes and places, those without a place behind.

    `limit_ms` is the time for all that counts of one person: whoever is missing among the first of
    a unit counts as having taken all of it. People of other units are left out.
    """
    facts = {unit.id: unit for unit in units}
    sat: dict[int, list[tuple[int, int]]] = {unit_id: [] for unit_id in facts}
    for unit_id, points, duration_ms in people:
        if unit_id in sat:
            sat[unit_id].append((-points, duration_ms))
    lines = [_measured(facts[unit_id], each, rules, limit_ms) for unit_id, each in sat.items()]
    fit = [line for line in lines if not line.said]
    rest = [line for line in lines if line.said]
    if rules.measure is Measure.WEIGHTED:
        fit = _composed(fit, rules)
    whole = _placed(fit)
    fit = [replace(line, whole_place=place) for line, place in whole]
    ranked: list[UnitLine] = []
    for key in sorted({_class_of(line, rules) for line in lines}):
        own = _placed([line for line in fit if _class_of(line, rules) == key])
        ranked += [
            replace(
                line, place=place, said=_said(line, own[at][0] if at < len(own) else None, rules)
            )
            for at, (line, place) in enumerate(own, 1)
        ]
        behind = [line for line in rest if _class_of(line, rules) == key]
        ranked += sorted(behind, key=lambda line: (-line.participant_count, line.unit.id))
    return tuple(ranked)


def class_title(line: UnitLine, rules: UnitRules) -> str:
    """Among whom the line's place is; empty where all units are ranked together."""
    parts = []
    if rules.by_group:
        parts.append(f"Khối {line.unit.group}" if line.unit.group else NO_GROUP)
    if rules.tiers:
        marks = (0, *rules.tiers)
        low, high = marks[line.tier], [*rules.tiers, 0][line.tier]
        if line.unit.headcount is None:
            parts.append("chưa có số người hiện có")
        elif not line.tier:
            parts.append(f"dưới {say_count(high)} người")
        elif high:
            parts.append(f"từ {say_count(low)} đến dưới {say_count(high)} người")
        else:
            parts.append(f"từ {say_count(low)} người trở lên")
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def say_value(measure: Measure, value: int) -> str:
    """`22,88 %`, `12 người`, `47,5 điểm`."""
    match measure:
        case Measure.RATE:
            return say_percent(value, FULL_RATE)
        case Measure.COUNT:
            return f"{say_count(value)} người"
        case _:
            return f"{say_points(value)} điểm"


def _measured(
    unit: UnitFacts, sat: list[tuple[int, int]], rules: UnitRules, limit_ms: int
) -> UnitLine:
    """The unit with its figures; `said` is why it gets no place. `sat` are (-points, duration)."""
    sat.sort()
    count = len(sat)
    rate = rate_of(count, unit.headcount)
    top = sat[: rules.top]
    figures: dict[Measure, Callable[[], int]] = {
        Measure.RATE: lambda: min(rate or 0, FULL_RATE),
        Measure.COUNT: lambda: count,
        Measure.MEAN: lambda: _half_up(-sum(points for points, _ in sat), count),
        Measure.SUM_TOP: lambda: -sum(points for points, _ in top),
        Measure.MEAN_TOP: lambda: _half_up(-sum(points for points, _ in top), rules.top),
        Measure.WEIGHTED: lambda: 0,
    }
    kinds = {rules.measure, *(weight.measure for weight in rules.weights)}
    return UnitLine(
        unit=unit,
        participant_count=count,
        rate=rate,
        value=figures[rules.measure](),
        parts=tuple((weight.measure, figures[weight.measure]()) for weight in rules.weights),
        duration_ms=_duration(sat, kinds, rules, limit_ms) if rules.by_duration else 0,
        tier=sum(mark <= (unit.headcount or 0) for mark in rules.tiers),
        place=None,
        whole_place=None,
        said=_unfit(unit, count, rate, rules),
    )


def _unfit(unit: UnitFacts, count: int, rate: int | None, rules: UnitRules) -> str:
    if rules.asks_rate and unit.headcount is None:
        return "Không xếp hạng: chưa có số người hiện có được duyệt."
    if not count:
        return "Không xếp hạng: chưa có người dự thi."
    if rules.least_rate and (rate or 0) < rules.least_rate:
        least = say_percent(rules.least_rate, FULL_RATE)
        return f"Không xếp hạng: tỷ lệ tham gia {say_percent(rate or 0, FULL_RATE)}, dưới {least}."
    return ""


def _duration(
    sat: Sequence[tuple[int, int]], kinds: set[Measure], rules: UnitRules, limit_ms: int
) -> int:
    """The mean milliseconds of those who were counted."""
    if not kinds & {Measure.SUM_TOP, Measure.MEAN_TOP}:
        return _half_up(sum(duration for _, duration in sat), len(sat))
    top = [duration for _, duration in sat[: rules.top]]
    return _half_up(sum(top) + (rules.top - len(top)) * limit_ms, rules.top)


def _composed(lines: list[UnitLine], rules: UnitRules) -> list[UnitLine]:
    """Each part as a share of the best unit's, rounded to hundredths, then added."""
    composed = []
    for line in lines:
        parts = []
        for at, weight in enumerate(rules.weights):
            best = max(other.parts[at][1] for other in lines)
            given = _half_up(100 * weight.percent * line.parts[at][1], best)
            parts.append((weight.measure, given))
        value = sum(given for _, given in parts)
        composed.append(replace(line, value=value, parts=tuple(parts)))
    return composed


def _placed(lines: Iterable[UnitLine]) -> list[tuple[UnitLine, int]]:
    """The lines, the best first, each with its place; equal ones share one: 1, 2, 2, 4."""
    placed: list[tuple[UnitLine, int]] = []
    ordered = sorted(lines, key=lambda line: (-line.value, line.duration_ms, line.unit.id))
    for at, line in enumerate(ordered, 1):
        before = placed[-1] if placed else None
        same = before and (before[0].value, before[0].duration_ms) == (line.value, line.duration_ms)
        placed.append((line, before[1] if before and same else at))
    return placed


def _said(line: UnitLine, below: UnitLine | None, rules: UnitRules) -> str:
    if below is None:
        return ""
    if line.value != below.value:
        mine, other = (say_value(rules.measure, one.value) for one in (line, below))
        return f"Hơn đơn vị kế tiếp: {mine}, đơn vị kế tiếp {other}."
    if line.duration_ms != below.duration_ms:
        mine, other = say_duration(line.duration_ms), say_duration(below.duration_ms)
        missing = " (người còn thiếu tính bằng thời gian tối đa)" if rules.of_the_first else ""
        return (
            f"Bằng đơn vị kế tiếp, hơn ở thời gian làm bài bình quân{missing}: {mine}, đơn vị kế "
            f"tiếp {other}."
        )
    return "Đồng hạng với đơn vị kế tiếp."


def _class_of(line: UnitLine, rules: UnitRules) -> tuple[bool, str, int]:
    """By what lines are ranked apart; units without a khối stand last."""
    group = line.unit.group if rules.by_group else ""
    return rules.by_group and not group, group, -line.tier


def _half_up(part: int, whole: int) -> int:
    return (2 * part + whole) // (2 * whole) if whole else 0
