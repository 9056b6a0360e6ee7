"""`quiz demo`: a contest of its own to walk through, and a link for each kind of user."""

import json
import secrets
import socket
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import typer
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from quiz.cli import serve
from quiz.cli.common import Opened, checked, opened, say_database, say_no, write_private
from quiz.cli.demo_contest import STAFF, fill, guest
from quiz.rules import ticket
from quiz.rules.access import ROLE_TITLES
from quiz.rules.refusal import Refusal
from quiz.settings import Settings
from quiz.stages import signin
from quiz.store.database import Database

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  (what a person chose to listen on)
"""Listening on all addresses -> the one that links are printed with."""


def demo(
    host: serve.Host = "127.0.0.1", port: serve.Port = 8000, data: serve.Data = Path("var")
) -> None:
    """Make a contest to walk through, print a link for each kind of user, and serve it.

    A second run goes on with the same data. A database that holds anything else is left alone.
    """
    settings = demo_settings(Settings(), host, port, data)
    passwords = read_passwords(settings)
    database = checked(settings)
    try:
        refuse_foreign(database, settings, passwords)
    finally:
        database.close()
    passwords = passwords or make_passwords(settings)
    with opened(settings) as contest:
        fill(contest, passwords)
        typer.echo(welcome(contest, passwords))
    serve.run(settings, host, port)


def demo_settings(settings: Settings, host: str, port: int, data: Path) -> Settings:
    """The demo's settings: where links lead, and by which names this machine may be asked."""
    shown = _in_address(EVERYWHERE.get(host, host))
    names = {name for name in settings.allowed_hosts.split(",") if name} | {shown}
    if host in EVERYWHERE:
        names.update(own_names())
    return settings.model_copy(
        update={
            "data": data,
            "base_url": f"http://{shown}:{port}",
            "allowed_hosts": ",".join(sorted(names)),
            "demo": True,
            "totp": False,
        }
    )


def own_names() -> Iterator[str]:
    """The names and addresses by which other machines may know this one."""
    name = socket.gethostname()
    yield name.lower()
    with suppress(OSError):
        for found in socket.getaddrinfo(name, None):
            yield _in_address(str(found[4][0]))
    outside = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
    for family, somewhere in outside:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.connect((somewhere, 9))  # sends nothing: only chooses the way out
            yield _in_address(str(asked.getsockname()[0]))


def _in_address(host: str) -> str:
    return f"[{host.partition('%')[0]}]" if ":" in host else host


def refuse_foreign(
    database: Database, settings: Settings, passwords: Mapping[str, str] | None
) -> None:
    """End the command, before anything is changed, where the database holds something and its staff
    are not the ones whose passwords lie in this folder.
    """
    try:
        known = database.read_now(_is_empty) or (passwords and _knows(database, passwords))
    except SQLAlchemyError:
        say_no(f"Không đọc được cơ sở dữ liệu {say_database(settings)}.")
    if not known:
        other = " và bỏ QUIZ_DATABASE_URL" if settings.database_url else ""
        say_no(
            f"Cơ sở dữ liệu {say_database(settings)} đã có dữ liệu không phải của bản chạy thử, "
            f"nên được giữ nguyên. Đề nghị chọn thư mục khác bằng --data{other}."
        )


def _is_empty(connection: Connection) -> bool:
    tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
    quoted = map(connection.dialect.identifier_preparer.quote, tables)
    return not any(
        connection.execute(text(f"SELECT 1 FROM {table} LIMIT 1")).first()  # noqa: S608
        for table in quoted
    )


def _knows(database: Database, passwords: Mapping[str, str]) -> bool:
    for username, password in passwords.items():
        with suppress(Refusal):
            signin.verify_password(database, username, password)
            return True
    return False


def _logins(settings: Settings) -> Path:
    return settings.data / "demo-logins.json"


def read_passwords(settings: Settings) -> dict[str, str] | None:
    """The demo's passwords by user name; None where this folder has none, or not all."""
    try:
        found = json.loads(_logins(settings).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    whole = isinstance(found, dict) and all(
        isinstance(found.get(username), str) for username, _, _ in STAFF
    )
    return found if whole else None


def make_passwords(settings: Settings) -> dict[str, str]:
    """Passwords made here, kept where only the folder's owner may read them."""
    passwords = {username: secrets.token_urlsafe(12) for username, _, _ in STAFF}
    write_private(_logins(settings), json.dumps(passwords).encode())
    return passwords


def welcome(contest: Opened, passwords: Mapping[str, str]) -> str:
    """A link for each kind of user."""
    base = contest.settings.base_url
    with contest.database.reading() as session:
        person = guest(session)
    lines = [
        f"Trang chủ / Home: {base}/",
        f"Các thành phần giao diện / Components: {base}/components",
    ]
    if person is not None:
        token = ticket.ticket(contest.settings.secret(), person.number, person.ticket_version)
        code = ticket.typed_code(contest.settings.secret(), person.number, person.ticket_version)
        lines += [
            f"Thí sinh / Contestant: {base}/enter#{token}",
            f"    số báo danh / number {person.number}, mã dự thi / code {code}",
        ]
    for username, _, role in STAFF:
        link = f"{base}/sign-in#{username}/{quote(passwords[username])}"
        lines.append(f"{ROLE_TITLES[role]} / {role.value.capitalize()}: {link}")
    lines.append("Ctrl-C để dừng / to stop")
    return "\n".join(lines)
