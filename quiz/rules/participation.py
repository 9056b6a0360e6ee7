"""Which units are slow to take part, and the words that urge them (đôn đốc)."""

from collections.abc import Iterable
from dataclasses import dataclass

from quiz.rules.unit_ranking import FULL_RATE, UnitLine, rate_of
from quiz.rules.wording import say_count, say_moment, say_percent


@dataclass(frozen=True, slots=True)
class Slow:
    """A unit below what is asked. `missing` is how many people more it takes."""

    line: UnitLine
    missing: int


@dataclass(frozen=True, slots=True)
class Participation:
    """Rates of units with a signed headcount, the slowest first. `target` is what is asked, in
    hundredths of a percent: the rules' target or, where they have none, the rate of all together
    (`by_target` tells which). `uncounted` are units without a signed headcount.
    """

    known: tuple[UnitLine, ...]
    slow: tuple[Slow, ...]
    uncounted: tuple[UnitLine, ...]
    everybody: int
    """People who took part, also of units without a signed headcount and of none at all."""
    participant_count: int
    """Of the units with a signed headcount."""
    headcount: int
    rate: int
    target: int
    by_target: bool

    @property
    def whole(self) -> bool:
        """Whether the rate is that of everybody who took part."""
        return not self.uncounted and self.everybody == self.participant_count


def participation(
    lines: Iterable[UnitLine], target_rate: int, stray_count: int = 0
) -> Participation:
    """Who has to be urged, by the rules' target rate, 0 for none. `stray_count` are people who took
    part and are in none of the units."""
    every = sorted(lines, key=lambda line: (line.rate or 0, line.unit.name, line.unit.id))
    known = [line for line in every if line.rate is not None]
    people = sum(line.participant_count for line in known)
    headcount = sum(line.unit.headcount or 0 for line in known)
    rate = rate_of(people, headcount) or 0
    target = target_rate or rate
    slow = []
    for line in known:
        wanted = -(-(line.unit.headcount or 0) * target // FULL_RATE)
        if (line.rate or 0) < target:
            slow.append(Slow(line, max(1, wanted - line.participant_count)))
    return Participation(
        tuple(known),
        tuple(slow),
        tuple(line for line in every if line.rate is None),
        sum(line.participant_count for line in every) + stray_count,
        people,
        headcount,
        rate,
        target,
        bool(target_rate),
    )


def opening(found: Participation, contest: str, place: str, now: int) -> str:
    """How far everybody is, in a sentence or two: who took part is everybody, the rate only that of
    the units whose number of people is signed."""
    asked = (
        f"; chỉ tiêu của thể lệ là {say_percent(found.target, FULL_RATE)}"
        if found.by_target
        else ""
    )
    said = (
        f"Tính đến {say_moment(now)}, {place} có {say_count(found.everybody)} người dự thi "
        f"{contest}"
    )
    rate = (
        f"trên {say_count(found.headcount)} người hiện có, đạt "
        f"{say_percent(found.participant_count, found.headcount)}{asked}."
    )
    if not found.known:
        return f"{said}; chưa đơn vị nào có số người hiện có được duyệt{asked}."
    if found.whole:
        return f"{said} {rate}"
    return (
        f"{said}. Các đơn vị đã có số người hiện có được duyệt có "
        f"{say_count(found.participant_count)} người dự thi {rate}"
    )


def named(one: Slow) -> str:
    """`UBND xã A: 2/20 người (10,00 %), còn thiếu 14 người`."""
    line = one.line
    district = f", {line.unit.district}" if line.unit.district else ""
    return (
        f"{line.unit.name}{district}: {say_count(line.participant_count)}/"
        f"{say_count(line.unit.headcount or 0)} người ({say_percent(line.rate or 0, FULL_RATE)}), "
        f"còn thiếu {say_count(one.missing)} người"
    )


def request(found: Participation) -> str:
    """What the slow ones are asked to do."""
    asked = (
        f"chỉ tiêu {say_percent(found.target, FULL_RATE)}"
        if found.by_target
        else f"mức chung {say_percent(found.target, FULL_RATE)}"
    )
    return (
        f"Đề nghị thủ trưởng các đơn vị chưa đạt {asked} quán triệt, đôn đốc cán bộ, công chức, "
        "viên chức và người lao động dự thi trước khi vòng thi đóng."
    )


def urging_text(found: Participation, contest: str, place: str, now: int) -> str:
    """The whole message as plain text, to be sent wherever units read it."""
    said = [opening(found, contest, place, now)]
    if found.slow:
        said += ["Các đơn vị cần đôn đốc:"]
        said += [f"{number}. {named(one)}." for number, one in enumerate(found.slow, 1)]
        said.append(request(found))
    if found.uncounted:
        names = ", ".join(line.unit.name for line in found.uncounted)
        said.append(f"Chưa có số người hiện có được duyệt: {names}.")
    return "\n".join(said)
