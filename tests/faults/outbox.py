"""A person with a phone, in Python: enters, starts, taps through an outbox that behaves as the
page's (static/js/outbox.js), hands in and keeps the receipt.
"""

import asyncio
import html
import itertools
import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from tests.faults.wire import Asker, Message

SCRIPT = (Path(__file__).parents[2] / "static" / "js" / "outbox.js").read_text()
_PAUSE = re.search(r"Math\.min\((\d+), (\d+) \* 2 \*\* tries\)", SCRIPT)
_PATIENCE = re.search(r"stop\.abort\(\), (\d+)\)", SCRIPT)
assert _PAUSE
assert _PATIENCE
LONGEST_PAUSE, FIRST_PAUSE = int(_PAUSE[1]) / 1000, int(_PAUSE[2]) / 1000
"""The page's own back-off in seconds, read from its script."""
PATIENCE = int(_PATIENCE[1]) / 1000
"""Seconds after which the page gives a request up and repeats it."""
IDLE_SECONDS = 0.2
AGAIN = {408, 425, 429}


@dataclass(slots=True)
class Tap:
    """`seq` is None until it is first sent."""

    question: int
    choice: int
    seq: int | None = None


class Person:
    """Everything of one contestant. `faults` are replies that nobody should get."""

    def __init__(self, port: int, dice: random.Random) -> None:
        self.asker = Asker(port, PATIENCE)
        self.dice = dice
        self.attempt = ""
        self.headers = {"Sec-Fetch-Site": "same-origin"}
        self.taps: list[Tap] = []
        self.last: dict[int, int] = {}
        """Question -> what was tapped last."""
        self.saved: list[tuple[int, int, int]] = []
        """seq, question, choice of every 200."""
        self.faults: list[str] = []
        self.statuses: set[int] = set()
        self.receipt: tuple[int, str] = (0, "")
        self._next = 1

    async def enter(self, round_id: int, ticket: str) -> None:
        """Enter by ticket and start, repeating every step until it is answered."""
        token = form_token(await self.insist("GET", "/enter"))
        entered = await self.insist("POST", "/enter", form_token=token, ticket=ticket)
        self.headers["Cookie"] = entered.headers["set-cookie"].partition(";")[0]
        token = form_token(await self.insist("GET", f"/rounds/{round_id}"))
        self.headers["X-Form-Token"] = token
        started = await self.insist("POST", f"/rounds/{round_id}/start", form_token=token)
        self.attempt = started.headers["location"]

    def tap(self, question: int, choice: int) -> None:
        """A newer tap takes the place of an older one of its question that never left."""
        self.last[question] = choice
        self.taps = [tap for tap in self.taps if tap.seq is not None or tap.question != question]
        self.taps.append(Tap(question, choice))

    async def run(self, until: Callable[[], bool]) -> None:
        """Send taps in order, one at a time, until there is none and `until` says so."""
        tries = 0
        while self.taps or not until():
            if not self.taps:
                await asyncio.sleep(IDLE_SECONDS)
                continue
            tap = self.taps[0]
            if tap.seq is None:
                tap.seq = self._next
                self._next += 1
            reply = await self.send(tap, tap.seq)
            if reply is None or reply.status >= 500 or reply.status in AGAIN:
                tries += 1
                self.unanswered(tap)
                await self.pause(tries - 1, reply)
            else:
                tries = 0
                self.settle(tap, tap.seq, reply)

    async def send(self, tap: Tap, seq: int) -> Message | None:
        """The reply to a tap, None if there was none."""
        content = {"seq": seq, "question": tap.question, "choice": [tap.choice]}
        headers = self.headers | {"Content-Type": "application/json"}
        try:
            reply = await self.asker.ask(
                "POST", f"{self.attempt}/answers", headers, json.dumps(content).encode()
            )
        except (OSError, EOFError):
            return None
        self.statuses.add(reply.status)
        if reply.status in {429, 503} and int(reply.headers.get("retry-after", 0)) < 1:
            self.faults.append(f"{reply.status} without Retry-After")
        elif reply.status >= 500 and reply.status != 503:
            self.faults.append(f"{reply.status} {reply.body[:200]!r}")
        return reply

    def unanswered(self, tap: Tap) -> None:
        """What becomes of a tap that was not answered: it stays, with its seq."""

    def settle(self, tap: Tap, seq: int, reply: Message) -> None:
        """Strike the tap off, or number it anew."""
        data = json.loads(reply.body)
        if reply.status == 409 and data["code"] == "seq_conflict":
            tap.seq = data["next_seq"]
            self._next = data["next_seq"] + 1
            return
        self.taps.remove(tap)
        if reply.status == 200 and data["state"] == "saved":
            self.saved.append((seq, tap.question, tap.choice))
        else:
            self.faults.append(f"{reply.status} {data}")

    async def pause(self, tries: int, reply: Message | None = None) -> None:
        """As the page's `pause`."""
        asked = float(reply.headers.get("retry-after", 0)) if reply else 0
        wait = min(LONGEST_PAUSE, FIRST_PAUSE * 2**tries) * (0.5 + self.dice.random() / 2)
        await asyncio.sleep(max(wait, asked))

    async def insist(self, method: str, path: str, **form: str) -> Message:
        """The reply to a page or a form; asked again until there is one."""
        headers = self.headers | {"Content-Type": "application/x-www-form-urlencoded"}
        return await self._insist(method, path, headers, urlencode(form).encode())

    async def hand_in(self) -> None:
        """Submit until it is answered; keep what the receipt says."""
        headers = self.headers | {"Content-Type": "application/json"}
        reply = await self._insist("POST", f"{self.attempt}/submit", headers, b"{}")
        page = await self.insist("GET", json.loads(reply.body)["receipt_url"])
        self.receipt = receipt_in(page.body.decode())
        self.asker.close()

    async def _insist(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> Message:
        for tries in itertools.count():
            try:
                reply = await self.asker.ask(method, path, headers, body)
            except (OSError, EOFError):
                await self.pause(tries)
                continue
            if reply.status < 400:
                return reply
            if reply.status not in {429, 503}:
                raise ValueError(f"{method} {path}: {reply.status} {reply.body[:200]!r}")
            await self.pause(tries, reply)
        raise AssertionError("never")


class GivesUp(Person):
    """A mutant: what was not answered is forgotten."""

    def unanswered(self, tap: Tap) -> None:
        self.taps.remove(tap)


class CountsOn(Person):
    """A mutant: what was not answered is sent under a new seq."""

    def unanswered(self, tap: Tap) -> None:
        tap.seq = None


def form_token(page: Message) -> str:
    """The form token of a page."""
    found = re.search(r'name="form_token" value="([^"]*)"', page.body.decode())
    assert found, page
    return html.unescape(found[1])


def receipt_in(page: str) -> tuple[int, str]:
    """Number and code on a receipt's page."""
    found = re.search(r'Phiếu xác nhận số\s+(\d+).*?class="code-word">([^<]*)<', page, re.S)
    assert found, page
    return int(found[1]), found[2]
