"""The other door: the same stages from a terminal."""

import sys

import typer

from quiz.cli import (
    audit,
    bank_tools,
    check,
    contest,
    demo,
    law,
    people,
    privacy,
    rehearse,
    serve,
    staff,
)
from quiz.cli.common import NO
from quiz.cli.failures import sentence_of

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(bank_tools.app, name="bank")
app.add_typer(contest.app, name="contest")
app.add_typer(law.app, name="law")
app.add_typer(people.app, name="people")
app.add_typer(staff.app, name="staff")
app.add_typer(privacy.app, name="privacy")
app.add_typer(audit.app, name="audit")
app.command()(demo.demo)
app.command()(serve.serve)
app.command()(check.check)
app.command()(rehearse.rehearse)


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
