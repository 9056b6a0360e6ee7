"""The smallest ASGI application under the server that `quiz serve` runs, on a port: what a request
costs before anybody does anything for it."""

import gc
import sys
from typing import Any

import uvicorn

from quiz.cli.serve import GC_THRESHOLDS
from quiz.web.wire import GatheringProtocol

_START = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}
_BODY = {"type": "http.response.body", "body": b"ok"}


async def app(_scope: object, _receive: object, send: Any) -> None:
    """Answers `ok` to everything."""
    await send(_START)
    await send(_BODY)


if __name__ == "__main__":
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    uvicorn.run(
        app,
        port=int(sys.argv[1]),
        http=GatheringProtocol,
        access_log=False,
        log_level="warning",
        lifespan="off",
        proxy_headers=False,
        server_header=False,
    )
