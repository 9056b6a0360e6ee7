"""What the addresses of test_access.py do not show: objects that are named in a form or behind the
question mark, and whose objects a list holds, for own, foreign and no district."""

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from quiz.rules.access import ROUTES, Role, Scope, may, reach
from quiz.settings import Settings
from quiz.store.tables import Headcount
from quiz.web.app import create_app
from tests.cast import CLOSES, MINUTE
from tests.house.test_access import LOOKS, MISSING, OWNED, ROLES, Everybody, _flat, peopled
from tests.security.described import BY_ROUTE, _read_by

OURS = [route for route in ROUTES if reach(Role.ORGANIZER, route) is Scope.OWN]
"""The routes by which somebody reaches the own district only."""
LISTS = [
    route for route in OURS if route in LOOKS and not any(part in route for part in (*OWNED, "{"))
]
SIX = "6" * 32


@dataclass(frozen=True)
class Named:
    """An object that is named beside the address: `field` holds the id of a `kind`."""

    route: str
    field: str
    kind: str
    beside: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.route} {self.field}"


NAMED = (
    Named("POST /staff/people/tickets", "unit", "unit"),
    Named("POST /staff/people/tickets", "person", "person"),
    Named("GET /staff/people/tickets", "unit", "unit"),
    Named("GET /staff/people/tickets", "district", "unit"),
    Named("GET /staff/people/tickets", "person", "person"),
    Named("GET /staff/people", "district", "unit"),
    Named("GET /staff/people", "unit", "unit"),
    Named("GET /staff/units", "district", "unit"),
    Named("POST /staff/units/sign", "headcount", "headcount"),
    Named(
        "POST /staff/rounds/{round_id}/extend",
        "number",
        "number",
        (("whom", "one"), ("once", SIX), ("minutes", "5"), ("reason", "Mất điện")),
    ),
    Named("GET /staff/rounds/{round_id}/decide", "attempt", "attempt"),
    Named(
        "POST /staff/rounds/{round_id}/decisions",
        "attempt",
        "attempt",
        (("ruling", "void_attempt"), ("once", SIX), ("reason", "Nhờ người khác làm hộ")),
    ),
)
OTHERWISE = {
    "GET /staff/people/{person_id}/unit": {"district"},
    "POST /staff/people/{person_id}/unit": {"unit"},
    "POST /staff/rounds/{round_id}/prizes": {"number"},
    "POST /staff/rounds/{round_id}/team": {"captain"},
    "POST /staff/rounds/{round_id}/team/changes": {"left", "number", "captain"},
    "GET /staff/rounds/{round_id}/extend": {"number"},
    "GET /staff/rounds/{round_id}/decide": {"number", "appeal", "question"},
    "POST /staff/rounds/{round_id}/decisions": {"appeal", "question"},
    "POST /staff/units/{unit_id}/headcount": {"number"},
    "POST /staff/units/import/confirm": {"rows"},
}
"""Not by district: a person may be sent anywhere, where the other side signs
(test_putting_units_right.py); prizes, teams, times and questions are looked for on the board or in
the paper of a round that is itself within reach; a headcount is a number; the table of units is
read whole (test_headcounts.py)."""
PLAIN = {
    "added", "again", "answer", "audience", "board", "changed", "cluster", "day", "do", "done",
    "duty", "eased_reason", "format", "group", "kind", "minutes", "off", "old", "once", "outcome",
    "page", "part", "password", "plain", "preview", "prize", "q", "reason", "reissued", "ruling",
    "session", "signed", "team", "whom",
}  # fmt: skip
"""No objects of a district: words, choices, counts, what was seen, the own account's."""


def headcount(everybody: Everybody, unit_id: str) -> str:
    """The id of a number that somebody on leave typed."""
    with everybody.stage.database.writing() as session:
        typed = Headcount(
            unit_id=int(unit_id),
            version=1,
            day="2021-04-01",
            number=40,
            typed_by="vắng",
            typed_at=everybody.stage.clock.now,
        )
        session.add(typed)
        session.flush()
        return str(typed.id)


@dataclass(frozen=True)
class Within:
    """Everybody, with the ids of what may be named, by kind."""

    everybody: Everybody
    own: dict[str, str]
    foreign: dict[str, str]
    missing: dict[str, str]


