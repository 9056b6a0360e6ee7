"""Enrolling: all or nothing, twice is once, people are recognised, foreign rows are refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import select

from quiz.rules import ticket
from quiz.rules.mending import Answer, doubts, mended
from quiz.rules.outlook import Preview
from quiz.rules.reasons import PeopleReason
from quiz.rules.refusal import Refusal
from quiz.rules.roster import Roster, RosterRow
from quiz.stages import enrol, people, units
from quiz.stages.made_up import made_up_roster
from quiz.store.database import Database
from quiz.store.tables import AuditLog, Person, Unit
from tests.cast import OPENS, World, make_world

VI_THANH = "Thành phố Vị Thanh"
OFFICE = "UBND Thành phố Vị Thanh"


@pytest.fixture
def world(database: Database) -> World:
    made = make_world(database)
    units.load_units(database, units.shipped_units(), OPENS)
    return made


def roster(*rows: RosterRow) -> Roster:
    return Roster(tuple(replace(row, line=number) for number, row in enumerate(rows, 2)))


def one(name: str = "Lê Văn Sáu", unit: str = "Xã Vị Tân", **texts: Any) -> RosterRow:
    return RosterRow(0, name, unit, **({"district": VI_THANH, "birth": "1980"} | texts))


def run(database: Database, *rows: RosterRow, own: int | None = None) -> Preview:
    allowed = None if own is None else frozenset({own})
    return enrol.enrol(database, roster(*rows), allowed, "lan", 1)


def look(database: Database, *rows: RosterRow, own: int | None = None) -> Preview:
    allowed = None if own is None else frozenset({own})
    return enrol.preview(database, roster(*rows), allowed)


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return len(session.exec(select(table)).all())


def test_a_roster_adds_people_with_numbers_of_their_district(
    database: Database, world: World
) -> None:
    long_my = one("Trần Bảy", "Xã Vĩnh Viễn A", district="Huyện Long Mỹ")
    done = run(database, one(), one("Lý Tám", "Phường I"), long_my, one("Võ Chín", number="vt 9"))
    assert [entry.person.number for entry in done.new] == [
        "930-0001", "930-0002", "936-0001", "VT9",
    ]  # fmt: skip
    with database.reading() as session:
        person = session.exec(select(Person).where(Person.number == "930-0001")).one()
        assert (person.name_fold, person.birth_year) == ("le van sau", 1980)
        assert person.district_id == world.districts[VI_THANH]
        unit = session.get_one(Unit, person.unit_id)
    assert unit.full_name == "Xã Vị Tân"
    assert ticket.number_in(ticket.ticket(b"x" * 32, person.number, 1)) == person.number


def test_the_same_roster_twice_adds_nobody_and_writes_nothing(
    database: Database, world: World
) -> None:
    rows = [
        one(), one(birth="1981"), one("Lý Tám", unit="Phòng Nội vụ"), one("Võ A", staff_code="A1"),
        one("Võ A", staff_code="A2"), one("Hồ Một", birth=""),
    ]  # fmt: skip
    first = run(database, *rows)
    assert len(first.new) == 6
    before = count(database, Person), count(database, AuditLog), count(database, Unit)
    again = run(database, *rows)
    assert (again.new, again.changed, again.unchanged) == ((), (), 6)
    assert (count(database, Person), count(database, AuditLog), count(database, Unit)) == before


def test_any_problem_blocks_every_row(database: Database, world: World) -> None:
    before = count(database, Person), count(database, Unit)
    with pytest.raises(Refusal) as caught:
        run(database, one(), one("", unit="Phòng Mới"), one("Lý Tám", birth="80"))
    assert caught.value.reason is PeopleReason.ROSTER_BLOCKED
    assert caught.value.details == {"count": 2}
    assert (count(database, Person), count(database, Unit)) == before


def test_an_office_that_is_not_there_is_made_once_in_its_district(
    database: Database, world: World
) -> None:
    long_my = one("Võ Chín", "Phòng Nội vụ", district="Thị xã Long Mỹ")
    done = run(database, one(unit="Phòng Nội vụ"), one("Lý Tám", "PHÒNG  NỘI VỤ"), long_my)
    assert len(done.new_units) == 2
    with database.reading() as session:
        made = session.exec(select(Unit).where(Unit.full_name == "Phòng Nội vụ")).all()
    assert {unit.district_id for unit in made} == {
        world.districts[VI_THANH], world.districts["Thị xã Long Mỹ"],
    }  # fmt: skip
    assert len({unit.code for unit in made}) == 2
    assert run(database, one("Đỗ Ba", "Phòng nội vụ")).new_units == ()


@pytest.mark.parametrize(
    ("row", "column", "word"),
    [
        (one(district="Cà Mau"), "Huyện/Thị xã/Thành phố", "Cà Mau"),
        (one(district="Long Mỹ"), "Huyện/Thị xã/Thành phố", "Thị xã Long Mỹ"),
        (one(district="Vi Thanh"), "Huyện/Thị xã/Thành phố", "Thành phố Vị Thanh"),
        (one(unit="Xã Vị Tam"), "Đơn vị", "Xã Vị Tam"),
        (one(unit="Xa Vi Tan"), "Đơn vị", "Xã Vị Tân"),
        (one(unit="Phòng Nội vụ", district=""), "Đơn vị", "Huyện/Thị xã/Thành phố"),
        (one(unit="Long Mỹ", district=""), "Đơn vị", "Huyện Long Mỹ"),
    ],
)
def test_a_place_that_is_not_certain_is_a_problem_at_its_column(
    database: Database, world: World, row: RosterRow, column: str, word: str
) -> None:
    problems = look(database, row).problems
    assert [(problem.row, problem.column) for problem in problems] == [(2, column)]
    assert word in problems[0].message


def test_a_unit_may_name_its_district(database: Database, world: World) -> None:
    done = run(
        database,
        one(unit="Xã Vị Tân", district=""),
        one("Lý Tám", unit="Phường I, TP. Vị Thanh", district=""),
        one("Võ Chín", unit="Phòng Mới", district=""),
        own=world.districts[VI_THANH],
    )
    assert {entry.district for entry in done.new} == {VI_THANH}
    assert done.new_units == ("Phòng Mới, Thành phố Vị Thanh",)


def test_a_row_of_a_foreign_district_is_refused(database: Database, world: World) -> None:
    own = world.districts[VI_THANH]
    for row in (
        one(unit="Xã Hòa An", district="Huyện Phụng Hiệp"),
        one(unit="Xã Hòa An", district=""),
    ):
        problems = look(database, one("Lý Tám"), row, own=own).problems
        assert [problem.row for problem in problems] == [3]
        assert "không thuộc đơn vị được giao" in problems[0].message
    assert look(database, one(), own=None).problems == ()


def test_people_are_recognised_by_number_by_staff_code_and_by_name_in_their_unit(
    database: Database, world: World
) -> None:
    run(database, one(staff_code="A1"))
    changed = run(
        database,
        one("Nguyễn Văn An", OFFICE, birth="1975"),
        one("Trần Thị Bình", OFFICE, number="VT0002", position="Chuyên viên"),
        one("Lê Văn Sáu", "Phường I", staff_code="a1"),
    )
    assert changed.new == ()
    assert [entry.changes for entry in changed.changed] == [
        ("Năm sinh: (trống) → 1975",),
        ("Năm sinh: (trống) → 1980", "Chức vụ: (trống) → Chuyên viên"),
        ("Mã cán bộ: A1 → a1", "Đơn vị: Xã Vị Tân → Phường I"),
    ]
    assert run(database, one("Nguyễn Văn An", OFFICE, birth="")).unchanged == 1


def test_a_staff_code_of_another_district_is_a_problem_that_names_it(
    database: Database, world: World
) -> None:
    run(database, one("Trần Bảy", "Xã Hòa An", district="Huyện Phụng Hiệp", staff_code="PH1"))
    problems = look(database, one(staff_code="PH1"), own=world.districts[VI_THANH]).problems
    assert [(problem.row, problem.column) for problem in problems] == [(2, "Mã cán bộ")]
    assert "Huyện Phụng Hiệp" in problems[0].message
    assert "Trần Bảy" not in problems[0].message


@pytest.mark.parametrize(
    ("rows", "row"),
    [
        ((one(), one()), 3),
        ((one(staff_code="A"), one()), 3),
        ((one("Nguyễn Văn An", OFFICE), one("Nguyễn Văn An", OFFICE, number="VT0001")), 3),
        ((one("Nguyễn Văn An", OFFICE, number="NEW1"),), 2),
        ((one("Nguyễn Văn An", OFFICE, number="VT0001", staff_code="B1"),), 2),
    ],
)
def test_rows_that_may_mean_one_person_are_problems(
    database: Database, world: World, rows: tuple[RosterRow, ...], row: int
) -> None:
    run(database, one("Trần Thị Bình", OFFICE, number="VT0002", staff_code="B1"))
    assert [problem.row for problem in look(database, *rows).problems] == [row]


def test_a_number_in_the_file_is_not_given_to_somebody_else(
    database: Database, world: World
) -> None:
    done = run(database, one(), one("Lý Tám", number="930-0001"))
    assert [entry.person.number for entry in done.new] == ["930-0002", "930-0001"]


def test_an_answered_doubt_lets_the_roster_through(database: Database, world: World) -> None:
    run(database, one("Võ Chín", "Phòng Nội vụ"))
    asked = roster(one(unit="Xa Vi Tan"), one("Lý Tám", unit="Phòng Nội vu"), one("Hồ Một"))
    open_doubts = doubts(asked, enrol.preview(database, asked, None).problems)
    assert [(doubt.given, doubt.may_be_new) for doubt in open_doubts] == [
        ("Xa Vi Tan", True), ("Phòng Nội vu", True),
    ]  # fmt: skip
    answers = [
        Answer("unit", "Xa Vi Tan", VI_THANH, open_doubts[0].choices[0]),
        Answer("unit", "Phòng Nội vu", VI_THANH, ""),
    ]
    done = enrol.enrol(database, mended(asked, answers), None, "lan", 1)
    assert [entry.unit for entry in done.new] == ["Xã Vị Tân", "Phòng Nội vu", "Xã Vị Tân"]


def test_two_imports_at_once_add_everybody_once(database: Database, world: World) -> None:
    rows = [one(f"Lê Văn {chr(97 + number)}") for number in range(20)]

    def work(_: int) -> int:
        return len(run(database, *rows).new)

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(work, range(6))) == [0, 0, 0, 0, 0, 20]


def test_a_roll_that_changed_while_a_roster_was_planned_is_looked_at_again(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = count(database, Person)
    planned = enrol.preview

    def slowly(*given: Any) -> Preview:
        found = planned(*given)
        monkeypatch.undo()
        assert len(run(database, one()).new) == 1
        return found

    monkeypatch.setattr(enrol, "preview", slowly)
    done = run(database, one())
    assert (done.new, done.unchanged) == ((), 1)
    assert count(database, Person) == before + 1


def test_a_ticket_issued_again_is_another_one(database: Database, world: World) -> None:
    def read() -> people.Ticket:
        with database.read_engine.connect() as connection:
            member = people.read_member(connection, world.people["An"])
        return people.tickets_of([member], b"x" * 32, "https://thi.example.vn/")[0]

    before = read()
    assert before.link.startswith("https://thi.example.vn/enter#VT0001.")
    enrol.reissue_ticket(database, world.people["An"], "lan", 5)
    after = read()
    assert (after.number, after.link == before.link, after.code == before.code) == (
        "VT0001", False, False,
    )  # fmt: skip
    with database.reading() as session:
        log = session.exec(select(AuditLog).where(AuditLog.action == "people.reissue")).one()
    assert (log.actor, log.subject, log.at) == ("lan", "VT0001", 5)
    with pytest.raises(Refusal):
        enrol.reissue_ticket(database, 999_999, "lan", 5)


def test_the_made_up_roster_is_the_same_every_time_and_fits(
    database: Database, world: World
) -> None:
    make: Callable[[], Roster] = lambda: made_up_roster(units.places(database))  # noqa: E731
    assert make() == make()
    assert len(make().rows) == 400
    done = enrol.enrol(database, make(), None, "cli", 1)
    assert len(done.new) == 400
    by_district = {entry.district for entry in done.new}
    assert len(by_district) == 8
    assert enrol.enrol(database, make(), None, "cli", 1).unchanged == 400
