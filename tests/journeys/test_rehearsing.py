"""A rehearsal over HTTP: who may make one, who sees it, and a whole office behind one address."""

import asyncio
from typing import Any

import pytest

from quiz.rules import ticket
from quiz.rules.notice import Controller
from quiz.stages.rehearsal import removing
from quiz.web.limits import ADDRESS_GUESSES
from quiz.worker import tidy
from tests.cast import CLOSES, Stage, Visitor, add_person

URL = "/province/rehearsal"
KEY = "0123456789abcdef"


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removing, "FORGETTING_SECONDS", 0)


def make(visitor: Visitor, **more: Any) -> Any:
    return visitor.post_json(URL, {"key": KEY, "people": 3, **more})


@pytest.fixture
def made(stage: Stage) -> dict[str, Any]:
    """A rehearsal of three people, after the real contest."""
    stage.clock.now = CLOSES
    told: dict[str, Any] = make(stage.staff("so")).json()
    return told


def entered(stage: Stage, token: str) -> Visitor:
    """Somebody of the rehearsal."""
    visitor = stage.stranger()
    assert visitor.post("/enter", ticket=token).status_code == 303
    visitor.get("/rounds")
    return visitor


def test_the_province_makes_and_removes_a_rehearsal(stage: Stage) -> None:
    so = stage.staff("so")
    busy = make(so)
    assert (busy.status_code, busy.json()["code"]) == (409, "real_round_open")
    assert so.get(URL).json() == {
        "began_at": None, "people": 0, "open_rounds": 4, "closes_at": CLOSES,
    }  # fmt: skip
    told = make(so, force=True)
    assert told.status_code == 200
    assert len(told.json()["tickets"]) == 3
    assert make(so, force=True).json() == told.json()
    assert so.get(URL).json()["people"] == 3
    other = so.post_json(URL, {"key": "f" * 16, "people": 3, "force": True})
    assert (other.status_code, other.json()["code"]) == (409, "rehearsal_runs")
    assert so.post_json(f"{URL}/remove", {"key": "f" * 16}).json() == {"left": 0}
    assert so.get(URL).json()["people"] == 3
    assert so.post_json(f"{URL}/remove", {}).json() == {"left": 0}
    assert so.get(URL).json()["began_at"] is None


@pytest.mark.parametrize(
    "content",
    [
        {"people": 3},
        {"key": KEY},
        {"key": KEY, "people": 0},
        {"key": KEY, "people": 20_001},
        {"key": KEY, "people": True},
        {"key": KEY, "people": "3"},
        {"key": "xyz", "people": 3},
        {"key": KEY, "people": 3, "force": 1},
        {"key": KEY, "people": 3, "rehearsal": False},
    ],
)
def test_a_strange_wish_is_refused(quick_stage: Stage, content: dict[str, object]) -> None:
    quick_stage.clock.now = CLOSES
    assert quick_stage.staff("quan").post_json(URL, content).status_code == 422


def test_a_rehearsal_is_on_no_page_of_anybody_else(stage: Stage, made: dict[str, Any]) -> None:
    round_ = made["round"]
    for name in ("stranger", "lan", "so", "quan"):
        visitor = stage.stranger() if name == "stranger" else stage.staff(name)
        for url in ("/", "/province", "/staff/rounds", "/staff/people", "/banks"):
            page = visitor.get(url).text
            assert "Diễn tập" not in page, (name, url)
            assert f"/rounds/{round_}" not in page, (name, url)
        for url in (f"/rounds/{round_}/board", f"/rounds/{round_}/rules"):
            assert visitor.get(url).status_code == 404, (name, url)
        for url in ("", "/board", "/board.xlsx", "/team"):
            told = visitor.get(f"/staff/rounds/{round_}{url}").status_code
            assert told in {401, 404}, (name, url)


def test_its_own_contestants_sit_and_see_their_board(stage: Stage, made: dict[str, Any]) -> None:
    round_ = made["round"]
    person = entered(stage, made["tickets"][0])
    page = person.get(f"/rounds/{round_}")
    assert "Diễn tập 00001" in page.text
    begun = person.post(f"/rounds/{round_}/start", notice=Controller().version)
    attempt = begun.headers["location"]
    tap = person.post_json(f"{attempt}/answers", {"seq": 1, "question": 1, "choice": [0]})
    assert tap.json()["state"] == "saved"
    assert person.post_json(f"{attempt}/submit", {}).status_code == 200
    board = person.get(f"/rounds/{round_}/board")
    assert "Diễn tập 00001" in board.text
    an = stage.contestant("An")
    assert an.get(f"/rounds/{round_}/board").status_code == 404
    assert an.get(f"/rounds/{round_}").status_code == 404


def test_an_office_of_hundreds_behind_one_address_signs_in(quick_stage: Stage) -> None:
    district = quick_stage.world.districts["Thành phố Vị Thanh"]
    secret = quick_stage.app.state.site.secret
    office = 2 * ADDRESS_GUESSES
    numbers = [f"VP{number:04d}" for number in range(office)]
    for number in numbers:
        add_person(quick_stage.database, f"Thí sinh {number}", number, district)
    stranger = quick_stage.stranger()
    told = []
    for number in numbers:
        stranger.client.cookies.clear()
        code = ticket.typed_code(secret, number, 1)
        told.append(stranger.post("/enter", number=number, code=code).status_code)
    assert told == [303] * office


def test_what_a_rehearsal_left_behind_goes_by_itself(stage: Stage, made: dict[str, Any]) -> None:
    stage.clock.now += 24 * 3_600_000
    asyncio.run(tidy(stage.database, stage.writer, stage.clock.now))
    assert stage.staff("so").get(URL).json()["began_at"] is None
    assert len(made["tickets"]) == 3
