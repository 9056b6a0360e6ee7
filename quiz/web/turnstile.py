"""Before every page but what saves: some at once, some in line, and who comes after those is told
when to come back. So the opening never starves saving, and nobody waits longer than a browser does.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quiz.rules.refusal import Reason, Refusal

AT_ONCE = 16
"""Requests at work: they keep the writer's groups full, and a tap waits for no more than these."""
IN_LINE = 1_000
"""Some seconds of work, well below the patience of a browser."""
LONGEST_SECONDS = 60
_USUAL_SECONDS = 0.004
"""Between two that leave, until it was measured."""
_NEW_PART = 0.02
"""How much the newest measure weighs."""
_COME_IN = ("/start", "/enter")
"""What the opening posts. Other posts save, or are rare."""


class Turnstile:
    """ASGI middleware. Saving and static files pass; pages, entering and starting take a place.
    `refuse` makes an ASGI application of a Refusal.
    """

    def __init__(
        self,
        app: ASGIApp,
        refuse: Callable[[Refusal], ASGIApp],
        at_once: int = AT_ONCE,
        in_line: int = IN_LINE,
    ) -> None:
        self._app = app
        self._refuse = refuse
        self._free = at_once
        self._most = in_line
        self._line: deque[asyncio.Future[None]] = deque()
        self._between = _USUAL_SECONDS
        self._left_at = 0.0
        self._promised = 0.0
        """Until when the places are given to those who were told to come back."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a place, wait for one, or tell when to come back."""
        if scope["type"] != "http" or _passes(scope["method"], scope["path"]):
            await self._app(scope, receive, send)
            return
        try:
            whole = await _whole(receive) if scope["method"] == "POST" else receive
        except Refusal as refusal:
            await self._refuse(refusal)(scope, receive, send)
            return
        if whole is None:
            return
        if not self._free and len(self._line) >= self._most:
            await _send_away(self._come_back_in(time.monotonic()), send)
            return
        await self._take_place()
        try:
            await self._app(scope, whole, send)
        finally:
            self._give_place()

    async def _take_place(self) -> None:
        if self._free:
            self._free -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._line.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._give_place()
            raise

    def _give_place(self) -> None:
        """To the first in line who still waits."""
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


def _passes(method: str, path: str) -> bool:
    if method == "POST":
        return not path.endswith(_COME_IN)
    return path.startswith("/static/")


async def _whole(receive: Receive) -> Receive | None:
    """The request once its whole body is here, so that half of one takes no place; None where
    whoever sent it is gone.
    """
    messages: deque[Message] = deque()
    more = True
    while more:
        messages.append(await receive())
        if messages[-1]["type"] != "http.request":
            return None
        more = messages[-1].get("more_body", False)

    async def again() -> Message:
        return messages.popleft() if messages else await receive()

    return again


async def _send_away(seconds: int, send: Send) -> None:
    """A page without machinery: when it is needed, there is no time to render."""
    sentence = Refusal(Reason.BUSY, seconds=seconds).sentence
    page = (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>Hệ thống đang bận</title>'
        f"</head><body><p>{sentence}</p></body></html>"
    ).encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(page)).encode()),
        (b"retry-after", str(seconds).encode()),
    ]
    await send({"type": "http.response.start", "status": Reason.BUSY.status, "headers": headers})
    await send({"type": "http.response.body", "body": page})
