"""The lane of the contestant's way: what everybody sends in the same minute is found by one look
into a dictionary and handled without FastAPI's matching and dependency solving, which cost more
than the work itself (docs/performance.md).
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from quiz.rules.access import Action, Viewer
from quiz.rules.refusal import Refusal
from quiz.web.errors import answer_refusal
from quiz.web.guard import MAX_ID, Site, admit, get_site


@dataclass(frozen=True, slots=True)
class Call:
    """One request on the lane. `object_id` is the number in the path, 0 where there is none."""

    request: Request
    site: Site
    viewer: Viewer
    object_id: int


@dataclass(frozen=True, slots=True)
class Stop:
    """A route: `path` has at most one `{…}`, which stands for an object's number."""

    method: str
    path: str
    action: Action
    handler: Callable[[Call], Awaitable[Response]]


class Lane:
    """ASGI middleware: handles its stops, hands everything else on."""

    def __init__(self, app: ASGIApp, stops: Iterable[Stop]) -> None:
        self._app = app
        self._stops = {(stop.method, _shape(stop.path)[0]): stop for stop in stops}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find the stop and run it."""
        stop = None
        if scope["type"] == "http":
            shape, object_id = _shape(scope["path"])
            stop = self._stops.get((scope["method"], shape))
        if stop is None or not object_id <= MAX_ID:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            viewer = await admit(request, stop.action)
            response = await stop.handler(Call(request, get_site(request), viewer, object_id))
        except Refusal as refusal:
            response = await answer_refusal(request, refusal)
        await response(scope, receive, send)


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
