"""`quiz serve`: the web door, in one process."""

from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from quiz import logs
from quiz.cli.common import checked
from quiz.settings import Settings
from quiz.web.app import create_app

GRACEFUL_SECONDS = 5

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)]
Data = Annotated[Path, typer.Option(help="Folder of the database and the secret key.")]


def serve(host: Host = "127.0.0.1", port: Port = 8000, data: Data | None = None) -> None:
    """Serve the contest's pages until Ctrl-C."""
    settings = Settings()
    if data is not None:
        settings = settings.model_copy(update={"data": data})
    run(settings, host, port)


def run(settings: Settings, host: str, port: int) -> None:
    """One uvicorn process over one application. Ctrl-C lets what is being written finish. A
    database that may lose what it acknowledged is refused with a sentence before anything starts.
    """
    checked(settings).close()
    logs.configure()
    uvicorn.run(
        create_app(settings),
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )
