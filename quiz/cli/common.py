"""What every command shares: opening the contest's database, reporting, and how to say no."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import typer
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from quiz.clock import SteadyClock
from quiz.rules.refusal import Refusal
from quiz.settings import Settings
from quiz.stages import staffing, timekeeping
from quiz.store.database import Database
from quiz.store.engines import UnsafeDatabase
from quiz.store.migrate import migrate
from quiz.store.writer import Writer

NO = 1
"""Exit status when the answer is no."""
WRONG_USE = 2


@dataclass(frozen=True, slots=True)
class Opened:
    """A contest's memory, ready for a command."""

    settings: Settings
    database: Database
    writer: Writer
    clock: SteadyClock
    """The time of the machine's servers."""


def checked(settings: Settings) -> Database:
    """The database of these settings and its folder, not yet migrated. One that cannot be reached
    or may lose what it acknowledged ends the command with a sentence.
    """
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        database = Database(settings.url)
        try:
            database.check()
        except Exception:
            database.close()
            raise
    except UnsafeDatabase as unsafe:
        say_no(str(unsafe))
    except OperationalError:
        say_no(f"Không kết nối được cơ sở dữ liệu {say_database(settings)}.")
    except OSError as error:
        say_no(f"Không dùng được thư mục {settings.data}: {error.strerror}.")
    return database


def say_database(settings: Settings) -> str:
    """The database's address without its password."""
    return make_url(settings.url).render_as_string(hide_password=True)


@contextmanager
def opened(settings: Settings) -> Iterator[Opened]:
    """The database of these settings, up to date, with its writer."""
    database = checked(settings)
    migrate(database)
    clock = SteadyClock()
    timekeeping.agree(database, clock)
    writer = Writer(database, settings.writer_queue)
    writer.start()
    try:
        yield Opened(settings, database, writer, clock)
    finally:
        writer.close()
        database.close()


def report(data: Any, text: str, *, as_json: bool) -> None:
    """Print the result for a program or for a person."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2) if as_json else text)


def say_no(sentence: str | Refusal) -> NoReturn:
    """The answer is no: say why on standard error, exit 1."""
    typer.echo(sentence.sentence if isinstance(sentence, Refusal) else sentence, err=True)
    raise typer.Exit(NO)


def read_regular(path: Path, limit: int) -> bytes:
    """The content of an ordinary file; a folder, a pipe, a device and a file of more than `limit`
    bytes end the command before anything is read.
    """
    if not path.is_file():
        say_no(f"{path} không phải một tệp thông thường; đề nghị kiểm tra lại đường dẫn.")
    if path.stat().st_size > limit:
        say_no(f"{path} lớn hơn {limit // 1_000} kB; đề nghị chia thành nhiều tệp.")
    return path.read_bytes()


def write_private(path: Path, content: bytes) -> None:
    """Put a file there, whole, that only its owner may read, whatever stood there before."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    try:
        temporary.replace(path)
    except OSError:
        temporary.unlink()
        raise


def progress(text: str) -> None:
    """A line about long work, on a terminal only."""
    if sys.stderr.isatty():
        typer.echo(text, err=True)


def read_password(prompt: str, *, from_stdin: bool, twice: bool = False) -> str:
    """The next line of standard input, or asked at the terminal without echo, `twice` where it is
    a new one. Ends the program where there is neither."""
    if from_stdin:
        try:
            return sys.stdin.readline().rstrip("\r\n")
        except UnicodeDecodeError:
            _wrong_use("Mật khẩu không phải văn bản UTF-8.")
    if not sys.stdin.isatty():
        _wrong_use("Không có màn hình để hỏi mật khẩu; đề nghị dùng --password-stdin.")
    again = "Nhập lại mật khẩu" if twice else False
    given: str = typer.prompt(prompt, hide_input=True, confirmation_prompt=again)
    return given


def _wrong_use(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(WRONG_USE)


def say_setup_link(contest: Opened) -> str:
    """A new setup link with what it is for. Refuses where there is an administrator."""
    secret = staffing.make_setup_link(contest.database, contest.clock())
    base = contest.settings.base_url.rstrip("/")
    return (
        "Chưa có quản trị viên. Lập tài khoản đầu tiên tại đường dẫn dùng một lần, trong 24 giờ:\n"
        f"{base}/set-up#{secret}"
    )
