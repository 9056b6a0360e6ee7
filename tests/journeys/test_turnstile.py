"""Saving never waits behind those who start: pages take a place, wait in line, or are told when to
come back, each at another time.
"""

import asyncio
from typing import Any

import pytest

from quiz.web import contestant
from quiz.web.turnstile import LONGEST_SECONDS, InLine, Turnstile
from tests.cast import Stage


class Work:
    """An application whose requests last until the test lets them go."""

    def __init__(self) -> None:
        self.running: list[asyncio.Future[None]] = []
        self.most = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        turn = asyncio.get_running_loop().create_future()
        self.running.append(turn)
        self.most = max(self.most, len(self.running))
        try:
            await turn
        finally:
            self.running.remove(turn)
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def let_go(self) -> None:
        """The oldest one ends."""
        self.running[0].set_result(None)
        await settled()


async def settled() -> None:
    """Let everybody go as far as they can."""
    for _ in range(5):
        await asyncio.sleep(0)


def ask(
    turnstile: InLine, path: str = "/attempts/1", method: str = "GET", receive: Any = None
) -> "asyncio.Task[dict[str, Any]]":
    """A request, and how its answer begins."""

    async def request() -> dict[str, Any]:
        begun: list[dict[str, Any]] = []

        async def send(message: Any) -> None:
            begun.append(message)

        scope = {"type": "http", "method": method, "path": path}
        await turnstile(scope, receive or _nothing, send)
        return begun[0]

    return asyncio.ensure_future(request())


async def _nothing() -> Any:
    raise AssertionError("nobody reads here")


def retry_after(answer: dict[str, Any]) -> int:
    return int(dict(answer["headers"])[b"retry-after"])


def test_some_are_at_work_some_in_line_and_the_others_are_told_to_come_back() -> None:
    async def opening() -> None:
        work = Work()
        turnstile = InLine(work, Turnstile(at_once=2, in_line=3))
        asked = [ask(turnstile) for _ in range(7)]
        await settled()
        assert len(work.running) == 2
        told = [one.result() for one in asked if one.done()]
        assert [answer["status"] for answer in told] == [503, 503]
        assert all(retry_after(answer) >= 1 for answer in told)
        for _ in range(5):
            await work.let_go()
        assert [one.result()["status"] for one in asked] == [200] * 5 + [503] * 2
        assert work.most == 2

    asyncio.run(opening())


def test_files_pass_although_the_line_is_full() -> None:
    async def opening() -> None:
        work = Work()
        turnstile = InLine(work, Turnstile(at_once=1, in_line=0))
        ask(turnstile)
        await settled()
        assert (await ask(turnstile))["status"] == 503
        file = ask(turnstile, "/static/x/y.css")
        await settled()
        assert len(work.running) == 2
        await work.let_go()
        await work.let_go()
        assert file.result()["status"] == 200

    asyncio.run(opening())


def test_who_does_not_read_the_answer_holds_no_place() -> None:
    async def opening() -> None:
        work = Work()
        turnstile = InLine(work, Turnstile(at_once=1, in_line=0))
        never: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        async def send_to_nobody(_message: Any) -> None:
            await never

        scope = {"type": "http", "method": "GET", "path": "/"}
        deaf = asyncio.ensure_future(turnstile(scope, _nothing, send_to_nobody))
        await settled()
        await work.let_go()
        other = ask(turnstile)
        await settled()
        await work.let_go()
        assert other.result()["status"] == 200
        deaf.cancel()
        await settled()
        assert turnstile._turnstile._free == 1

    asyncio.run(opening())


def test_the_organisers_and_who_watches_the_server_do_not_wait_with_the_crowd() -> None:
    async def opening() -> None:
        work = Work()
        turnstile = InLine(work, Turnstile(at_once=0, in_line=0))
        passing = [ask(turnstile, path) for path in ("/healthz", "/staff/rounds/1", "/province")]
        await settled()
        assert len(work.running) == len(passing)
        assert (await ask(turnstile, "/"))["status"] == 503
        for _ in passing:
            await work.let_go()

    asyncio.run(opening())


