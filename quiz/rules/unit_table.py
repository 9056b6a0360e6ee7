"""A table of units -> what it would change: headcounts, khối, clusters. An empty cell changes
nothing; everything that is not sure is a problem with its line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from question_bank.vietnamese import squeeze
from quiz.rules.headcounts import (
    DAY_FIELD,
    LONGEST_NAME,
    NUMBER_FIELD,
    Headcount,
    read_day,
    read_number,
)
from quiz.rules.places import Place, Places
from quiz.rules.roster import Problem

COLUMNS = {
    "unit": "Đơn vị",
    "district": "Huyện/Thị xã/Thành phố",
    "number": NUMBER_FIELD,
    "day": DAY_FIELD,
    "group": "Khối",
    "cluster": "Cụm",
}
MAX_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A line of the table as text."""

    line: int
    unit: str
    district: str = ""
    number: str = ""
    day: str = ""
    group: str = ""
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class UnitState:
    """What a unit has now. `newest` is the headcount that was typed last, signed or not."""

    group: str = ""
    cluster: str = ""
    newest: Headcount | None = None


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What a line does to a unit; None where it leaves that as it is."""

    unit_id: int
    label: str
    headcount: tuple[int, str] | None = None
    """Number and ISO day, to be signed by somebody else."""
    group: str | None = None
    cluster: str | None = None


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """What the table would do. Nothing is written while there are problems."""

    changes: tuple[UnitChange, ...]
    unchanged: int
    problems: tuple[Problem, ...]


def plan(
    rows: Sequence[UnitRow],
    places: Places,
    known: Mapping[int, UnitState],
    allowed: frozenset[int] | None,
) -> UnitPlan:
    """What the rows would do for somebody who may write the units of the `allowed` districts, None
    for all."""
    changes: list[UnitChange] = []
    problems: list[Problem] = []
    seen: dict[int, int] = {}
    unchanged = 0
    for row in rows:
        place = _place(row, places, allowed)
        if isinstance(place, Problem):
            problems.append(place)
            continue
        if place.id in seen:
            said = f"Đơn vị này đã có ở dòng {seen[place.id]}; đề nghị chỉ giữ lại một dòng."
            problems.append(Problem(row.line, COLUMNS["unit"], said))
            continue
        seen[place.id] = row.line
        found = _problems(row)
        problems += found
        if found:
            continue
        change = _change(row, place, places, known.get(place.id, UnitState()))
        if (change.headcount, change.group, change.cluster) == (None, None, None):
            unchanged += 1
        else:
            changes.append(change)
    return UnitPlan(tuple(changes), unchanged, tuple(problems))


def _place(row: UnitRow, places: Places, allowed: frozenset[int] | None) -> Place | Problem:
    district_id = None
    if row.district:
        district = places.find_district(row.district).place
        if district is None:
            said = "Không có đơn vị cấp huyện này; đề nghị ghi đúng tên đầy đủ."
            return Problem(row.line, COLUMNS["district"], said)
        district_id = district.id
    found = places.find_unit(row.unit, district_id)
    if found.place is None:
        names = ", ".join(places.label(one) for one in (*found.candidates, *found.suggestions)[:5])
        meant = f" Có thể là: {names}." if names else ""
        said = f"Chưa rõ là đơn vị nào; đề nghị ghi đúng tên và cột {COLUMNS['district']}.{meant}"
        return Problem(row.line, COLUMNS["unit"], said)
    if allowed is not None and found.place.district_id not in allowed:
        said = "Đơn vị không thuộc địa phương được giao; đề nghị bỏ dòng này."
        return Problem(row.line, COLUMNS["unit"], said)
    return found.place


def _problems(row: UnitRow) -> list[Problem]:
    found = []
    if row.number and read_number(row.number) is None:
        said = "Phải là số nguyên từ 1 đến 1.000.000; đề nghị sửa ô này."
        found.append(Problem(row.line, NUMBER_FIELD, said))
    if row.number and not row.day:
        found.append(Problem(row.line, DAY_FIELD, "Thiếu ngày của số người; đề nghị ghi ngày."))
    if row.day and read_day(row.day) is None:
        found.append(Problem(row.line, DAY_FIELD, "Phải có dạng ngày/tháng/năm, như 01/4/2021."))
    for field in ("group", "cluster"):
        if len(getattr(row, field)) > LONGEST_NAME:
            said = f"Dài quá {LONGEST_NAME} ký tự; đề nghị ghi ngắn lại."
            found.append(Problem(row.line, COLUMNS[field], said))
    return found


def _change(row: UnitRow, place: Place, places: Places, state: UnitState) -> UnitChange:
    headcount = None
    number, day = read_number(row.number), read_day(row.day)
    if number is not None and day is not None:
        newest = state.newest
        if newest is None or (newest.number, newest.day) != (number, day):
            headcount = (number, day)
    group, cluster = squeeze(row.group), squeeze(row.cluster)
    return UnitChange(
        place.id,
        places.label(place),
        headcount,
        group if group and group != state.group else None,
        cluster if cluster and cluster != state.cluster else None,
    )
