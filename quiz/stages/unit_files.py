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
from quiz.rules.advancing import Decided, RankedUnit, TooFewSeats, advance
from quiz.rules.headcounts import Headcount, say_iso_day
from quiz.rules.participation import Participation, named, opening, participation, request
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.unit_ranking import FULL_RATE, UnitLine, class_title, say_value
from quiz.rules.units import Measure
from quiz.rules.wording import say_moment, say_percent
from quiz.store.headcounts import UnitRecord
from quiz.store.ranked_units import UnitRanking

SUFFIXES = ("xlsx", "csv", "json")
HEADERS = (
    "Hạng", "Đơn vị", "Khối", "Số người hiện có", "Người dự thi", "Lượt thi", "Tỷ lệ", "Kết quả",
    "Ghi chú",
)  # fmt: skip
TABLE_HEADERS = (
    "Đơn vị", "Huyện/Thị xã/Thành phố", "Số người hiện có", "Tính đến ngày", "Khối", "Cụm",
    "Tình trạng",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """A file to take away. `name` is for people."""

    name: str
    content: bytes


def status_text(found: UnitRanking) -> str:
    """Which results count, in a sentence, and whose where the rounds are for one audience."""
    return f"{_results_text(found)}{_audience_text(found)}"


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
        return File(name, _csv(found))
    if suffix == "json":
        return File(name, _json(found, now))
    raise Refusal(Reason.NOT_FOUND)


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


def dispatch(found: UnitRanking, now: int) -> File:
    """The letter to the slow units in the layout of Decree 30/2020; number, day and signature are
    blank."""
    who = participation(found.lines, found.rules.units.target_rate)
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


def decided(found: UnitRanking) -> tuple[Decided, ...]:
    """Which units go on, by the ranking of all units together. Refuses rules whose rights need
    more seats than there are."""
    ranking = [
        RankedUnit(line.unit.id, line.unit.name, line.whole_place or 0, line.unit.cluster)
        for line in found.in_order
    ]
    try:
        return advance(ranking, found.rules.advancing)
    except TooFewSeats as error:
        seats = found.rules.advancing.seats
        raise Refusal(Reason.TOO_FEW_UNIT_SEATS, needed=error.needed, seats=seats) from None


def advancing_workbook(found: UnitRanking, now: int) -> File:
    """The annex of units that go on, and why each other one does not."""
    every = decided(found)
    above = (
        "DANH SÁCH ĐƠN VỊ VÀO VÒNG SAU",
        found.contest,
        *found.rules.advancing.sentences(),
        f"{status_text(found)} Lập lúc {say_moment(now)}.",
    )
    headers = ("STT", "Đơn vị", "Cụm", "Hạng", "Lý do", "Ghi chú")
    sheets = []
    for title, goes_on in (("Vào vòng sau", True), ("Không vào vòng sau", False)):
        chosen = [one for one in every if (one.way is not None) is goes_on]
        rows = [
            (
                str(number),
                one.unit.name,
                one.unit.cluster,
                str(one.unit.place),
                one.reason,
                "Cùng hạng ở ranh giới, Ban Tổ chức xem xét." if one.tied else "",
            )
            for number, one in enumerate(chosen, 1)
        ]
        sheets.append(Sheet(title=title, above=above, headers=headers, rows=rows))
    return File(f"Đơn vị vào vòng sau {found.contest}.xlsx", workbook(sheets))


def urging(found: UnitRanking) -> Participation:
    """Who has to be urged."""
    return participation(found.lines, found.rules.units.target_rate)


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
    titled = any(class_title(line, rules) for line in found.lines)
    headers = (*HEADERS, "Xếp hạng trong") if titled else HEADERS
    return Sheet(
        title="Xếp hạng đơn vị",
        above=(
            f"XẾP HẠNG ĐƠN VỊ {found.place.upper()}",
            found.contest,
            f"{status_text(found)} Tính đến {say_moment(now)}.",
            *rules.sentences(),
        ),
        headers=headers,
        rows=[
            (*cells(line, rules.measure), *([class_title(line, rules)] if titled else ()))
            for line in found.lines
        ],
    )


def _csv(found: UnitRanking) -> bytes:
    output = io.StringIO(newline="")
    table = csv.writer(output)
    table.writerow(HEADERS)
    for line in found.lines:
        table.writerow([neutral(text) for text in cells(line, found.rules.units.measure)])
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
