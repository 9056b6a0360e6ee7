"""Whose processes listen on a port: found through /proc, and said when it cannot be told."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from quiz.rehearsal.machine import server_at

LISTEN = """
import socket, subprocess, sys
listening = socket.create_server(("127.0.0.1", 0))
large = "import time; kept = b'x' * 50_000_000; time.sleep(60)"
child = subprocess.Popen([sys.executable, "-c", large])
print(listening.getsockname()[1], child.pid, flush=True)
sys.stdin.read()
child.kill()
"""


@pytest.fixture
def port() -> Iterator[int]:
    """A port that this very process listens on until the test ends."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


def test_the_listening_process_and_its_children_are_found_with_their_cpu_and_memory() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LISTEN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        port, child = map(int, process.stdout.readline().split())
        machine = server_at("127.0.0.1", port)
        assert machine.pids == tuple(sorted((process.pid, child)))
        for _ in range(100):
            machine.look()
            if machine.peak_bytes > 50_000_000:
                break
            time.sleep(0.05)
        assert machine.peak_bytes > 50_000_000
        assert machine.cpu_seconds() > 0
        peak = machine.peak_bytes
        process.communicate("")
    machine.look()
    assert machine.peak_bytes == peak


def test_own_cpu_time_grows_with_work(port: int) -> None:
    machine = server_at("localhost", port)
    assert os.getpid() in machine.pids
    before = machine.cpu_seconds()
    until = time.process_time() + 0.1
    while time.process_time() < until:
        pass
    assert machine.cpu_seconds() - before >= 0.05


def test_another_machine_an_unused_port_and_a_foreign_process_are_said(
    port: int, tmp_path: Path
) -> None:
    assert "máy khác" in server_at("192.0.2.1", port).why
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert "cổng" in server_at("127.0.0.1", free.getsockname()[1]).why
    assert "/proc" in server_at("127.0.0.1", port, tmp_path).why
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "tcp").write_text(Path("/proc/net/tcp").read_text())
    assert "người dùng khác" in server_at("127.0.0.1", port, tmp_path).why
