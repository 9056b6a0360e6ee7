"""A request's body: bounded in size and in time, and no connection outlives a body that nobody
waits for.

The server below (uvicorn) waits for the rest of a body as long as its sender likes. Here a body has
so many seconds from the end of its headers; then the request is refused with 408. Nothing else of
an ordinary request happens before its body is whole, so that a thousand half-sent ones hold little
memory. An answer that comes before its request's body has ended closes the connection: what follows
on it could only be the rest of that body.
"""

import asyncio
from collections.abc import Mapping

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Send

from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal

LINGER_SECONDS = 2.0
"""How long an unwanted body is still read and thrown away after the answer. A connection closed
under a sender who is still sending is reset, and the sender never reads why."""


def has_body(headers: Mapping[bytes, bytes]) -> bool:
    """Whether a body follows the headers."""
    return headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers


def say_size(size: int) -> str:
    """`5 MB`, `64 kB`."""
    return f"{size // 1_000_000} MB" if size >= 1_000_000 else f"{size // 1_000} kB"


class Body:
    """One request's body of at most `limit` bytes within `seconds`. Its `receive` and `send` stand
    in the place of the server's. `invited` is False where the sender waits for `100 Continue`.
    """

    def __init__(
        self, receive: Receive, send: Send, limit: int, seconds: float, *, invited: bool = True
    ) -> None:
        self._receive, self._send = receive, send
        self._limit, self._seconds = limit, seconds
        self._until = asyncio.get_running_loop().time() + seconds
        self._received = 0
        self._ended = False
        self._whole: bytes | None = None
        self._invited = invited
        self._closes = False
        self._lingers = True
        """Not for a sender who has stalled."""

    async def wait(self) -> None:
        """Return when the body is whole. Refuses one that is too large or too slow;
        ClientDisconnect when its sender is gone."""
        parts = []
        while not self._ended:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            parts.append(message.get("body", b""))
        self._whole = b"".join(parts)

    async def receive(self) -> Message:
        """The next part. Refuses a body that is too large or too slow."""
        if self._whole is not None:
            body, self._whole = self._whole, None
            return {"type": "http.request", "body": body, "more_body": False}
        if self._ended:
            return await self._receive()
        message = await self._next_in_time()
        if self._received > self._limit:
            raise Refusal(RequestReason.TOO_LARGE, limit=say_size(self._limit))
        return message

    async def send(self, message: Message) -> None:
        """Hand the answer on; if it comes before the body's end, close the connection after it."""
        if self._ended and not self._closes:
            await self._send(message)
            return
        if message["type"] == "http.response.start":
            if self._invited and self._lingers:
                await self._throw_away(0)
            self._closes = not self._ended
            if self._closes:
                message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
        elif self._closes and self._lingers and not message.get("more_body", False):
            await self._send({**message, "more_body": True})
            await self._throw_away(LINGER_SECONDS)
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self._send(message)

    async def _next_in_time(self) -> Message:
        # What asyncio.timeout_at does, for a tenth of what a tap costs otherwise.
        task = asyncio.current_task()
        assert task is not None
        late = False

        def is_late() -> None:
            nonlocal late
            late = True
            task.cancel()

        timer = asyncio.get_running_loop().call_at(self._until, is_late)
        try:
            return await self._next()
        except asyncio.CancelledError:
            if not late or task.uncancel():  # somebody else wants the request to end
                raise
            self._lingers = False
            raise Refusal(RequestReason.TOO_SLOW, seconds=round(self._seconds)) from None
        finally:
            timer.cancel()

    async def _next(self) -> Message:
        message = await self._receive()
        self._received += len(message.get("body", b""))
        self._ended = not message.get("more_body", False)
        return message

    async def _throw_away(self, seconds: float) -> None:
        """Read what comes within `seconds`; with 0, what is already here."""
        try:
            async with asyncio.timeout(seconds):
                while not self._ended:
                    await self._next()
        except TimeoutError:
            return
