"""What every command shares: opening the contest's database, reporting, and how to say no."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn

import typer

from quiz.rules.refusal import Refusal
from quiz.settings import Settings
from quiz.store.database import Database
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


@contextmanager
def opened(settings: Settings) -> Iterator[Opened]:
    """The database of these settings, up to date, with its writer."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database(settings.url)
    database.check()
    migrate(database)
    writer = Writer(database, settings.writer_queue)
    writer.start()
    try:
        yield Opened(settings, database, writer)
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


def progress(text: str) -> None:
    """A line about long work, on a terminal only."""
    if sys.stderr.isatty():
        typer.echo(text, err=True)
