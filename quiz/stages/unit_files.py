"""The ranking of units, who has to be urged, who goes on: as files that offices edit and programs
read.
"""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from quiz.documents import decree
from quiz.documents.workbook import Sheet, neutral, workbook
from quiz.rules.advancing import Decided
from quiz.rules.participation import Participation, named, opening, participation, request
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.unit_ranking import FULL_RATE, UnitLine, class_title, say_value
from quiz.rules.units import Measure
from quiz.rules.wording import say_moment, say_percent
from quiz.store.ranked_units import Level, UnitRanking

SUFFIXES = ("xlsx", "csv", "json")
HEADERS = (
    "Hạng", "Đơn vị", "Khối", "Số người hiện có", "Người dự thi", "Lượt thi", "Tỷ lệ", "Kết quả",
    "Ghi chú",
)  # fmt: skip

BESIDE = {
    Level.DISTRICT: "Thể lệ xếp hạng xã, phường, thị trấn, cơ quan; bảng theo huyện, thị xã, thành "
    "phố này chỉ để tham khảo.",
    Level.UNIT: "Thể lệ xếp hạng huyện, thị xã, thành phố; bảng theo xã, phường, thị trấn, cơ quan "
    "này chỉ để tham khảo.",
}
"""What a ranking of the other level says of itself."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to take away. `name` is for people."""

    name: str
    content: bytes


def status_text(found: UnitRanking) -> str:
    """Which results count, in a sentence, whose where the rounds are for one audience, and that the
    rules rank others where they do."""
    beside = f" {BESIDE[found.level]}" if found.beside_rules else ""
    return f"{_results_text(found)}{_audience_text(found)}{beside}"


def _audience_text(found: UnitRanking) -> str:
    if not found.audience:
        return ""
    return (
        f" Chỉ tính người dự thi thuộc đối tượng {found.audience}; số người hiện có được duyệt là "
        "số của cả đơn vị, vì vậy tỷ lệ tham gia là phần của đối tượng này trong cả đơn vị."
    )


def _results_text(found: UnitRanking) -> str:
    if found.official:
        return "Tính từ kết quả chính thức đã công bố."
    if found.digests:
        return (
            f"Tính từ kết quả chính thức của {len(found.digests)}/{found.rounds} vòng thi và kết "
            "quả tạm thời của các vòng còn lại."
        )
    return "Tính từ kết quả tạm thời, chưa được Ban Tổ chức công nhận."


def cells(line: UnitLine, measure: Measure) -> tuple[str, ...]:
    """A unit as a row under HEADERS."""
    notes = [line.said]
    if line.over:
        notes.append("Số người dự thi nhiều hơn số người hiện có, đề nghị rà soát số đã duyệt.")
    shown = line.place is not None
    return (
        str(line.place) if shown else "",
        f"{line.unit.name}, {line.unit.district}" if line.unit.district else line.unit.name,
        line.unit.group,
        "" if line.unit.headcount is None else str(line.unit.headcount),
        str(line.participant_count),
        str(line.unit.attempt_count),
        "" if line.rate is None else say_percent(line.rate, FULL_RATE),
        say_value(measure, line.value) if shown else "",
        " ".join(filter(None, notes)),
    )


def ranking_file(found: UnitRanking, suffix: str, now: int) -> File:
    """The ranking as .xlsx, .csv or .json. Refuses another kind of file."""
    name = f"Xếp hạng đơn vị {found.place}.{suffix}"
    if suffix == "xlsx":
        return File(name, workbook([_ranking_sheet(found, now)]))
    if suffix == "csv":
        return File(name, _csv(*_table(found)))
    if suffix == "json":
        return File(name, _json(found, now))
    raise Refusal(RequestReason.NOT_FOUND)


def dispatch(found: UnitRanking, now: int) -> File:
    """The letter to the slow units in the layout of Decree 30/2020; number, day and signature are
    blank."""
    who = urging(found)
    place = _place(found)
    document = decree.new_document()
    moment = datetime.fromtimestamp(now / 1000, UTC).replace(tzinfo=None, microsecond=0)
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", "Đôn đốc dự thi", ""
    properties.created = properties.modified = moment
    about = f"V/v đôn đốc tham gia\n{found.contest}"
    decree.head(document, f"Ủy ban nhân dân\n{place}" if found.round_id else "", "", about=about)
    decree.body(document, "Kính gửi: Thủ trưởng các cơ quan, đơn vị", align=decree.CENTRE)
    decree.body(document, opening(who, found.contest, place, now))
    if who.slow:
        decree.body(document, "Các đơn vị sau có tỷ lệ tham gia thấp:")
        decree.grid(
            document,
            ("STT", "Đơn vị", "Người dự thi", "Số người hiện có", "Tỷ lệ", "Còn thiếu"),
            [_slow_row(number, who) for number in range(len(who.slow))],
            shares=(0.08, 0.42, 0.12, 0.14, 0.12, 0.12),
            centred=frozenset({0, 2, 3, 4, 5}),
        )
        decree.body(document, request(who))
    if who.uncounted:
        names = ", ".join(line.unit.name for line in who.uncounted)
        decree.body(
            document, f"Đề nghị các đơn vị sau báo cáo số người hiện có để được duyệt: {names}."
        )
    decree.body(document, f"{status_text(found)}/.")
    decree.signature(document, ("Như trên", "Lưu: VT, NV"))
    output = io.BytesIO()
    document.save(output)
    return File(f"Công văn đôn đốc {place}.docx", output.getvalue())


