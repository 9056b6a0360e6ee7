"""What people send as a roster: each kind of bad input has its answer, and nothing is guessed."""

import asyncio
import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import col, select

from quiz.rules.outlook import Preview
from quiz.rules.reasons import PeopleReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.retention import ERASED_NAME
from quiz.rules.roster import Roster, RosterRow
from quiz.stages import enrol, sit, units
from quiz.stages.roster import read_roster
from quiz.store.database import Database
from quiz.store.tables import Person
from quiz.store.writer import Writer
from tests.cast import OPENS, World
from tests.rosters import HEADINGS, OFFICE, row, workbook

VI_THANH = "Thành phố Vị Thanh"
PHONED = (*HEADINGS, "Số điện thoại")


def phoned(*phones: Any) -> Roster:
    rows = [
        (*row(f"Lê Văn {name}"), phone) for name, phone in zip("ABCDEFGHIK", phones, strict=False)
    ]
    return read_roster(workbook(rows, PHONED))


def told(roster: Roster) -> list[tuple[int, str]]:
    return [(problem.row, problem.column) for problem in roster.problems]


@pytest.mark.parametrize(
    "phone", ["0912345678", 912345678, "+84 912 345 678", "84912345678", "0912.345.678"]
)
def test_a_telephone_number_that_lost_its_zero_is_restored(phone: object) -> None:
    roster = phoned(phone, "0912345679", "0912345670")
    assert roster.rows[0].known_phone == "0912345678"
    assert told(roster) == []


@pytest.mark.parametrize("phone", ["9.12E+10", "9,12E+10", "12345", "chưa có"])
def test_a_telephone_number_that_cannot_be_restored_is_a_problem(phone: str) -> None:
    roster = phoned(phone, *(f"091234567{digit}" for digit in range(6)))
    assert (2, "Số điện thoại") in told(roster)


def test_staff_codes_that_lost_their_zeros_have_them_again_and_it_is_said() -> None:
    codes = ["00123", "00124", "00125", "00126", "127"]
    rows = [row(f"Lê Văn {'ABCDE'[at]}", staff_code=code) for at, code in enumerate(codes)]
    roster = read_roster(workbook(rows))
    assert [one.staff_code for one in roster.rows] == ["00123", "00124", "00125", "00126", "00127"]
    assert any("số 0 ở đầu 1 mã cán bộ" in notice for notice in roster.notices)


@pytest.mark.parametrize(
    "codes", [["123", "124", "5", "6"], ["00123", "4", "5", "6"], ["A0123", "A0124", "A0125", "27"]]
)
def test_codes_of_several_lengths_stay_as_they_are(codes: list[str]) -> None:
    rows = [
        row(f"Lê Văn {name}", staff_code=code) for name, code in zip("ABCD", codes, strict=True)
    ]
    roster = read_roster(workbook(rows))
    assert [one.staff_code for one in roster.rows] == codes
    assert roster.notices == ()


