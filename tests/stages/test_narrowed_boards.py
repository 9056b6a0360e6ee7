"""A board of a part of the people, by unit, group and audience: places are places among those."""

from dataclasses import replace

import pytest
from sqlmodel import select

from question_bank.vietnamese import same_key
from quiz.rules.eligibility import Audience
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.scopes import BoardScope
from quiz.stages import board, count
from quiz.stages.board import BoardView
from quiz.store import scopes
from quiz.store.database import Database
from quiz.store.tables import Person, Unit
from quiz.store.writer import Writer
from tests.cast import CLOSES, RULES, World, make_world
from tests.finished import five_of_vi_thanh


def into_an_office(database: Database, world: World, *people: int) -> int:
    """The id of a new office of Vị Thanh, where these people work."""
    district = world.districts["Thành phố Vị Thanh"]
    with database.writing() as session:
        name = "Phòng Tư pháp"
        office = Unit(
            code="930-tp",
            name=name,
            type="Cơ quan",
            full_name=name,
            key=same_key(name),
            parent_id=district,
            district_id=district,
        )
        session.add(office)
        session.flush()
        assert office.id is not None
        for person in session.exec(select(Person)).all():
            if person.id in people:
                person.unit_id = office.id
                session.add(person)
        return office.id


def read(database: Database, world: World, scope: BoardScope, query: str = "") -> BoardView:
    return database.read_now(
        lambda one: board.read_board(one, world.vi_thanh, query=query, scope=scope)
    )


def told(view: BoardView) -> list[tuple[int, str]]:
    return [(line.place, line.name.split()[-1]) for line in view.lines]


@pytest.mark.parametrize("official", [False, True])
def test_places_are_places_among_the_people_of_the_office(
    database: Database, writer: Writer, world: World, official: bool
) -> None:
    people = five_of_vi_thanh(database, writer, world)
    office = into_an_office(database, world, people["Bình"], people["Giang"], people["Hà"])
    if official:
        count.publish(database, writer, world.vi_thanh, "lan", CLOSES)
    view = read(database, world, BoardScope(unit_id=office))
    assert told(view) == [(1, "Bình"), (2, "Giang"), (3, "Hà")]
    assert (view.only, view.total, view.official) == ("Phòng Tư pháp", 3, official)
    assert told(read(database, world, BoardScope(unit_id=office), "giang")) == [(2, "Giang")]
    assert told(read(database, world, BoardScope(unit_id=office), "bùi")) == [(3, "Hà")]
    assert read(database, world, BoardScope(unit_id=office), "dung").total == 0


def test_what_the_board_does_not_have_is_refused_as_missing(
    database: Database, writer: Writer, world: World
) -> None:
    foreign = world.districts["Huyện Phụng Hiệp"]
    for scope in (
        BoardScope(unit_id=foreign),
        BoardScope(unit_id=foreign + 1),
        BoardScope(unit_id=999),
        BoardScope(group="Khối 1"),
        BoardScope(audience="dan"),
    ):
        with pytest.raises(Refusal) as found:
            read(database, world, scope)
        assert found.value.reason is RequestReason.NOT_FOUND


def test_groups_of_units_and_audiences_of_people_narrow_a_board(
    database: Database, writer: Writer
) -> None:
    rules = replace(RULES, audiences=(Audience("a", "Cán bộ"), Audience("b", "Người dân")))
    world = make_world(database, rules)
    people = five_of_vi_thanh(database, writer, world)
    with database.writing() as session:
        for name in ("Bình", "Hà"):
            person = session.get_one(Person, people[name])
            person.audience = "b"
            session.add(person)
        for unit in session.exec(select(Unit).where(Unit.type == "Cơ quan")):
            unit.unit_group = "Cơ quan" if "Vị Thanh" in unit.name else "Huyện"
            session.add(unit)
    view = read(database, world, BoardScope(audience="b", group="Cơ quan"))
    assert told(view) == [(1, "Bình"), (2, "Hà")]
    assert view.only == "khối Cơ quan; đối tượng Người dân"
    assert read(database, world, BoardScope(group="Huyện")).total == 0
    choices = database.read_now(lambda one: scopes.of_contest(one, world.contest_id, rules))
    assert ("Cơ quan", "Cơ quan") in choices.groups
    assert choices.audiences == (("a", "Cán bộ"), ("b", "Người dân"))
    assert len(choices.units) == 4
