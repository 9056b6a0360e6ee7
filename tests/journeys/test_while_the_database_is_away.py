"""While the database is away whoever is refused for another reason is told that reason, and whoever
needs the database is told when to come back: never a 500."""

import pytest

from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.store.database import Database
from tests.cast import Stage

HEADERS = ("content-security-policy", "x-content-type-options")


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/enter", {"host": "elsewhere.example"}, 400),
        ("POST", "/rounds/1/start", {"sec-fetch-site": "cross-site"}, 403),
        ("POST", "/enter", {}, 403),
        ("GET", "/rounds/1", {}, 503),
        ("GET", "/nowhere", {}, 404),
        ("GET", "/", {}, 503),
    ],
)
def test_every_refusal_is_still_told(
    quick_stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    path: str,
    headers: dict[str, str],
    status: int,
) -> None:
    an = quick_stage.contestant("An")
    quick_stage.database.sessions.clear()

    async def away(*_values: object) -> None:
        raise Refusal(RequestReason.BUSY, seconds=2)

    monkeypatch.setattr(Database, "look", away)
    monkeypatch.setattr(Database, "read", away)
    answer = an.client.request(method, path, headers=headers)
    assert answer.status_code == status
    assert all(name in answer.headers for name in HEADERS)
    assert (answer.headers.get("retry-after") is not None) == (status == 503)