def since_1904(data: bytes) -> bytes:
    """The same workbook, saved by an old Excel for the Macintosh."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(output, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/workbook.xml":
                content, changed = re.subn(rb"<workbookPr ", b'<workbookPr date1904="1" ', content)
                assert changed
            new.writestr(name, content)
    return output.getvalue()


def test_a_days_number_counts_from_the_workbooks_own_beginning() -> None:
    data = workbook([row(birth=29252 - 1462)])
    assert read_roster(since_1904(data)).rows[0].birth_year == 1980
    assert read_roster(data).rows[0].birth_year == 1976


def test_telephone_numbers_under_the_heading_of_birth_are_said_once_at_the_heading() -> None:
    rows = [(*row(f"Lê Văn {name}", birth="0912345678"), 1980) for name in "ABCDE"]
    roster = read_roster(workbook(rows, PHONED))
    assert [one for one in told(roster) if one[0] == 1] == [(1, "Năm sinh"), (1, "Số điện thoại")]


def test_no_more_than_fifty_thousand_rows_are_taken() -> None:
    lines = "".join(f"Lê Văn Sáu,Phường I,{number}\n" for number in range(200_000))
    with pytest.raises(Refusal) as caught:
        read_roster(("Họ và tên,Đơn vị,Mã cán bộ\n" + lines).encode(), "ds.csv")
    assert caught.value.reason is RequestReason.UNREADABLE_FILE
    assert "50.000 dòng" in caught.value.sentence or "50000 dòng" in caught.value.sentence


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x","y")', "@SUM(A1)", "+1", "-1+1"])
def test_a_formula_for_a_name_is_stored_as_typed(
    name: str, database: Database, world: World
) -> None:
    units.load_units(database, units.shipped_units(), OPENS)
    typed = Roster((RosterRow(2, name, "Phường I", VI_THANH, "1980"),))
    if any(letter.isdigit() for letter in name):
        assert told(typed) == [(2, "Họ và tên")]
        return
    enrol.enrol(database, typed, None, "lan", 1)
    with database.reading() as session:
        assert session.exec(select(Person).where(col(Person.name) == name)).one()


@pytest.mark.parametrize("name", [ERASED_NAME, "THI SINH  đã xoá dữ liệu"])
def test_nobody_is_called_as_those_whose_names_were_removed(name: str) -> None:
    assert told(Roster((RosterRow(2, name, "Phường I", VI_THANH, "1980"),))) == [(2, "Họ và tên")]


# people who are in the roll and not in the file


@pytest.fixture
def placed(database: Database, world: World) -> World:
    units.load_units(database, units.shipped_units(), OPENS)
    return world


def ward(*names: str) -> Roster:
    one = RosterRow(0, "", "Phường I", VI_THANH, "1980")
    return Roster(tuple(replace(one, line=at, name=name) for at, name in enumerate(names, 2)))


def active(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.exec(select(Person.name).where(col(Person.active))))


def enrolled(database: Database, *names: str) -> Preview:
    return enrol.enrol(database, ward(*names), None, "lan", 1)


def test_who_is_missing_in_a_unit_of_the_file_is_shown_and_stays_unless_somebody_says_so(
    database: Database, placed: World
) -> None:
    enrolled(database, "Lê Sáu", "Trần Bảy", "Lý Tám")
    before = active(database)
    seen = enrol.preview(database, ward("Lê Sáu"), None)
    assert sorted(one.name for one in seen.absent) == ["Lý Tám", "Trần Bảy"]
    enrolled(database, "Lê Sáu")
    assert active(database) == before
    enrol.enrol(database, ward("Lê Sáu"), None, "lan", 1, seen.absent_code)
    assert before - active(database) == {"Trần Bảy", "Lý Tám"}
    again = enrol.enrol(database, ward("Lê Sáu"), None, "lan", 1, seen.absent_code)
    assert again.absent == ()


def test_people_of_units_that_the_file_does_not_name_are_never_absent(
    database: Database, placed: World
) -> None:
    enrolled(database, "Lê Sáu")
    elsewhere = Roster((RosterRow(2, "Võ Chín", "Phường III", VI_THANH, "1980"),))
    assert enrol.preview(database, elsewhere, None).absent == ()


def test_only_those_who_were_shown_are_taken_off(database: Database, placed: World) -> None:
    enrolled(database, "Lê Sáu", "Trần Bảy")
    seen = enrol.preview(database, ward("Lê Sáu"), None)
    enrolled(database, "Lê Sáu", "Trần Bảy", "Lý Tám")
    before = active(database)
    with pytest.raises(Refusal) as caught:
        enrol.enrol(database, ward("Lê Sáu"), None, "lan", 1, seen.absent_code)
    assert caught.value.reason is PeopleReason.ROSTER_MOVED
    assert active(database) == before


def test_whoever_is_taken_off_comes_back_by_a_file_that_names_them(
    database: Database, placed: World
) -> None:
    enrolled(database, "Lê Sáu", "Trần Bảy")
    seen = enrol.preview(database, ward("Lê Sáu"), None)
    enrol.enrol(database, ward("Lê Sáu"), None, "lan", 1, seen.absent_code)
    back = enrolled(database, "Lê Sáu", "Trần Bảy")
    assert [entry.changes for entry in back.changed] == [("Khôi phục vào danh sách",)]
    assert back.new == ()


def test_whoever_has_sat_is_not_taken_off(
    database: Database, writer: Writer, placed: World
) -> None:
    asyncio.run(sit.start(database, writer, placed.vi_thanh, placed.people["An"], OPENS + 1))
    newcomer = replace(ward("Lê Sáu").rows[0], unit=OFFICE)
    seen = enrol.preview(database, Roster((newcomer,)), None)
    assert placed.numbers["An"] in {one.number for one in seen.kept}
    assert placed.numbers["Bình"] in {one.number for one in seen.absent}
