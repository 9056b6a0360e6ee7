"""Enter by unit and name: what strangers see of the roster, what confirms, what is counted."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Stage, Visitor, add_person
from tests.ways import BORN, code_of, opened

URL = "/enter/by-name"
WRONG = "AAAAA-AAAAA"


@pytest.fixture
def open_stage(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    """The contest whose rules let people enter by unit and name."""
    with opened(tmp_path, database_url) as stage:
        yield stage


def district(stage: Stage) -> int:
    return stage.world.districts["Thành phố Vị Thanh"]


def office(stage: Stage, visitor: Visitor) -> str:
    """The id of the unit of Vị Thanh that has people."""
    page = visitor.get(f"{URL}?district={district(stage)}").text
    found = re.search(r'<option value="(\d+)">UBND Thành phố Vị Thanh', page)
    assert found, page
    return found[1]


def names(page: str) -> list[str]:
    return re.findall(r'<li><a href="/enter/by-name\?person=\d+">([^<]*)</a>', page)


def confirm(stage: Stage, visitor: Visitor, name: str, **typed: Any) -> Any:
    person = str(stage.world.people[name])
    visitor.get(f"{URL}?person={person}")
    return visitor.post(URL, person=person, **typed)


def test_district_unit_name_year_and_code_lead_in(open_stage: Stage) -> None:
    visitor = open_stage.stranger()
    assert URL in visitor.get("/enter").text
    unit = office(open_stage, visitor)
    page = visitor.get(f"{URL}?district={district(open_stage)}&unit={unit}&q=an")
    assert names(page.text) == ["N. V. An"]
    answer = confirm(
        open_stage, visitor, "An", birth_year=str(BORN), code=code_of(open_stage, "VT0001").lower()
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/rounds")
    assert "Nguyễn Văn An" in visitor.get(f"/rounds/{open_stage.world.vi_thanh}").text


def test_strangers_see_masked_names_and_no_numbers_and_spell_nobody_out(open_stage: Stage) -> None:
    visitor = open_stage.stranger()
    unit = office(open_stage, visitor)
    url = f"{URL}?district={district(open_stage)}&unit={unit}"
    page = visitor.get(url).text
    assert names(page) == ["N. V. An", "T. T. Bình"]
    for hidden in ("Nguyễn", "Trần Thị", "VT0001", str(BORN)):
        assert hidden not in page
    assert names(visitor.get(f"{url}&q=nguyen").text) == ["N. V. An"]
    assert names(visitor.get(f"{url}&q=ngu").text) == []


def test_people_whose_masks_are_equal_are_told_apart_by_the_end_of_the_number(
    open_stage: Stage,
) -> None:
    add_person(open_stage.database, "Ngô Vũ An", "VT0047", district(open_stage))
    visitor = open_stage.stranger()
    unit = office(open_stage, visitor)
    page = visitor.get(f"{URL}?district={district(open_stage)}&unit={unit}").text
    assert names(page) == [
        "N. V. An (số báo danh …47)",
        "N. V. An (số báo danh …01)",
        "T. T. Bình",
    ]


def test_a_page_shows_fifty_names(open_stage: Stage) -> None:
    for number in range(60):
        add_person(open_stage.database, "Lê Văn Dũng", f"VT1{number:03d}", district(open_stage))
    visitor = open_stage.stranger()
    url = f"{URL}?district={district(open_stage)}&unit={office(open_stage, visitor)}"
    assert len(names(visitor.get(url).text)) == 50
    assert len(names(visitor.get(f"{url}&page=2").text)) == 12


def test_a_wrong_year_a_wrong_code_and_an_unknown_year_are_told_the_same(open_stage: Stage) -> None:
    right = code_of(open_stage, "VT0001")
    told = []
    for name, typed in (
        ("An", {"birth_year": "1970", "code": right}),
        ("An", {"birth_year": str(BORN), "code": WRONG}),
        ("An", {"birth_year": "", "code": right}),
        ("An", {"birth_year": "không nhớ", "code": right}),
        ("Bình", {"birth_year": "", "code": code_of(open_stage, "VT0002")}),
        ("Bình", {"birth_year": "0", "code": code_of(open_stage, "VT0002")}),
    ):
        answer = confirm(open_stage, open_stage.stranger(), name, **typed)
        assert "set-cookie" not in answer.headers
        told.append((answer.status_code, "Năm sinh hoặc mã dự thi không đúng" in answer.text))
    assert told == [(404, True)] * 6


def test_wrong_years_are_guesses_of_the_person_and_codes_by_number_count_with_them(
    open_stage: Stage,
) -> None:
    right = code_of(open_stage, "VT0001")
    for _ in range(5):
        confirm(open_stage, open_stage.stranger(), "An", birth_year="1970", code=right)
    for _ in range(5):
        open_stage.stranger().post("/enter", number="VT0001", code=WRONG)
    answer = confirm(open_stage, open_stage.stranger(), "An", birth_year=str(BORN), code=right)
    assert (answer.status_code, "chờ 5 phút" in answer.text) == (429, True)
    assert int(answer.headers["retry-after"]) > 0


def test_whoever_has_no_year_in_the_roster_is_told_whom_to_ask(open_stage: Stage) -> None:
    page = open_stage.stranger().get(f"{URL}?person={open_stage.world.people['Bình']}").text
    assert "chưa ghi năm sinh" in page
    assert "liên hệ Ban Tổ chức của đơn vị" in page
    assert 'name="code"' not in page


def test_nobody_enters_by_name_where_the_rules_do_not_say_so(quick_stage: Stage) -> None:
    visitor = quick_stage.stranger()
    assert URL not in visitor.get("/enter").text
    page = visitor.get(URL)
    assert (page.status_code, "Thể lệ hiện không mở cách vào này" in page.text) == (200, True)
    person = quick_stage.world.people["An"]
    assert visitor.get(f"{URL}?person={person}").status_code == 404
    answer = confirm(
        quick_stage, visitor, "An", birth_year="1969", code=code_of(quick_stage, "VT0001")
    )
    assert answer.status_code == 409
    unit = visitor.get(f"{URL}?district={district(quick_stage)}&unit=2").text
    assert "An" not in names(unit)


@pytest.mark.parametrize("typed", ["-1", "1.0", "9" * 30, "٣", "1%00", "abc"])
def test_a_strange_person_is_nobody(quick_stage: Stage, typed: str) -> None:
    assert quick_stage.stranger().get(f"{URL}?person={typed}").status_code in {404, 422}
