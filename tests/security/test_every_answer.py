"""What every answer carries, whoever asks for whatever: crawled, and by https as well."""

import re
from pathlib import Path

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient

from quiz.settings import Settings
from quiz.web.app import create_app
from quiz.web.downloads import attachment
from quiz.web.security import CONTENT_SECURITY_POLICY, Gate
from tests.cast import OPENS, Stage, Visitor
from tests.house.test_access import peopled
from tests.security.crawling import addresses, crawl

FIXED = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
MAY_BE_KEPT = (
    "/static/",
    "/rounds/{round_id}/board",
    "/contests/{contest_id}/board",
    "/rounds/{round_id}/units",
    "/contests/{contest_id}/units",
    "/rounds/{round_id}/boards/",
)
"""What anybody sees alike."""


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    assert CONTENT_SECURITY_POLICY == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
        "frame-ancestors 'none'"
    )


@pytest.mark.parametrize("name", ["stranger", "An", "lan", "quan"])
def test_every_answer_carries_the_headers_and_is_kept_by_nobody_else(
    sqlite_url: str, tmp_path: Path, name: str
) -> None:
    wrong: set[tuple[str, str]] = set()
    with peopled(tmp_path, sqlite_url) as everybody:
        visitor = everybody.visitors[name]
        for seen in crawl(visitor, [*addresses(everybody.own), "/nope", "/attempts/0"]):
            headers = seen.answer.headers
            wrong |= {(seen.url, one) for one, value in FIXED.items() if headers.get(one) != value}
            kind = headers.get("content-type", "")
            if seen.answer.content and kind.startswith("text/") and "charset=utf-8" not in kind:
                wrong.add((seen.url, kind))
            if seen.answer.content and not kind:
                wrong.add((seen.url, "no content type"))
            kept = headers.get("cache-control", "")
            public = name == "stranger" and any(
                f" {one}" in f" {seen.route[4:]}" for one in MAY_BE_KEPT
            )
            if kept != "private, no-store" and not public:
                wrong.add((seen.url, kept))
    assert wrong == set()


def refused_before_any_route(stage: Stage) -> dict[str, httpx.Response]:
    """What stands before the routes and answers by itself, in the lane and behind it."""
    client = stage.stranger().client
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    return {
        "another host": client.get("/", headers={"Host": "evil.example"}),
        "another host in the lane": client.get("/rounds", headers={"Host": "evil.example"}),
        "a form from elsewhere": client.post("/sign-in", headers=elsewhere),
        "a tap from elsewhere": client.post("/attempts/1/answers", headers=elsewhere),
        "too large": client.post("/sign-in", content=b"x" * 70_000),
        "too large in the lane": client.post("/enter", content=b"x" * 70_000),
        "packed": client.post("/sign-in", content=b"x", headers={"Content-Encoding": "gzip"}),
        "no token": client.post("/sign-in", data={"username": "lan", "password": "x"}),
        "another method": client.put("/"),
    }


def without_headers(answers: dict[str, httpx.Response]) -> set[str]:
    wanted = FIXED | {"cache-control": "private, no-store"}
    return {
        what
        for what, answer in answers.items()
        if any(answer.headers.get(name) != value for name, value in wanted.items())
    }


def test_what_is_refused_before_any_route_carries_them_too(quick_stage: Stage) -> None:
    answers = refused_before_any_route(quick_stage)
    assert {what for what, answer in answers.items() if answer.status_code < 400} == set()
    assert without_headers(answers) == set()


def test_a_build_that_refuses_without_them_is_caught(
    quick_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant: only what a route answers is protected."""
    monkeypatch.setattr(Gate, "protected", lambda _self, send: send)
    assert without_headers(refused_before_any_route(quick_stage))


STATIC = Path(__file__).parents[2] / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def test_every_static_file_says_its_type_and_letters(quick_stage: Stage) -> None:
    client, found = quick_stage.stranger().client, 0
    for path in STATIC.rglob("*"):
        if path.suffix in TYPES:
            answer = client.get(f"/static/x/{path.relative_to(STATIC).as_posix()}")
            assert answer.headers["content-type"] == TYPES[path.suffix], path
            found += 1
    assert found > 20


def test_every_kind_of_file_to_take_away_says_its_type_and_letters() -> None:
    for suffix in ("csv", "txt", "gift"):
        kind = attachment(f"a.{suffix}", b"").headers["content-type"]
        assert re.fullmatch(r"text/\w+; charset=utf-8", kind), suffix
    for suffix in ("xlsx", "docx", "json", "zip", "xml"):
        kind = attachment(f"a.{suffix}", b"").headers["content-type"]
        assert kind.startswith("application/"), suffix
        assert kind != "application/octet-stream", suffix


def test_by_https_browsers_are_told_to_stay_there_for_a_year(
    sqlite_url: str, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path, database_url=sqlite_url, base_url="https://testserver")
    app = create_app(settings, lambda: OPENS, ticking=False)
    with TestClient(app):
        visitor = Visitor(app)
        for url in ("/", "/nope", "/rounds", "/static/x/css/base.css", "/enter", "/healthz"):
            told = visitor.get(url).headers["strict-transport-security"]
            assert told == "max-age=31536000; includeSubDomains"
