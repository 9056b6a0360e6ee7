"""How much time may be given, and by whom. Pure; times are UTC milliseconds."""

from dataclasses import dataclass

from question_bank.vietnamese import clean, squeeze
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal

ALONE = 10
"""What concerns more attempts than this at once, two members of staff sign."""
LAPSE_MS = 30 * 60_000
"""How long an extension waits for its second signature: later the outage is another one."""
MOST_MINUTES = 240
LONGEST_REASON = 500
MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Time that is asked for: `number` is a candidate's, empty for the whole round; `once` is the
    form's. Refuses what no form of ours sends, and a missing reason.
    """

    minutes: int
    reason: str
    once: str
    number: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.minutes <= MOST_MINUTES:
            raise Refusal(RequestReason.BAD_INPUT, field="Số phút gia hạn")
        refuse_reason(self.reason)

    @property
    def ms(self) -> int:
        """The time in milliseconds."""
        return self.minutes * MINUTE_MS


def refuse_reason(reason: str) -> None:
    """Refuse a reason that says nothing, is too long, or holds what no text may hold."""
    cleaned, refused = clean(reason)
    if refused or not 3 <= len(squeeze(cleaned)) <= LONGEST_REASON:
        raise Refusal(RequestReason.BAD_INPUT, field="Lý do")


def needs_second(attempts: int, *, reopens: bool) -> bool:
    """Whether a second member of staff has to sign: for many people at once, and for a round that
    had closed and is opened again."""
    return attempts > ALONE or reopens


def least_minutes(latest: int, now: int) -> int:
    """The fewest whole minutes after `latest` (a deadline) that are not over at `now`."""
    return max(0, now - latest) // MINUTE_MS + 1
