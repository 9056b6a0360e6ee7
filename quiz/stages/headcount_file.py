"""The units with their numbers of people as a file: what an import reads."""

from collections.abc import Sequence

from quiz.documents.exports import File
from quiz.documents.workbook import Sheet, workbook
from quiz.rules.headcounts import Headcount, say_iso_day
from quiz.store.headcounts import UnitRecord

TABLE_HEADERS = (
    "Đơn vị", "Huyện/Thị xã/Thành phố", "Số người hiện có", "Tính đến ngày", "Khối", "Cụm",
    "Tình trạng",
)  # fmt: skip


def units_workbook(units: Sequence[UnitRecord]) -> File:
    """The units with khối, cluster and the number that was typed last: what an import reads."""
    rows = []
    for unit in units:
        newest = unit.headcounts[-1] if unit.headcounts else None
        rows.append(
            (
                unit.name,
                unit.district,
                str(newest.number) if newest else "",
                say_iso_day(newest.day) if newest else "",
                unit.group,
                unit.cluster,
                say_state(newest),
            )
        )
    above = ("SỐ NGƯỜI HIỆN CÓ CỦA CÁC ĐƠN VỊ", "Ô để trống thì giữ nguyên khi nhập lại tệp này.")
    sheet = Sheet(title="Đơn vị", above=above, headers=TABLE_HEADERS, rows=rows)
    return File("Số người hiện có của các đơn vị.xlsx", workbook([sheet]))


def say_state(newest: Headcount | None) -> str:
    """Whether a number counts, in a few words."""
    if newest is None:
        return "Chưa có số"
    return "Chưa duyệt, chưa được tính" if newest.signed_by is None else "Đã duyệt"
