"""Single sign-on against a real provider (npm `oidc-provider`, certified by the OpenID Foundation),
which runs beside the test. `npm ci --ignore-scripts` in tests/sso/provider brings it.
"""

import asyncio
import json
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from authlib.oidc.core import CodeIDToken
from fastapi.testclient import TestClient
from sqlmodel import col, update

from quiz.rules.phones import canonical_phone
from quiz.rules.reasons import EntryReason
from quiz.rules.refusal import Refusal
from quiz.settings import Settings
from quiz.store.tables import Person
from quiz.web.app import create_app
from quiz.web.openid import OpenIdProvider
from quiz.web.provider import Pending
from tests.cast import Stage

HERE = Path(__file__).parent / "provider"
BACK = "http://testserver/sso/back"
ACCOUNTS = {
    "an": {"staff_code": "CB-An", "phone_number": "+84912345678", "phone_number_verified": True},
    "binh": {"staff_code": "CB-Bình", "phone_number": "0987654321", "phone_number_verified": False},
    "nobody": {"staff_code": "CB-404"},
    "bare": {},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The provider's address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["node", str(HERE / "provider.mjs"), str(port), BACK, json.dumps(ACCOUNTS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        while (line := process.stdout.readline()) != b"listening\n":
            assert line, "the provider did not start"
        yield f"http://127.0.0.1:{port}"
        process.kill()


def settings(stage: Stage, issuer: str, **more: str) -> Settings:
    given = {
        "sso_issuer": issuer,
        "sso_client_id": "quiz",
        "sso_client_secret": "secret-of-the-tests",
        "sso_title": "tài khoản tỉnh",
        "sso_claim": "staff_code",
    }
    return stage.settings.model_copy(update=given | more)


@pytest.fixture
def known(quick_stage: Stage) -> Stage:
    """An and Bình with staff codes, An with a telephone number too."""
    with quick_stage.database.writing() as session:
        for name in ("An", "Bình"):
            mine = col(Person.id) == quick_stage.world.people[name]
            session.exec(update(Person).where(mine).values(staff_code=f"CB-{name}"))
        mine = col(Person.id) == quick_stage.world.people["An"]
        session.exec(update(Person).where(mine).values(phone="0912345678"))
    return quick_stage


def rename(stage: Stage, name: str, code: str) -> None:
    with stage.database.writing() as session:
        mine = col(Person.id) == stage.world.people[name]
        session.exec(update(Person).where(mine).values(staff_code=code))


class Browser:
    """A browser at our pages, and at the provider's."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def to_provider(self) -> str:
        """The address that our page sends the browser to."""
        answer = self.client.get("/sso", follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def back(self, address: str) -> httpx2.Response:
        """Our page that the provider's answer leads to, and its button pressed."""
        page = self.client.get(address.removeprefix("http://testserver"))
        if 'name="code"' not in page.text:
            return page
        fields = dict(re.findall(r'name="(form_token|code|state)" value="([^"]*)"', page.text))
        return self.client.post("/sso/enter", data=fields, follow_redirects=False)


def log_in(address: str, account: str) -> str:
    """The address to which the provider sends somebody back who logs in there and agrees."""
    with httpx2.Client(follow_redirects=False) as client:
        answer = client.get(address)
        for _ in range(12):
            if answer.status_code in {302, 303}:
                to = str(answer.next_request.url) if answer.next_request else ""
                if to.startswith(BACK):
                    return to
                answer = client.get(to)
                continue
            found = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
            assert found, answer.text[:500]
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
            assert prompt, answer.text[:500]
            data = {"prompt": prompt[1]}
            if prompt[1] == "login":
                data |= {"login": account, "password": "x"}
            answer = client.post(str(answer.url.join(found[1])), data=data)
    raise AssertionError("the provider sent nobody back")


@pytest.fixture
def browser(known: Stage, issuer: str) -> Iterator[Browser]:
    yield from opened(known, issuer)


def opened(stage: Stage, issuer: str, **more: str) -> Iterator[Browser]:
    app = create_app(settings(stage, issuer, **more), stage.clock, ticking=False)
    headers = {"sec-fetch-site": "same-origin"}
    with TestClient(app, headers=headers) as client:
        yield Browser(client)


def test_somebody_on_the_roster_enters_by_the_account_of_the_organisation(browser: Browser) -> None:
    assert "tài khoản tỉnh" in browser.client.get("/enter").text
    entered = browser.back(log_in(browser.to_provider(), "an"))
    assert (entered.status_code, entered.headers["location"]) == (303, "/rounds")
    assert "Thí sinh" in browser.client.get("/rounds").text


def test_a_telephone_number_is_compared_in_one_spelling_and_only_when_it_is_proved(
    known: Stage, issuer: str
) -> None:
    with known.database.writing() as session:
        mine = col(Person.id) == known.world.people["Bình"]
        session.exec(update(Person).where(mine).values(phone="0987654321"))
    more = {"sso_claim": "phone_number", "sso_matches": "phone"}
    for account, status in (("an", 303), ("binh", 403)):
        for browser in opened(known, issuer, **more):
            answer = browser.back(log_in(browser.to_provider(), account))
            assert answer.status_code == status, account


def test_a_number_of_two_people_is_nobodys(known: Stage, issuer: str) -> None:
    with known.database.writing() as session:
        session.exec(update(Person).values(phone="0912345678"))
    for browser in opened(known, issuer, sso_claim="phone_number", sso_matches="phone"):
        answer = browser.back(log_in(browser.to_provider(), "an"))
        assert answer.status_code == 403
        assert EntryReason.SSO_NOBODY.sentence[:40] in answer.text


@pytest.mark.parametrize("kept", ["CB-AN", "cb-an", "cB-aN"])
def test_a_staff_code_is_compared_in_any_capitals_as_rosters_do(
    known: Stage, issuer: str, kept: str
) -> None:
    rename(known, "An", kept)
    for browser in opened(known, issuer):
        assert browser.back(log_in(browser.to_provider(), "an")).status_code == 303


@pytest.mark.parametrize("account", ["nobody", "bare"])
def test_who_is_not_on_the_roster_reads_whom_to_ask(browser: Browser, account: str) -> None:
    answer = browser.back(log_in(browser.to_provider(), account))
    assert answer.status_code == 403
    assert "liên hệ Ban Tổ chức của đơn vị" in answer.text
    assert browser.client.get("/rounds").status_code == 401


def test_a_way_back_is_of_one_browser_one_state_and_ten_minutes(
    browser: Browser, known: Stage
) -> None:
    address = log_in(browser.to_provider(), "an")
    query = parse_qs(urlsplit(address).query)
    other = address.replace(query["state"][0], "x" * len(query["state"][0]))
    assert browser.back(other).status_code == 403
    browser.to_provider()  # sets out anew: the first way back is another one's now
    assert browser.back(address).status_code == 403
    address = log_in(browser.to_provider(), "an")
    known.clock.now += 601_000
    assert browser.back(address).status_code == 403
    browser.client.cookies.delete("sso")
    assert browser.back(address).status_code == 403
    assert browser.client.get("/rounds").status_code == 401


def test_a_code_is_worth_one_entry(browser: Browser) -> None:
    address = log_in(browser.to_provider(), "an")
    cookie = browser.client.cookies["sso"]
    assert browser.back(address).status_code == 303
    browser.client.cookies.set("sso", cookie)
    assert browser.back(address).status_code == 403


def test_a_refusal_at_the_provider_leads_to_a_page_that_says_what_helps(browser: Browser) -> None:
    browser.to_provider()
    page = browser.client.get("/sso/back?error=access_denied")
    assert page.status_code == 403
    assert "Vào thi bằng thẻ dự thi" in page.text


def test_a_session_is_new_at_each_entry(browser: Browser) -> None:
    sessions = []
    for _ in range(2):
        answer = browser.back(log_in(browser.to_provider(), "an"))
        cookies = answer.headers.get_list("set-cookie")
        sessions += [one.partition(";")[0] for one in cookies if one.startswith("session=")]
    assert len(sessions) == 2
    assert sessions[0] != sessions[1]


def proved(stage: Stage, issuer: str, change: str) -> dict[str, object]:
    """The claims that a provider object accepts, with one thing changed on the way."""
    pending = Pending("s" * 64, "n" * 64, "v" * 64, BACK)
    provider = OpenIdProvider(settings(stage, issuer))

    async def run() -> dict[str, object]:
        address = await provider.way_there(pending)
        answer = await asyncio.to_thread(log_in, address, "an")
        code = parse_qs(urlsplit(answer).query)["code"][0]
        changed = {
            "": pending,
            "nonce": Pending(pending.state, "m" * 64, pending.verifier, BACK),
            "verifier": Pending(pending.state, pending.nonce, "w" * 64, BACK),
        }[change]
        return await provider.claims(code, changed)

    return asyncio.run(run())


@pytest.mark.parametrize("change", ["nonce", "verifier"])
def test_an_answer_that_was_meant_for_another_way_proves_nothing(
    known: Stage, issuer: str, change: str
) -> None:
    assert proved(known, issuer, "")["staff_code"] == "CB-An"
    with pytest.raises(Refusal) as caught:
        proved(known, issuer, change)
    assert caught.value.reason is EntryReason.SSO_FAILED


def test_a_build_that_does_not_look_at_the_nonce_is_caught(
    known: Stage, issuer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CodeIDToken, "validate", lambda _self, **_: None)
    with pytest.raises(pytest.fail.Exception):
        test_an_answer_that_was_meant_for_another_way_proves_nothing(known, issuer, "nonce")


def test_a_provider_that_is_away_costs_nobody_the_other_ways(known: Stage) -> None:
    for browser in opened(known, "http://127.0.0.1:9"):
        answer = browser.client.get("/sso", follow_redirects=False)
        assert answer.status_code == 503
        assert "vào thi bằng thẻ dự thi" in answer.text
        assert browser.client.get("/enter").status_code == 200


def test_without_a_provider_there_are_no_such_pages(quick_stage: Stage) -> None:
    stranger = quick_stage.stranger()
    assert stranger.get("/sso").status_code == 404
    assert stranger.get("/sso/back?code=a&state=b").status_code == 404
    assert stranger.post("/sso/enter", code="a", state="b").status_code == 404
    assert "/sso" not in stranger.get("/enter").text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0912345678", "0912345678"),
        ("+84 912 345 678", "0912345678"),
        ("84912345678", "0912345678"),
        ("0084912345678", "0912345678"),
        ("912345678", "0912345678"),
        ("0912.345.678", "0912345678"),
        ("02933878888", "02933878888"),
        ("9.12E+10", ""),
        ("12345", ""),
        ("xin số", ""),
    ],
)
def test_a_telephone_number_has_one_spelling(typed: str, kept: str) -> None:
    assert canonical_phone(typed) == kept
