"""The server's log: a line of JSON for each event on standard error.

A line says when (UTC), how grave, who said it, what happened, and of the record's extra fields only
those of `FIELDS`. No names of people, no tickets, no passwords: an exception is told by its type
and the places it passed through, never by its message, which may quote what somebody typed.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

FIELDS = ("actor", "action", "object", "reason", "address")
"""Who (a user name or `person:7`), did what, to which object, refused why, from which address."""

_FRAMES = 12
"""Places of an exception that are told: the innermost ones."""


class JsonLines(logging.Formatter):
    """One record, one line: control characters and everything else beyond ASCII are escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        at = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, Any] = {
            "time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            line["errors"] = _errors(record.exc_info[1])
        return json.dumps(line, default=str).replace("\x7f", "\\u007f")


def _errors(error: BaseException | None) -> list[dict[str, Any]]:
    """The error and what it came from, the last one first."""
    told: list[dict[str, Any]] = []
    while error is not None and len(told) < _FRAMES:
        frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
        places = [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames]
        told.append({"type": type(error).__name__, "places": places})
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return told


def configure(stream: TextIO | None = None) -> None:
    """Write what this program logs to standard error, and warnings of everybody else."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("quiz").setLevel(logging.INFO)