def _within(everybody: Everybody) -> Within:
    numbers = everybody.stage.world.numbers
    own, foreign = (
        {
            "unit": some["{unit_id}"],
            "person": some["{person_id}"],
            "attempt": some["{attempt_id}"],
            "headcount": headcount(everybody, some["{unit_id}"]),
            "number": number,
        }
        for some, number in (
            (everybody.own, numbers["An"]),
            (everybody.foreign, numbers["Chi"]),
        )
    )
    return Within(everybody, own, foreign, dict.fromkeys(own, MISSING) | {"number": "PH9999"})


@pytest.fixture
def within(sqlite_url: str, tmp_path: Path) -> Iterator[Within]:
    """For whoever acts."""
    with peopled(tmp_path, sqlite_url) as everybody:
        yield _within(everybody)


@pytest.fixture(scope="module")
def looking(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Within]:
    """For whoever only looks."""
    folder = tmp_path_factory.mktemp("within")
    shutil.copy(sqlite_template, folder / "quiz.db")
    with peopled(folder, f"sqlite:///{folder / 'quiz.db'}") as everybody:
        yield _within(everybody)


def send(within: Within, name: str, named: Named, value: str) -> Any:
    """Name the object from a page of the own round."""
    visitor = within.everybody.visitors[name]
    method, path = named.route.split(" ")
    path = path.replace("{round_id}", within.everybody.own["{round_id}"])
    given = {named.field: value, **dict(named.beside)}
    if method == "GET":
        return visitor.client.get(path, params=given)
    return visitor.post(path, **given)


def named_wrongly(within: Within, named: Named) -> dict[tuple[str, str], int]:
    """Who reached what by naming it, or did not reach the own: (name, whose) -> the status."""
    wrong = {}
    for name, role in ROLES.items():
        absent = send(within, name, named, within.missing[named.kind])
        for whose, ids in (("foreign", within.foreign), ("own", within.own)):
            value = ids[named.kind]
            answer = send(within, name, named, value)
            scope = reach(role, named.route) if role else None
            if scope is None:
                fine = answer.status_code == (403 if role else 401)
            elif name == "hoa" or (whose == "foreign" and scope is Scope.OWN):
                fine = absent.status_code in {404, 409, 422} and _same(
                    answer, absent, value, within.missing[named.kind]
                )
            elif whose == "own":
                fine = answer.status_code in {200, 303} or (
                    named.route.startswith("POST") and answer.status_code == 409
                )
            else:
                fine = answer.status_code < 500
            if not fine:
                wrong[name, whose] = answer.status_code
    return wrong


def _same(one: Any, other: Any, first: str, second: str) -> bool:
    def plain(answer: Any, typed: str) -> list[str]:
        typed = f'"{typed}"' if typed.isdigit() else typed
        lines = answer.text.replace(typed, "").splitlines()
        return [line for line in lines if not re.search('name="(form_token|once)"', line)]

    return one.status_code == other.status_code and plain(one, first) == plain(other, second)


@pytest.mark.parametrize("named", [one for one in NAMED if one.route in LOOKS], ids=str)
def test_what_is_named_behind_the_question_mark_is_the_own_or_is_not_there(
    looking: Within, named: Named
) -> None:
    assert named_wrongly(looking, named) == {}


@pytest.mark.parametrize("named", [one for one in NAMED if one.route not in LOOKS], ids=str)
def test_what_is_named_in_a_form_is_the_own_or_is_not_there(within: Within, named: Named) -> None:
    assert named_wrongly(within, named) == {}


def test_every_field_that_may_name_an_object_is_looked_at_here(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path))
    app.state.site.database.close()
    known: dict[str, set[str]] = {}
    for one in NAMED:
        known.setdefault(one.route, set()).add(one.field)
    unknown = set()
    for route in _flat(app.routes):
        for method in route.methods:
            name = f"{method} {route.path}"
            if name not in OURS:
                continue
            _, model = BY_ROUTE.get(name) or next(_read_by(route.endpoint), ("", None))
            sent = {one.alias for one in route.dependant.query_params}
            sent |= set(model.model_fields) if model else set()
            told = known.get(name, set()) | OTHERWISE.get(name, set()) | PLAIN
            unknown |= {(name, field) for field in sent - told}
    assert unknown == set()


def marks(ids: dict[str, str], *said: str) -> tuple[re.Pattern[str], ...]:
    """How objects of one district show in a list: by name and number, or by a link."""
    links = (
        rf"/(staff|statistics)/rounds/{ids['{round_id}']}\b",
        rf"/staff/requests/{ids['{request_id}']}\b",
        rf"/staff/people/{ids['{person_id}']}\b",
        rf"/staff/people/moves/{ids['{move_id}']}\b",
        rf"/staff/units/{ids['{unit_id}']}\b",
    )
    return tuple(map(re.compile, (*map(re.escape, said), *links)))


