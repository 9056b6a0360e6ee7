"""Local dates and times as a browser's field writes them."""

import re
from datetime import datetime

from quiz.rules.wording import at_vietnam, from_vietnam

_MOMENT = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?")


def say_local(ms: int) -> str:
    """The moment as a browser's datetime-local field writes it, in Vietnamese time."""
    at = at_vietnam(ms)
    return f"{at:%Y-%m-%dT%H:%M:%S}" if ms % 60_000 else f"{at:%Y-%m-%dT%H:%M}"


def moment(typed: str) -> int | None:
    """UTC milliseconds of a local date and time; None for anything else."""
    text = typed.strip()
    if not _MOMENT.fullmatch(text):
        return None
    try:
        return from_vietnam(datetime.fromisoformat(text))
    except ValueError:
        return None
