"""A provider that accepts and says nothing costs nobody the pages: it is asked once for everybody,
its silence is remembered, and no page waits behind those who wait for it.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import httpx2
import pytest

from quiz.rules.reasons import EntryReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.web import openid, turnstile
from quiz.web.app import create_app
from quiz.web.limits import PROVIDER_BURST
from quiz.web.openid import DISCOVERY, OpenIdProvider
from quiz.web.provider import Pending
from tests.cast import Stage

LONG = 600
PATIENCE = 60
"""Seconds after which a test says that a page hangs."""
BACK = "http://testserver/sso/back"


class Silent:
    """A provider that counts who asks and says nothing, but of itself where it is `talking`."""

    def __init__(self, *, talking: bool = False) -> None:
        self.talking = talking
        self.issuer = ""
        self.asked: list[str] = []
        self.came = asyncio.Event()
        self.ended = asyncio.Event()

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        head = await reader.readuntil(b"\r\n\r\n")
        path = head.split(b" ")[1].decode()
        self.asked.append(path)
        if self.talking and path == DISCOVERY:
            names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            said = {"issuer": self.issuer} | {name: f"{self.issuer}/{name}" for name in names}
            content = json.dumps(said).encode()
            writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: ")
            writer.write(b"%d\r\n\r\n%s" % (len(content), content))
        else:
            self.came.set()
            await self.ended.wait()
        writer.close()


@asynccontextmanager
async def silent(*, talking: bool = False) -> AsyncIterator[Silent]:
    """It listens until the test is over."""
    one = Silent(talking=talking)
    server = await asyncio.start_server(one.meet, "127.0.0.1", 0)
    one.issuer = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield one
    finally:
        one.ended.set()
        server.close()


@contextmanager
def patient(monkeypatch: pytest.MonkeyPatch, seconds: float) -> Iterator[None]:
    """How long a provider is waited for."""
    with monkeypatch.context() as patched:
        patched.setattr(openid, "SECONDS", seconds)
        yield


def given(stage: Stage, issuer: str) -> dict[str, object]:
    return {
        "sso_issuer": issuer,
        "sso_client_id": "quiz",
        "sso_client_secret": "secret-of-the-tests",
        "sso_title": "tài khoản tỉnh",
    }


@asynccontextmanager
async def site(stage: Stage, issuer: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Browsers behind one address, at a site with this provider."""
    settings = stage.settings.model_copy(update=given(stage, issuer))
    app = create_app(settings, stage.clock, ticking=False)
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
            yield client


def test_pages_are_answered_while_more_than_all_places_wait_for_the_provider(
    quick_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        with patient(monkeypatch, LONG):
            async with silent() as nobody, site(quick_stage, nobody.issuer) as client:
                many = 2 * turnstile.AT_ONCE
                waiting = [asyncio.create_task(client.get("/sso")) for _ in range(many)]
                await nobody.came.wait()
                for path in ("/enter", "/privacy"):
                    assert (await client.get(path)).status_code == 200
                assert not any(one.done() for one in waiting)
                nobody.ended.set()
                told = await asyncio.gather(*waiting)
                assert {one.status_code for one in told} == {503}
                assert all("vào thi bằng thẻ dự thi" in one.text for one in told)
                assert len(nobody.asked) == 1

    asyncio.run(asyncio.wait_for(run(), PATIENCE))


def test_a_build_whose_provider_takes_the_places_of_pages_is_caught(
    quick_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    passing = tuple(one for one in turnstile._PASSING if one != "/sso")
    monkeypatch.setattr(turnstile, "_PASSING", passing)
    monkeypatch.setitem(globals(), "PATIENCE", 3)
    with pytest.raises(TimeoutError):
        test_pages_are_answered_while_more_than_all_places_wait_for_the_provider(
            quick_stage, monkeypatch
        )


def test_silence_is_remembered_for_half_a_minute_and_then_asked_about_again(
    quick_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        async with silent() as nobody:
            settings = quick_stage.settings.model_copy(update=given(quick_stage, nobody.issuer))
            asking, pending = OpenIdProvider(settings), Pending("s", "n", "v" * 64, BACK)
            with patient(monkeypatch, 0.2):
                for _ in range(5):
                    with pytest.raises(Refusal) as caught:
                        await asking.way_there(pending)
                    assert caught.value.reason is EntryReason.SSO_AWAY
                assert len(nobody.asked) == 1
            nobody.talking = True
            monkeypatch.setattr(time, "monotonic", lambda now=asking._silent_until: now)
            assert (await asking.way_there(pending)).startswith(nobody.issuer)
            assert len(nobody.asked) == 2

    asyncio.run(asyncio.wait_for(run(), PATIENCE))


def test_a_code_is_exchanged_within_seconds_or_not_and_only_so_many_at_once(
    quick_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        async with silent(talking=True) as nobody:
            settings = quick_stage.settings.model_copy(update=given(quick_stage, nobody.issuer))
            asking, pending = OpenIdProvider(settings), Pending("s", "n", "v" * 64, BACK)
            await asking.way_there(pending)
            monkeypatch.setattr(openid, "AT_ONCE", 2)
            with patient(monkeypatch, LONG):
                held = [asyncio.create_task(asking.claims("c", pending)) for _ in range(2)]
                await nobody.came.wait()
                with pytest.raises(Refusal) as caught:
                    await asking.claims("c", pending)
                assert caught.value.reason is RequestReason.BUSY
                for one in held:
                    one.cancel()
                await asyncio.gather(*held, return_exceptions=True)
            with patient(monkeypatch, 0.2), pytest.raises(Refusal) as caught:
                await asking.claims("c", pending)
            assert caught.value.reason is EntryReason.SSO_AWAY

    asyncio.run(asyncio.wait_for(run(), PATIENCE))


def test_one_address_asks_for_an_office_s_worth_and_no_more(quick_stage: Stage) -> None:
    async def run() -> None:
        async with silent(talking=True) as somebody, site(quick_stage, somebody.issuer) as client:
            there = [(await client.get("/sso")).status_code for _ in range(PROVIDER_BURST + 1)]
            assert there == [303] * PROVIDER_BURST + [429]
            quick_stage.clock.now += 1_000
            assert (await client.get("/sso")).status_code == 303

    asyncio.run(asyncio.wait_for(run(), PATIENCE))