def advancing_note(one: Decided) -> str:
    """What has to be known of a unit beside the reason."""
    if one.skipped:
        return "Không chọn, có lý do bằng văn bản."
    return "Cùng hạng ở ranh giới, Ban Tổ chức xem xét." if one.tied else ""


def advancing_file(
    found: UnitRanking, every: Sequence[Decided], standing_text: str, suffix: str, now: int
) -> File:
    """The annex of units that go on, and why each other one does not, as .xlsx or .csv;
    `standing_text` says by whom the list was confirmed. Refuses another kind of file."""
    name = "Bảng tham khảo đơn vị" if found.beside_rules else "Đơn vị vào vòng sau"
    name = f"{name} {found.contest}.{suffix}"
    headers = ("STT", "Đơn vị", "Cụm", "Hạng", "Lý do", "Ghi chú")
    parts = [
        (title, [one for one in every if (one.way is not None) is goes_on])
        for title, goes_on in (("Vào vòng sau", True), ("Không vào vòng sau", False))
    ]
    if suffix == "csv":
        rows = [(title, *row) for title, units in parts for row in _advancing_rows(units)]
        return File(name, _csv(("Kết quả", *headers), rows))
    if suffix != "xlsx":
        raise Refusal(RequestReason.NOT_FOUND)
    above = (
        "BẢNG THAM KHẢO, KHÔNG PHẢI DANH SÁCH ĐƠN VỊ VÀO VÒNG SAU"
        if found.beside_rules
        else "DANH SÁCH ĐƠN VỊ VÀO VÒNG SAU",
        found.contest,
        *found.rules.advancing.sentences(),
        f"{status_text(found)} Lập lúc {say_moment(now)}.",
        *filter(None, [standing_text]),
    )
    sheets = [
        Sheet(title=title, above=above, headers=headers, rows=_advancing_rows(units))
        for title, units in parts
    ]
    return File(name, workbook(sheets))


def _advancing_rows(units: Sequence[Decided]) -> list[tuple[str, ...]]:
    return [
        (
            str(number),
            one.unit.name,
            one.unit.cluster,
            str(one.unit.place),
            one.reason,
            advancing_note(one),
        )
        for number, one in enumerate(units, 1)
    ]


def urging(found: UnitRanking) -> Participation:
    """Who has to be urged."""
    return participation(found.lines, found.rules.units.target_rate, found.stray_count)


def _place(found: UnitRanking) -> str:
    return found.place if found.round_id else "các đơn vị trong tỉnh"


def _slow_row(number: int, who: Participation) -> tuple[str, ...]:
    one = who.slow[number]
    name, _, _ = named(one).partition(":")
    return (
        str(number + 1),
        name,
        str(one.line.participant_count),
        str(one.line.unit.headcount),
        say_percent(one.line.rate or 0, FULL_RATE),
        str(one.missing),
    )


def _ranking_sheet(found: UnitRanking, now: int) -> Sheet:
    rules = found.rules.units
    headers, rows = _table(found)
    return Sheet(
        title="Xếp hạng đơn vị",
        above=(
            f"XẾP HẠNG ĐƠN VỊ {found.place.upper()}",
            found.contest,
            f"{status_text(found)} Tính đến {say_moment(now)}.",
            *rules.sentences(),
        ),
        headers=headers,
        rows=rows,
    )


def _table(found: UnitRanking) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """(headers, rows); where units are ranked in classes, each says in which, and its place among
    all of them."""
    rules = found.rules.units
    titles = [class_title(line, rules) for line in found.lines]
    rows = [cells(line, rules.measure) for line in found.lines]
    if not any(titles):
        return HEADERS, rows
    whole = [str(line.whole_place or "") for line in found.lines]
    return (*HEADERS, "Xếp hạng trong", "Hạng chung"), [
        (*row, title, place) for row, title, place in zip(rows, titles, whole, strict=True)
    ]


def _csv(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    output = io.StringIO(newline="")
    table = csv.writer(output)
    table.writerow(headers)
    for row in rows:
        table.writerow([neutral(text) for text in row])
    return b"\xef\xbb\xbf" + output.getvalue().encode()


def _json(found: UnitRanking, now: int) -> bytes:
    rules = found.rules.units
    data = {
        "contest": found.contest,
        "place": found.place,
        "official": found.official,
        "digests": list(found.digests),
        "at": now,
        "measure": rules.measure.value,
        "units": [
            {
                "id": line.unit.id,
                "name": line.unit.name,
                "district": line.unit.district,
                "group": line.unit.group,
                "class": class_title(line, rules),
                "place": line.place,
                "whole_place": line.whole_place,
                "value": line.value if line.place is not None else None,
                "headcount": line.unit.headcount,
                "participant_count": line.participant_count,
                "attempt_count": line.unit.attempt_count,
                "rate": line.rate,
                "over": line.over,
                "said": line.said,
            }
            for line in found.lines
        ],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
