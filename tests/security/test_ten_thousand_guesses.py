"""Guesses by the thousand, from ever another address or at ever another account: each bucket stops
what it is for, and headers move nobody into another one."""

import asyncio
import os
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2 as httpx
import pytest

from quiz.stages import signin
from quiz.web.limits import ADDRESS_GUESSES
from tests.cast import PASSWORD, Stage

GUESSES = 10_000 if os.environ.get("QUIZ_FAULTS") == "full" else 300
"""`make faults` tries the full number."""
WRONG = "khong-phai-mat-khau"
Send = Callable[[int, str], Awaitable[int]]


class Comes:
    """The application, asked from the address that the test says."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.address = "192.0.2.1"

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self._app({**scope, "client": (self.address, 1)}, receive, send)


def guess(
    stage: Stage, url: str, form: Callable[[int], dict[str, str]], address: Callable[[int], str]
) -> Counter[int]:
    """How often each status came. Each guess claims in its headers to come from elsewhere."""
    token = stage.stranger().token
    comes = Comes(stage.app)

    async def run() -> Counter[int]:
        told: Counter[int] = Counter()
        transport = httpx.ASGITransport(app=comes)
        async with httpx.AsyncClient(
            transport=transport,
            base_url="http://testserver",
            headers={"Sec-Fetch-Site": "same-origin"},
        ) as client:
            for number in range(GUESSES):
                comes.address = address(number)
                forged = f"198.51.{number // 250}.{number % 250}"
                answer = await client.post(
                    url,
                    data={"form_token": token, **form(number)},
                    headers={"X-Forwarded-For": forged, "Forwarded": f"for={forged}"},
                )
                told[answer.status_code] += 1
        return told

    return asyncio.run(run())


def ipv4(number: int) -> str:
    return f"203.{number // 250}.{number % 250}.1"


@pytest.fixture
def looked_at(quick_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Passwords that were hashed; hashing itself costs nothing here."""
    seen: list[str] = []

    def is_password(_kept: str | None, password: str) -> bool:
        seen.append(password)
        return password == PASSWORD

    monkeypatch.setattr(signin, "is_password", is_password)
    return seen


def test_one_account_is_guessed_at_ten_times_from_however_many_addresses(
    quick_stage: Stage, looked_at: list[str]
) -> None:
    form = {"username": "lan", "password": WRONG}
    told = guess(quick_stage, "/sign-in", lambda _: form, ipv4)
    assert told == {401: 10, 429: GUESSES - 10}
    assert len(looked_at) == 10


def test_one_address_guesses_a_hundred_times_at_however_many_accounts(
    quick_stage: Stage, looked_at: list[str]
) -> None:
    told = guess(
        quick_stage,
        "/sign-in",
        lambda number: {"username": f"u{number}", "password": PASSWORD + "x"},
        lambda _: "203.0.113.5",
    )
    assert told == {401: ADDRESS_GUESSES, 429: GUESSES - ADDRESS_GUESSES}
    assert len(looked_at) == ADDRESS_GUESSES


def test_one_subscriber_with_all_addresses_of_ipv6_is_one_address(
    quick_stage: Stage, looked_at: list[str]
) -> None:
    told = guess(
        quick_stage,
        "/sign-in",
        lambda number: {"username": f"u{number}", "password": WRONG},
        lambda number: f"2001:db8:1:2::{number:x}",
    )
    assert told == {401: ADDRESS_GUESSES, 429: GUESSES - ADDRESS_GUESSES}
    assert len(looked_at) == ADDRESS_GUESSES


def test_other_spellings_of_a_user_name_are_the_same_account(
    quick_stage: Stage, looked_at: list[str]
) -> None:
    spellings = ("lan", "LAN", " lan", "lan ", "Lan\u200b", "\uff4c\uff41\uff4e", "l\u0061n")
    told = guess(
        quick_stage,
        "/sign-in",
        lambda number: {"username": spellings[number % len(spellings)], "password": WRONG},
        ipv4,
    )
    assert told[429] >= GUESSES - 10 * len(spellings)
    assert len(looked_at) <= 10 * len(spellings)


def test_one_number_s_code_is_guessed_at_ten_times_from_however_many_addresses(
    quick_stage: Stage,
) -> None:
    form = {"number": "VT0001", "code": "AAAAA-AAAAA"}
    told = guess(quick_stage, "/enter", lambda _: form, ipv4)
    assert told == {404: 10, 429: GUESSES - 10}


def test_after_ten_thousand_guesses_the_others_still_get_in(
    quick_stage: Stage, looked_at: list[str]
) -> None:
    form = {"username": "lan", "password": WRONG}
    guess(quick_stage, "/sign-in", lambda _: form, ipv4)
    assert quick_stage.staff("so").get("/province").status_code == 200
    assert quick_stage.contestant("An").get("/rounds").status_code == 303
    quick_stage.clock.pass_minutes(5)
    assert quick_stage.staff("lan").get("/staff/rounds").status_code == 200
