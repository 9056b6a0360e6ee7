"""Row 40: no ticket, code or session in an address or a log; what is personal is not kept."""

import json
import re

from quiz.rules import ticket
from tests.cast import Stage
from tests.journeys.test_logging import Log, log
from tests.ways import code_of

__all__ = ["log"]


def test_a_ticket_in_the_query_is_not_read_and_nothing_of_it_is_logged(
    quick_stage: Stage, log: Log
) -> None:
    token = ticket.ticket(quick_stage.app.state.site.secret, "VT0001", 1)
    code = code_of(quick_stage, "VT0001")
    visitor = quick_stage.stranger()
    asked = visitor.get("/enter", params={"ticket": token, "number": "VT0001", "code": code})
    assert (asked.status_code, "set-cookie" in asked.headers) == (200, False)
    assert token not in asked.text
    for form in ({"ticket": token}, {"number": "VT0001", "code": code}):
        assert visitor.post("/enter", **form).status_code == 303
        visitor.get("/enter")
    visitor.post("/enter", ticket=token + "x")
    visitor.post("/enter", number="VT0001", code="AAAAA-AAAAA")
    told = log.text()
    assert told
    assert all(json.loads(line) for line in told.splitlines())
    secrets = [token.rpartition(".")[2], code, code.replace("-", "")]
    secrets += list(visitor.client.cookies.values())
    assert not any(secret in told for secret in secrets)


def test_no_page_of_a_contestant_is_kept_and_no_link_carries_a_secret(quick_stage: Stage) -> None:
    an = quick_stage.contestant("An")
    round_url = f"/rounds/{quick_stage.world.vi_thanh}"
    an.get(round_url)
    attempt = an.post(f"{round_url}/start").headers["location"]
    secrets = [*an.client.cookies.values(), code_of(quick_stage, "VT0001")]
    for url in (round_url, attempt, f"{attempt}/clock", "/own-unit", "/enter"):
        page = an.get(url)
        assert page.headers["cache-control"] == "private, no-store"
        links = re.findall(r'(?:href|src|action)="([^"]*)"', page.text)
        assert not any(secret in link for link in links for secret in secrets)


def test_signing_out_wipes_the_browser_and_ends_the_session(quick_stage: Stage) -> None:
    an = quick_stage.contestant("An")
    session = an.client.cookies["session"]
    answer = an.post("/sign-out")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    thief = quick_stage.stranger()
    thief.client.cookies.set("session", session)
    assert thief.get("/rounds").status_code == 401
