"""Every route × every role × own, foreign and missing objects, by the table that the doors read. A
route that is not in it cannot be reached and fails the test; so does one that is gone."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from question_bank.law_reading import read_law
from quiz.rules.access import ROUTES, Role, Scope, reach
from quiz.rules.meeting import Choice
from quiz.settings import Settings
from quiz.stages import amend, laws, staffing, taking_in
from quiz.stages.staffing import Member
from quiz.store.database import Database
from quiz.store.sealing import Reader
from quiz.store.tables import DataRequest, Decision, Extension, Person, Unit, UnitMove
from quiz.web import contestant
from quiz.web.app import create_app
from tests.cast import RULES, Stage, Visitor, small_bank, staged
from tests.conftest import close_whole
from tests.journeys.test_answers import start
from tests.question_bank.law_files import LAW
from tests.stages.workshop_cast import filled

EVERYBODY = [route for route, action in ROUTES.items() if action is None]
ACCESS = {route: action for route, action in ROUTES.items() if action is not None}
ASKED = {"GET /staff/people/tickets": "GET /staff/people/tickets?unit={district_id}"}
"""What a route is asked with, where that says whose objects are meant."""
OWNED = (
    "{round_id}", "{attempt_id}", "{person_id}", "{district_id}", "{unit_id}", "{request_id}",
    "{move_id}",
)  # fmt: skip
ROLES: dict[str, Role | None] = {
    "stranger": None,
    "An": Role.CONTESTANT,
    "phuc": Role.AUTHOR,
    "thu": Role.REVIEWER,
    "khoi": Role.JURY,
    "yen": Role.AUDITOR,
    "lan": Role.ORGANIZER,
    "hoa": Role.ORGANIZER,
    "so": Role.PROVINCE,
    "quan": Role.ADMINISTRATOR,
}
MISSING = "999999"
NOT_THERE = {"GET /components", "GET /sso", "GET /sso/back", "POST /sso/enter"}
"""Of the demo, and where there is a provider (tests/sso)."""


def _flat(routes: list[Any]) -> Iterator[Any]:
    for route in routes:
        if hasattr(route, "original_router"):
            yield from _flat(route.original_router.routes)
        else:
            yield route


def test_the_table_names_every_route_and_no_other(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path))
    found = {f"{method} {route.path}" for route in _flat(app.routes) for method in route.methods}
    app.state.site.database.close()
    assert found | {stop.route for stop in contestant.STOPS} == set(ROUTES)


def test_a_route_that_is_not_in_the_table_cannot_be_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with staged(tmp_path, f"sqlite:///{tmp_path / 'quiz.db'}") as stage:
        administrator, an = stage.staff("quan"), stage.contestant("An")
        assert administrator.get("/province").status_code == 200
        assert an.get("/rounds").status_code == 303
        assert stage.stranger().get("/healthz").status_code == 200
        for route in ("GET /province", "GET /rounds", "GET /healthz"):
            monkeypatch.delitem(ROUTES, route)
        undeclared = create_app(stage.settings, stage.clock, ticking=False)
    with TestClient(undeclared) as client:
        client.cookies.update(administrator.client.cookies)
        for path in ("/province", "/rounds", "/healthz"):
            assert client.get(path).status_code == 404, path


@dataclass(frozen=True)
class Everybody:
    """The world with An's running attempt, and a signed-in browser for each role."""

    stage: Stage
    visitors: dict[str, Visitor]
    own: dict[str, str]
    foreign: dict[str, str]


def waiting(stage: Stage, round_id: int) -> str:
    """The id of a request for time that somebody on leave made for the whole round."""
    request = Extension(
        round_id=round_id,
        once="0" * 32,
        minutes=10,
        reason="Mất điện",
        asked_by="vắng",
        asked_at=stage.clock.now,
    )
    with stage.database.writing() as session:
        session.add(request)
        session.flush()
        return str(request.id)


def asked(stage: Stage, round_id: int, attempt: str) -> str:
    """The id of a decision that somebody on leave asked for."""
    decision = Decision(
        contest_id=stage.world.contest_id,
        round_id=round_id,
        once="0" * 32,
        ruling="void_attempt",
        attempt_id=int(attempt.rsplit("/", 1)[1]),
        reason="Thi hộ",
        asked_by="vắng",
        asked_at=stage.clock.now,
    )
    with stage.database.writing() as session:
        session.add(decision)
        session.flush()
        return str(decision.id)


def a_request(stage: Stage, name: str) -> str:
    """The id of a request to be deleted that waits for an answer."""
    request = DataRequest(
        person_id=stage.world.people[name],
        kind="delete",
        words="Đề nghị xóa dữ liệu",
        asked_at=stage.clock.now,
        due_at=stage.clock.now + 1,
    )
    with stage.database.writing() as session:
        session.add(request)
        session.flush()
        return str(request.id)


