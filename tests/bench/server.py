"""A real server process to measure: its CPU time is read from the operating system."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2 as httpx

_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    url: str
    pid: int

    def cpu_ms(self) -> float:
        """User and system CPU time of the process so far, in milliseconds."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / _TICK


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def waited(url: str) -> None:
    """Return when the server answers."""
    for _ in range(300):
        try:
            httpx.get(f"{url}/healthz")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{url} does not answer")


@contextmanager
def served(data: Path) -> Iterator[Server]:
    """`quiz serve` over the database in `data`."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    program = Path(sys.executable).parent / "quiz"
    process = subprocess.Popen(
        [program, "serve", "--port", str(port), "--data", data],
        env=os.environ | {"QUIZ_BASE_URL": url, "QUIZ_ANSWERS_PER_SECOND": "1000000"},
    )
    try:
        waited(url)
        yield Server(url, process.pid)
    finally:
        process.terminate()
        process.wait(20)
