"""A made-up roster for showing and trying: the same people every time, nobody real."""

import hashlib
from collections.abc import Iterator

from quiz.rules.places import OFFICE, Place, Places
from quiz.rules.roster import Roster, RosterRow

_FAMILY = (
    "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Lê", "Lê", "Phạm", "Huỳnh", "Võ", "Phan",
    "Trương", "Bùi", "Đặng", "Đỗ", "Ngô", "Hồ", "Dương", "Lý", "Lâm", "Thạch", "Danh", "Châu",
)  # fmt: skip
_MALE = (
    ("Văn", "Hữu", "Minh", "Quốc", "Thanh", "Hoàng", "Đức", "Tấn", "Trung", "Chí"),
    ("An", "Bảo", "Cường", "Dũng", "Đạt", "Hải", "Hùng", "Khánh", "Lộc", "Nam", "Phúc", "Quân",
     "Sơn", "Tài", "Thắng", "Toàn", "Trí", "Tuấn", "Vinh", "Ẩn"),
)  # fmt: skip
_FEMALE = (
    ("Thị", "Thị Mỹ", "Thị Kim", "Ngọc", "Thị Hồng", "Thu", "Thị Bích", "Thanh", "Thị Tuyết"),
    ("Anh", "Bình", "Chi", "Diễm", "Đào", "Hạnh", "Hương", "Lan", "Linh", "Mai", "Nga", "Nhung",
     "Oanh", "Phượng", "Quyên", "Thảo", "Thủy", "Trang", "Uyên", "Yến"),
)  # fmt: skip
_OFFICES = (
    "Phòng Nội vụ", "Văn phòng HĐND và UBND", "Phòng Tư pháp", "Phòng Tài chính - Kế hoạch",
    "Phòng Giáo dục và Đào tạo", "Phòng Lao động - Thương binh và Xã hội",
)  # fmt: skip
_OFFICE_POSITIONS = ("Chuyên viên", "Chuyên viên", "Chuyên viên", "Phó Trưởng phòng", "Cán sự")
_COMMUNE_POSITIONS = (
    "Công chức Văn phòng - Thống kê", "Công chức Tư pháp - Hộ tịch", "Công chức Địa chính",
    "Công chức Tài chính - Kế toán", "Công chức Văn hóa - Xã hội", "Phó Chủ tịch UBND",
)  # fmt: skip


class _Dice:
    """Numbers that look random and are the same for the same word."""

    def __init__(self, word: str) -> None:
        self._word, self._rolls = word, 0

    def below(self, count: int) -> int:
        """A number from 0 to `count` - 1."""
        self._rolls += 1
        digest = hashlib.sha256(f"{self._word}\0{self._rolls}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % count

    def pick(self, values: tuple[str, ...]) -> str:
        """One of the values."""
        return values[self.below(len(values))]


def made_up_roster(places: Places, count: int = 400) -> Roster:
    """`count` contestants, spread evenly over the districts and over the communes and offices of
    each. The same units give the same people."""
    dice = _Dice("hoi thi")
    homes = {district.id: tuple(_homes(places, district)) for district in places.districts}
    rows: list[RosterRow] = []
    seen: set[tuple[str, str, str, str]] = set()
    while len(rows) < count and places.districts:
        turn, place = divmod(len(rows), len(places.districts))
        district = places.districts[place]
        unit, positions = homes[district.id][turn % len(homes[district.id])]
        name, birth = _name(dice), str(1962 + dice.below(36))
        if (district.full_name, unit, name, birth) in seen:
            continue
        seen.add((district.full_name, unit, name, birth))
        rows.append(
            RosterRow(
                line=len(rows) + 2,
                name=name,
                unit=unit,
                district=district.full_name,
                birth=birth,
                position=dice.pick(positions),
                staff_code=f"CB{len(rows) + 1:05d}",
            )
        )
    return Roster(tuple(rows))


def _homes(places: Places, district: Place) -> Iterator[tuple[str, tuple[str, ...]]]:
    for office in _OFFICES:
        yield office, _OFFICE_POSITIONS
    for place in places.all:
        below = place.district_id == district.id and not place.is_district
        if below and place.type != OFFICE:
            yield place.full_name, _COMMUNE_POSITIONS


def _name(dice: _Dice) -> str:
    middle, given = (_MALE, _FEMALE)[dice.below(2)]
    return f"{dice.pick(_FAMILY)} {dice.pick(middle)} {dice.pick(given)}"
