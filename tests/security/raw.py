"""A real `quiz serve`, spoken to in bytes: what a client that normalises would never send."""

import os
import re
import select
import socket
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.server import free_port
from tests.faults.server import ROOT, SERVE

SECONDS = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `rest` is what followed the first answer on the same connection."""

    status: int
    head: bytes
    body: bytes
    rest: bytes = b""


@dataclass(frozen=True, slots=True)
class Raw:
    """The running server."""

    port: int
    settings: dict[str, str]
    pid: int
    _log: Path

    def log(self) -> list[str]:
        """The lines that it has logged."""
        return self._log.read_text().splitlines()

    def ask(
        self, start: bytes, *headers: str, body: bytes = b"", comes_from: str = "127.0.0.1"
    ) -> Answer:
        """Send one request, with our Host and an end to the connection."""
        lines = [
            start,
            b"Host: 127.0.0.1",
            b"Connection: close",
            *(one.encode() for one in headers),
        ]
        return self.send(b"\r\n".join([*lines, b"", body]), comes_from)

    def pour(self, head: bytes, parts: Iterable[bytes]) -> Answer:
        """Send the head and then parts, until the server answers or closes."""
        with socket.create_connection(("127.0.0.1", self.port), SECONDS) as connection:
            connection.sendall(head)
            try:
                for part in parts:
                    connection.sendall(part)
                    if select.select([connection], [], [], 0)[0]:
                        break
            except (BrokenPipeError, ConnectionResetError):
                pass
            return read(connection.recv(65_536))

    def send(self, wire: bytes, comes_from: str = "127.0.0.1") -> Answer:
        """Send these bytes and read until the server closes, or a second after it last spoke."""
        with socket.create_connection(
            ("127.0.0.1", self.port), SECONDS, source_address=(comes_from, 0)
        ) as connection:
            connection.sendall(wire)
            heard = b""
            try:
                while part := connection.recv(65_536):
                    heard += part
                    connection.settimeout(1)
            except TimeoutError:
                assert heard, "the server did not answer"
            except ConnectionResetError:
                pass
        return read(heard)


def read(heard: bytes) -> Answer:
    """The first answer in what was heard."""
    head, _, body = heard.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    size = int(length[1]) if length else len(body)
    status = int(head.split(b" ")[1]) if head.startswith(b"HTTP/") else 0
    return Answer(status, head, body[:size], body[size:])


@contextmanager
def serving(data: Path, settings: dict[str, str]) -> Iterator[Raw]:
    """A server over an empty database in that folder."""
    port, path = free_port(), data / "server.log"
    environment = os.environ | {"QUIZ_BASE_URL": f"http://127.0.0.1:{port}"} | settings
    with path.open("wb") as log:
        process = subprocess.Popen(
            [*SERVE, "--port", str(port), "--data", str(data)],
            cwd=ROOT,
            env=environment,
            stderr=log,
            stdout=log,
        )
    raw = Raw(port, settings, process.pid, path)
    try:
        _wait_for(raw, process)
        yield raw
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(raw: Raw, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        assert process.poll() is None, raw.log()
        try:
            if raw.ask(b"GET /healthz HTTP/1.1").status == 200:
                return
        except OSError:
            pass
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
    raise TimeoutError("the server does not answer")