def a_move(stage: Stage, name: str) -> str:
    """The id of somebody's move to Long Mỹ that somebody on leave asked for."""
    to = stage.world.districts["Huyện Long Mỹ"]
    with stage.database.writing() as session:
        person = session.get_one(Person, stage.world.people[name])
        move = UnitMove(
            person_id=person.id or 0,
            from_unit_id=person.unit_id,
            to_unit_id=session.get_one(Unit, to).id or 0,
            reason="Đổi nơi công tác",
            asked_by="vắng",
            asked_at=stage.clock.now,
        )
        session.add(move)
        session.flush()
        return str(move.id)


def a_law(stage: Stage) -> int:
    """The id of a legal text in the library."""
    reading = read_law(LAW.encode(), "luat.txt")
    about = laws.told_by(reading, "luat.txt")
    return laws.keep(stage.database, reading, about, "phuc", stage.clock.now)


def a_change(stage: Stage) -> int:
    """The id of a change of the contest's rules that waits for its second signature."""
    wanted, once = replace(RULES, seats=3), "0" * 32
    contest_id, now = stage.world.contest_id, stage.clock.now
    return amend.ask(stage.writer, contest_id, wanted, "Thiếu ghế", once, "quan2", now).id


def an_import(stage: Stage, bank_id: int) -> int:
    """The id of a file that was taken into the bank."""
    reader = Reader("phuc", stage.clock.now)
    plan = taking_in.plan(stage.database, bank_id, small_bank(), reader)
    return taking_in.take_in(
        stage.database, bank_id, small_bank(), "de.txt", Choice(), plan.seen, reader
    )


def on_leave(stage: Stage) -> int:
    """The id of an account that nobody signs in with here."""
    member = Member("vang", "Người vắng", Role.AUTHOR, (), active=True)
    return staffing.invite(stage.database, member, "quan", stage.clock.now)


@contextmanager
def peopled(folder: Path, url: str) -> Iterator[Everybody]:
    """One of each, over an empty, migrated database."""
    with staged(folder, url) as stage:
        world = stage.world
        _, attempt = start(stage, "An")
        chi = stage.contestant("Chi")
        foreign_attempt = chi.post(f"/rounds/{world.phung_hiep}/start").headers["location"]
        bank_id, (question_id, *_) = filled(stage.database)
        common = {
            "{bank_id}": str(bank_id),
            "{question_id}": str(question_id),
            "{version_id}": str(world.bank_version_id),
            "{contest_id}": str(world.contest_id),
            "{law_id}": str(a_law(stage)),
            "{import_id}": str(an_import(stage, bank_id)),
            "{gift_id}": "1",
            "{staff_id}": str(on_leave(stage)),
            "{change_id}": str(a_change(stage)),
            "{board_version}": "1",
            "{suffix}": "xlsx",
        }
        own_extension, foreign_extension = (
            waiting(stage, round_id) for round_id in (world.vi_thanh, world.phung_hiep)
        )
        visitors = {
            name: stage.stranger()
            if role is None
            else stage.contestant(name)
            if role is Role.CONTESTANT
            else stage.staff(name)
            for name, role in ROLES.items()
        }
        yield Everybody(
            stage,
            visitors,
            common
            | {
                "{round_id}": str(world.vi_thanh),
                "{attempt_id}": attempt.rsplit("/", 1)[1],
                "{extension_id}": own_extension,
                "{decision_id}": asked(stage, world.vi_thanh, attempt),
                "{move_id}": a_move(stage, "An"),
                "{person_id}": str(world.people["An"]),
                "{request_id}": a_request(stage, "An"),
                "{district_id}": str(world.districts["Thành phố Vị Thanh"]),
                "{unit_id}": str(world.districts["Thành phố Vị Thanh"]),
            },
            common
            | {
                "{round_id}": str(world.phung_hiep),
                "{attempt_id}": foreign_attempt.rsplit("/", 1)[1],
                "{extension_id}": foreign_extension,
                "{decision_id}": asked(stage, world.phung_hiep, foreign_attempt),
                "{move_id}": a_move(stage, "Chi"),
                "{person_id}": str(world.people["Chi"]),
                "{request_id}": a_request(stage, "Chi"),
                "{district_id}": str(world.districts["Huyện Phụng Hiệp"]),
                "{unit_id}": str(world.districts["Huyện Phụng Hiệp"]),
            },
        )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Everybody:
    """One of each, made once: to copy, its application has ended."""
    folder = tmp_path_factory.mktemp("everybody")
    shutil.copy(sqlite_template, folder / "quiz.db")
    with peopled(folder, f"sqlite:///{folder / 'quiz.db'}") as found:
        pass
    close_whole(Database(found.stage.settings.url))
    return found


