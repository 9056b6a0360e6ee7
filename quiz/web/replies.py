"""What a stop of the lane answers and how it goes out: bytes and headers, no objects around."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.types import Message, Send

from quiz.web.security import NOT_KEPT

GZIP_BYTES = 500
GZIP_LEVEL = 6
Header = tuple[bytes, bytes]
HTML = (b"content-type", b"text/html; charset=utf-8")
JSON = (b"content-type", b"application/json")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a stop answers; the lane adds length, compression and the fixed headers."""

    body: bytes = b""
    status: int = 200
    headers: tuple[Header, ...] = ()


def json_reply(data: object, *headers: Header) -> Reply:
    """What a script is told."""
    return Reply(json.dumps(data, separators=(",", ":")).encode(), headers=(JSON, *headers))


def see_other(url: str, *headers: Header) -> Reply:
    """After a POST: look there."""
    return Reply(b"", 303, ((b"location", url.encode()), *headers))


async def answer(reply: Reply, send: Send, fixed: Sequence[Header], *, zips: bool) -> None:
    """Send the reply with the headers that every answer carries."""
    body = reply.body
    headers = [*reply.headers, *fixed]
    if zips and len(body) >= GZIP_BYTES:
        body = gzip.compress(body, GZIP_LEVEL, mtime=0)
        headers += ((b"content-encoding", b"gzip"), (b"vary", b"Accept-Encoding"))
    headers += ((b"cache-control", NOT_KEPT.encode()), (b"content-length", b"%d" % len(body)))
    start: Message = {
        "type": "http.response.start",
        "status": reply.status,
        "headers": headers,
    }
    await send(start)
    await send({"type": "http.response.body", "body": body})


def takes_gzip(headers: dict[bytes, bytes]) -> bool:
    """Whether gzip is taken by its plain name, as every browser says it."""
    accepted = headers.get(b"accept-encoding", b"").split(b",")
    return any(one.strip() == b"gzip" for one in accepted)
