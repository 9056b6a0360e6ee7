"""Looking people up: without diacritics, by unit, page by page, only within reach."""

import pytest

from quiz.rules.refusal import Refusal
from quiz.stages import people
from quiz.store.database import Database
from tests.cast import World


def test_people_are_found_without_diacritics_by_number_and_within_reach(
    database: Database, world: World
) -> None:
    vi_thanh = frozenset({world.districts["Thành phố Vị Thanh"]})
    with database.read_engine.connect() as connection:

        def names(query: str, reach: frozenset[int] | None = None) -> list[str]:
            return [one.name for one in people.list_people(connection, reach, query=query).people]

        assert names("") == ["Nguyễn Văn An", "Trần Thị Bình", "Lê Thị Chi"]
        assert names("nguyen van") == names("VĂN AN") == names(" vt0001 ") == ["Nguyễn Văn An"]
        assert names("thi") == ["Trần Thị Bình", "Lê Thị Chi"]
        assert names("thi", vi_thanh) == ["Trần Thị Bình"]
        assert names("", frozenset()) == names("%") == names("_") == []


def test_a_page_past_the_end_is_the_last_one(database: Database, world: World) -> None:
    with database.read_engine.connect() as connection:
        last = people.list_people(connection, None, page=9, rows=2)
    assert (last.page, last.pages, last.total) == (2, 2, 3)
    assert [one.name for one in last.people] == ["Lê Thị Chi"]


def test_units_are_counted_with_the_districts_first(database: Database, world: World) -> None:
    with database.read_engine.connect() as connection:
        counted = people.count_by_unit(connection, None)
        own = people.count_by_unit(connection, frozenset({world.districts["Huyện Phụng Hiệp"]}))
    assert [(unit.full_name, unit.people) for unit in counted] == [
        ("Thành phố Vị Thanh", 2),
        ("Huyện Phụng Hiệp", 1),
        ("Huyện Long Mỹ", 0),
        ("Thị xã Long Mỹ", 0),
        ("UBND Huyện Phụng Hiệp", 1),
        ("UBND Thành phố Vị Thanh", 2),
    ]
    assert [unit.people for unit in own] == [1, 1]


def test_the_province_is_no_unit_that_people_belong_to(database: Database, world: World) -> None:
    with database.read_engine.connect() as connection:
        assert people.find_units(connection, "Tỉnh Hậu Giang") == ()
        found = people.find_units(connection, "thành phố  VỊ THANH")
        assert [code for _, _, code in found] == ["930"]
        with pytest.raises(Refusal):
            people.read_unit(connection, 1)