@pytest.fixture
def everybody(made: Everybody, tmp_path: Path) -> Iterator[Everybody]:
    """One of each: the same people in the same browsers, over a copy of the database."""
    before = made.stage
    for name in ("quiz.db", before.settings.secret_path.name):
        shutil.copy(before.settings.data / name, tmp_path)
    with staged(tmp_path, f"sqlite:///{tmp_path / 'quiz.db'}", world=before.world) as stage:
        visitors = {name: again(stage, visitor) for name, visitor in made.visitors.items()}
        yield replace(made, stage=stage, visitors=visitors)


def again(stage: Stage, before: Visitor) -> Visitor:
    """The browser of somebody who entered before, at this application."""
    visitor = Visitor(stage.app, stage.loop)
    visitor.client.cookies.update(before.client.cookies)
    visitor.token = before.token
    return visitor


@pytest.fixture(scope="module")
def onlookers(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[Everybody]:
    """One of each for all who only look: what is asked by GET changes nothing."""
    folder = tmp_path_factory.mktemp("onlookers")
    shutil.copy(sqlite_template, folder / "quiz.db")
    with peopled(folder, f"sqlite:///{folder / 'quiz.db'}") as found:
        yield found


LOOKS = [route for route in ROUTES if route.startswith("GET ")]
ACTS = [route for route in ROUTES if not route.startswith("GET ")]


def ask(visitor: Visitor, route: str, objects: dict[str, str]) -> Any:
    method, path = ASKED.get(route, route).split(" ")
    for name, value in objects.items():
        path = path.replace(name, value)
    if method == "GET":
        return visitor.client.get(path)
    if path.endswith("/answers"):
        return visitor.post_json(path, {"seq": 1, "question": 1, "choice": [0]})
    if path.endswith("/submit"):
        return visitor.post_json(path, {})
    return visitor.post(path)


def _expected(name: str, route: str, *, own: bool) -> int | None:
    """The status that must come; None where the route's own work decides."""
    role = ROLES[name]
    if role is None:
        return 401
    scope = reach(role, route)
    if scope is None:
        return 403
    if scope is Scope.ANY:
        return None
    owned = any(part in ASKED.get(route, route) for part in OWNED)
    return 404 if owned and (not own or name == "hoa") else None


@pytest.mark.parametrize("route", [route for route in LOOKS if route in ACCESS])
def test_each_role_sees_its_own_and_nothing_else(onlookers: Everybody, route: str) -> None:
    assert reached_wrongly(onlookers, route) == {}
    compare_with_missing(onlookers, route)


@pytest.mark.parametrize("route", [route for route in ACTS if route in ACCESS])
def test_each_role_acts_on_its_own_and_nothing_else(everybody: Everybody, route: str) -> None:
    compare_with_missing(everybody, route)
    assert reached_wrongly(everybody, route) == {}


def reached_wrongly(
    everybody: Everybody, route: str
) -> dict[tuple[str, str], tuple[int, int | None]]:
    """Who got another answer than the table says: (answered, expected)."""
    told = {}
    for name, visitor in everybody.visitors.items():
        for kind, objects in (("own", everybody.own), ("foreign", everybody.foreign)):
            answer = ask(visitor, route, objects)
            expected = _expected(name, route, own=kind == "own")
            if expected is None:
                fine = answer.status_code < 500 and answer.status_code not in {401, 403, 404}
            else:
                fine = answer.status_code == expected
            if not fine:
                told[name, kind] = (answer.status_code, expected)
    return told


def compare_with_missing(everybody: Everybody, route: str) -> None:
    """A foreign object answers exactly like a missing one."""
    if not any(one in ASKED.get(route, route) for one in OWNED):
        return
    missing = dict.fromkeys(everybody.foreign, MISSING)
    for name in ("An", "lan"):
        if reach(ROLES[name], route) is not Scope.OWN:
            continue
        visitor = everybody.visitors[name]
        foreign = ask(visitor, route, everybody.foreign)
        absent = ask(visitor, route, missing)
        assert (foreign.status_code, absent.status_code) == (404, 404), name
        assert _without_tokens(foreign.text) == _without_tokens(absent.text), name


def _without_tokens(text: str) -> list[str]:
    return [line for line in text.splitlines() if "form_token" not in line]


@pytest.mark.parametrize("route", sorted({*EVERYBODY} - {"POST /enter", *NOT_THERE}))
def test_what_is_public_asks_nobody_who_they_are(everybody: Everybody, route: str) -> None:
    path = route.replace("{version}/{name:path}", "x/css/base.css")
    for visitor in everybody.visitors.values():
        answer = ask(visitor, path, everybody.own)
        assert answer.status_code < 500
        assert answer.status_code not in {401, 403, 404}


def test_the_components_page_is_part_of_the_demo_only(everybody: Everybody) -> None:
    assert everybody.stage.stranger().get("/components").status_code == 404
