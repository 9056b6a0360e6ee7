"""A small HTTP/1.1 client: one kept connection a person, cookies, no more than a rehearsal needs.

Thousands of people share two cores with the server that they try: a usual client costs ten times
as much CPU as the server that it asks.
"""

import asyncio
import gzip
import json
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

import httptools

TIMEOUT_SECONDS = 20.0
"""How long a reply may take, as in the page's script."""


class NoReply(Exception):
    """The server could not be reached, went away or took too long."""


@dataclass(slots=True)
class Reply:
    """What the server answered. `headers` has lower-case names, of several cookies the first."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)
    """Each Set-Cookie."""
    body: bytes = b""

    @property
    def text(self) -> str:
        """The body as text, however it was compressed."""
        return self._plain().decode()

    def json(self) -> Any:
        """The body as JSON. ValueError where it is none."""
        return json.loads(self._plain())

    def _plain(self) -> bytes:
        return gzip.decompress(self.body) if "content-encoding" in self.headers else self.body


class Client:
    """Somebody's browser. `url` is the server's address; requests wait for each other."""

    def __init__(self, url: str, headers: Mapping[str, str] | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"{url} is no address of http or https")
        self._host = parts.hostname
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._port = parts.port or (443 if self._tls else 80)
        self.headers = {"Host": parts.netloc, "Sec-Fetch-Site": "same-origin", **(headers or {})}
        self.cookies: dict[str, str] = {}
        self._line: _Line | None = None

    async def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        """The reply to a GET. NoReply when there is none."""
        return await self.send("GET", path, headers or {})

    async def post_form(self, path: str, form: Mapping[str, str]) -> Reply:
        """The reply to a form. NoReply when there is none."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return await self.send("POST", path, headers, urlencode(form).encode())

    async def post_json(self, path: str, data: object, headers: Mapping[str, str]) -> Reply:
        """The reply to a script's POST. NoReply when there is none."""
        body = json.dumps(data, separators=(",", ":")).encode()
        return await self.send("POST", path, {"Content-Type": "application/json", **headers}, body)

    async def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Reply:
        """The reply to one request, which is sent once."""
        request = self._written(method, path, headers, body)
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                reply = await self._asked(request)
        except (OSError, TimeoutError, httptools.HttpParserError) as problem:
            self.drop()
            raise NoReply(f"{method} {path}: {problem!r}") from problem
        except BaseException:
            self.drop()
            raise
        for cookie in reply.cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return reply

    async def lose(self, send: Callable[[], Awaitable[Reply]], seconds: float) -> None:
        """Begin a request of this client and lose the connection so many seconds later. A reply
        that came in time is lost with it, and so are its cookies."""
        cookies = dict(self.cookies)
        request = asyncio.ensure_future(send())
        await asyncio.wait({request}, timeout=seconds)
        request.cancel()
        await asyncio.gather(request, return_exceptions=True)
        self.cookies = cookies
        self.drop()

    def drop(self) -> None:
        """Let the connection go, as a lost network does."""
        if self._line is not None:
            self._line.abort()
            self._line = None

    async def _asked(self, request: bytes) -> Reply:
        """Ask on the kept connection; on a new one where the server had closed that meanwhile, as
        browsers do. Every request of ours is safe to repeat.
        """
        kept = self._line
        line = await self._connected()
        try:
            return await line.ask(request)
        except ConnectionError:
            if line is not kept:
                raise
        self.drop()
        return await (await self._connected()).ask(request)

    async def _connected(self) -> "_Line":
        if self._line is None or self._line.closed:
            loop = asyncio.get_running_loop()
            _, self._line = await loop.create_connection(
                _Line, self._host, self._port, ssl=self._tls
            )
        return self._line

    def _written(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
        lines = [f"{method} {path} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in {**self.headers, **headers}.items()]
        if self.cookies:
            pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            lines.append(f"Cookie: {pairs}")
        if body or method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        return "\r\n".join((*lines, "", "")).encode() + body


class _Line(asyncio.Protocol):
    """One connection; its methods named `on_…` are what httptools calls while it parses."""

    def __init__(self) -> None:
        self.closed = False
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[Reply] | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._reply = Reply()
        self._body: list[bytes] = []

    async def ask(self, request: bytes) -> Reply:
        """Send a request and wait for its reply."""
        if self._transport is None:
            raise ConnectionError("not connected")
        self._waiter = asyncio.get_running_loop().create_future()
        self._reply, self._body = Reply(), []
        self._transport.write(request)
        return await self._waiter

    def abort(self) -> None:
        """Close at once."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        # uvloop's transports are not derived from asyncio's classes
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits."""
        self.closed = True
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(exc or ConnectionResetError("closed"))

    def data_received(self, data: bytes) -> None:
        """Parse what came."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as problem:
            if self._waiter is not None and not self._waiter.done():
                self._waiter.set_exception(problem)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header."""
        key, said = name.decode("latin-1").lower(), value.decode("latin-1")
        if key == "set-cookie":
            self._reply.cookies.append(said)
            self._reply.headers.setdefault(key, said)
        else:
            self._reply.headers[key] = said

    def on_body(self, body: bytes) -> None:
        """Keep a piece of the body."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """The reply is whole."""
        self._reply.status = self._parser.get_status_code()
        self._reply.body = b"".join(self._body)
        if self._parser.should_keep_alive() is False:
            self.closed = True
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(self._reply)
