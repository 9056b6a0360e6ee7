"""What becomes of a tap: an answer that arrived for a question of a running attempt. Pure."""

from dataclasses import dataclass
from enum import Enum

from quiz.rules.entries import Kind
from quiz.rules.reasons import AttemptReason
from quiz.rules.refusal import Refusal
from quiz.rules.window import in_time
from quiz.rules.wording import say_moment


@dataclass(frozen=True, slots=True)
class Tap:
    """One answer as it arrived. `choice` holds printed positions, ascending; `arrived` is the UTC
    millisecond of its last byte; `seq` was chosen by the client and rises."""

    attempt_id: int
    round_id: int
    seq: int
    question: int
    choice: tuple[int, ...]
    arrived: int
    grace_ms: int
    holder: str = ""
    """The tag of the session that sends it."""


@dataclass(frozen=True, slots=True)
class Tappable:
    """What never changes about an attempt and is checked before the writer: whose it is, where, and
    for each question how many options it has and how many may be chosen."""

    person_id: int
    round_id: int
    grace_ms: int
    widths: tuple[tuple[int, int], ...]

    def holds(self, question: int, choice: tuple[int, ...]) -> bool:
        """Whether the paper has this question (from 1) and these printed positions."""
        if not 1 <= question <= len(self.widths):
            return False
        options, most = self.widths[question - 1]
        return len(choice) <= most and all(0 <= position < options for position in choice)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the tap's attempt is like at that moment. `highest_seq` is 0 before the first tap."""

    ended_at: int | None
    submitted: bool
    """Handed in by the contestant, not closed at the deadline."""
    deadline_at: int
    highest_seq: int
    voided: bool = False
    """Taken out of the contest."""
    holder: str = ""
    """The tag of the session that sits the attempt; empty where any may."""


@dataclass(frozen=True, slots=True)
class Past:
    """What the ledger holds about a seq that is not higher than every other: the entry that has it
    already, if any, and the newest seq of the tap's question."""

    kind: Kind | None
    at: int
    question: int | None
    choice: tuple[int, ...] | None
    newest_seq: int


@dataclass(frozen=True, slots=True)
class Saved:
    """What a tap is told. The same tap gets the same again."""

    state: str
    """saved or stale."""
    seq: int
    saved_at: int
    deadline_at: int


class Fate(Enum):
    """What is to be written."""

    SAVE = Kind.ANSWER
    LATE = Kind.LATE
    STALE = Kind.STALE
    NOTHING = None


def is_elsewhere(holder: str, asks: str) -> bool:
    """Whether another session than the one that asks sits the attempt."""
    return holder not in {"", asks}


def fate(tap: Tap, facts: Facts, past: Past | None) -> tuple[Fate, Saved | Refusal]:
    """What is written and what the tap is told. `past` is needed only when the tap's seq is not
    higher than every other of its attempt."""
    if past is not None and past.kind is not None:
        return Fate.NOTHING, _again(tap, facts, past)
    if facts.voided:
        return Fate.NOTHING, Refusal(AttemptReason.ATTEMPT_VOID)
    if facts.submitted and facts.ended_at is not None and tap.arrived > facts.ended_at:
        ended = say_moment(facts.ended_at)
        return Fate.NOTHING, Refusal(AttemptReason.ATTEMPT_OVER, ended=ended)
    if facts.ended_at is not None or not in_time(tap.arrived, facts.deadline_at, tap.grace_ms):
        return Fate.LATE, Refusal(AttemptReason.TIME_OVER)
    if is_elsewhere(facts.holder, tap.holder):
        return Fate.NOTHING, Refusal(AttemptReason.ELSEWHERE)
    if past is not None and tap.seq < past.newest_seq:
        return Fate.STALE, Saved("stale", tap.seq, tap.arrived, facts.deadline_at)
    return Fate.SAVE, Saved("saved", tap.seq, tap.arrived, facts.deadline_at)


def _again(tap: Tap, facts: Facts, past: Past) -> Saved | Refusal:
    """What the same tap was told the first time."""
    if (past.question, past.choice) != (tap.question, tap.choice):
        return Refusal(AttemptReason.SEQ_CONFLICT, next_seq=facts.highest_seq + 1)
    if past.kind is Kind.LATE:
        return Refusal(AttemptReason.TIME_OVER)
    state = "stale" if past.kind is Kind.STALE else "saved"
    return Saved(state, tap.seq, past.at, facts.deadline_at)