def text_of(answer: Any) -> str:
    """What an answer says; of a workbook all its parts."""
    if not answer.content.startswith(b"PK"):
        return str(answer.text)
    book = zipfile.ZipFile(io.BytesIO(answer.content))
    return " ".join(book.read(name).decode() for name in book.namelist())


HELD = {
    "GET /staff/rounds",
    "GET /staff/people",
    "GET /staff/people/moves",
    "GET /staff/requests",
    "GET /staff/units",
    "GET /staff/units/table.xlsx",
}
"""Lists that are not empty while they sit."""
AFTERWARDS = {"GET /staff/appeals", "GET /statistics"}
"""Lists of rounds that are over."""


def listed_wrongly(within: Within, route: str, held: set[str] = HELD) -> list[tuple[str, str]]:
    """Who is shown another's objects or not the own ones."""
    everybody = within.everybody
    own = marks(everybody.own, "Nguyễn Văn An", "VT0001", "UBND Thành phố Vị Thanh")
    foreign = marks(everybody.foreign, "Lê Thị Chi", "PH0001", "UBND Huyện Phụng Hiệp")
    wrong = []
    for name, role in ROLES.items():
        if role is None or not may(role, route):
            continue
        said = text_of(everybody.visitors[name].client.get(route.removeprefix("GET ")))
        sees = [any(one.search(said) for one in some) for some in (own, foreign)]
        anywhere = reach(role, route) is Scope.ANY
        allowed = [anywhere or name == "lan", anywhere]
        for whose, shown, may_be in zip(("own", "foreign"), sees, allowed, strict=True):
            if shown and not may_be:
                wrong.append((name, whose))
            if may_be and route in held and not shown:
                wrong.append((name, f"not {whose}"))
    return wrong


@pytest.mark.parametrize("route", LISTS)
def test_a_list_holds_the_own_objects_and_no_others(looking: Within, route: str) -> None:
    assert listed_wrongly(looking, route) == []


@pytest.mark.parametrize("route", sorted(AFTERWARDS))
def test_a_list_of_what_is_over_holds_the_own_rounds_and_no_others(
    within: Within, route: str
) -> None:
    within.everybody.stage.clock.now = CLOSES + MINUTE
    assert listed_wrongly(within, route, AFTERWARDS) == []


def test_a_contestant_s_pages_hold_nothing_of_others(looking: Within) -> None:
    everybody = looking.everybody
    others = ("Trần Thị Bình", "VT0002", "Lê Thị Chi", "PH0001")
    for route in ("/rounds", "/me", "/me/data.json", "/own-unit"):
        said = everybody.visitors["An"].client.get(route).text
        assert not [one for one in others if one in said], route
    assert "VT0001" in everybody.visitors["An"].client.get("/me").text


def _lets_everything(*_: object) -> None:
    return None


def _any(*_: object) -> Scope:
    return Scope.ANY


WITHOUT_REACH = [
    Named("POST /staff/people/tickets", "unit", "unit"),
    Named("POST /staff/people/tickets", "person", "person"),
    Named("GET /staff/people", "unit", "unit"),
    Named("POST /staff/units/sign", "headcount", "headcount"),
]
MODULES = {
    "/staff/people/tickets": "quiz.web.people.tickets",
    "/staff/people": "quiz.web.people.roll",
    "/staff/units/sign": "quiz.web.units.headcounts",
}


@pytest.mark.parametrize("named", WITHOUT_REACH, ids=str)
def test_a_build_that_does_not_ask_whose_the_named_object_is_is_caught(
    within: Within, named: Named, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = MODULES[named.route.split(" ")[1]]
    monkeypatch.setattr(f"{module}.in_reach", _lets_everything)
    assert ("lan", "foreign") in named_wrongly(within, named)


@pytest.mark.parametrize(
    ("route", "broken", "by"),
    [
        ("GET /staff/rounds", "quiz.web.organizer.rounds.scope_of", _any),
        ("GET /staff/requests", "quiz.web.privacy.answering.scope_of", _any),
        ("GET /staff/people", "quiz.web.people.roll.reach_of", _lets_everything),
        ("GET /staff/people/moves", "quiz.web.people.moving.reach_of", _lets_everything),
        ("GET /staff/units", "quiz.web.units.headcounts.reach_of", _lets_everything),
    ],
)
def test_a_build_whose_list_holds_every_district_is_caught(
    looking: Within,
    route: str,
    broken: str,
    by: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(broken, by)
    assert ("lan", "foreign") in listed_wrongly(looking, route)
