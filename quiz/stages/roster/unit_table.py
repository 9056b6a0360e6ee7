"""Read a table of units, .xlsx or .csv, into rows: the heading row is found by its names."""

import re
from typing import Any

from question_bank import sandbox
from question_bank.finding import UnreadableFile
from question_bank.vietnamese import clean, fold, squeeze
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.unit_table import COLUMNS, MAX_ROWS, UnitRow
from quiz.stages.roster.cells import read_tables

_HEADING_ROWS = 20
_NAMES = {
    "unit": ("don vi", "ten don vi", "co quan", "co quan don vi", "xa phuong thi tran"),
    "district": (
        "huyen thi xa thanh pho", "thanh pho thi xa huyen", "huyen", "don vi cap huyen",
        "dia phuong",
    ),
    "number": (
        "so nguoi hien co", "so cbccvc hien co", "so cbccvc", "tong so cbccvc", "so nguoi",
        "so can bo cong chuc vien chuc", "so luong cbccvc hien co", "bien che hien co",
    ),
    "day": ("tinh den ngay", "ngay", "thoi diem", "tinh den"),
    "group": ("khoi", "khoi don vi"),
    "cluster": ("cum", "cum don vi", "cum thi dua"),
}  # fmt: skip
_FIELDS = {name: field for field, names in _NAMES.items() for name in names}


def read_unit_table(data: bytes, name: str = "") -> tuple[UnitRow, ...]:
    """The units in a file. Refuses a file that cannot be read, with the remedy. A process of its
    own reads the file: no file can make it die with ours."""
    try:
        said = sandbox.run("quiz.stages.roster.unit_table:task", data, name)
    except UnreadableFile as error:
        raise Refusal(RequestReason.UNREADABLE_FILE, sentence=str(error)) from None
    return tuple(UnitRow(*row) for row in said["rows"])


def task(data: bytes, _name: str) -> dict[str, Any]:
    """What the child of `read_unit_table` does."""
    for table in read_tables(data):
        for at, heading in enumerate(table.rows[:_HEADING_ROWS]):
            columns: dict[str, int] = {}
            for place, text in enumerate(heading):
                columns.setdefault(_FIELDS.get(_bare(text), ""), place)
            columns.pop("", None)
            if "unit" in columns and len(columns) > 1:
                return {"rows": _rows(table.rows, at, columns)}
    raise UnreadableFile(
        f"Không tìm thấy dòng tiêu đề trong {_HEADING_ROWS} dòng đầu; đề nghị đặt tên các cột: "
        f"{', '.join(COLUMNS.values())}."
    )


def _rows(table: list[list[str]], heading: int, columns: dict[str, int]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for line, cells in enumerate(table[heading + 1 :], heading + 2):
        texts = {
            field: squeeze(clean(cells[place])[0]) if place < len(cells) else ""
            for field, place in columns.items()
        }
        if texts["unit"]:
            found.append((line, *(texts.get(field, "").removeprefix("'") for field in COLUMNS)))
    if not found:
        raise UnreadableFile("Bảng không có đơn vị nào; đề nghị kiểm tra lại tệp.")
    if len(found) > MAX_ROWS:
        raise UnreadableFile(f"Bảng dài quá {MAX_ROWS} dòng; đề nghị chia thành nhiều tệp.")
    return found


def _bare(text: str) -> str:
    without = re.sub(r"\([^()]*\)", " ", text)
    return " ".join(re.findall(r"[a-z0-9]+", fold(without)))
