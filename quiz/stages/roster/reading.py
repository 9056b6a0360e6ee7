"""From cells to rows: the heading row is found by its names, problems say row and column."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from typing import Any

from question_bank import sandbox
from question_bank.finding import UnreadableFile
from question_bank.vietnamese import clean, squeeze
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.roster import COLUMNS, MAX_ROWS, Problem, Roster, RosterRow, birth_year_of
from quiz.stages.roster.cells import Table, read_tables
from quiz.stages.roster.headings import columns_of, repeated

HEADING_ROWS = 20
_WHOLE = 0.8
"""From this share of staff codes on, the others are too short."""
_MISFITS = 0.2
"""From this share of a column on, the column is wrong and not the cells."""
_UNIT_WORDS = (
    "ubnd", "ủy ban", "uỷ ban", "hđnd", "phòng ", "sở ", "phường ", "xã ", "thị trấn ", "thị xã ",
    "huyện ", "thành phố ", "văn phòng", "trung tâm", "trường ", "ban ", "công an ", "tòa án",
)  # fmt: skip
_MISNAMED = (".xlsx", ".xlsm", ".xls", ".pdf", ".docx", ".doc")
_ROW = (
    "line", "name", "unit", "district", "birth", "position", "staff_code", "number",
    "gender", "audience", "duty", "phone",
)  # fmt: skip
Columns = Mapping[str, int]


def read_roster(data: bytes, name: str = "") -> Roster:
    """The people in a file. Refuses a file that cannot be read, with the remedy; what is wrong
    inside it comes back as problems. Knows nothing of the database.

    A process of its own reads the file: no file can make it die with ours."""
    try:
        said = sandbox.run("quiz.stages.roster.reading:task", data, name)
    except UnreadableFile as error:
        raise Refusal(RequestReason.UNREADABLE_FILE, sentence=str(error)) from None
    return Roster(
        tuple(RosterRow(*row) for row in said["rows"]),
        tuple(Problem(*problem) for problem in said["unreadable"]),
        tuple(said["notices"]),
    )


def task(data: bytes, name: str) -> dict[str, Any]:
    """What the child of `read_roster` does."""
    roster = _read(data, name)
    return {
        "rows": [attrgetter(*_ROW)(row) for row in roster.rows],
        "unreadable": [(one.row, one.column, one.message) for one in roster.unreadable],
        "notices": roster.notices,
    }


def _read(data: bytes, name: str) -> Roster:
    tables = read_tables(data)
    if not data.startswith(b"PK") and Path(name.lower()).suffix in _MISNAMED:
        raise UnreadableFile(
            "Tên tệp không đúng với nội dung bên trong; đề nghị mở bằng Excel và lưu thành .xlsx."
        )
    found = [(table, *place) for table in tables if (place := _heading(table))]
    if not found:
        raise UnreadableFile(
            f"Không tìm thấy dòng tiêu đề trong {HEADING_ROWS} dòng đầu; đề nghị đặt tên các "
            f"cột: {COLUMNS['name']}, {COLUMNS['unit']}, {COLUMNS['district']}."
        )
    table, heading, columns = found[0]
    rows = tuple(_rows(table, heading, columns))
    if not rows:
        raise UnreadableFile("Danh sách không có người nào; đề nghị kiểm tra lại tệp.")
    if len(rows) > MAX_ROWS:
        raise UnreadableFile(f"Danh sách dài quá {MAX_ROWS} dòng; đề nghị chia thành nhiều tệp.")
    rows, told = _with_zeros(rows)
    unreadable = [
        *_heading_problems(table, heading),
        *_cell_problems(table, heading, columns),
        *_swapped(heading, rows),
    ]
    notices = [*([told] if told else []), *_notices(table, found[1:])]
    return Roster(rows, tuple(unreadable), tuple(notices))


def _heading(table: Table) -> tuple[int, Columns] | None:
    for place, row in enumerate(table.rows[:HEADING_ROWS]):
        if columns := columns_of(row):
            return place, columns
    return None


def _rows(table: Table, heading: int, columns: Columns) -> Iterator[RosterRow]:
    """The rows below the heading that hold more than a running number."""
    head = [squeeze(cell) for cell in table.rows[heading]]
    for place in range(heading + 1, len(table.rows)):
        cells = [squeeze(cell) for cell in table.rows[place]]
        texts = {field: _cell(cells, column) for field, column in columns.items()}
        if not any(texts.values()) or cells == head:
            continue
        name = texts.pop("name", "")
        parts = texts.pop("family", ""), texts.pop("given", "")
        yield RosterRow(
            line=place + 1,
            name=name or " ".join(filter(None, parts)),
            unit=texts.get("unit", ""),
            district=texts.get("district", ""),
            birth=_counted(texts.get("birth", ""), table.epoch),
            position=texts.get("position", ""),
            staff_code=texts.get("staff_code", ""),
            number=texts.get("number", ""),
            gender=texts.get("gender", ""),
            audience=texts.get("audience", ""),
            duty=texts.get("duty", ""),
            phone=texts.get("phone", ""),
        )


def _counted(birth: str, epoch: int) -> str:
    """A day's number as if it counted from 1900, everything else as it stands."""
    return str(int(birth) + epoch) if epoch and re.fullmatch(r"[1-5]\d{4}", birth) else birth


