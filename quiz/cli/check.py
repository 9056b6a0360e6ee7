"""`quiz check`: whether the server may be opened to people as it is set up on this machine."""

import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from quiz.cli.common import NO, report, say_database
from quiz.clock import system_clock
from quiz.settings import SECRET_BYTES, MissingExtra, Settings, has_sso, is_weak
from quiz.stages import purging
from quiz.store.database import Database
from quiz.store.engines import UnsafeDatabase
from quiz.store.migrate import is_current

FLOORS = {"starlette": (1, 3, 1), "python-multipart": (0, 0, 31)}
"""Releases that known advisories are mended in."""
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_STRAY = (
    "Cơ sở dữ liệu có dòng trỏ đến dữ liệu không còn, do tệp bị sửa ngoài hệ thống; đề nghị "
    "khôi phục từ bản sao lưu."
)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO

Data = Annotated[Path | None, typer.Option(help="Folder of the database and the secret key.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")]


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was looked at: fine or not, and a sentence that says it."""

    about: str
    fine: bool
    sentence: str


def check(data: Data = None, as_json: AsJson = False) -> None:
    """Look at key, files, address, database and libraries; exit 1 where something is not fine."""
    settings = Settings()
    if data is not None:
        settings = settings.model_copy(update={"data": data})
    found = list(findings(settings))
    text = "\n".join(f"{'Đạt ' if one.fine else 'SAI '} {one.sentence}" for one in found)
    report([asdict(one) for one in found], text, as_json=as_json)
    if not all(one.fine for one in found):
        raise typer.Exit(NO)


def findings(settings: Settings) -> Iterator[Found]:
    """Everything that was looked at. Nothing is made or changed."""
    looks: tuple[Callable[[Settings], Iterator[Found]], ...] = (
        *(_secret, _files, _address, _proxies, _demo, _sso, _database),
    )
    for look in looks:
        yield from look(settings)
    for name, floor in FLOORS.items():
        yield _release(name, version(name), floor)


def _secret(settings: Settings) -> Iterator[Found]:
    path = settings.secret_path
    if not path.exists():
        yield Found("secret", True, f"Chưa có tệp khóa {path}; hệ thống tạo khi chạy lần đầu.")
        return
    key = path.read_bytes() if path.is_file() else b""
    if len(key) != SECRET_BYTES or is_weak(key):
        sentence = (
            f"Tệp khóa {path} không phải {SECRET_BYTES} byte ngẫu nhiên. Đề nghị khôi phục từ bản "
            "sao lưu; nếu chưa in thẻ dự thi thì xóa tệp để hệ thống tạo khóa mới."
        )
        yield Found("secret", False, sentence)
    else:
        yield Found("secret", True, f"Tệp khóa {path} là khóa ngẫu nhiên {SECRET_BYTES} byte.")


def _files(settings: Settings) -> Iterator[Found]:
    """The key is its owner's alone; so is all else, by its own mode or by the folder's."""
    closed = settings.data.is_dir() and not settings.data.stat().st_mode & _OTHERS
    within = sorted(settings.data.glob("*")) if settings.data.is_dir() else []
    open_to_others = [
        path
        for path in within
        if path.stat().st_mode & _OTHERS and (path == settings.secret_path or not closed)
    ]
    for path in open_to_others:
        mode = 0o700 if path.is_dir() else 0o600
        yield Found(
            "files",
            False,
            f"Người dùng khác của máy đọc được {path}. Đề nghị chạy: chmod {mode:o} {path}.",
        )
    if not open_to_others:
        yield Found("files", True, f"Chỉ chủ sở hữu đọc được các tệp trong {settings.data}.")


def _address(settings: Settings) -> Iterator[Found]:
    local = urlsplit(settings.base_url).hostname in LOCAL
    if settings.secure or local:
        yield Found("address", True, f"Địa chỉ {settings.base_url} dùng được.")
        return
    sentence = (
        f"QUIZ_BASE_URL là {settings.base_url}: mật khẩu, thẻ dự thi và bài làm đi qua mạng không "
        "mã hóa. Đề nghị đặt máy chủ trung gian có TLS và dùng địa chỉ https."
    )
    yield Found("address", False, sentence)


def _proxies(settings: Settings) -> Iterator[Found]:
    if settings.proxies:
        told = ", ".join(settings.proxies)
        yield Found("proxies", True, f"X-Forwarded-For chỉ được tin khi đến từ {told}.")
    elif settings.secure:
        sentence = (
            "Địa chỉ là https mà chưa đặt QUIZ_TRUSTED_PROXIES: mọi người được tính là một địa chỉ "
            "nên chung giới hạn thử mật khẩu. Đề nghị ghi địa chỉ của máy chủ trung gian."
        )
        yield Found("proxies", False, sentence)
    else:
        yield Found("proxies", True, "Không tin X-Forwarded-For của ai.")


def _demo(settings: Settings) -> Iterator[Found]:
    if settings.demo:
        sentence = "QUIZ_DEMO đang bật. Đề nghị bỏ khi mở cho thí sinh."
        yield Found("demo", False, sentence)


def _sso(settings: Settings) -> Iterator[Found]:
    """Whether whoever comes by single sign-on can be known; nothing where there is no provider."""
    if not settings.sso_issuer:
        return
    if not has_sso():
        said = "Đã đặt QUIZ_SSO_ISSUER mà chưa cài phần đăng nhập một lần, máy chủ không chạy."
        yield Found("sso-extra", False, f"{said} {MissingExtra('sso')}")
    missing = [
        name
        for name, value in (
            ("QUIZ_SSO_CLIENT_ID", settings.sso_client_id),
            ("QUIZ_SSO_CLAIM", settings.sso_claim),
        )
        if not value.strip()
    ]
    if missing:
        sentence = (
            f"Đã đặt QUIZ_SSO_ISSUER mà thiếu {' và '.join(missing)}: không ai vào thi được bằng "
            f"{settings.sso_title}. Đề nghị đặt theo docs/settings.md."
        )
        yield Found("sso", False, sentence)
    else:
        sentence = f"Thí sinh vào thi được bằng {settings.sso_title} ({settings.sso_issuer})."
        yield Found("sso", True, sentence)


def _database(settings: Settings) -> Iterator[Found]:
    url = make_url(settings.url)
    if url.drivername.startswith("sqlite") and not Path(url.database or "").exists():
        yield Found("database", True, f"Chưa có {url.database}; hệ thống tạo khi chạy lần đầu.")
        return
    try:
        database = Database(settings.url)
    except UnsafeDatabase as unsafe:
        yield Found("database", False, str(unsafe))
        return
    stray = False
    try:
        database.check()
        stray = database.is_sqlite and database.read_now(_points_nowhere)
        kept = database.read_now(lambda one: _kept_too_long(one, settings))
    except UnsafeDatabase as unsafe:
        yield Found("database", False, str(unsafe))
        return
    except SQLAlchemyError:
        yield Found("database", False, f"Không kết nối được {say_database(settings)}.")
        return
    finally:
        database.close()
    yield Found("database", True, f"{say_database(settings)} giữ mọi điều đã báo là lưu.")
    if stray:
        yield Found("database-rows", False, _STRAY)
    if kept:
        yield Found("retention", False, kept)
    if not database.is_sqlite and (url.host or "").strip("/") and url.host not in LOCAL:
        yield _tls(settings, str(url.query.get("sslmode", "")))


def _points_nowhere(connection: Connection) -> bool:
    """Whether rows name others that are not there: somebody wrote into the file by hand."""
    return connection.execute(text("PRAGMA foreign_key_check")).first() is not None


def _kept_too_long(connection: Connection, settings: Settings) -> str:
    """Whose names should be gone, as a sentence; empty before the server has made its tables."""
    if not is_current(connection):
        return ""
    return purging.overdue(connection, system_clock(), settings.retention_months)


def _tls(settings: Settings, mode: str) -> Found:
    if mode in {"require", "verify-ca", "verify-full"}:
        return Found("database-tls", True, "Kết nối đến cơ sở dữ liệu được mã hóa.")
    return Found(
        "database-tls",
        False,
        f"Kết nối đến {say_database(settings)} có thể không mã hóa. Đề nghị thêm "
        "?sslmode=verify-full vào QUIZ_DATABASE_URL.",
    )


def _release(name: str, installed: str, floor: tuple[int, ...]) -> Found:
    digits = (part for part in installed.split("+")[0].split("."))
    numbers = tuple(int(part) for part in digits if part.isdigit())
    least = ".".join(map(str, floor))
    if numbers >= floor:
        return Found(name, True, f"{name} {installed} (từ {least}).")
    sentence = f"{name} {installed} có lỗi bảo mật đã biết. Đề nghị cài từ bản {least}."
    return Found(name, False, sentence)
