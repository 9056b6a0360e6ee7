"""Passwords, codes and sessions over HTTP: what a wrong one is told, how often one may guess,
when a session begins and ends, and what the browser keeps of it."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient

from quiz import worker
from quiz.rules import ticket
from quiz.settings import Settings
from quiz.stages import signin, staffing
from quiz.store.passwords import hash_password
from quiz.store.staff_sessions import STAFF_SESSION_MS
from quiz.store.tables import Staff
from quiz.web.app import create_app
from quiz.web.limits import ADDRESS_GUESSES
from tests.cast import OPENS, PASSWORD, Stage, Visitor

WRONG = "khong-phai-mat-khau"


def sign_in(visitor: Visitor, username: str, password: str = PASSWORD) -> httpx.Response:
    return visitor.post("/sign-in", username=username, password=password)


def cookie_of(response: httpx.Response) -> Any:
    cookies: SimpleCookie = SimpleCookie()
    for header in response.headers.get_list("set-cookie"):
        cookies.load(header)
    return cookies


def together(stage: Stage, url: str, forms: list[dict[str, str]]) -> Counter[int]:
    """Send the forms in the same moment; how often each status came."""
    token = stage.stranger().token

    async def send() -> list[httpx.Response]:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=stage.app),
            base_url="http://testserver",
            headers={"Sec-Fetch-Site": "same-origin"},
        ) as client:
            return await asyncio.gather(
                *(client.post(url, data={"form_token": token, **form}) for form in forms)
            )

    return Counter(response.status_code for response in asyncio.run(send()))


def test_a_wrong_password_an_unknown_and_a_disabled_account_are_told_the_same(stage: Stage) -> None:
    staffing.disable(stage.database, "hoa", "cli", OPENS)
    told = []
    for username, password in (
        ("lan", WRONG),
        ("lin", WRONG),
        ("hoa", PASSWORD),
        ("l\x00n", WRONG),
    ):
        answer = sign_in(stage.stranger(), username, password)
        assert "set-cookie" not in answer.headers
        body = re.sub(r'name="(form_token|username)"[^>]*', "", answer.text)
        told.append((answer.status_code, body))
    assert told[0][0] == 401
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in told[0][1]
    assert told == [told[0]] * 4


def test_after_ten_wrong_passwords_the_right_one_has_to_wait_five_minutes(stage: Stage) -> None:
    visitor = stage.stranger()
    assert [sign_in(visitor, "Lan", WRONG).status_code for _ in range(11)] == [401] * 10 + [429]
    waiting = sign_in(visitor, "lan")
    assert (waiting.status_code, "chờ 5 phút" in waiting.text) == (429, True)
    assert sign_in(visitor, "so").status_code == 303
    stage.clock.pass_minutes(5)
    assert sign_in(stage.stranger(), "lan").status_code == 303


def test_a_right_password_takes_no_guess(quick_stage: Stage) -> None:
    visitor = quick_stage.stranger()
    for _ in range(9):
        sign_in(visitor, "lan", WRONG)
    for _ in range(3):
        assert sign_in(quick_stage.stranger(), "lan").status_code == 303
    assert sign_in(visitor, "lan", WRONG).status_code == 401
    assert sign_in(visitor, "lan").status_code == 429


def test_of_120_wrong_passwords_sent_together_ten_are_looked_at(stage: Stage) -> None:
    statuses = together(stage, "/sign-in", [{"username": "lan", "password": WRONG}] * 120)
    assert statuses == {401: 10, 429: 110}


def test_of_120_wrong_codes_sent_together_ten_are_looked_at(stage: Stage) -> None:
    statuses = together(stage, "/enter", [{"number": "VT0001", "code": "AAAAA-AAAAA"}] * 120)
    assert statuses == {404: 10, 429: 110}


def test_an_address_has_a_hundred_wrong_passwords_whatever_its_headers_say(
    quick_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signin, "is_password", lambda kept, password: password == PASSWORD)
    forms = [{"username": f"u{number}", "password": WRONG} for number in range(ADDRESS_GUESSES + 9)]
    assert together(quick_stage, "/sign-in", forms) == {401: ADDRESS_GUESSES, 429: 9}
    visitor = quick_stage.stranger()
    visitor.client.headers["X-Forwarded-For"] = "203.0.113.7"
    visitor.client.headers["Forwarded"] = "for=203.0.113.7"
    # the client of these tests comes from another address than `together`
    visitor.client._transport.client = ("127.0.0.1", 1)  # type: ignore[attr-defined]
    assert sign_in(visitor, "lan").status_code == 429
    quick_stage.clock.pass_minutes(5)
    assert sign_in(visitor, "lan").status_code == 303


def test_two_threads_verify_passwords_however_many_sign_in(
    quick_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    running: list[int] = []
    most = 0

    def slow(_kept: str | None, _password: str) -> bool:
        nonlocal most
        running.append(1)
        most = max(most, len(running))
        time.sleep(0.1)
        running.pop()
        return False

    monkeypatch.setattr(signin, "is_password", slow)
    forms = [{"username": f"u{number}", "password": WRONG} for number in range(8)]
    assert together(quick_stage, "/sign-in", forms) == {401: 8}
    assert most == 2


def test_a_session_ends_after_twelve_hours_for_staff(stage: Stage) -> None:
    lan = stage.staff("lan")
    stage.clock.pass_minutes(12 * 60 - 0.001)
    assert lan.get("/staff/rounds").status_code == 200
    stage.clock.pass_minutes(0.001)
    assert lan.get("/staff/rounds").status_code == 401


def test_a_session_ends_after_a_week_for_contestants(stage: Stage) -> None:
    an = stage.contestant("An")
    stage.clock.pass_minutes(7 * 24 * 60 - 0.001)
    assert an.get("/rounds").status_code == 303
    stage.clock.pass_minutes(0.001)
    assert an.get("/rounds").status_code == 401


@pytest.mark.parametrize("who", ["lan", "An"])
def test_signing_out_ends_the_session_and_wipes_the_browser(stage: Stage, who: str) -> None:
    visitor = stage.staff(who) if who == "lan" else stage.contestant(who)
    page = "/staff/rounds" if who == "lan" else "/rounds"
    kept = visitor.client.cookies["session"]
    assert visitor.get(page).status_code in {200, 303}
    answer = visitor.post("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert cookie_of(answer)["session"]["max-age"] == "0"
    assert "session" not in visitor.client.cookies
    thief = stage.stranger()
    thief.client.cookies.set("session", kept)
    assert thief.get(page).status_code == 401


def test_a_session_that_was_planted_is_not_taken_over(stage: Stage) -> None:
    for url, form in (
        ("/sign-in", {"username": "lan", "password": PASSWORD}),
        ("/enter", {"ticket": ticket.ticket(stage.app.state.site.secret, "VT0001", 1)}),
    ):
        victim = Visitor(stage.app)
        victim.client.cookies.set("session", "planted")
        victim.get("/enter")
        answer = victim.post(url, **form)
        assert answer.status_code == 303
        assert cookie_of(answer)["session"].value not in {"planted", ""}
        thief = stage.stranger()
        thief.client.cookies.set("session", "planted")
        assert thief.get("/staff/rounds").status_code == 401


def test_signing_in_again_gives_another_session_and_ends_the_one_before(stage: Stage) -> None:
    lan = stage.staff("lan")
    before = lan.client.cookies["session"]
    assert sign_in(lan, "lan").status_code == 303
    assert lan.client.cookies["session"] != before
    thief = stage.stranger()
    thief.client.cookies.set("session", before)
    assert thief.get("/staff/rounds").status_code == 401
    assert lan.get("/staff/rounds").status_code == 200


def test_the_cookie_is_kept_from_scripts_and_other_sites(quick_stage: Stage) -> None:
    answer = sign_in(quick_stage.stranger(), "lan")
    cookie = cookie_of(answer)["session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/")
    assert (cookie["secure"], cookie["domain"]) == ("", "")
    assert cookie["max-age"] == str(STAFF_SESSION_MS // 1000)
    assert len(cookie.value) >= 43


def test_by_https_the_cookie_is_bound_to_this_host(sqlite_url: str, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, database_url=sqlite_url, base_url="https://testserver")
    app = create_app(settings, lambda: OPENS, ticking=False)
    with TestClient(app):
        with app.state.site.database.writing() as session:
            hashed = hash_password(PASSWORD)
            session.add(Staff(username="so", name="Sở", role="province", password_hash=hashed))
        visitor = Visitor(app)
        visitor.client.base_url = httpx.URL("https://testserver")
        visitor.get("/enter")
        cookie = cookie_of(sign_in(visitor, "so"))["__Host-session"]
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "lax")
        assert (cookie["path"], cookie["domain"]) == ("/", "")
        assert visitor.get("/province").status_code == 200


def test_the_worker_removes_ended_sessions_once_a_minute(
    quick_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    beats: list[float] = []

    async def purge(_database: object, _writer: object, now: int) -> None:
        seen.append(now)

    async def once(act: Callable[[], Awaitable[None]], seconds: float) -> None:
        await act()
        beats.append(seconds)

    monkeypatch.setattr(signin, "purge_sessions", purge)
    monkeypatch.setattr(worker, "_repeat", once)
    asyncio.run(worker.run(quick_stage.database, quick_stage.writer, lambda: OPENS))
    assert seen == [OPENS]
    assert sorted(beats) == [0.5, 0.5, 5, 60]
