"""The other door: the same stages from a terminal."""

import typer

from quiz.cli import bank, contest, demo, people, serve, staff

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(bank.app, name="bank")
app.add_typer(contest.app, name="contest")
app.add_typer(people.app, name="people")
app.add_typer(staff.app, name="staff")
app.command()(demo.demo)
app.command()(serve.serve)


@app.callback()
def about() -> None:
    """The contest from a terminal."""


def main() -> None:
    """The command `quiz`."""
    app()
