"""A real PostgreSQL on a private socket, from Debian's packages, for as long as a test session."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

_ROOM = 4 << 30


def postgres_programs() -> Path | None:
    """The folder of initdb and pg_ctl, the newest release first; None where there is no server."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if found:
        return found[0].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def created(address: str, name: str) -> tuple[str, int]:
    """The address of a new database of that name, and the process id of its server."""
    url = address.format(name="postgres").replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        folder = connection.execute(text("SHOW data_directory")).scalar_one()
    engine.dispose()
    pid = Path(folder, "postmaster.pid").read_text().splitlines()[0]
    return address.format(name=name), int(pid)


class Cluster:
    """A server of its own: its data, its socket and its log in one folder."""

    def __init__(self, programs: Path, folder: Path, settings: tuple[str, ...]) -> None:
        self._programs, self._folder, self._settings = programs, folder, settings
        self._runuser: tuple[str, ...] = ()
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
            self._runuser = ("runuser", "-u", "postgres", "--")
        self._run(
            "initdb",
            *("-U", "quiz", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
        )

    @property
    def address(self) -> str:
        """The SQLAlchemy address, with `{name}` for the database."""
        return f"postgresql://quiz@/{{name}}?host={self._folder}"

    @property
    def runs(self) -> bool:
        """Whether it was started and not stopped."""
        return (self._folder / "data" / "postmaster.pid").exists()

    def start(self) -> None:
        """Start, and return when connections are accepted."""
        options = f"-k {self._folder} -c listen_addresses='' -c max_connections=200"
        options += "".join(f" -c {setting}" for setting in self._settings)
        self._run("pg_ctl", "-o", options, "-w", "-l", str(self._folder / "log"), "start")

    def stop_at_once(self) -> None:
        """Stop without a goodbye to anybody: the next start recovers from the log."""
        self._run("pg_ctl", "-m", "immediate", "-w", "stop")

    def _run(self, program: str, *options: str) -> None:
        data = ("-D", str(self._folder / "data"))
        command = [*self._runuser, str(self._programs / program), *data, *options]
        subprocess.run(command, check=True, capture_output=True, cwd="/")


def in_memory() -> Path | None:
    """A folder in memory with room for a server of small databases; None where there is none.
    There a database is made and dropped in a tenth of the time, since no disk is waited for.
    """
    folder = Path("/dev/shm")
    roomy = folder.is_dir() and shutil.disk_usage(folder).free > _ROOM
    return folder if roomy else None


@contextmanager
def cluster(programs: Path, *settings: str, within: Path | None = None) -> Iterator[Cluster]:
    """A running server. `settings` are the server's, like `fsync=off`; its data lies in a new
    folder `within` one, else where temporary files do.
    """
    folder = Path(tempfile.mkdtemp(prefix="quiz-pg-", dir=within))
    made = Cluster(programs, folder, settings)
    made.start()
    try:
        yield made
    finally:
        if made.runs:
            made.stop_at_once()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgres(programs: Path, *settings: str, within: Path | None = None) -> Iterator[str]:
    """The address of a running server, with `{name}` for the database."""
    with cluster(programs, *settings, within=within) as made:
        yield made.address
