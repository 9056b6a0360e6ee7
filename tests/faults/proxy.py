"""A bad network between people and server: a proxy on 127.0.0.1 that understands enough of HTTP/1.1
to lose single requests and single answers, to stall some, and to go dark.

A request has one fate: lost before the server sees it, its answer lost after the server has acted,
stalled before or after, or carried. Losses are connection resets. In the dark, half of what arrives
is reset at once; the other half, and the answers under way, is held, and when the light returns
half of it goes on (as a packet that is sent again) and half is reset (as a forgotten connection).
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.faults.wire import LARGEST_HEAD, Message, read_message, reset

LOST_BEFORE = 0.10
LOST_AFTER = 0.10
STALLED = 0.06
STALL_SECONDS = (2.0, 8.0)
KEPT_SECONDS = 3
"""How long a connection to the server is kept: the server keeps it for five."""


class Lost(Exception):
    """The network dropped it."""


class Proxy:
    """Listens on a port of its own while `listening`."""

    def __init__(self, upstream: int, dice: random.Random) -> None:
        self._upstream, self._dice = upstream, dice
        self.port = 0
        self.lossy = False
        self.fates: Counter[str] = Counter()
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter, float]] = []
        self._light, self._good = asyncio.Event(), asyncio.Event()
        self._light.set()

    @asynccontextmanager
    async def listening(self, port: int = 0) -> AsyncIterator[None]:
        """Carry requests until the block ends."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", port, limit=LARGEST_HEAD)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            server.close()
            for _, writer, _ in self._free:
                writer.transport.abort()

    def go_dark(self) -> None:
        """From now on nothing passes."""
        self._light.clear()

    def clear_up(self) -> None:
        """The network is back, and good."""
        self.lossy = False
        self._light.set()
        self._good.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (request := await read_message(reader)) is not None:
                writer.write((await self._carry(request)).raw)
                await writer.drain()
            writer.close()
        except (Lost, OSError, EOFError, asyncio.CancelledError):
            reset(writer)

    async def _carry(self, request: Message) -> Message:
        """The server's answer, if the network lets both through."""
        fate = self._fate()
        self.fates[fate] += 1
        if fate == "lost before":
            raise Lost
        if fate == "stalled before":
            await self._stall()
        if not self._light.is_set():
            await self._grope(0.5)
        reply = await self._ask(request)
        if fate == "stalled after":
            await self._stall()
        if not self._light.is_set():
            await self._grope(0)
        if fate == "lost after":
            raise Lost
        return reply

    def _fate(self) -> str:
        if not self.lossy:
            return "carried"
        number = self._dice.random()
        for fate, share in (
            ("lost before", LOST_BEFORE),
            ("lost after", LOST_AFTER),
            ("stalled before", STALLED / 2),
            ("stalled after", STALLED / 2),
        ):
            if number < share:
                return fate
            number -= share
        return "carried"

    async def _stall(self) -> None:
        """Wait some seconds, or until the network is good again."""
        try:
            async with asyncio.timeout(self._dice.uniform(*STALL_SECONDS)):
                await self._good.wait()
        except TimeoutError:
            return

    async def _grope(self, reset_at_once: float) -> None:
        """In the dark: reset at once with that probability, else hold until the light is back."""
        self.fates["in the dark"] += 1
        if self._dice.random() < reset_at_once:
            raise Lost
        await self._light.wait()
        if self._dice.random() < 0.5:
            raise Lost

    async def _ask(self, request: Message) -> Message:
        """The server's reply, over any connection that is free: what becomes of people's own
        connections is the network's doing alone."""
        reader, writer = await self._connected()
        try:
            writer.write(request.raw)
            reply = await read_message(reader)
            if reply is None:
                raise Lost
        except BaseException:
            writer.transport.abort()
            raise
        if reply.headers.get("connection") == "close":
            writer.transport.abort()
        else:
            self._free.append((reader, writer, time.monotonic()))
        return reply

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while self._free:
            reader, writer, since = self._free.pop()
            if time.monotonic() < since + KEPT_SECONDS and not reader.at_eof():
                return reader, writer
            writer.transport.abort()
        return await asyncio.open_connection("127.0.0.1", self._upstream, limit=LARGEST_HEAD)
