"""A real PostgreSQL on a private socket, from Debian's packages, for as long as a test session."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text


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


@contextmanager
def postgres(programs: Path, *settings: str) -> Iterator[str]:
    """The SQLAlchemy address of a server of its own, without the database's name. `settings` are
    the server's, like `fsync=off`."""
    folder = Path(tempfile.mkdtemp(prefix="quiz-pg-"))
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")

    def run(*command: str) -> None:
        prefix = ["runuser", "-u", user, "--"] if os.geteuid() == 0 else []
        subprocess.run([*prefix, *command], check=True, capture_output=True, cwd="/")

    data = folder / "data"
    run(
        str(programs / "initdb"),
        "-D",
        str(data),
        "-U",
        "quiz",
        "--auth=trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    )
    options = f"-k {folder} -c listen_addresses='' -c max_connections=200"
    options += "".join(f" -c {setting}" for setting in settings)
    run(
        str(programs / "pg_ctl"),
        "-D",
        str(data),
        "-o",
        options,
        "-w",
        "-l",
        str(folder / "log"),
        "start",
    )
    try:
        yield f"postgresql://quiz@/{{name}}?host={folder}"
    finally:
        run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)