def _with_zeros(rows: tuple[RosterRow, ...]) -> tuple[tuple[RosterRow, ...], str]:
    """Staff codes that lost their first zeros, because Excel took them for numbers, with them
    again, where nearly all of the others say how long a code is; and what to tell of it."""
    codes = [row.staff_code for row in rows if row.staff_code]
    longest = max(map(len, codes), default=0)
    whole = sum(len(code) == longest for code in codes)
    if not all(code.isdecimal() for code in codes) or whole == len(codes):
        return rows, ""
    if not any(code.startswith("0") for code in codes) or whole < _WHOLE * len(codes):
        return rows, ""
    short = [row.line for row in rows if 0 < len(row.staff_code) < longest]
    filled = tuple(
        replace(row, staff_code=row.staff_code.zfill(longest)) if row.staff_code else row
        for row in rows
    )
    lines = ", ".join(map(str, short[:10])) + (", …" if len(short) > 10 else "")
    return filled, (
        f"Đã thêm số 0 ở đầu {len(short)} mã cán bộ cho đủ {longest} chữ số như các mã khác (dòng "
        f"{lines}); đề nghị kiểm tra lại."
    )


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""


def _heading_problems(table: Table, heading: int) -> Iterator[Problem]:
    for title in repeated(table.rows[heading]):
        yield Problem(heading + 1, title, f"Có nhiều cột “{title}”; đề nghị chỉ giữ lại một cột.")


def _cell_problems(table: Table, heading: int, columns: Columns) -> Iterator[Problem]:
    """What was lost when the cells became plain text."""
    titles = {column: COLUMNS.get(field, COLUMNS["name"]) for field, column in columns.items()}
    for row, column in table.uncomputed:
        if row > heading and column in titles:
            yield Problem(
                row + 1,
                titles[column],
                "Ô công thức chưa có giá trị; đề nghị mở bằng Excel, tính lại rồi lưu.",
            )
    for place in range(heading + 1, len(table.rows)):
        for column, title in titles.items():
            for sentence in clean(_cell(table.rows[place], column))[1]:
                yield Problem(place + 1, title, sentence)


def _swapped(heading: int, rows: Sequence[RosterRow]) -> Iterator[Problem]:
    """Columns whose cells do not look like what the heading says."""
    odd = {
        "name": sum(_like_unit(row.name) for row in rows),
        "birth": sum(bool(row.birth) and birth_year_of(row.birth) is None for row in rows),
        "phone": sum(bool(row.phone) and not row.known_phone for row in rows),
    }
    for field, count in odd.items():
        if count > 1 and count > _MISFITS * len(rows):
            other = "Đơn vị" if field == "name" else "khác"
            yield Problem(
                heading + 1,
                COLUMNS[field],
                f"Hình như cột “{COLUMNS[field]}” bị đổi chỗ với cột {other}: {count} trên "
                f"{len(rows)} dòng không đúng kiểu; đề nghị kiểm tra lại dòng tiêu đề.",
            )


def _like_unit(name: str) -> bool:
    return name.lower().startswith(_UNIT_WORDS)


def _notices(table: Table, others: Sequence[tuple[Table, int, Columns]]) -> Iterator[str]:
    if table.hidden:
        listed = ", ".join(str(row + 1) for row in table.hidden[:10])
        yield (
            f"Có {len(table.hidden)} dòng ẩn không được đọc (dòng {listed}"
            f"{', …' if len(table.hidden) > 10 else ''}); đề nghị bỏ ẩn nếu cần đưa vào danh sách."
        )
    for other, _heading_row, _columns in others:
        yield (
            f"Trang “{other.name}” cũng có danh sách nhưng không được đọc; đề nghị tải lên từng "
            "trang trong một tệp riêng."
        )