def test_what_saves_takes_no_place_and_everything_else_of_the_contestants_does() -> None:
    passing = {f"{stop.method} {stop.path}" for stop in contestant.STOPS if not stop.waits}
    assert passing == {
        "POST /attempts/{attempt_id}/answers",
        "POST /attempts/{attempt_id}/save",
        "POST /attempts/{attempt_id}/submit",
        "POST /attempts/{attempt_id}/take-over",
        "GET /attempts/{attempt_id}/clock",
    }


def test_a_tap_is_saved_while_pages_are_told_to_come_back(quick_stage: Stage) -> None:
    an = quick_stage.contestant("An")
    attempt = an.post(f"/rounds/{quick_stage.world.vi_thanh}/start").headers["location"]
    an.get(attempt)
    quick_stage.app.state.site.turnstile._free = 0
    quick_stage.app.state.site.turnstile._most = 0
    crowded = an.get(attempt)
    assert (crowded.status_code, crowded.headers["retry-after"]) == (503, "1")
    assert "Hệ thống đang có nhiều người truy cập" in crowded.text
    assert crowded.headers["content-security-policy"]
    tap = {"seq": 1, "question": 1, "choice": [0]}
    assert an.post_json(f"{attempt}/answers", tap).status_code == 200


def test_thousands_are_told_different_times_and_never_too_long() -> None:
    turnstile = Turnstile(at_once=1, in_line=0)
    told = [turnstile._come_back_in(1_000.0) for _ in range(20_000)]
    assert told[0] == 1
    assert told == sorted(told)
    assert set(told) == set(range(1, LONGEST_SECONDS + 1))


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("POST", "/rounds/{}/start", b"application/x-www-form-urlencoded"),
        ("GET", "/rounds/{}/board", b"multipart/form-data; boundary=x"),
    ],
)
def test_whoever_sends_half_a_body_takes_no_place(
    quick_stage: Stage, method: str, path: str, kind: bytes
) -> None:
    site = quick_stage.app.state.site
    an = quick_stage.contestant("An")
    cookie = f"session={an.client.cookies['session']}".encode()
    headers = [
        (b"host", b"testserver"),
        (b"sec-fetch-site", b"same-origin"),
        (b"cookie", cookie),
        (b"content-type", kind),
        (b"content-length", b"99"),
    ]
    scope = {
        "type": "http",
        "method": method,
        "path": path.format(quick_stage.world.vi_thanh),
        "headers": headers,
        "state": {},
    }
    half = iter([{"type": "http.request", "body": b"half", "more_body": True}])
    free = site.turnstile._free

    async def stalls() -> Any:
        if (part := next(half, None)) is not None:
            return part
        assert site.turnstile._free == free
        return {"type": "http.disconnect"}

    async def send(_message: Any) -> None:
        raise AssertionError("nothing is answered")

    asyncio.run(quick_stage.app(scope, stalls, send))
    assert site.turnstile._free == free


def test_whoever_leaves_the_line_holds_up_nobody() -> None:
    async def opening() -> None:
        work = Work()
        turnstile = InLine(work, Turnstile(at_once=1, in_line=2))
        first, second, third = (ask(turnstile) for _ in range(3))
        await settled()
        second.cancel()
        await settled()
        await work.let_go()
        assert first.result()["status"] == 200
        await work.let_go()
        assert third.result()["status"] == 200
        again = ask(turnstile)
        await settled()
        await work.let_go()
        assert again.result()["status"] == 200

    asyncio.run(opening())


def test_whoever_leaves_in_the_moment_of_their_turn_gives_it_on() -> None:
    async def opening() -> None:
        work = Work()
        turnstile = InLine(work, Turnstile(at_once=1, in_line=2))
        first, second, third = (ask(turnstile) for _ in range(3))
        await settled()
        work.running[0].set_result(None)
        for _ in range(2):
            await asyncio.sleep(0)
        second.cancel()
        await settled()
        assert first.done()
        if not third.done():
            await work.let_go()
        assert third.result()["status"] == 200

    asyncio.run(opening())
