"""Every route × every role × own, foreign and missing objects. A route that is not declared here
fails the test; so does a declared one that is gone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from question_bank.law_reading import read_law
from quiz.rules.access import Action, Role, Scope, scope_of
from quiz.rules.meeting import Choice
from quiz.settings import Settings
from quiz.stages import amend, laws, taking_in
from quiz.store.sealing import Reader
from quiz.store.tables import Decision, Extension
from quiz.web import contestant
from quiz.web.app import create_app
from tests.cast import RULES, Stage, Visitor, small_bank, staged
from tests.journeys.test_answers import start
from tests.question_bank.law_files import LAW
from tests.stages.workshop_cast import filled

A = Action
PUBLIC = None
EVERYBODY: dict[str, Action | None] = {
    "GET /": PUBLIC,
    "GET /components": PUBLIC,
    "GET /rounds/{round_id}/rules": PUBLIC,
    "GET /rounds/{round_id}/board": PUBLIC,
    "GET /rounds/{round_id}/board.xlsx": PUBLIC,
    "GET /rounds/{round_id}/board.csv": PUBLIC,
    "GET /rounds/{round_id}/board.json": PUBLIC,
    "GET /contests/{contest_id}/board": PUBLIC,
    "GET /contests/{contest_id}/board.xlsx": PUBLIC,
    "GET /contests/{contest_id}/board.csv": PUBLIC,
    "GET /contests/{contest_id}/board.json": PUBLIC,
    "GET /rounds/{round_id}/boards/{board_version}": PUBLIC,
    "GET /rounds/{round_id}/units": PUBLIC,
    "GET /contests/{contest_id}/units": PUBLIC,
    "GET /enter": PUBLIC,
    "POST /enter": PUBLIC,
    "GET /sign-in": PUBLIC,
    "POST /sign-in": PUBLIC,
    "POST /sign-out": PUBLIC,
    "GET /static/{version}/{name:path}": PUBLIC,
    "GET /healthz": PUBLIC,
}
ACCESS: dict[str, Action] = {
    "GET /rounds": A.SIT,
    "GET /rounds/{round_id}": A.SIT,
    "POST /rounds/{round_id}/start": A.SIT,
    "GET /attempts/{attempt_id}": A.SIT,
    "GET /attempts/{attempt_id}/clock": A.SIT,
    "POST /attempts/{attempt_id}/answers": A.SIT,
    "POST /attempts/{attempt_id}/save": A.SIT,
    "POST /attempts/{attempt_id}/submit": A.SIT,
    "POST /attempts/{attempt_id}/take-over": A.SIT,
    "GET /attempts/{attempt_id}/receipt": A.SIT,
    "GET /attempts/{attempt_id}/paper": A.SIT,
    "POST /attempts/{attempt_id}/appeals": A.SIT,
    "GET /banks": A.BANK_READ,
    "GET /banks/{version_id}": A.BANK_READ,
    "GET /banks/{version_id}/export": A.BANK_READ,
    "GET /banks/upload": A.BANK_WRITE,
    "GET /banks/template.xlsx": A.BANK_WRITE,
    "POST /banks/upload": A.BANK_WRITE,
    "POST /banks/mend": A.BANK_WRITE,
    "POST /banks/confirm": A.BANK_WRITE,
    "POST /workshop/import": A.BANK_WRITE,
    "GET /workshop/{bank_id}/import": A.BANK_WRITE,
    "POST /workshop/{bank_id}/import": A.BANK_WRITE,
    "POST /workshop/{bank_id}/import/mend": A.BANK_WRITE,
    "POST /workshop/{bank_id}/import/confirm": A.BANK_WRITE,
    "GET /workshop/{bank_id}/import/{import_id}": A.BANK_READ,
    "POST /workshop/{bank_id}/import/{import_id}/undo": A.BANK_WRITE,
    "POST /workshop/{bank_id}/import/{import_id}/submit": A.BANK_WRITE,
    "GET /laws": A.BANK_READ,
    "GET /laws/clause": A.BANK_READ,
    "GET /laws/{law_id}": A.BANK_READ,
    "GET /laws/{law_id}/affected": A.BANK_READ,
    "GET /laws/upload": A.BANK_WRITE,
    "POST /laws/upload": A.BANK_WRITE,
    "POST /laws/confirm": A.BANK_WRITE,
    "POST /laws/{law_id}": A.BANK_WRITE,
    "GET /workshop": A.BANK_READ,
    "GET /workshop/new": A.BANK_WRITE,
    "POST /workshop": A.BANK_WRITE,
    "POST /workshop/from/{version_id}": A.BANK_WRITE,
    "GET /workshop/compare": A.BANK_READ,
    "GET /workshop/{bank_id}": A.BANK_READ,
    "GET /workshop/{bank_id}/settings": A.BANK_WRITE,
    "POST /workshop/{bank_id}/settings": A.BANK_WRITE,
    "POST /workshop/{bank_id}/seal": A.BANK_WRITE,
    "POST /workshop/{bank_id}/open": A.BANK_READ,
    "GET /workshop/{bank_id}/coverage": A.BANK_READ,
    "GET /workshop/{bank_id}/publish": A.BANK_READ,
    "POST /workshop/{bank_id}/publish": A.BANK_WRITE,
    "GET /workshop/{bank_id}/questions/new": A.BANK_WRITE,
    "POST /workshop/{bank_id}/questions": A.BANK_WRITE,
    "POST /workshop/{bank_id}/questions/move": A.BANK_WRITE,
    "POST /workshop/{bank_id}/questions/approve": A.BANK_APPROVE,
    "GET /workshop/{bank_id}/questions/{question_id}": A.BANK_READ,
    "POST /workshop/{bank_id}/questions/{question_id}": A.BANK_WRITE,
    "POST /workshop/{bank_id}/questions/{question_id}/move": A.BANK_WRITE,
    "POST /workshop/{bank_id}/questions/{question_id}/approve": A.BANK_APPROVE,
    "POST /workshop/{bank_id}/questions/{question_id}/tick": A.BANK_APPROVE,
    "GET /workshop/{bank_id}/questions/{question_id}/history": A.BANK_READ,
    "POST /workshop/{bank_id}/questions/{question_id}/back": A.BANK_WRITE,
    "GET /staff/rounds": A.CONTEST_READ,
    "GET /staff/rounds/{round_id}": A.CONTEST_READ,
    "POST /staff/rounds/{round_id}/publish": A.BOARD_PUBLISH,
    "GET /staff/rounds/{round_id}/board": A.BOARD_READ,
    "GET /staff/rounds/{round_id}/fast": A.BOARD_READ,
    "GET /staff/rounds/{round_id}/board.xlsx": A.BOARD_READ,
    "GET /staff/rounds/{round_id}/board.csv": A.BOARD_READ,
    "GET /staff/rounds/{round_id}/board.json": A.BOARD_READ,
    "GET /staff/rounds/{round_id}/prizes": A.BOARD_READ,
    "POST /staff/rounds/{round_id}/prizes": A.PRIZE_AWARD,
    "POST /staff/rounds/{round_id}/prizes/{gift_id}/take-back": A.PRIZE_AWARD,
    "GET /staff/rounds/{round_id}/prizes.xlsx": A.BOARD_READ,
    "GET /staff/rounds/{round_id}/prizes.docx": A.BOARD_READ,
    "GET /staff/rounds/{round_id}/extend": A.TIME_EXTEND,
    "POST /staff/rounds/{round_id}/extend": A.TIME_EXTEND,
    "POST /staff/rounds/{round_id}/extensions/{extension_id}/confirm": A.TIME_EXTEND,
    "GET /staff/rounds/{round_id}/team": A.TEAM_READ,
    "POST /staff/rounds/{round_id}/team": A.TEAM_CHOOSE,
    "GET /staff/rounds/{round_id}/team/changes": A.TEAM_READ,
    "POST /staff/rounds/{round_id}/team/changes": A.TEAM_CHOOSE,
    "GET /staff/rounds/{round_id}/team.xlsx": A.TEAM_READ,
    "GET /staff/rounds/{round_id}/team.docx": A.TEAM_READ,
    "GET /staff/appeals": A.APPEAL_READ,
    "GET /staff/rounds/{round_id}/appeals": A.APPEAL_READ,
    "GET /staff/rounds/{round_id}/log": A.APPEAL_READ,
    "GET /staff/rounds/{round_id}/boards/{board_version}": A.BOARD_READ,
    "GET /staff/rounds/{round_id}/decide": A.APPEAL_DECIDE,
    "POST /staff/rounds/{round_id}/decisions": A.APPEAL_DECIDE,
    "GET /staff/rounds/{round_id}/decisions/{decision_id}": A.APPEAL_READ,
    "POST /staff/rounds/{round_id}/decisions/{decision_id}/sign": A.APPEAL_DECIDE,
    "POST /staff/rounds/{round_id}/decisions/{decision_id}/decline": A.APPEAL_DECIDE,
    "GET /province": A.CONTEST_READ,
    "GET /province/contests/new": A.CONTEST_WRITE,
    "POST /province/contests": A.CONTEST_WRITE,
    "GET /province/contests/{contest_id}": A.CONTEST_READ,
    "GET /province/contests/{contest_id}/board": A.BOARD_READ,
    "GET /province/contests/{contest_id}/board.xlsx": A.BOARD_READ,
    "GET /province/contests/{contest_id}/board.csv": A.BOARD_READ,
    "GET /province/contests/{contest_id}/board.json": A.BOARD_READ,
    "GET /province/contests/{contest_id}/prizes": A.BOARD_READ,
    "POST /province/contests/{contest_id}/prizes": A.PRIZE_AWARD,
    "POST /province/contests/{contest_id}/prizes/{gift_id}/take-back": A.PRIZE_AWARD,
    "GET /province/contests/{contest_id}/prizes.xlsx": A.BOARD_READ,
    "GET /province/contests/{contest_id}/prizes.docx": A.BOARD_READ,
    "GET /province/contests/{contest_id}/edit": A.CONTEST_WRITE,
    "POST /province/contests/{contest_id}": A.CONTEST_WRITE,
    "POST /province/contests/{contest_id}/open": A.CONTEST_WRITE,
    "GET /province/contests/{contest_id}/amend": A.CONTEST_WRITE,
    "POST /province/contests/{contest_id}/amend": A.CONTEST_WRITE,
    "POST /province/contests/{contest_id}/amend/{change_id}/confirm": A.CONTEST_WRITE,
    "GET /province/contests/{contest_id}/teams": A.TEAM_READ,
    "POST /province/teams/{round_id}/lock": A.TEAM_LOCK,
    "POST /province/teams/{round_id}/unlock": A.TEAM_LOCK,
    "GET /province/rehearsal": A.REHEARSE,
    "POST /province/rehearsal": A.REHEARSE,
    "POST /province/rehearsal/remove": A.REHEARSE,
    "GET /statistics": A.STATISTICS_READ,
    "GET /statistics/rounds/{round_id}": A.STATISTICS_READ,
    "GET /statistics/rounds/{round_id}/questions.xlsx": A.STATISTICS_READ,
    "GET /statistics/rounds/{round_id}/questions.csv": A.STATISTICS_READ,
    "GET /statistics/rounds/{round_id}/facilities.json": A.STATISTICS_READ,
    "GET /statistics/contests/{contest_id}": A.STATISTICS_READ,
    "GET /statistics/contests/{contest_id}/questions.xlsx": A.STATISTICS_READ,
    "GET /statistics/contests/{contest_id}/questions.csv": A.STATISTICS_READ,
    "GET /staff/units": A.UNIT_READ,
    "GET /staff/units/table.xlsx": A.UNIT_READ,
    "GET /staff/units/import": A.UNIT_WRITE,
    "POST /staff/units/import": A.UNIT_WRITE,
    "POST /staff/units/import/confirm": A.UNIT_WRITE,
    "POST /staff/units/sign": A.HEADCOUNT_SIGN,
    "GET /staff/units/{unit_id}": A.UNIT_READ,
    "POST /staff/units/{unit_id}/headcount": A.UNIT_WRITE,
    "POST /staff/units/{unit_id}/place": A.UNIT_WRITE,
    "GET /staff/rounds/{round_id}/units": A.BOARD_READ,
    "GET /staff/rounds/{round_id}/units.{suffix}": A.BOARD_READ,
    "GET /staff/rounds/{round_id}/participation": A.BOARD_READ,
    "GET /staff/rounds/{round_id}/participation.docx": A.BOARD_READ,
    "GET /province/contests/{contest_id}/units": A.BOARD_READ,
    "GET /province/contests/{contest_id}/units.{suffix}": A.BOARD_READ,
    "GET /province/contests/{contest_id}/participation": A.BOARD_READ,
    "GET /province/contests/{contest_id}/participation.docx": A.BOARD_READ,
    "GET /province/contests/{contest_id}/advancing": A.BOARD_READ,
    "GET /province/contests/{contest_id}/advancing.xlsx": A.BOARD_READ,
    "GET /staff/people": A.PEOPLE_READ,
    "GET /staff/people/{person_id}": A.PEOPLE_READ,
    "GET /staff/people/template.xlsx": A.PEOPLE_WRITE,
    "GET /staff/people/import": A.PEOPLE_WRITE,
    "POST /staff/people/import": A.PEOPLE_WRITE,
    "POST /staff/people/import/fix": A.PEOPLE_WRITE,
    "POST /staff/people/import/confirm": A.PEOPLE_WRITE,
    "GET /staff/people/tickets?unit={district_id}": A.PEOPLE_WRITE,
    "POST /staff/people/{person_id}/reissue": A.PEOPLE_WRITE,
    "POST /staff/people/{person_id}/part": A.PEOPLE_WRITE,
}
OF_THE_PROVINCE = {
    "GET /province",
    "GET /province/contests/{contest_id}",
    "GET /province/contests/{contest_id}/teams",
    "GET /province/contests/{contest_id}/units",
    "GET /province/contests/{contest_id}/units.{suffix}",
    "GET /province/contests/{contest_id}/participation",
    "GET /province/contests/{contest_id}/participation.docx",
    "GET /province/contests/{contest_id}/advancing",
    "GET /province/contests/{contest_id}/advancing.xlsx",
    "GET /statistics/contests/{contest_id}",
    "GET /statistics/contests/{contest_id}/questions.xlsx",
    "GET /statistics/contests/{contest_id}/questions.csv",
} | {
    route
    for route in ACCESS
    if "/province/contests/{contest_id}/board" in route
    or "/province/contests/{contest_id}/prizes" in route
}
"""Pages about every district at once: only for roles whose scope is any."""
OWNED = ("{round_id}", "{attempt_id}", "{person_id}", "{district_id}", "{unit_id}")
ROLES: dict[str, Role | None] = {
    "stranger": None,
    "An": Role.CONTESTANT,
    "phuc": Role.AUTHOR,
    "lan": Role.ORGANIZER,
    "hoa": Role.ORGANIZER,
    "so": Role.PROVINCE,
    "quan": Role.ADMINISTRATOR,
}
MISSING = "999999"


def _flat(routes: list[Any]) -> Iterator[Any]:
    for route in routes:
        if hasattr(route, "original_router"):
            yield from _flat(route.original_router.routes)
        else:
            yield route


def _actions(dependant: Any) -> set[Action]:
    found = {
        action
        for one in dependant.dependencies
        if (action := getattr(one.call, "action", None)) is not None
    }
    return found.union(*(_actions(one) for one in dependant.dependencies))


def test_every_route_is_declared_here_and_guarded_by_that_action(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path))
    found = {
        f"{method} {route.path}": _actions(route.dependant)
        for route in _flat(app.routes)
        for method in route.methods
    } | {f"{stop.method} {stop.path}": {stop.action} - {None} for stop in contestant.STOPS}
    app.state.site.database.close()
    declared = {name.partition("?")[0]: {action} for name, action in ACCESS.items()}
    assert found == declared | {name: set() for name in EVERYBODY}


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
                "{person_id}": str(world.people["An"]),
                "{district_id}": str(world.districts["Thành phố Vị Thanh"]),
                "{unit_id}": str(world.districts["Thành phố Vị Thanh"]),
            },
            common
            | {
                "{round_id}": str(world.phung_hiep),
                "{attempt_id}": foreign_attempt.rsplit("/", 1)[1],
                "{extension_id}": foreign_extension,
                "{decision_id}": asked(stage, world.phung_hiep, foreign_attempt),
                "{person_id}": str(world.people["Chi"]),
                "{district_id}": str(world.districts["Huyện Phụng Hiệp"]),
                "{unit_id}": str(world.districts["Huyện Phụng Hiệp"]),
            },
        )


@pytest.fixture
def everybody(sqlite_url: str, tmp_path: Path) -> Iterator[Everybody]:
    """One of each."""
    with peopled(tmp_path, sqlite_url) as found:
        yield found


def ask(visitor: Visitor, route: str, objects: dict[str, str]) -> Any:
    method, path = route.split(" ")
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
    role, action = ROLES[name], ACCESS[route]
    if role is None:
        return 401
    scope = scope_of(role, action)
    if scope is None:
        return 403
    if scope is Scope.ANY:
        return None
    if route in OF_THE_PROVINCE:
        return 403
    owned = any(part in route for part in OWNED)
    return 404 if owned and (not own or name == "hoa") else None


@pytest.mark.parametrize("route", ACCESS)
def test_each_role_reaches_its_own_and_nothing_else(everybody: Everybody, route: str) -> None:
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
    assert told == {}


@pytest.mark.parametrize("route", [route for route in ACCESS if any(o in route for o in OWNED)])
def test_a_foreign_object_answers_exactly_like_a_missing_one(
    everybody: Everybody, route: str
) -> None:
    missing = dict.fromkeys(everybody.foreign, MISSING)
    for name in ("An", "lan"):
        if scope_of(ROLES[name], ACCESS[route]) is not Scope.OWN:
            continue
        visitor = everybody.visitors[name]
        foreign = ask(visitor, route, everybody.foreign)
        absent = ask(visitor, route, missing)
        assert (foreign.status_code, absent.status_code) == (404, 404)
        assert _without_tokens(foreign.text) == _without_tokens(absent.text)


def _without_tokens(text: str) -> list[str]:
    return [line for line in text.splitlines() if "form_token" not in line]


@pytest.mark.parametrize("route", sorted(EVERYBODY.keys() - {"GET /components", "POST /enter"}))
def test_what_is_public_asks_nobody_who_they_are(everybody: Everybody, route: str) -> None:
    path = route.replace("{version}/{name:path}", "x/css/base.css")
    for visitor in everybody.visitors.values():
        answer = ask(visitor, path, everybody.own)
        assert answer.status_code < 500
        assert answer.status_code not in {401, 403, 404}


def test_the_components_page_is_part_of_the_demo_only(everybody: Everybody) -> None:
    assert everybody.stage.stranger().get("/components").status_code == 404
