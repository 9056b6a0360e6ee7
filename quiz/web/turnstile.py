"""Before every page but what saves: some at once, some in line, and who comes after those is told
when to come back. So the opening never starves saving, and nobody waits longer than a browser does.
"""

import asyncio
import math
import time
from collections import deque

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal

AT_ONCE = 16
"""Requests at work: they keep the writer's groups full, and a tap waits for no more than these."""
IN_LINE = 1_000
"""Some seconds of work, well below the patience of a browser."""
LONGEST_SECONDS = 60
_USUAL_SECONDS = 0.004
"""Between two that leave, until it was measured."""
_NEW_PART = 0.02
"""How much the newest measure weighs."""


_PASSING = ("/static/", "/healthz", "/staff", "/province", "/banks", "/sso")
"""Files are cheap; who watches the server must not take it for dead; the organisers must get in
while everybody else does; and who waits for a provider of single sign-on works at nothing here."""


class Crowded(Exception):
    """The line is full. Its page is made without machinery: when it is needed, there is no time to
    render."""

    status = RequestReason.BUSY.status

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        sentence = Refusal(RequestReason.BUSY, seconds=seconds).sentence
        self.page = (
            '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width"><title>Hệ thống đang bận</title>'
            f"</head><body><p>{sentence}</p></body></html>"
        ).encode()
        self.headers = (
            (b"content-type", b"text/html; charset=utf-8"),
            (b"retry-after", b"%d" % seconds),
        )


class Turnstile:
    """The places of one application, and the line before them."""

    def __init__(self, at_once: int = AT_ONCE, in_line: int = IN_LINE) -> None:
        self._free = at_once
        self._most = in_line
        self._line: deque[asyncio.Future[None]] = deque()
        self._between = _USUAL_SECONDS
        self._left_at = 0.0
        self._promised = 0.0
        """Until when the places are given to those who were told to come back."""

    async def take(self) -> None:
        """Take a place, or wait for one. Crowded when the line is full."""
        if self._free:
            self._free -= 1
            return
        if len(self._line) >= self._most:
            raise Crowded(self._come_back_in(time.monotonic()))
        turn = asyncio.get_running_loop().create_future()
        self._line.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.give()
            raise

    def give(self) -> None:
        """The place to the first in line who still waits."""
        self._measure(time.monotonic())
        while self._line:
            turn = self._line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
        self._left_at = 0.0

    def _measure(self, now: float) -> None:
        """How fast the line moves, while there is one."""
        if self._left_at:
            self._between += _NEW_PART * (now - self._left_at - self._between)
        self._left_at = now

    def _come_back_in(self, now: float) -> int:
        """Seconds, another place in time for each, so that they do not all come back at once."""
        line_ends = now + len(self._line) * self._between
        self._promised = max(line_ends, self._promised + self._between)
        return max(1, min(LONGEST_SECONDS, math.ceil(self._promised - now)))


class InLine:
    """ASGI middleware: pages take a place. What is posted here is rare, and files are cheap."""

    def __init__(self, app: ASGIApp, turnstile: Turnstile) -> None:
        self._app = app
        self._turnstile = turnstile

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a place, wait for one, or tell when to come back."""
        page = scope["type"] == "http" and scope["method"] == "GET"
        if not page or scope["path"].startswith(_PASSING):
            await self._app(scope, receive, send)
            return
        try:
            await self._turnstile.take()
        except Crowded as crowded:
            headers = [*crowded.headers, (b"content-length", b"%d" % len(crowded.page))]
            start = {"type": "http.response.start", "status": crowded.status, "headers": headers}
            await send(start)
            await send({"type": "http.response.body", "body": crowded.page})
            return
        taken = True

        async def send_without(message: Message) -> None:
            # The place is for the work: who does not read the answer holds up nobody.
            nonlocal taken
            if taken:
                taken = False
                self._turnstile.give()
            await send(message)

        try:
            await self._app(scope, receive, send_without)
        finally:
            if taken:
                self._turnstile.give()
