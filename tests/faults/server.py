"""A real `quiz serve`, or a mutant of it, that can be killed and started again."""

import os
import signal
import ssl
import subprocess
import sys
import time
from pathlib import Path

import httpx2 as httpx

from tests.bench.server import free_port

ROOT = Path(__file__).parents[2]
START_SECONDS = 50
"""When a server that does not answer is given up."""
PLAIN = ssl.create_default_context()
"""For clients, which would each read the certificates of the world anew, although they talk to
this machine without TLS. That takes a fortieth of a second, which the server would lack."""
SERVE = (str(Path(sys.executable).parent / "quiz"), "serve")


def mutant(name: str) -> tuple[str, ...]:
    """The command of a server that was broken on purpose: a module of this folder."""
    return (sys.executable, "-m", f"tests.faults.{name}", "serve")


class Server:
    """A server process that can be killed and started again. `environment` is added to ours."""

    def __init__(
        self, command: tuple[str, ...], data: Path, environment: dict[str, str] | None = None
    ) -> None:
        self._command, self._data = command, data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = (
            os.environ
            | {
                "QUIZ_BASE_URL": self.url,
                "QUIZ_ANSWERS_PER_SECOND": "1000000",
                "QUIZ_GUESSES": "99",
            }
            | (environment or {})
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start, and tell how many seconds the server needed before the first 200. What it waited
        for a core that others had is not its own time: this machine may have more to do."""
        began = time.monotonic()
        self._process = subprocess.Popen(
            [*self._command, "--port", str(self.port), "--data", self._data],
            cwd=ROOT,
            env=self._environment,
        )
        with httpx.Client(base_url=self.url, verify=PLAIN) as client:
            while time.monotonic() < began + START_SECONDS:
                try:
                    if client.get("/enter").status_code == 200:
                        return time.monotonic() - began - self._waited_for_a_core()
                except httpx.TransportError:
                    time.sleep(0.02)
                assert self.runs, "the server ended by itself"
        raise TimeoutError("the server does not answer")

    def _waited_for_a_core(self) -> float:
        """Seconds in which its main thread could have run, from Linux's scheduler."""
        statistics = Path(f"/proc/{self.pid}/schedstat")
        return int(statistics.read_text().split()[1]) / 1e9 if statistics.exists() else 0

    @property
    def pid(self) -> int:
        """The process that was started last."""
        assert self._process is not None
        return self._process.pid

    @property
    def runs(self) -> bool:
        """Whether the process that was started last has not ended."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """As the power cut does: no goodbye."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """An orderly end."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(20)
            self._process = None
