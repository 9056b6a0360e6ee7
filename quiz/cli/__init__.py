"""The other door: the same stages from a terminal. A start loads the one command that was asked
for."""

import gc
import sys
from importlib import import_module
from typing import Any

import typer
import typer.main
from typer.core import TyperGroup

from quiz.cli.common import NO
from quiz.cli.failures import sentence_of

COMMANDS = {
    "demo": "quiz.cli.demo:demo",
    "serve": "quiz.cli.serve:serve",
    "check": "quiz.cli.check:check",
    "rehearse": "quiz.cli.rehearse:rehearse",
    "bank": "quiz.cli.bank_tools:app",
    "contest": "quiz.cli.contest:app",
    "law": "quiz.cli.law:app",
    "people": "quiz.cli.people:app",
    "staff": "quiz.cli.staff:app",
    "privacy": "quiz.cli.privacy:app",
    "audit": "quiz.cli.audit:app",
}
"""Where each command is: a function, or an application of several."""


class Commands(TyperGroup):
    """The commands of `COMMANDS`, each imported when it is asked for."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.commands: Any = dict.fromkeys(COMMANDS)
        """What Click compares a mistyped name with."""

    def list_commands(self, ctx: object) -> list[str]:  # noqa: ARG002 - as Click calls it
        """Their names, as help prints them."""
        return list(COMMANDS)

    def get_command(self, ctx: object, cmd_name: str) -> Any:  # noqa: ARG002
        """The command of that name, None for another."""
        return _loaded(COMMANDS[cmd_name], cmd_name) if cmd_name in COMMANDS else None


def _loaded(place: str, name: str) -> Any:
    module, _, attribute = place.partition(":")
    gc.disable()  # what is imported stays: looking for garbage in it took an eighth of a start
    try:
        found = getattr(import_module(module), attribute)
    finally:
        gc.enable()
    if isinstance(found, typer.Typer):
        command: Any = typer.main.get_group(found)
    else:
        alone = typer.Typer(add_completion=False)
        alone.command()(found)
        command = typer.main.get_command(alone)
    command.name = name
    return command


app = typer.Typer(
    cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)


@app.callback()
def about() -> None:
    """The contest from a terminal."""


def main() -> None:
    """The command `quiz`. What it cannot use is told in a sentence on standard error, exit 1."""
    try:
        app()
    except Exception as error:
        sentence = sentence_of(error)
        if sentence is None:
            raise
        typer.echo(sentence, err=True)
        sys.exit(NO)
