"""Sessions and the way in, asked as no page asks: planted cookies, ways back to elsewhere, other
content types, secrets in addresses."""

import re

import pytest
from sqlalchemy import text

from quiz.rules.access import ROUTES
from tests.cast import PASSWORD, Stage
from tests.house.test_access import _flat

ELSEWHERE = (
    "//evil.example",
    "/\\evil.example",
    "%09//evil.example",
    "https:evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "%2f%2fevil.example",
    "/rounds%0d%0aSet-Cookie:x=1",
)


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
@pytest.mark.parametrize("name", ["next", "url", "return_to", "redirect", "continue"])
def test_no_address_leads_away_after_signing_in(
    quick_stage: Stage, elsewhere: str, name: str
) -> None:
    visitor = quick_stage.stranger()
    page = visitor.get(f"/sign-in?{name}={elsewhere}")
    assert "evil" not in page.text
    form = {"username": "lan", "password": PASSWORD}
    answer = visitor.post(f"/sign-in?{name}={elsewhere}", **form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/rounds")
    assert "x" not in answer.cookies


@pytest.mark.parametrize("page", ["/rounds", "/staff/rounds"])
def test_of_two_session_cookies_neither_is_believed(quick_stage: Stage, page: str) -> None:
    visitor = (
        quick_stage.staff("lan") if page.startswith("/staff") else quick_stage.contestant("An")
    )
    own = visitor.client.cookies["session"]
    visitor.client.cookies.clear()
    one = visitor.client.get(page, headers={"Cookie": f"session={own}"})
    assert one.status_code in {200, 303}
    for cookies in (
        f"session=planted; session={own}",
        f"session={own}; session=planted",
        f"session={own}; session={own}",
        f"session={own}; session=",
    ):
        two = visitor.client.get(page, headers={"Cookie": cookies})
        assert two.status_code == 401, cookies
        headers = {"Cookie": cookies, "X-Form-Token": visitor.token}
        round_id = quick_stage.world.vi_thanh
        start = visitor.client.post(f"/rounds/{round_id}/start", json={}, headers=headers)
        assert start.status_code in {401, 403}


def test_json_in_plain_text_is_refused_everywhere(quick_stage: Stage) -> None:
    quan, an = quick_stage.staff("quan"), quick_stage.contestant("An")
    for visitor, url in ((quan, "/province/rehearsal"), (quan, "/sign-in"), (an, "/enter")):
        headers = {"Content-Type": "text/plain", "X-Form-Token": visitor.token}
        answer = visitor.client.post(url, content='{"key": "0"}', headers=headers)
        assert answer.status_code == 415, url


def test_a_role_that_is_taken_away_and_a_district_are_gone_on_the_next_request(
    quick_stage: Stage,
) -> None:
    lan, round_url = quick_stage.staff("lan"), f"/staff/rounds/{quick_stage.world.vi_thanh}"
    assert lan.get(round_url).status_code == 200
    with quick_stage.database.writing() as session:
        session.connection().execute(text("DELETE FROM staff_district"))
    assert lan.get(round_url).status_code == 404
    with quick_stage.database.writing() as session:
        session.connection().execute(
            text("UPDATE staff SET role = 'reviewer' WHERE username = 'lan'")
        )
    assert lan.get(round_url).status_code == 403


def test_no_route_asks_for_a_secret_in_its_address(quick_stage: Stage) -> None:
    secret = re.compile("ticket|code|password|token|session|secret|key", re.IGNORECASE)
    personal = re.compile("user|name|phone|birth|staff", re.IGNORECASE)
    for route in _flat(quick_stage.app.routes):
        if route.path == "/sso/back":
            continue  # a provider's code: tests/sso proves what it is worth
        asked = " ".join(one.alias for one in route.dependant.query_params)
        assert not secret.search(asked)
        assert not personal.search(asked), route.path
    named = {route for route in ROUTES if secret.search(route)}
    assert {route.partition(" ")[2] for route in named} == {
        "/staff/people/tickets",
        "/sign-in/code",
        "/password-link",
        "/account/password",
        "/account/sessions",
        "/admin/staff/{staff_id}/code-reset",
        "/admin/staff/{staff_id}/sessions",
    }  # pages about them; what they are stands in no address


def test_there_is_no_admin_page_to_find(quick_stage: Stage) -> None:
    for visitor in (quick_stage.contestant("An"), quick_stage.stranger()):
        for path in ("/admin", "/admin/", "/admin/login", "/wp-admin", "/phpmyadmin"):
            assert visitor.get(path).status_code in {401, 403, 404}
    an = quick_stage.contestant("An")
    for path in ("/province", "/staff/rounds", "/staff/people", "/banks", "/workshop"):
        assert an.get(path).status_code == 403
