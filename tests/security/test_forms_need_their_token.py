"""Whatever changes something by POST needs the token of a form of this very session: every route,
for everybody who may go by it, in the lane and behind it."""

from pathlib import Path

import pytest

from quiz.rules.access import ROUTES, may
from quiz.rules.reasons import RequestReason
from quiz.web import guard, lane
from tests.contents import contents
from tests.house.test_access import ASKED, ROLES, Everybody, peopled

WITHOUT_PROVIDER = {"POST /sso/enter"}
"""Not there without a provider, whatever is sent; tests/sso tries it with one."""


def posts(everybody: Everybody, name: str) -> list[tuple[str, str]]:
    """Route and address of each POST that somebody may go by."""
    found = []
    for route in ROUTES:
        method, path = ASKED.get(route, route).split(" ")
        if method != "POST" or route in WITHOUT_PROVIDER:
            continue
        if name == "stranger":
            if ROUTES[route] is not None:
                continue
        elif not may(ROLES[name], route):
            continue
        for key, value in everybody.own.items():
            path = path.replace(key, value)
        found.append((route, path))
    return found


def taken(everybody: Everybody, name: str) -> set[tuple[str, int]]:
    """Routes that did anything but refuse a form without its token, or with another session's."""
    client, found = everybody.visitors[name].client, set()
    other = everybody.visitors["hoa" if name == "lan" else "lan"].token
    for route, path in posts(everybody, name):
        for fields in ({}, {"form_token": "x"}, {"form_token": other}):
            answer = client.post(path, data=fields)
            if (
                answer.status_code != RequestReason.STALE_FORM.status
                or "set-cookie" in answer.headers
            ):
                found.add((route, answer.status_code))
    return found


@pytest.mark.parametrize("name", ["stranger", "An", "lan", "phuc", "so", "quan"])
def test_no_form_is_taken_without_its_token_or_with_another_s(
    sqlite_url: str, tmp_path: Path, name: str
) -> None:
    with peopled(tmp_path, sqlite_url) as everybody:
        before = contents(everybody.stage.database)
        assert len(posts(everybody, name)) > 4
        assert taken(everybody, name) == set()
        assert contents(everybody.stage.database) == before


@pytest.mark.parametrize(("name", "module"), [("An", lane), ("lan", guard), ("stranger", guard)])
def test_a_build_that_asks_for_no_token_is_caught(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: object
) -> None:
    """The mutant: any token is this session's, in the lane or behind it."""
    with peopled(tmp_path, sqlite_url) as everybody:
        monkeypatch.setattr(module, "holds_token", lambda *_given: True)
        assert taken(everybody, name)
