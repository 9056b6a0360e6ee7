"""What contestants predicted, as the entries that began their attempts hold it."""

import json
from collections.abc import Collection

from quiz.store.plain import Reader, fetch_all

_STARTS = "SELECT attempt_id, body FROM entry WHERE kind = 'start' AND body IS NOT NULL AND "


def of_attempts(connection: Reader, attempts: Collection[int]) -> dict[int, int]:
    """Attempt -> prediction, of those that have one."""
    if not attempts:
        return {}
    marks = ", ".join("?" * len(attempts))
    return _read(connection, f"{_STARTS}attempt_id IN ({marks})", *attempts)


def of_round(connection: Reader, round_id: int) -> dict[int, int]:
    """The same of all attempts of a round."""
    return _read(connection, f"{_STARTS}round_id = ?", round_id)


def _read(connection: Reader, statement: str, *values: int) -> dict[int, int]:
    found = {}
    for attempt_id, body in fetch_all(connection, statement, values):
        facts = json.loads(body)
        if "guess" in facts:
            found[attempt_id] = int(facts["guess"])
    return found
