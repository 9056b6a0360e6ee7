"""The server's time comes with every reply to a script's POST, whatever the reply is."""

from collections.abc import Callable
from http import HTTPStatus

import httpx2 as httpx
import pytest

from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from tests.cast import MINUTE, OPENS, Stage, Visitor
from tests.journeys.test_answers import start, tap

HEADER = "Server-Now"
NOW = str(OPENS + MINUTE)


def answer(device: Visitor, attempt: str, seq: int = 1) -> httpx.Response:
    """One tap."""
    return device.post_json(f"{attempt}/answers", tap(seq, 1, 0))


def over(stage: Stage, an: Visitor, attempt: str) -> httpx.Response:
    stage.clock.now -= 1
    an.post_json(f"{attempt}/submit", {})
    stage.clock.now += 1
    return answer(an, attempt)


def too_fast(_: Stage, an: Visitor, attempt: str) -> httpx.Response:
    return [answer(an, attempt, seq) for seq in range(1, 30)][-1]


def without_token(_: Stage, an: Visitor, attempt: str) -> httpx.Response:
    return an.client.post(f"{attempt}/answers", json=tap(1, 1, 0))


REPLIES: dict[str, tuple[HTTPStatus, Callable[[Stage, Visitor, str], httpx.Response]]] = {
    "saved": (HTTPStatus.OK, lambda _, an, attempt: answer(an, attempt)),
    "handed in": (HTTPStatus.OK, lambda _, an, attempt: an.post_json(f"{attempt}/submit", {})),
    "taken over": (HTTPStatus.OK, lambda _, an, attempt: an.post_json(f"{attempt}/take-over", {})),
    "started": (
        HTTPStatus.OK,
        lambda stage, an, _: an.post_json(f"/rounds/{stage.world.vi_thanh}/start", {}),
    ),
    "stranger": (
        HTTPStatus.UNAUTHORIZED,
        lambda stage, _, attempt: answer(stage.stranger(), attempt),
    ),
    "stale form": (HTTPStatus.FORBIDDEN, without_token),
    "another's": (
        HTTPStatus.NOT_FOUND,
        lambda stage, _, attempt: answer(stage.contestant("Bình"), attempt),
    ),
    "elsewhere": (
        HTTPStatus.CONFLICT,
        lambda stage, _, attempt: answer(stage.contestant("An"), attempt),
    ),
    "over": (HTTPStatus.CONFLICT, over),
    "not in the paper": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        lambda _, an, attempt: an.post_json(f"{attempt}/answers", tap(1, 77, 0)),
    ),
    "too fast": (HTTPStatus.TOO_MANY_REQUESTS, too_fast),
}


@pytest.mark.parametrize(("status", "deed"), REPLIES.values(), ids=REPLIES.keys())
def test_a_script_s_post_is_answered_with_the_server_s_time(
    quick_stage: Stage, status: HTTPStatus, deed: Callable[[Stage, Visitor, str], httpx.Response]
) -> None:
    an, attempt = start(quick_stage)
    quick_stage.clock.pass_minutes(1)
    reply = deed(quick_stage, an, attempt)
    assert reply.status_code == status
    assert reply.headers.get_list(HEADER) == [NOW]


@pytest.mark.parametrize(
    ("problem", "status"),
    [(Refusal(RequestReason.BUSY, seconds=3), 503), (ZeroDivisionError(), 500)],
    ids=["busy", "a fault of ours"],
)
def test_it_comes_too_when_the_writer_cannot(
    quick_stage: Stage, monkeypatch: pytest.MonkeyPatch, problem: Exception, status: int
) -> None:
    async def fail(_: object) -> None:
        raise problem

    an, attempt = start(quick_stage)
    quick_stage.clock.pass_minutes(1)
    monkeypatch.setattr(quick_stage.writer, "save", fail)
    reply = answer(an, attempt)
    assert reply.status_code == status
    assert reply.headers.get_list(HEADER) == [NOW]
    assert reply.headers.get("Retry-After") == ("3" if status == 503 else None)


def test_a_form_is_answered_without_it(quick_stage: Stage) -> None:
    an, attempt = start(quick_stage)
    assert HEADER not in an.post(f"{attempt}/save", q1="0", do="save").headers
