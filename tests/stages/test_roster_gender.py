"""The roster's column "Giới tính": read as written, kept when it is left out, never guessed."""

import pytest

from quiz.rules.roster import Roster, RosterRow, gender_of
from quiz.stages import enrol, people
from quiz.stages.roster import read_roster, roster_template
from quiz.stages.units import places
from quiz.store.database import Database
from quiz.web.packing import pack, unpack
from tests.cast import World
from tests.journeys.test_taking_files_away import cells
from tests.rosters import HEADINGS, OFFICE, VI_THANH, row, workbook

SECRET = b"s" * 32


def of(gender: str) -> Roster:
    return Roster((RosterRow(2, "Lê Thị Sáu", OFFICE, VI_THANH, gender=gender),))


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("Nữ", "female"),
        ("nu", "female"),
        ("NAM", "male"),
        ("Nam", "male"),
        ("", ""),
        ("x", ""),
        ("1", ""),
        ("Việt Nam", ""),
    ],
)
def test_only_what_is_written_counts(text: str, gender: str) -> None:
    assert gender_of(text) == gender


@pytest.mark.parametrize("heading", ["Giới tính", "GIOI TINH", "Nam/Nữ", "Giới tính (Nam/Nữ)"])
def test_the_column_is_found_by_its_heading(heading: str) -> None:
    found = read_roster(workbook([(*row("Lê Thị Sáu"), "Nữ")], (*HEADINGS, heading)))
    assert [one.gender for one in found.rows] == ["Nữ"]
    assert found.problems == ()


def test_a_name_tells_no_gender() -> None:
    assert [one.gender for one in read_roster(workbook([row("Lê Thị Sáu")])).rows] == [""]


def test_anything_else_is_a_problem_of_that_cell() -> None:
    (problem,) = of("Thị").problems
    assert (problem.row, problem.column) == (2, "Giới tính")
    assert "ghi Nam hoặc Nữ" in problem.message


def test_it_is_stored_changed_and_kept_where_a_later_roster_is_silent(
    database: Database, world: World
) -> None:
    def stored() -> str:
        found = database.read_now(lambda one: people.list_people(one, None, query="Lê Thị Sáu"))
        return found.people[0].gender

    enrol.enrol(database, of(""), None, "lan", 1)
    assert stored() == ""
    changed = enrol.preview(database, of("nữ"), None).changed
    assert [one.changes for one in changed] == [("Giới tính: (trống) → Nữ",)]
    enrol.enrol(database, of("nữ"), None, "lan", 2)
    assert stored() == "female"
    assert enrol.enrol(database, of(""), None, "lan", 3).unchanged == 1
    assert stored() == "female"


def test_it_comes_back_from_the_preview() -> None:
    packed = pack(of("Nữ").rows, SECRET, "lan")
    assert unpack(packed, SECRET, "lan").rows == of("Nữ").rows


@pytest.mark.usefixtures("world")
def test_the_template_has_the_column(database: Database) -> None:
    assert "Giới tính" in cells(roster_template(places(database), None))[0]
