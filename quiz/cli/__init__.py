"""The other door: the same stages from a terminal."""

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def main() -> None:
    """The command `quiz`."""
    app()
