"""Load the administrative units from a table: a province, its districts, their communes."""

import csv
import io
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import NamedTuple

from sqlmodel import col, select

from question_bank.vietnamese import same_key, squeeze
from quiz.rules.places import Found, Places
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.store import past_groups
from quiz.store.database import Database
from quiz.store.places import read_places
from quiz.store.tables import Unit

SHIPPED = "hau-giang-2021.csv"


class UnitRow(NamedTuple):
    """One line of the table. `parent` is the code of the unit above, empty for the province."""

    code: str
    name: str
    type: str
    parent: str
    full_name: str


def shipped_units() -> tuple[UnitRow, ...]:
    """Hậu Giang as it was in 2021: a province, 8 district-level units, 75 communes."""
    return read_units(files("quiz").joinpath("data", SHIPPED).read_text("utf-8"))


def read_units(text: str) -> tuple[UnitRow, ...]:
    """The lines of a CSV with the headings code, name, type, parent, full_name. Refuses another
    shape, a code that stands twice, and a parent that is not there or stands above itself."""
    rows = []
    try:
        lines = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline="")))
    except csv.Error:
        raise _refused("Tệp không phải bảng CSV") from None
    for number, line in enumerate(lines, 2):
        row = UnitRow(*(squeeze(line.get(field) or "") for field in UnitRow._fields))
        if not (row.code and row.name and row.type and row.full_name):
            raise _refused(f"Dòng {number} thiếu mã, tên, loại hoặc tên đầy đủ")
        rows.append(row)
    by_code = {row.code: row for row in rows}
    if not rows or len(by_code) != len(rows):
        raise _refused("Bảng trống hoặc có mã đơn vị trùng nhau")
    for row in rows:
        _ancestors(row, by_code)
    return tuple(rows)


def load_units(database: Database, rows: Iterable[UnitRow], now: int) -> int:
    """Add the units, or bring those of the same code up to date. Returns how many were added or
    changed; the same table twice changes nothing. Offices made by rosters stay."""
    by_code = {row.code: row for row in rows}
    changed = 0
    with database.writing() as session:
        every = select(Unit).order_by(col(Unit.id)).with_for_update(key_share=True)
        known = {unit.code: unit for unit in session.exec(every)}
        past_groups.remember(session.connection(), now)
        for row in sorted(by_code.values(), key=lambda row: len(_ancestors(row, by_code))):
            above = _ancestors(row, by_code)
            unit = known.get(row.code) or Unit(
                code=row.code, name="", type="", full_name="", key=""
            )
            before = unit.model_dump()
            unit.name, unit.type, unit.full_name = row.name, row.type, row.full_name
            unit.key = same_key(row.full_name)
            unit.parent_id = known[row.parent].id if row.parent else None
            session.add(unit)
            session.flush()
            known[row.code] = unit
            chain = [row, *above]
            unit.district_id = known[chain[-2].code].id if above else None
            session.add(unit)
            changed += unit.model_dump() != before
    return changed


def find_unit(database: Database, text: str, district_id: int | None = None) -> Found:
    """The unit that somebody means; see quiz.rules.places."""
    return places(database).find_unit(text, district_id)


def places(database: Database) -> Places:
    """The units that are in force."""
    return database.read_now(read_places)


def _ancestors(row: UnitRow, by_code: Mapping[str, UnitRow]) -> tuple[UnitRow, ...]:
    """The units above, from the parent to the province."""
    above: list[UnitRow] = []
    while (above[-1] if above else row).parent:
        parent = by_code.get((above[-1] if above else row).parent)
        if parent is None or parent in above or parent == row:
            raise _refused(f"Đơn vị {row.code} thuộc đơn vị cấp trên không có trong bảng")
        above.append(parent)
    return tuple(above)


def _refused(what: str) -> Refusal:
    return Refusal(
        RequestReason.UNREADABLE_FILE,
        sentence=f"{what}; đề nghị kiểm tra lại bảng đơn vị (code,name,type,parent,full_name).",
    )
