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
    pids: tuple[int, ...]
    """All its processes, with those of the database where that is a server of its own."""

    def cpu_ms(self) -> float:
        """User and system CPU time of the processes so far, in milliseconds."""
        return sum(_cpu_ms(pid) for one in self.pids for pid in (one, *_children(one)))


def _cpu_ms(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / _TICK


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


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
def served(
    data: Path,
    database_url: str = "",
    *,
    more: tuple[int, ...] = (),
    module: str = "",
    core: int | None = None,
) -> Iterator[Server]:
    """`quiz serve` over the database in `data`, or at `database_url` whose processes are `more`;
    `module` is another program with the same commands; on one `core`, or on any."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    program = [sys.executable, "-m", module] if module else [Path(sys.executable).parent / "quiz"]
    process = subprocess.Popen(
        [*program, "serve", "--port", str(port), "--data", data],
        env=os.environ
        | {
            "QUIZ_BASE_URL": url,
            "QUIZ_ANSWERS_PER_SECOND": "1000000",
            "QUIZ_DATABASE_URL": database_url,
        },
        stderr=subprocess.DEVNULL,
    )
    if core is not None:
        os.sched_setaffinity(process.pid, {core})
    try:
        waited(url)
        yield Server(url, (process.pid, *more))
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def raw() -> Iterator[Server]:
    """The smallest ASGI application under the same server."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.raw", str(port)])
    try:
        waited(url)
        yield Server(url, (process.pid,))
    finally:
        process.terminate()
        process.wait(20)
