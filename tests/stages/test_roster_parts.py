"""The roster's columns "Đối tượng" and "Nhiệm vụ trong hội thi": read as officials write them, kept
when they are left out, an error where nobody knows what they mean."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from quiz.rules.eligibility import (
    DUTY_NAMES,
    DUTY_TEXTS,
    Audience,
    Duty,
    audience_named,
    duty_named,
)
from quiz.rules.roster import Roster, RosterRow
from quiz.stages import enrol
from quiz.stages.roster import read_roster, roster_template
from quiz.stages.units import places
from quiz.store.database import Database
from quiz.store.tables import Person
from quiz.web.packing import pack, unpack
from tests.cast import RULES, make_world
from tests.journeys.test_taking_files_away import cells
from tests.rosters import HEADINGS, OFFICE, VI_THANH, row, workbook

SECRET = b"s" * 32
TWO = (Audience("A", "Cán bộ, công chức"), Audience("dan", "Người dân"))


def of(audience: str = "", duty: str = "") -> Roster:
    row = RosterRow(2, "Lê Thị Sáu", OFFICE, VI_THANH, audience=audience, duty=duty)
    return Roster((row,))


def stored(database: Database) -> tuple[str, str]:
    with database.reading() as session:
        found = session.exec(select(Person).where(Person.name == "Lê Thị Sáu")).one()
        return found.audience, found.duty


@pytest.mark.parametrize(
    ("text", "duty"),
    [
        ("Ban Tổ chức", "organizer"),
        ("thành viên Ban Tổ chức", "organizer"),
        ("Trưởng Ban Tổ chức", "organizer"),
        ("Tổ thư ký", "organizer"),
        ("BAN ĐỀ THI", "author"),
        ("ban giam khao", "juror"),
        ("Kỹ thuật", "technician"),
        ("Phụ trách kỹ thuật", "technician"),
        ("Không", ""),
        ("Thí sinh", ""),
        ("Chuyên viên", None),
        ("Ban", None),
        ("x", None),
    ],
)
def test_a_duty_is_read_as_officials_write_it_and_never_guessed(
    text: str, duty: str | None
) -> None:
    assert duty_named(text) == duty


@pytest.mark.parametrize("duty", list(Duty))
def test_what_is_printed_of_a_duty_is_read_again(duty: Duty) -> None:
    assert duty_named(DUTY_NAMES[duty]) == duty_named(DUTY_TEXTS[duty]) == duty.value


@given(st.text(max_size=30))
def test_no_text_at_all_is_taken_for_an_audience_that_is_not_there(text: str) -> None:
    assert audience_named(text, ()) in {"", None}
    assert audience_named(text, TWO) in {"A", "dan", "", None}


@pytest.mark.parametrize(
    ("text", "audience"),
    [("A", "A"), ("a", "A"), ("Bảng A", "A"), ("người dân", "dan"), ("Không", ""), ("B", None)],
)
def test_an_audience_is_read_by_its_id_or_its_title(text: str, audience: str | None) -> None:
    assert audience_named(text, TWO) == audience


def test_a_title_that_contests_give_to_two_audiences_is_nobodys() -> None:
    twice = (*TWO, Audience("B", "Người dân"))
    assert audience_named("Người dân", twice) is None
    assert audience_named("B", twice) == "B"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Đối tượng", "audience"),
        ("Bảng", "audience"),
        ("Nhiệm vụ", "duty"),
        ("Vai trò trong hội thi", "duty"),
    ],
)
def test_the_columns_are_found_by_their_headings(heading: str, field: str) -> None:
    found = read_roster(workbook([(*row("Lê Thị Sáu"), "Ban Đề thi")], (*HEADINGS, heading)))
    assert [getattr(one, field) for one in found.rows] == ["Ban Đề thi"]


def test_both_are_stored_changed_kept_where_a_later_roster_is_silent_and_taken_back(
    database: Database,
) -> None:
    make_world(database, replace(RULES, audiences=TWO))
    enrol.enrol(database, of("Bảng A", "Ban Giám khảo"), None, "lan", 1)
    assert stored(database) == ("A", "juror")
    assert enrol.enrol(database, of(), None, "lan", 2).unchanged == 1
    assert enrol.enrol(database, of("a", "giám khảo"), None, "lan", 2).unchanged == 1
    (changed,) = enrol.preview(database, of("Người dân", "Kỹ thuật"), None).changed
    assert changed.changes == (
        "Đối tượng: Cán bộ, công chức → Người dân",
        "Nhiệm vụ trong hội thi: Ban Giám khảo → Kỹ thuật",
    )
    enrol.enrol(database, of("Không", "Không"), None, "lan", 3)
    assert stored(database) == ("", "")


def test_an_audience_that_no_contest_has_names_the_row_and_those_that_are_known(
    database: Database,
) -> None:
    make_world(database, replace(RULES, audiences=TWO))
    (problem,) = enrol.preview(database, of("Bảng C"), None).problems
    assert (problem.row, problem.column) == (2, "Đối tượng")
    assert "Cán bộ, công chức (A), Người dân (dan)" in problem.message


def test_where_no_contest_has_audiences_the_column_must_stay_empty(database: Database) -> None:
    make_world(database)
    (problem,) = enrol.preview(database, of("Bảng A"), None).problems
    assert "khai báo đối tượng trong thể lệ" in problem.message
    assert enrol.preview(database, of("Không"), None).problems == ()


def test_a_duty_that_is_none_names_the_row_and_those_that_are_known() -> None:
    (problem,) = of(duty="Chuyên viên").problems
    assert (problem.row, problem.column) == (2, "Nhiệm vụ trong hội thi")
    assert all(name in problem.message for name in DUTY_NAMES.values())


def test_both_come_back_from_the_preview() -> None:
    rows = of("Bảng A", "Ban Đề thi").rows
    assert unpack(pack(rows, SECRET, "lan"), SECRET, "lan").rows == rows


def test_the_template_has_both_columns_and_is_read_again(database: Database) -> None:
    make_world(database)
    made = roster_template(places(database), None, TWO)
    assert {"Đối tượng", "Nhiệm vụ trong hội thi"} <= set(cells(made)[0])
