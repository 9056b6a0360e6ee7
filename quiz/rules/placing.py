"""Where a roster's row belongs: its district and its unit, or the question to be answered."""

from collections.abc import Iterable
from dataclasses import dataclass

from question_bank.vietnamese import same_key, squeeze
from quiz.rules.places import Found, Place, Places
from quiz.rules.roster import COLUMNS, Problem, RosterRow

MAX_CHOICES = 6


@dataclass(frozen=True, slots=True)
class Placing:
    """A row's place. Without a `unit` the office `office` is to be made in the district."""

    district: Place
    unit: Place | None
    office: str = ""

    @property
    def key(self) -> tuple[int, str]:
        """The same for two rows of one unit, made or to be made."""
        if self.unit:
            return self.unit.id, ""
        return self.district.id, same_key(self.office)

    @property
    def unit_name(self) -> str:
        """The unit's full name."""
        return self.unit.full_name if self.unit else self.office


def place_row(places: Places, row: RosterRow, allowed: frozenset[int] | None) -> Placing | Problem:
    """The row's district and unit, or why they are not known. `allowed` are the districts whose
    people may be written, None for all. Whoever has one district need not name it."""
    own = next(iter(allowed)) if allowed is not None and len(allowed) == 1 else None
    placing = _by_district(places, row) if row.district else _by_unit(places, row, own)
    if allowed is None or isinstance(placing, Problem) or placing.district.id in allowed:
        return placing
    return Problem(
        row.line,
        COLUMNS["district" if row.district else "unit"],
        f"{placing.district.full_name} không thuộc đơn vị được giao; đề nghị bỏ dòng này.",
    )


def _by_district(places: Places, row: RosterRow) -> Placing | Problem:
    found = places.find_district(row.district)
    if found.place is None:
        return _question(places, row, "district", found)
    district = found.place
    unit = places.find_unit(row.unit, district.id)
    if unit.place:
        return Placing(district, unit.place)
    if unit.candidates:
        return _question(places, row, "unit", unit)
    return _office(places, row, district, unit)


def _by_unit(places: Places, row: RosterRow, own: int | None) -> Placing | Problem:
    found = places.find_unit(row.unit)
    if (
        found.place is None
        and own is not None
        and not any(place.is_district for place in found.candidates)
    ):
        ours = places.find_unit(row.unit, own)
        if ours.place or ours.suggestions or not (found.candidates or found.suggestions):
            found = ours
    if found.place and found.place.district_id:
        return Placing(places.by_id[found.place.district_id], found.place)
    if own is not None and (row.new_unit or not (found.candidates or found.suggestions)):
        return _office(places, row, places.by_id[own], found)
    may_be_new = own is not None and not (found.candidates or places.like_commune(row.unit))
    return _question(places, row, "unit", found, may_be_new=may_be_new)


def _office(places: Places, row: RosterRow, district: Place, found: Found) -> Placing | Problem:
    """An office that is to be made, unless it looks like a unit that is there already."""
    common = places.like_commune(row.unit)
    if not common and (row.new_unit or not found.suggestions):
        return Placing(district, None, squeeze(row.unit))
    return _question(places, row, "unit", found, may_be_new=not common)


def _question(
    places: Places, row: RosterRow, field: str, found: Found, *, may_be_new: bool = False
) -> Problem:
    given: str = getattr(row, field)
    labels = tuple(_labels(places, found.candidates or found.suggestions))
    listed = " hay ".join(f"“{label}”" for label in labels)
    if found.candidates:
        message = f"“{given}” là tên của nhiều đơn vị; đề nghị ghi rõ {listed}."
    elif labels:
        message = f"Không có đơn vị tên “{given}”; có phải là {listed}?"
    elif field == "district":
        message = f"Không có huyện, thị xã, thành phố tên “{given}”; đề nghị kiểm tra lại tên."
    elif places.like_commune(given):
        message = f"Không có xã, phường, thị trấn tên “{given}” ở đây; đề nghị kiểm tra lại tên."
    else:
        message = (
            f"Chưa rõ “{given}” thuộc huyện, thị xã, thành phố nào; đề nghị ghi thêm cột "
            f"{COLUMNS['district']}."
        )
    return Problem(row.line, COLUMNS[field], message, given, labels, may_be_new)


def _labels(places: Places, found: Iterable[Place]) -> Iterable[str]:
    for place in tuple(found)[:MAX_CHOICES]:
        yield places.label(place)
