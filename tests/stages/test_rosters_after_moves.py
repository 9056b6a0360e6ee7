"""The same roster again after people moved, sat under a board that is official, or had their names
removed: nobody is doubled, nothing that was published or erased is undone."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import select

from quiz.rules.data_requests import RequestKind
from quiz.rules.outlook import Preview
from quiz.rules.reasons import PeopleReason
from quiz.rules.refusal import Refusal
from quiz.rules.roster import Roster, RosterRow
from quiz.stages import count, data_requests, enrol, relocate, units
from quiz.store.database import Database
from quiz.store.tables import Person, Unit
from quiz.store.writer import Writer
from quiz.worker import tick
from tests.cast import CLOSES, MINUTE, OPENS, World, make_world
from tests.finished import Sat, hand_in

VI_THANH, PHUNG_HIEP = "Thành phố Vị Thanh", "Huyện Phụng Hiệp"
OFFICE = "UBND Thành phố Vị Thanh"


@pytest.fixture
def world(database: Database) -> World:
    made = make_world(database)
    units.load_units(database, units.shipped_units(), OPENS)
    return made


def an_in(unit: str = OFFICE, **texts: Any) -> Roster:
    row = RosterRow(2, "Nguyễn Văn An", unit, VI_THANH)
    return Roster((replace(row, **texts),))


def look(database: Database, roster: Roster) -> Preview:
    return enrol.preview(database, roster, None)


def said(found: Preview) -> list[tuple[str, str]]:
    return [(problem.column, problem.message) for problem in found.problems]


def person(database: Database, world: World, name: str = "An") -> Person:
    with database.reading() as session:
        return session.get_one(Person, world.people[name])


def people(database: Database) -> int:
    with database.reading() as session:
        return len(session.exec(select(Person)).all())


def unit_named(database: Database, name: str) -> int:
    with database.reading() as session:
        return session.exec(select(Unit).where(Unit.full_name == name)).one().id or 0


def put(database: Database, world: World, unit: str, name: str = "An") -> None:
    unit_id = unit_named(database, unit)
    relocate.put(database, world.people[name], unit_id, "Nhập nhầm", None, "so", OPENS)


def choose(database: Database, world: World, unit: str) -> None:
    """An's own choice, of a unit where Bình is already."""
    put(database, world, unit, "Bình")
    relocate.choose_own(database, world.people["An"], unit_named(database, unit), OPENS)


@pytest.mark.parametrize("way", [put, choose])
def test_whoever_moved_after_the_last_roster_is_shown_as_a_difference_and_not_doubled(
    database: Database, world: World, way: Any
) -> None:
    before = people(database)
    way(database, world, "Phường I")
    found = look(database, an_in())
    assert (found.new, found.problems) == ((), ())
    ((entry),) = found.changed
    assert entry.person.number == world.numbers["An"]
    assert entry.changes == (
        f"Đơn vị: Phường I → {OFFICE} (thí sinh đã chuyển khỏi đây sau lần nhập trước)",
    )
    enrol.enrol(database, an_in(), None, "lan", OPENS)
    assert people(database) == before
    assert person(database, world).unit_id == unit_named(database, OFFICE)
    again = look(database, an_in())
    assert (again.new, again.changed, again.unchanged) == ((), (), 1)


@pytest.mark.parametrize(
    ("texts", "same"),
    [
        ({"birth": "1969"}, True),
        ({}, True),
        ({"birth": "1980"}, False),
        ({"number": "VT0077"}, False),
        ({"name": "Nguyễn Văn Ân"}, False),
        ({"unit": "Phường III"}, False),
    ],
)
def test_another_year_number_name_or_unit_is_another_person(
    database: Database, world: World, texts: dict[str, str], same: bool
) -> None:
    with database.writing() as session:
        session.get_one(Person, world.people["An"]).birth_year = 1969
    put(database, world, "Phường I")
    found = look(database, an_in(**texts))
    assert (len(found.new), len(found.changed)) == ((0, 1) if same else (1, 0))


def test_whoever_is_in_the_unit_comes_before_those_who_left_it(
    database: Database, world: World
) -> None:
    put(database, world, "Phường I")
    namesake = enrol.enrol(database, an_in(number="VT0088"), None, "lan", OPENS)
    assert len(namesake.new) == 1
    found = look(database, an_in())
    assert (found.new, found.changed, found.unchanged) == ((), (), 1)


def test_both_units_of_somebody_who_moved_in_one_file_are_asked_about(
    database: Database, world: World
) -> None:
    put(database, world, "Phường I")
    both = Roster((*an_in().rows, replace(an_in("Phường I").rows[0], line=3)))
    assert "trùng với dòng 2" in said(look(database, both))[0][1]


