"""`quiz serve`: the web door, in one process."""

import errno
import gc
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from quiz import logs
from quiz.cli.common import NO, checked, opened, say_no, say_setup_link
from quiz.cli.connections import Server, allow_connections
from quiz.settings import Settings
from quiz.stages import staffing
from quiz.store.migrate import migrate
from quiz.web.app import create_app
from quiz.web.heads import Connection

GRACEFUL_SECONDS = 5
GC_THRESHOLDS = (50_000, 20, 50)
"""The collector looks for circles of garbage after so many more objects than Python's 700: requests
leave few."""
BACKLOG = 16_384
"""Connections that may wait to be accepted; the system allows fewer (net.core.somaxconn, usually
4,096). What does not fit comes again after one second, then three."""

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)]
Data = Annotated[Path, typer.Option(help="Folder of the database and the secret key.")]


def serve(host: Host = "127.0.0.1", port: Port = 8000, data: Data | None = None) -> None:
    """Serve the contest's pages until Ctrl-C."""
    settings = Settings()
    if data is not None:
        settings = settings.model_copy(update={"data": data})
    tell_first_steps(settings)
    run(settings, host, port)


def tell_first_steps(settings: Settings) -> None:
    """Where nobody can administer yet, a link that makes the first administrator; and a warning
    where staff are not asked for a code although people come by https."""
    with opened(settings) as contest:
        if contest.database.read_now(staffing.needs_first):
            typer.echo(say_setup_link(contest))
    if settings.secure and not settings.totp:
        typer.echo(
            "Cảnh báo: QUIZ_TOTP đang tắt, tài khoản quản lý đăng nhập chỉ bằng mật khẩu. Đề nghị "
            "bật lại trước khi mở hội thi.",
            err=True,
        )


def run(settings: Settings, host: str, port: int) -> None:
    """One uvicorn process over one application. Ctrl-C lets what is being written finish. A
    database that may lose what it acknowledged is refused with a sentence before anything starts.
    """
    database = checked(settings)
    try:
        migrate(database)
    finally:
        database.close()
    app, sockets = create_app(settings), listening(host, port)
    logs.configure()
    config = uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        access_log=False,
        log_level="warning",
        log_config=None,
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=settings.proxies,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
        backlog=BACKLOG,
    )
    allow_connections()
    server = Server(config)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    with suppress(KeyboardInterrupt):
        server.run(sockets=sockets)
    if not server.started:
        raise typer.Exit(NO)


def listening(host: str, port: int) -> list[socket.socket]:
    """A socket for each address of the host. A port that somebody else has and a host that is not
    this machine end the command with a sentence.
    """
    sockets: list[socket.socket] = []
    problem = ""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, address in dict.fromkeys((one[0], one[4]) for one in found):
            try:
                sockets.append(socket.create_server(address, family=family, backlog=BACKLOG))
            except OSError as error:
                problem = os.strerror(error.errno or 0)
                if error.errno != errno.EADDRNOTAVAIL:
                    raise
    except (OSError, UnicodeError) as error:
        for one in sockets:
            one.close()
        sockets = []
        problem = problem or str(error)
    if not sockets:
        say_no(
            f"Không mở được cổng {port} tại {host} ({problem}). Đề nghị chọn cổng khác bằng --port "
            "hoặc kiểm tra lại --host."
        )
    return sockets
