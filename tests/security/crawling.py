"""Somebody who looks everywhere: every address of the table with the objects at hand, and whatever
the pages lead to."""

import html
import io
import re
import zipfile
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from quiz.rules.access import ROUTES
from tests.cast import Visitor
from tests.house.test_access import ASKED

EACH = 6
"""Pages of one route that are looked at: lists lead to themselves in hundreds of ways."""
_HREF = re.compile(r'href="([^"]+)"')
_FORM = re.compile(r"<form([^>]*)>(.*?)</form>", re.DOTALL)
_FORM_ACTION = re.compile(r'formaction="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer, and the route that gave it (empty where the table knows none)."""

    url: str
    route: str
    answer: Any

    @property
    def words(self) -> str:
        """All that the answer tells: head and body, packed files unpacked."""
        body = unpacked(self.answer.content)
        packed = self.answer.content.startswith(b"PK")
        head = [
            f"{name}: {value}"
            for name, value in self.answer.headers.items()
            if not (packed and name == "content-length")
        ]
        return "\n".join([*head, body])

    @property
    def links(self) -> list[str]:
        """Where the page leads on this site."""
        if "html" not in self.answer.headers.get("content-type", ""):
            return []
        found = (html.unescape(url).split("#")[0] for url in _HREF.findall(self.answer.text))
        return [url for url in found if url.startswith("/") and not url.startswith("/static/")]

    @property
    def offers(self) -> set[str]:
        """The routes that the page's links and forms are for."""
        asked = {route_of("GET", url) for url in self.links}
        if "html" not in self.answer.headers.get("content-type", ""):
            return asked
        for head, inside in _FORM.findall(self.answer.text):
            method = "POST" if 'method="post"' in head else "GET"
            target = re.search(r'action="([^"]*)"', head)
            urls = [target[1] if target else "", *_FORM_ACTION.findall(inside)]
            asked |= {route_of(method, html.unescape(url) or self.url) for url in urls}
        return asked


def unpacked(content: bytes) -> str:
    """The text of a body: of a packed file the text of its parts."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "\n".join(unpacked(parts.read(name)) for name in parts.namelist())


def _shapes() -> Iterator[tuple[str, re.Pattern[str], str]]:
    for route in sorted(ROUTES, key=lambda one: one.count("{")):
        method, path = route.split(" ")
        shape = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path.replace(":path", "")))
        yield method, re.compile(shape), route


_SHAPES = tuple(_shapes())


def route_of(method: str, url: str) -> str:
    """The route of the table that answers this address, the one with fewest names first."""
    path = url.partition("?")[0].partition("#")[0]
    fits = (route for asked, shape, route in _SHAPES if asked == method and shape.fullmatch(path))
    return next(fits, "")


def addresses(*objects: dict[str, str]) -> Iterator[str]:
    """Every GET of the table with these objects in its path."""
    for route in ROUTES:
        if not route.startswith("GET ") or route == "GET /static/{version}/{name:path}":
            continue
        for values in objects:
            path = ASKED.get(route, route).split(" ")[1]
            for name, value in values.items():
                path = path.replace(name, value)
            yield path


def crawl(visitor: Visitor, starts: Iterable[str]) -> Iterator[Seen]:
    """Each answer to whoever begins at `starts` and follows links and redirects."""
    waiting = deque(starts)
    met: set[str] = set()
    looked: Counter[str] = Counter()
    while waiting:
        url = waiting.popleft()
        route = route_of("GET", url)
        if url in met or looked[route] == EACH:
            continue
        met.add(url)
        looked[route] += 1
        seen = Seen(url, route, visitor.client.get(url))
        yield seen
        waiting.extend(seen.links)
        if seen.answer.status_code in {302, 303}:
            waiting.append(seen.answer.headers["location"])
