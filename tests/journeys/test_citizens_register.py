"""Citizens who are on no roster register themselves where the rules allow it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from quiz.rules.eligibility import Audience
from quiz.rules.places import OFFICE
from quiz.rules.ways import EntryRules
from quiz.store.tables import AuditLog, Person, Unit
from quiz.web.limits import REGISTRATION_BURST
from tests.cast import RULES, Stage, Visitor
from tests.ways import OPEN, once_of, opened

URL = "/enter/register"
NAME = "Phạm Thị  Dung"


@pytest.fixture
def open_stage(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    """The contest that citizens may register for."""
    with opened(tmp_path, database_url, OPEN) as stage:
        yield stage


def form(stage: Stage, visitor: Visitor, **typed: Any) -> dict[str, str]:
    """What a citizen of Vị Thanh sends."""
    unit = str(stage.world.districts["Thành phố Vị Thanh"])
    once = once_of(visitor.get(f"{URL}?district={unit}").text)
    return {
        "once": once,
        "district": unit,
        "unit": unit,
        "name": NAME,
        "birth_year": "1969",
    } | typed


def people(stage: Stage) -> list[Person]:
    with stage.database.reading() as session:
        return list(session.exec(select(Person).order_by(Person.id)))  # type: ignore[arg-type]


def kept(page: str) -> tuple[str, str]:
    """Number and code on the page to keep."""
    number = re.search(r'name="number" value="([^"]*)"', page)
    code = re.search(r'name="code" value="([^"]*)"', page)
    assert number, page
    assert code
    return number[1], code[1]


def test_name_year_and_commune_are_enough_and_number_and_code_lead_in(open_stage: Stage) -> None:
    visitor = open_stage.stranger()
    assert URL in visitor.get("/enter").text
    page = visitor.post(URL, **form(open_stage, visitor))
    assert (page.status_code, page.headers["cache-control"]) == (200, "private, no-store")
    number, code = kept(page.text)
    made = people(open_stage)[-1]
    assert (made.name, made.birth_year, made.number) == ("Phạm Thị Dung", 1969, number)
    assert made.district_id == open_stage.world.districts["Thành phố Vị Thanh"]
    entering = open_stage.stranger()
    assert entering.post("/enter", number=number, code=code).status_code == 303
    started = entering.get(f"/rounds/{open_stage.world.vi_thanh}")
    assert started.status_code == 200
    with open_stage.database.reading() as session:
        logged = [row for row in session.exec(select(AuditLog)) if row.action == "people.register"]
    assert [(row.actor, row.subject) for row in logged] == [("self", number)]
    assert all(code not in row.detail and NAME not in row.detail for row in logged)


def test_the_same_form_twice_makes_one_person_and_shows_the_same_for_ten_minutes(
    open_stage: Stage,
) -> None:
    visitor = open_stage.stranger()
    sent = form(open_stage, visitor)
    first, second = (visitor.post(URL, **sent).text for _ in range(2))
    assert kept(first) == kept(second)
    assert len(people(open_stage)) == 4
    open_stage.clock.pass_minutes(11)
    late = visitor.post(URL, **sent)
    assert late.status_code == 409
    assert kept(first)[1] not in late.text
    assert len(people(open_stage)) == 4


@pytest.mark.parametrize(
    "typed",
    [{"name": "Lê Văn Hùng"}, {"birth_year": "1940"}, {"name": "Lê Văn Hùng", "other": "1"}],
)
def test_another_person_typed_into_the_same_form_is_registered_as_well(
    open_stage: Stage, typed: dict[str, str]
) -> None:
    """A family with one telephone goes back to the form."""
    visitor = open_stage.stranger()
    sent = form(open_stage, visitor)
    first = kept(visitor.post(URL, **sent).text)
    asked = visitor.post(URL, **sent | typed).text
    assert "Trình duyệt này vừa đăng ký dự thi cho một người" in asked
    assert len(people(open_stage)) == 4
    second = kept(visitor.post(URL, **sent | typed, means="another").text)
    assert first[0] != second[0]
    assert kept(visitor.post(URL, **sent).text) == first
    assert kept(visitor.post(URL, **sent | typed).text) == second
    made = [(one.name, one.birth_year, one.number) for one in people(open_stage)[3:]]
    name, year = typed.get("name", "Phạm Thị Dung"), int(typed.get("birth_year", "1969"))
    assert made == [("Phạm Thị Dung", 1969, first[0]), (name, year, second[0])]


def test_the_same_form_without_the_word_that_it_is_another_is_still_the_same_person(
    open_stage: Stage,
) -> None:
    visitor = open_stage.stranger()
    visitor.post(URL, **form(open_stage, visitor))
    sent = form(open_stage, visitor)
    told = kept(visitor.post(URL, **sent, other="1").text)
    for again in (sent, sent | {"name": "PHẠM THỊ DUNG"}):
        assert kept(visitor.post(URL, **again).text) == told
    assert len(people(open_stage)) == 5


def test_whoever_seems_to_be_there_is_asked_and_not_blocked(open_stage: Stage) -> None:
    visitor = open_stage.stranger()
    number, _ = kept(visitor.post(URL, **form(open_stage, visitor)).text)
    sent = form(open_stage, visitor, name="PHẠM THỊ DUNG")
    asked = visitor.post(URL, **sent)
    assert asked.status_code == 200
    assert f"Ông/Bà có phải là P. T. Dung (số báo danh …{number[-2:]})" in asked.text
    assert len(people(open_stage)) == 4
    another, _ = kept(visitor.post(URL, **sent, other="1").text)
    assert another != number
    assert len(people(open_stage)) == 5


@pytest.mark.parametrize(
    "typed",
    [
        {"birth_year": "1969", "name": "Phạm Thị Dung", "unit": ""},
        {"birth_year": "1970", "name": "Phạm Thị Dung"},
        {"birth_year": "1969", "name": "Phạm Thị Dũng"},
    ],
)
def test_another_year_name_or_unit_is_another_person(
    open_stage: Stage, typed: dict[str, str]
) -> None:
    visitor = open_stage.stranger()
    visitor.post(URL, **form(open_stage, visitor))
    visitor = open_stage.stranger()
    answer = visitor.post(URL, **form(open_stage, visitor, **typed))
    assert answer.status_code == (422 if typed.get("unit") == "" else 200)
    assert "Ông/Bà có phải là" not in answer.text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "Dung"),
        ("name", "<b>Phạm</b> Dung"),
        ("name", "Phạm Dung 2"),
        ("name", "Thí sinh đã xóa dữ liệu"),
        ("name", "THI SINH  đã xoá dữ liệu"),
        ("birth_year", "69"),
        ("birth_year", "một nghìn"),
        ("birth_year", "2030"),
    ],
)
def test_what_cannot_be_is_named_beside_its_field(
    open_stage: Stage, field: str, typed: str
) -> None:
    visitor = open_stage.stranger()
    answer = visitor.post(URL, **form(open_stage, visitor, **{field: typed}))
    assert answer.status_code == 422
    assert f'id="f-{field}-error"' in answer.text
    assert len(people(open_stage)) == 3


def test_fields_that_are_not_asked_are_refused(open_stage: Stage) -> None:
    visitor = open_stage.stranger()
    for extra in ({"number": "VT0001"}, {"audience": "x"}, {"district_id": "1"}):
        answer = visitor.post(URL, **form(open_stage, visitor), **extra)
        assert answer.status_code == 422
    office = {"unit": "999"}
    assert visitor.post(URL, **form(open_stage, visitor, **office)).status_code == 422
    assert len(people(open_stage)) == 3


def test_citizens_belong_to_the_audience_that_the_rules_name(
    sqlite_url: str, tmp_path: Path
) -> None:
    rules = replace(
        RULES,
        audiences=(Audience("cb", "Cán bộ"), Audience("dan", "Người dân")),
        entry=EntryRules(open_entry=True, audience="dan"),
    )
    with opened(tmp_path, sqlite_url, rules) as stage:
        visitor = stage.stranger()
        visitor.post(URL, **form(stage, visitor))
        assert people(stage)[-1].audience == "dan"


def test_a_hall_of_people_registers_from_one_address_and_a_program_does_not(
    quick_open_stage: Stage,
) -> None:
    visitor = quick_open_stage.stranger()
    sent = form(quick_open_stage, visitor)
    statuses = [
        visitor.post(
            URL,
            **(sent | {"once": f"{one:032x}", "name": f"Lê Văn {chr(97 + one % 26) * 3}"}),
            means="another",
        ).status_code
        for one in range(REGISTRATION_BURST + 5)
    ]
    assert statuses == [200] * REGISTRATION_BURST + [429] * 5


@pytest.fixture
def quick_open_stage(sqlite_url: str, tmp_path: Path) -> Iterator[Stage]:
    """The same on SQLite only."""
    with opened(tmp_path, sqlite_url, OPEN) as stage:
        yield stage


def test_nobody_registers_where_the_rules_do_not_say_so(quick_stage: Stage) -> None:
    visitor = quick_stage.stranger()
    assert "Thể lệ hiện không mở đăng ký tự do" in visitor.get(URL).text
    answer = visitor.post(URL, once="0" * 32, district="2", unit="2", name=NAME, birth_year="1969")
    assert answer.status_code == 409
    assert len(people(quick_stage)) == 3


@pytest.mark.parametrize("taken", ["A1", "0001", "0002"])
def test_numbers_that_a_roster_brought_are_passed_over(open_stage: Stage, taken: str) -> None:
    code = "930"
    with open_stage.database.writing() as session:
        binh = session.get_one(Person, open_stage.world.people["Bình"])
        binh.number = f"{code}D-{taken}"
        session.add(binh)
    numbers = [
        kept(visitor.post(URL, **form(open_stage, visitor, birth_year=year)).text)[0]
        for year in ("1969", "1970")
        for visitor in (open_stage.stranger(),)
    ]
    free = [at for at in ("0001", "0002", "0003") if at != taken]
    assert numbers == [f"{code}D-{at}" for at in free[:2]]


def test_whoever_registered_stays_in_the_communes_of_the_district(open_stage: Stage) -> None:
    visitor = open_stage.stranger()
    number, code = kept(visitor.post(URL, **form(open_stage, visitor)).text)
    citizen = open_stage.stranger()
    assert citizen.post("/enter", number=number, code=code).status_code == 303
    with open_stage.database.reading() as session:
        units = list(session.exec(select(Unit).where(Unit.type == OFFICE)))
    districts = open_stage.world.districts
    for unit in (*(one.id for one in units), districts["Huyện Phụng Hiệp"]):
        page = citizen.get(f"/own-unit?district={districts['Huyện Phụng Hiệp']}").text
        assert f'<option value="{unit}"' not in page
        assert citizen.post("/own-unit", unit=str(unit)).status_code == 422
    assert "<option" in citizen.get("/own-unit").text
    made = people(open_stage)[-1]
    assert made.district_id == districts["Thành phố Vị Thanh"]
