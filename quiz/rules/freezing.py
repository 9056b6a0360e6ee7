"""When a round's public board stands still: in the last minutes before the round closes, so that
nobody sits by looking at it.
"""

from quiz.rules.round import Rules
from quiz.rules.window import Window


def freezes_at(window: Window, rules: Rules) -> int | None:
    """From when on the public board shows only what had ended by then; None where it never stops.
    UTC milliseconds, like all times here.
    """
    if not rules.frozen_minutes:
        return None
    return window.closes_at - 60_000 * rules.frozen_minutes


def is_frozen(window: Window, rules: Rules, now: int) -> bool:
    """Whether the public board stands still now. It moves again when the round has closed."""
    froze = freezes_at(window, rules)
    return froze is not None and froze <= now < window.closes_at and not window.published
