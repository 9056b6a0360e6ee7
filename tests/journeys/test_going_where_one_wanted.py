"""Whoever has to enter first comes to the page that was asked for, and to no other site."""

import pytest

from quiz.rules import ticket
from quiz.web.onward import onward
from tests.cast import Stage

EVIL = [
    "//evil", "/\\evil", "%2f%2fevil", "javascript:alert(1)", "https:evil", "https://evil.example",
    "\t//evil", "/rounds/1\r\nSet-Cookie: a=b", "/rounds/1\n", "/rounds//evil", "/rounds/../staff",
    "/rounds/01", "/rounds/٣", "/staff/rounds", "/sign-out", "/rounds?x=//evil", "@evil", "",
    "/attempts/5/answers", "http:/rounds", "/rounds/99999999999",
]  # fmt: skip


@pytest.mark.parametrize("wanted", EVIL)
def test_what_is_not_a_page_of_contestants_leads_home(quick_stage: Stage, wanted: str) -> None:
    assert onward(wanted) == ""
    visitor = quick_stage.stranger()
    assert "evil" not in visitor.get("/enter", params={"next": wanted}).text
    token = ticket.ticket(quick_stage.app.state.site.secret, "VT0001", 1)
    answer = visitor.post("/enter", ticket=token, next=wanted)
    assert (answer.status_code, answer.headers["location"]) == (303, "/rounds")


def test_a_page_that_asked_for_entering_is_come_back_to(quick_stage: Stage) -> None:
    url = f"/rounds/{quick_stage.world.vi_thanh}"
    visitor = quick_stage.stranger()
    refused = visitor.client.get(url)
    assert refused.status_code == 401
    assert f'href="/enter?next={url}"' in refused.text
    assert f'name="next" value="{url}"' in visitor.get(f"/enter?next={url}").text
    token = ticket.ticket(quick_stage.app.state.site.secret, "VT0001", 1)
    assert visitor.post("/enter", ticket=token, next=url).headers["location"] == url


def test_a_refused_staff_page_names_no_page_to_come_back_to(quick_stage: Stage) -> None:
    assert 'href="/enter"' in quick_stage.stranger().client.get("/staff/rounds").text
