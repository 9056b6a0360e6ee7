"""The other door: the same stages from a terminal."""

import typer

from quiz.cli import serve

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command()(serve.serve)


@app.callback()
def about() -> None:
    """The contest from a terminal."""


def main() -> None:
    """The command `quiz`."""
    app()
