"""Which column holds what, by its Vietnamese or English heading."""

import re
from collections.abc import Sequence

from question_bank.vietnamese import fold
from quiz.rules.roster import COLUMNS, MAX_COLUMNS

_NAMES = {
    "name": (
        "ho va ten", "ho ten", "ho va ten thi sinh", "ho ten thi sinh", "ho va ten can bo",
        "ho ten can bo", "ten thi sinh", "ten can bo", "full name", "name",
    ),
    "family": ("ho", "ho dem", "ho lot", "ho va ten dem", "ho va chu dem", "ho va ten lot"),
    "given": ("ten",),
    "unit": (
        "don vi", "don vi cong tac", "ten don vi", "co quan", "co quan don vi",
        "co quan don vi cong tac", "noi cong tac", "phong ban", "xa phuong thi tran", "unit",
    ),
    "district": (
        "huyen thi xa thanh pho", "thanh pho thi xa huyen", "thi xa thanh pho huyen",
        "huyen thi thanh pho", "huyen", "quan huyen", "dia phuong", "cap huyen",
        "don vi cap huyen", "district",
    ),
    "birth": (
        "nam sinh", "ngay sinh", "ngay thang nam sinh", "sinh nam", "sinh ngay", "birth year",
        "date of birth",
    ),
    "gender": ("gioi tinh", "gioi tinh nam nu", "nam nu", "phai", "gender", "sex"),
    "position": (
        "chuc vu", "chuc danh", "chuc vu chuc danh", "chuc danh chuc vu", "chuc vu cong tac",
        "position",
    ),
    "staff_code": (
        "ma can bo", "ma can bo cong chuc", "ma can bo cong chuc vien chuc", "ma cbccvc", "ma cb",
        "ma cbcc", "ma so can bo", "ma so cbccvc", "ma nhan vien", "staff code",
    ),
    "phone": (
        "so dien thoai", "dien thoai", "sdt", "dt", "dtdd", "so dien thoai di dong", "di dong",
        "so zalo", "zalo", "phone", "phone number", "mobile",
    ),
    "audience": (
        "doi tuong", "doi tuong du thi", "bang", "bang thi", "bang dau", "nhom doi tuong",
        "audience",
    ),
    "duty": (
        "nhiem vu", "nhiem vu trong hoi thi", "nhiem vu trong cuoc thi", "vai tro",
        "vai tro trong hoi thi", "vai tro trong cuoc thi", "duty",
    ),
    "number": ("so bao danh", "sbd", "candidate number"),
}  # fmt: skip
_FIELDS = {name: field for field, names in _NAMES.items() for name in names}


def columns_of(heading: Sequence[str]) -> dict[str, int] | None:
    """Field -> place of its column; None where the row is no heading of a roster. The first of
    two columns with one meaning counts; `repeated` tells of the others."""
    columns: dict[str, int] = {}
    for place, text in enumerate(heading[:MAX_COLUMNS]):
        if field := _meaning(text):
            columns.setdefault(field, place)
    named = "name" in columns or {"family", "given"} <= columns.keys()
    return columns if named and "unit" in columns else None


def repeated(heading: Sequence[str]) -> list[str]:
    """The fields that several columns claim to hold, as printed headings."""
    found = [field for text in heading[:MAX_COLUMNS] if (field := _meaning(text))]
    return [title for field, title in COLUMNS.items() if found.count(field) > 1]


def _meaning(text: str) -> str:
    bare = re.sub(r"\([^()]*\)", " ", text)
    return _FIELDS.get(" ".join(re.findall(r"[a-z0-9]+", fold(bare))), "")
