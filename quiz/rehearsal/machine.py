"""What the server costs its machine, read from /proc where the rehearsal runs beside it: CPU and
memory of every process that listens on the port, and of their children.
"""

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
_LISTENS = "0A"
_LOCAL_PORT, _STATE, _INODE = 1, 3, 9
"""Columns of /proc/net/tcp."""


@dataclass(slots=True)
class Machine:
    """The server's processes. `pids` is empty where nothing can be told, and `why` says why."""

    pids: tuple[int, ...]
    why: str = ""
    peak_bytes: int = 0

    def look(self) -> None:
        """Look at the memory; to be called again and again, because only its peak counts."""
        now = sum(_memory_bytes(pid) for pid in self.pids)
        self.peak_bytes = max(self.peak_bytes, now)

    def cpu_seconds(self) -> float:
        """User and system time of all processes so far, with that of their ended children."""
        return sum(_cpu_seconds(pid) for pid in self.pids)


def server_at(host: str, port: int, proc: Path = PROC) -> Machine:
    """The processes that listen on this address, if it is this machine's."""
    if not _is_ours(host):
        return Machine((), "máy chủ ở máy khác")
    if not (proc / "net" / "tcp").exists():
        return Machine((), "hệ điều hành không có /proc")
    inodes = set(_listening(port, proc))
    if not inodes:
        return Machine((), f"không tiến trình nào của máy này nghe ở cổng {port}")
    listening = [pid for pid in _pids(proc) if inodes & set(_sockets(pid, proc))]
    if not listening:
        return Machine((), "tiến trình của máy chủ thuộc người dùng khác")
    return Machine(tuple(sorted(_with_children(listening, proc))))


def _is_ours(host: str) -> bool:
    """Whether an address is this machine's: only then can a socket be bound to it."""
    try:
        found = socket.getaddrinfo(host, 0, type=socket.SOCK_DGRAM)
    except OSError:
        return False
    for family, kind, protocol, _, address in found:
        try:
            with socket.socket(family, kind, protocol) as tried:
                tried.bind(address)
        except OSError:
            continue
        return True
    return False


def _listening(port: int, proc: Path) -> Iterator[str]:
    """The inodes of the sockets that listen on the port."""
    for name in ("tcp", "tcp6"):
        table = proc / "net" / name
        if not table.exists():
            continue
        for line in table.read_text().splitlines()[1:]:
            cells = line.split()
            if cells[_STATE] == _LISTENS and int(cells[_LOCAL_PORT].rpartition(":")[2], 16) == port:
                yield cells[_INODE]


def _pids(proc: Path) -> Iterator[int]:
    return (int(entry.name) for entry in proc.iterdir() if entry.name.isdigit())


def _sockets(pid: int, proc: Path) -> Iterator[str]:
    """The inodes of a process's sockets; none where we may not look."""
    try:
        for descriptor in (proc / str(pid) / "fd").iterdir():
            target = os.readlink(descriptor)
            if target.startswith("socket:["):
                yield target[len("socket:[") : -1]
    except OSError:
        return


def _with_children(pids: list[int], proc: Path) -> set[int]:
    parents = {pid: _parent(pid, proc) for pid in _pids(proc)}
    found = set(pids)
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _parent(pid: int, proc: Path) -> int:
    fields = _stat(pid, proc)
    return int(fields[1]) if fields else 0


def _stat(pid: int, proc: Path = PROC) -> list[str]:
    """The fields of /proc/PID/stat from the state on; nothing when the process is gone."""
    try:
        return (proc / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _cpu_seconds(pid: int) -> float:
    fields = _stat(pid)
    ticks = sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def _memory_bytes(pid: int) -> int:
    """What the process holds in memory now; 0 when it is gone."""
    try:
        pages = int((PROC / str(pid) / "statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