def test_whoever_moved_to_another_district_is_a_problem_with_the_remedy(
    database: Database, world: World
) -> None:
    put(database, world, PHUNG_HIEP)
    ((column, message),) = said(look(database, an_in()))
    assert column == "Họ và tên"
    assert f"đã chuyển từ đơn vị này sang {PHUNG_HIEP}" in message
    assert "ghi số báo danh riêng nếu là người khác" in message
    assert len(look(database, an_in(number="VT0077")).new) == 1


def publish(database: Database, writer: Writer, world: World) -> None:
    hand_in(database, writer, world.vi_thanh, [Sat(world.people["An"], 6, 5)])
    asyncio.run(tick(database, writer, CLOSES + MINUTE))
    count.publish(database, writer, world.vi_thanh, "lan", CLOSES + MINUTE)


@pytest.mark.parametrize("unit", ["Phường I", "Phòng Hoàn Toàn Mới"])
def test_the_unit_of_whoever_an_official_board_names_stays(
    database: Database, writer: Writer, world: World, unit: str
) -> None:
    numbered = an_in(unit, number="VT0001")
    assert look(database, numbered).problems == ()
    publish(database, writer, world)
    ((column, message),) = said(look(database, numbered))
    assert column == "Đơn vị"
    assert f"ở vòng thi {VI_THANH}" in message
    assert "đã công bố" in message
    here = person(database, world).unit_id
    with pytest.raises(Refusal) as refused:
        enrol.enrol(database, numbered, None, "lan", CLOSES)
    assert refused.value.reason is PeopleReason.ROSTER_BLOCKED
    assert person(database, world).unit_id == here
    # what changes no unit is written, of others too
    other = enrol.enrol(database, an_in(position="Chuyên viên"), None, "lan", CLOSES)
    assert len(other.changed) == 1
    binh = Roster((RosterRow(2, "Trần Thị Bình", unit, VI_THANH, number="VT0002"),))
    assert len(enrol.enrol(database, binh, None, "lan", CLOSES).changed) == 1
    # the remedy that the sentence names: the old unit stays until all rounds are published
    for one in set(world.rounds.values()) - {world.vi_thanh}:
        assert look(database, numbered).problems
        count.publish(database, writer, one, "lan", CLOSES + MINUTE)
    assert len(enrol.enrol(database, numbered, None, "lan", CLOSES).changed) == 1


def test_a_board_that_becomes_official_while_a_roster_is_planned_counts(
    database: Database, writer: Writer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned, here = enrol.preview, person(database, world).unit_id

    def slowly(*given: Any) -> Preview:
        found = planned(*given)
        publish(database, writer, world)
        return found

    monkeypatch.setattr(enrol, "preview", slowly)
    with pytest.raises(Refusal) as refused:
        enrol.enrol(database, an_in("Phường I", number="VT0001"), None, "lan", CLOSES)
    assert refused.value.reason is PeopleReason.ROSTER_BLOCKED
    assert person(database, world).unit_id == here


def take_names_out(database: Database, writer: Writer, world: World) -> None:
    """An asks for it and an administrator decides so."""
    asyncio.run(
        data_requests.ask(
            writer, world.people["An"], RequestKind.DELETE, "Đề nghị xóa tên tôi", 10, OPENS
        )
    )
    data_requests.erase(writer, database, 1, "quan", CLOSES + MINUTE)


def test_a_number_whose_names_were_removed_is_a_problem_and_is_not_given_a_name_again(
    database: Database, writer: Writer, world: World
) -> None:
    take_names_out(database, writer, world)
    numbered = an_in(number="VT0001", birth="1969")
    ((column, message),) = said(look(database, numbered))
    assert column == "Số báo danh"
    assert "đã được xóa dữ liệu" in message
    with pytest.raises(Refusal):
        enrol.enrol(database, numbered, None, "lan", OPENS)
    erased = person(database, world)
    assert (erased.birth_year, erased.active) == (None, False)
    # the remedy: another number, and nothing of the old one
    done = enrol.enrol(database, an_in(birth="1969"), None, "lan", OPENS)
    ((entry),) = done.new
    assert entry.person.number != "VT0001"


def test_whoever_was_only_taken_off_comes_back_by_the_number(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        session.get_one(Person, world.people["An"]).active = False
    done = enrol.enrol(database, an_in(number="VT0001"), None, "lan", OPENS)
    assert done.changed[0].changes == ("Khôi phục vào danh sách",)
