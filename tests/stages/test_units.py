"""Units: loaded once or twice they are the same, and a name is taken, asked about or unknown."""

import unicodedata

import pytest
from sqlmodel import select

from quiz.rules.places import Places
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.stages import units
from quiz.store.database import Database
from quiz.store.tables import Unit
from tests.cast import OPENS


@pytest.fixture
def places(database: Database) -> Places:
    units.load_units(database, units.shipped_units(), OPENS)
    return units.places(database)


def test_the_shipped_table_has_a_province_eight_districts_and_75_communes(
    database: Database,
) -> None:
    units.load_units(database, units.shipped_units(), OPENS)
    with database.reading() as session:
        stored = list(session.exec(select(Unit)))
    provinces = [unit for unit in stored if unit.district_id is None]
    districts = [unit for unit in stored if unit.district_id == unit.id]
    assert (len(provinces), len(districts), len(stored)) == (1, 8, 84)
    by_id = {unit.id: unit for unit in stored}
    commune = next(unit for unit in stored if unit.full_name == "Xã Vị Tân")
    assert by_id[commune.district_id].full_name == "Thành phố Vị Thanh"


def test_loading_twice_changes_nothing_and_a_new_name_is_taken_over(database: Database) -> None:
    rows = units.shipped_units()
    assert units.load_units(database, rows, OPENS) == 84
    assert units.load_units(database, rows, OPENS) == 0
    renamed = [row._replace(name="Vị Tân Mới") if row.code == "31333" else row for row in rows]
    assert units.load_units(database, renamed, OPENS) == 1


@pytest.mark.parametrize(
    "table",
    [
        "",
        "code,name,type,parent,full_name\n1,A,Tỉnh,,Tỉnh A\n1,B,Tỉnh,,Tỉnh B\n",
        "code,name,type,parent,full_name\n1,A,Tỉnh,9,Tỉnh A\n",
        "code,name,type,parent,full_name\n1,A,Huyện,2,Huyện A\n2,B,Huyện,1,Huyện B\n",
        "code,name,type,parent,full_name\n1,,Tỉnh,,Tỉnh A\n",
    ],
)
def test_a_broken_table_is_refused(table: str) -> None:
    with pytest.raises(Refusal) as caught:
        units.read_units(table)
    assert caught.value.reason is RequestReason.UNREADABLE_FILE


@pytest.mark.parametrize(
    "spelling",
    [
        "Huyện Vị Thủy", "Huyện Vị Thuỷ", "HUYỆN  VỊ THỦY", "H. Vị Thủy", "Vị Thủy (huyện)",
        unicodedata.normalize("NFD", "huyện Vị Thuỷ"),
    ],
)  # fmt: skip
def test_one_name_in_many_spellings_is_one_unit(places: Places, spelling: str) -> None:
    found = places.find_unit(spelling)
    assert found.place is not None
    assert found.place.full_name == "Huyện Vị Thủy"


@pytest.mark.parametrize(
    ("text", "full_name"),
    [
        ("Châu Thành", "Huyện Châu Thành"),
        ("Châu Thành A", "Huyện Châu Thành A"),
        ("TX. Long Mỹ", "Thị xã Long Mỹ"),
        ("huyện Long Mỹ", "Huyện Long Mỹ"),
        ("Vị Thuỷ", "Huyện Vị Thủy"),
        ("TP Ngã Bảy", "Thành phố Ngã Bảy"),
    ],
)
def test_a_district_is_found_by_its_bare_name_only_where_no_other_bears_it(
    places: Places, text: str, full_name: str
) -> None:
    found = places.find_district(text)
    assert found.place is not None
    assert found.place.full_name == full_name


def test_a_name_that_two_districts_bear_is_asked_about(places: Places) -> None:
    found = places.find_district("Long Mỹ")
    assert found.place is None
    assert {place.full_name for place in found.candidates} == {"Huyện Long Mỹ", "Thị xã Long Mỹ"}
    assert places.find_unit("Long Mỹ").place is None


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("Vi Thuy", {"Huyện Vị Thủy"}),
        ("Ngã Bẩy", {"Thành phố Ngã Bảy"}),
        ("Phụng Hiep", {"Huyện Phụng Hiệp"}),
        ("Huyện Phụng Hiệb", {"Huyện Phụng Hiệp"}),
        ("Chau Thanh", {"Huyện Châu Thành"}),
        ("Châu Thành B", set()),
        ("Cà Mau", set()),
    ],
)
def test_a_near_miss_is_a_suggestion_and_never_accepted(
    places: Places, text: str, suggested: set[str]
) -> None:
    found = places.find_district(text)
    assert found.place is None
    assert {place.full_name for place in found.suggestions} == suggested


def test_a_commune_is_found_in_its_district_and_by_the_district_after_a_comma(
    places: Places,
) -> None:
    within = places.find_district("Vị Thanh").place
    assert within is not None
    for found in (
        places.find_unit("phường I", within.id),
        places.find_unit("Phường I, TP. Vị Thanh"),
        places.find_unit("Phường I"),
    ):
        assert found.place is not None
        assert found.place.code == "31318"
    assert places.find_unit("Phường II", within.id).place is None
    assert places.find_unit("Vĩnh Tường").candidates
