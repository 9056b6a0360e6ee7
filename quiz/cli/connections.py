"""The server's open connections: as many as the system allows, and none that never says what it
wants.

uvicorn waits for a request's headers as long as its sender likes. Timing each request would cost
something on every tap; looking at all connections once in a while costs nothing there.
"""

import sys
from typing import Any

import uvicorn

if sys.platform != "win32":
    import resource

HEAD_SECONDS = 10
"""How long a connection may take from its first byte, or from being opened, to the end of its
request's headers."""
DEAF_SECONDS = 20
"""How long an answer may wait to be read, as long as the page's script waits for it."""
LOOK_SECONDS = 2.5
_TICKS = round(LOOK_SECONDS * 10)
"""uvicorn ticks ten times a second."""


class Server(uvicorn.Server):
    """uvicorn, without connections whose headers never end."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._looks = 0
        self._deaf: dict[Any, int] = {}
        """Connection -> at which look it had stopped reading."""
        self._waiting: dict[Any, tuple[object, int]] = {}
        """Connection -> its last request when it began to wait for headers, and at which look."""

    async def on_tick(self, counter: int) -> bool:
        """What uvicorn does ten times a second."""
        if counter % _TICKS == 0:
            self._looks += 1
            self._look()
            self._hang_up_on_the_deaf()
        return await super().on_tick(counter)

    def _look(self) -> None:
        """Close what has waited for headers at every look for so long."""
        longest = self._looks - HEAD_SECONDS / LOOK_SECONDS
        waiting = {}
        connections: list[Any] = list(self.server_state.connections)
        for connection in connections:
            if not _awaits_headers(connection):
                continue
            last = connection.cycle
            before, since = self._waiting.get(connection, (last, self._looks))
            if before is not last:
                since = self._looks
            if since <= longest:
                connection.transport.close()
            else:
                waiting[connection] = (last, since)
        self._waiting = waiting

    def _hang_up_on_the_deaf(self) -> None:
        """Abort connections that have not read their answer at every look for so long."""
        deaf = {}
        for connection in list[Any](self.server_state.connections):
            if connection.flow is not None and connection.flow.write_paused:
                since = self._deaf.get(connection, self._looks)
                if self._looks - since >= DEAF_SECONDS / LOOK_SECONDS:
                    connection.transport.abort()
                else:
                    deaf[connection] = since
        self._deaf = deaf


def _awaits_headers(connection: Any) -> bool:
    """Whether no request is answered on this connection and uvicorn's own limit for idle
    connections does not run: it stops with the first byte after an answer."""
    answered = connection.cycle is None or connection.cycle.response_complete
    return answered and connection.timeout_keep_alive_task is None


def allow_connections() -> None:
    """Raise this process's limit of open files to what the system allows: usually it begins at
    1,024, and each connection is one."""
    if sys.platform == "win32":
        return
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
