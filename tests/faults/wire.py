"""HTTP/1.1 as bytes, one message at a time: for the lossy proxy and those who ask through it."""

import asyncio
import socket
import struct
from dataclasses import dataclass

LARGEST_HEAD = 65_536


@dataclass(frozen=True, slots=True)
class Message:
    """A request or a reply. `raw` is what stood on the wire; `body` is without framing."""

    start: str
    headers: dict[str, str]
    body: bytes
    raw: bytes

    @property
    def status(self) -> int:
        """A reply's status."""
        return int(self.start.split()[1])


async def read_message(reader: asyncio.StreamReader) -> Message | None:
    """The next message, None where the sender has closed. OSError and EOFError where it breaks."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise
        return None
    start, *lines = head.decode("latin-1").split("\r\n")[:-2]
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    if headers.get("transfer-encoding", "") == "chunked":
        body, framed = await _read_chunks(reader)
    else:
        framed = body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Message(start, headers, body, head + framed)


async def _read_chunks(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """The body, and the same with its framing."""
    body, framed = b"", b""
    while True:
        line = await reader.readuntil(b"\r\n")
        size = int(line, 16)
        part = await reader.readexactly(size + 2)
        framed += line + part
        body += part[:-2]
        if size == 0:
            return body, framed


def reset(writer: asyncio.StreamWriter) -> None:
    """End the connection as a broken network does: by a reset, without goodbye."""
    channel = writer.get_extra_info("socket")
    if channel is not None:
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


class Asker:
    """Asks one request after another over a connection that is opened anew when it broke."""

    def __init__(self, port: int, seconds: float) -> None:
        self._port, self._seconds = port, seconds
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes = b""
    ) -> Message:
        """The reply. OSError, EOFError or TimeoutError where none came."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self._port}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"Content-Length: {len(body)}"] if method == "POST" else []
        wire = "\r\n".join([*lines, "", ""]).encode("latin-1") + body
        try:
            async with asyncio.timeout(self._seconds):
                if self._streams is None:
                    self._streams = await asyncio.open_connection("127.0.0.1", self._port)
                reader, writer = self._streams
                writer.write(wire)
                reply = await read_message(reader)
        except (OSError, EOFError):
            self.close()
            raise
        if reply is None:
            self.close()
            raise EOFError("closed before an answer")
        if reply.headers.get("connection", "") == "close":
            self.close()
        return reply

    def close(self) -> None:
        """Let go of the connection."""
        if self._streams is not None:
            self._streams[1].transport.abort()
            self._streams = None
