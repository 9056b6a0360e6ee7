"""Pages that many people read at once: kept rendered for a moment, known by an ETag."""

import gzip
import hashlib
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from quiz.store.kept import Kept
from quiz.web.pages.public import BoardPage

MOMENT_MS = 1_000
"""How old what is shown may be."""
KEPT_PAGES = 256
"""A page is some 30 kB."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Moments(Generic[K, V]):
    """Values that are good for a moment after they were read. Times are UTC milliseconds."""

    def __init__(self, most: int = KEPT_PAGES) -> None:
        self._kept: Kept[K, tuple[int, V]] = Kept(most)

    def get(self, key: K, now: int) -> V | None:
        """The value, None when its moment is over (or the clock was put back)."""
        found = self._kept.get(key)
        return found[1] if found and 0 <= now - found[0] < MOMENT_MS else None

    def put(self, key: K, value: V, now: int) -> V:
        """Keep a value that was read at `now`, and give it back."""
        self._kept.put(key, (now, value))
        return value


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page that is the same for everybody who may see it, ready to be sent."""

    plain: bytes
    packed: bytes
    """By gzip."""
    etag: str

    @classmethod
    def make(cls, html: bytes) -> "Rendered":
        """Compress it and give it its name, which is weak: two encodings share it."""
        digest = hashlib.blake2b(html, digest_size=12).hexdigest()
        return cls(html, gzip.compress(html, 1, mtime=0), f'W/"{digest}"')

    def answer(self, request: Request, cache_control: str) -> Response:
        """The page, or 304 where the reader has it. Caches keep what a signed-in reader is shown
        apart by the cookie."""
        headers = {
            "Cache-Control": cache_control,
            "ETag": self.etag,
            "Vary": "Accept-Encoding, Cookie",
        }
        if _has(request.headers.get("if-none-match", ""), self.etag):
            return Response(status_code=304, headers=headers)
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(self.plain, headers=headers, media_type="text/html")
        headers["Content-Encoding"] = "gzip"
        return Response(self.packed, headers=headers, media_type="text/html")


@dataclass(slots=True)
class KeptBoard:
    """A page of a public board, with nobody's own row marked; rendered once a stranger asks.
    `people` are the person and the whole name behind each row; `hidden_in` is the district whose
    rehearsal it is."""

    shown: BoardPage
    people: tuple[tuple[int, str], ...]
    hidden_in: int | None = None
    rendered: Rendered | None = None


def _has(if_none_match: str, etag: str) -> bool:
    known = {one.strip() for one in if_none_match[:2_000].split(",")}
    return "*" in known or etag in known or etag.removeprefix("W/") in known
