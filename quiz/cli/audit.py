"""`quiz audit`: see whether the log of what staff did is whole."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from quiz.cli.common import NO, opened, report
from quiz.rules.wording import say_count
from quiz.settings import Settings
from quiz.stages import auditing

app = typer.Typer(no_args_is_help=True, help="The audit log: verify its chain.")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]
Data = Annotated[Path | None, typer.Option(help="Folder of the database and the secret key.")]


@app.callback()
def about() -> None:
    """The log of what staff did."""


@app.command("verify")
def verify(data: Data = None, as_json: AsJson = False) -> None:
    """Hash the whole log again. Exit 1 where a row was changed, added between or taken away. The
    last hash proves the log until now: note it down elsewhere."""
    settings = Settings() if data is None else Settings(data=data)
    with opened(settings) as here:
        chain = auditing.verify(here.database, here.writer)
    text = f"Nhật ký nguyên vẹn: {say_count(chain.sealed)} thao tác, mã cuối {chain.head}."
    if chain.broken is not None:
        text = f"Nhật ký bị thay đổi từ dòng niêm phong số {chain.broken}."
    report(asdict(chain), text, as_json=as_json)
    if chain.broken is not None:
        raise typer.Exit(NO)
