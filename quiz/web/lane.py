"""The lane of the contestant's way: what everybody sends in the same minute is found by one look
into a dictionary and handled without FastAPI's matching and dependency solving, and without
Starlette's objects around requests and responses, which cost more than the work itself
(docs/performance.md).
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive, Scope, Send

from quiz.rules.access import ROUTES, Viewer
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.stages import signin
from quiz.web.chrome import chrome_of
from quiz.web.errors import answer_bug, answer_refusal
from quiz.web.forms import MAX_FIELDS, InputT, checked_json
from quiz.web.guard import MAX_ID, form_token, holds_token, refuse_outsider, session_in
from quiz.web.replies import HTML, JSON, Header, Reply, answer, takes_gzip
from quiz.web.security import headers_of
from quiz.web.site import Site
from quiz.web.turnstile import Crowded

FORM = b"application/x-www-form-urlencoded"


@dataclass(slots=True)
class Call:
    """One request on the lane. `object_id` is the number in the path, 0 where there is none;
    `viewer` is somebody who may do the stop's action, None where anybody may."""

    scope: Scope
    receive: Receive
    site: Site
    headers: dict[bytes, bytes]
    object_id: int
    session: str
    viewer: Viewer | None = None
    form: dict[str, list[str]] = field(default_factory=dict)
    """What was posted by a form without files."""
    body: bytes = b""

    @property
    def person_id(self) -> int:
        """The contestant's."""
        if self.viewer is None or self.viewer.person_id is None:
            raise Refusal(RequestReason.NOT_ALLOWED)
        return self.viewer.person_id

    @property
    def content_type(self) -> bytes:
        """What the body says it is, without its parameters."""
        return _content_type(self.headers)

    @property
    def by_script(self) -> bool:
        """Whether a script asks, not a form."""
        return self.content_type == JSON[1]

    @property
    def address(self) -> str:
        """Where the request comes from, empty if unknown."""
        client = self.scope.get("client")
        return client[0] if client else ""

    def cookie(self, name: bytes) -> str:
        """The value of a cookie."""
        return session_in(self.headers.get(b"cookie", b""), name)

    @property
    def tag(self) -> str:
        """The session's tag."""
        return self.viewer.session if self.viewer else ""

    def json(self, model: type[InputT]) -> InputT:
        """The posted JSON as a `model`."""
        return checked_json(self.content_type.decode("latin-1"), self.body, model)

    async def whoever(self) -> Viewer | None:
        """Who asks, where anybody may."""
        if not self.session:
            return None
        site = self.site
        return await signin.viewer(site.database, self.session, site.clock(), site.terms)

    def page(self, page: object, status: int = 200, headers: tuple[Header, ...] = ()) -> Reply:
        """A page in the site's frame."""
        token = form_token(self.site, self.session)
        chrome = chrome_of(self.viewer, self.scope["path"], token)
        html = self.site.moulds.render(page, chrome)
        return Reply(html.encode(), status, (HTML, *headers))


@dataclass(frozen=True, slots=True)
class Stop:
    """A route: `path` has at most one `{…}`, which stands for an object's number."""

    method: str
    path: str
    handler: Callable[[Call], Awaitable[Reply]]
    waits: bool = True
    """Whether it takes a place of the turnstile: everything but what saves."""

    @property
    def route(self) -> str:
        """Its name in the table of access."""
        return f"{self.method} {self.path}"


class Lane:
    """The stops of one application."""

    def __init__(self, site: Site, stops: Iterable[Stop]) -> None:
        self._site = site
        reached = (stop for stop in stops if stop.route in ROUTES)
        self._stops = {(stop.method, _shape(stop.path)[0]): stop for stop in reached}

    def find(self, scope: Scope) -> tuple[Stop, int] | None:
        """The stop that the request is for, and the number in its path."""
        if scope["type"] != "http":
            return None
        shape, object_id = _shape(scope["path"])
        method = "GET" if scope["method"] == "HEAD" else scope["method"]  # uvicorn sends no body
        stop = self._stops.get((method, shape))
        return None if stop is None or object_id > MAX_ID else (stop, object_id)

    async def handle(
        self, stop: Stop, object_id: int, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer the request for a stop that was found. What a script posts is answered with the
        server's time, also when it is refused."""
        site = self._site
        headers = headers_of(scope)
        if stop.method == "POST":
            whole = site.gate.body(headers, receive, send)
            receive, send = whole.receive, whole.send
            if _content_type(headers) == JSON[1]:
                send = _timed(send, site)
        try:
            reply = await _handled(stop, scope, receive, site, headers, object_id)
        except ClientDisconnect:
            return
        except Refusal as refusal:
            response = await answer_refusal(Request(scope, receive), refusal)
            await response(scope, receive, site.gate.protected(send))
            return
        except Exception as error:
            response = answer_bug(Request(scope, receive), error)
            await response(scope, receive, send)
            return
        await answer(reply, send, site.gate.fixed, zips=takes_gzip(headers))


class Application(FastAPI):
    """FastAPI behind a lane: what a stop is for does not pass FastAPI's middleware."""

    lane: Lane

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find the stop and run it, or go the usual way."""
        found = self.lane.find(scope)
        if found is None:
            await super().__call__(scope, receive, send)
            return
        scope["app"] = self
        await self.lane.handle(*found, scope, receive, send)


async def _handled(
    stop: Stop,
    scope: Scope,
    receive: Receive,
    site: Site,
    headers: dict[bytes, bytes],
    object_id: int,
) -> Reply:
    """The stop's answer to somebody who may ask; a POST also needs its session's form token."""
    site.gate.check(stop.method, headers)
    session = session_in(headers.get(b"cookie", b""), site.cookie_bytes)
    call = Call(scope, receive, site, headers, object_id, session)
    if ROUTES[stop.route] is not None:
        call.viewer = await call.whoever()
        scope.setdefault("state", {})["viewer"] = call.viewer
        refuse_outsider(call.viewer, stop.route)
    if stop.method == "POST":
        await _read(call)
    if not stop.waits:
        return await stop.handler(call)
    try:
        await site.turnstile.take()
    except Crowded as crowded:
        return Reply(crowded.page, crowded.status, crowded.headers)
    try:
        return await stop.handler(call)
    finally:
        site.turnstile.give()


async def _read(call: Call) -> None:
    """Take the body and, of a form, its fields. Refuses a body that is too long or too slow, and
    one without this session's token."""
    call.body = await _body(call.receive)
    if call.content_type == FORM:
        try:
            fields = parse_qsl(
                call.body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS
            )
        except ValueError:
            raise Refusal(RequestReason.BAD_INPUT, field="khác") from None
        for name, value in fields:
            call.form.setdefault(name, []).append(value)
    in_form = "".join(call.form.pop("form_token", []))
    token = call.headers.get(b"x-form-token")
    given = in_form if token is None else token.decode("latin-1")
    if not holds_token(call.site, call.session, given):
        raise Refusal(RequestReason.STALE_FORM)


async def _body(receive: Receive) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    return body


def _content_type(headers: dict[bytes, bytes]) -> bytes:
    return headers.get(b"content-type", b"").partition(b";")[0].strip()


def _timed(send: Send, site: Site) -> Send:
    """Sends the same with the server's time (UTC milliseconds) as its first byte leaves."""

    async def send_timed(message: Message) -> None:
        if message["type"] == "http.response.start":
            now = (b"server-now", b"%d" % site.clock())
            message["headers"] = [*message["headers"], now]
        await send(message)

    return send_timed


def _shape(path: str) -> tuple[str, int]:
    """The path with its number replaced by #, and the number. A number has one spelling: plain
    digits, not beginning with 0, at most ten."""
    parts = path.split("/")
    number = 0
    for place, part in enumerate(parts):
        if part.startswith("{"):
            parts[place] = "#"
        elif part.isascii() and part.isdigit() and len(part) <= 10 and part[0] != "0":
            parts[place] = "#"
            number = int(part)
    return "/".join(parts), number
